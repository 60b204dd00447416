//! The layout of the code: who may know whom, and how a file begins.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    below.chain(files.into_iter().filter(|file| file.extension() == Some("rs".as_ref()))).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of the terminal program; all others are the library.
fn is_program(file: &Path) -> bool {
    let below = file.strip_prefix(root()).expect("it is below src");
    let first = below.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
    ["main.rs", "cli.rs", "config.rs", "headless.rs", "headless", "sweeper.rs", "tui.rs", "tui"]
        .contains(&first)
}

fn assert_nowhere(words: &[&str], files: impl Iterator<Item = PathBuf>) {
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file is text");
        for word in words {
            assert!(!text.contains(word), "{} must not know of {word}", file.display());
        }
    }
}

#[test]
fn the_library_knows_no_terminal_no_wall_clock_and_no_thread() {
    let strangers = ["ratatui", "crossterm", "Instant", "SystemTime", "std::thread"];
    assert_nowhere(&strangers, sources(&root()).into_iter().filter(|file| !is_program(file)));
}

#[test]
fn the_program_knows_no_runtime() {
    assert_nowhere(&["tokio"], sources(&root()).into_iter().filter(|file| is_program(file)));
}

#[test]
fn patterns_use_the_nouns_and_emit_nothing() {
    assert_nowhere(&["record(", "Fact::", "tokio"], sources(&root().join("pattern")).into_iter());
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    for file in sources(&root()) {
        let text = fs::read_to_string(&file).expect("a source file is text");
        assert!(text.starts_with("//! "), "{} does not say what it is for", file.display());
        assert!(!file.ends_with("mod.rs"), "{} should be named after its room", file.display());
        assert!(text.lines().count() < 500, "{} does not fit in a head", file.display());
    }
}
