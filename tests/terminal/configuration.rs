//! A file says how the screen looks; a wrong one is refused before the terminal is taken over.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use vt100::Color;

use crate::log::{ALTERNATE_SCREEN, modes};
use crate::pty::{Ended, Start};

/// A folder for configurations with this one in it.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let place = folder.path().join("dirtybit");
    fs::create_dir(&place).expect("there is room for a folder");
    fs::write(place.join("config.toml"), text).expect("there is room for a file");
    folder
}

fn started(folder: &Path) -> Start {
    Start::at(120, 24).env("XDG_CONFIG_HOME", folder.to_str().expect("its name is text"))
}

fn ground(start: Start) -> Color {
    let terminal = start.playground();
    terminal.screen().cell(0, 0).expect("there is a first cell").bgcolor()
}

#[test]
fn a_file_chooses_the_theme_and_the_command_line_overrules_it() {
    let folder = folder("theme = \"high-contrast\"\n");
    assert_eq!(ground(started(folder.path())), Color::Idx(16));
    assert_eq!(ground(started(folder.path()).env("COLORFGBG", "0;15")), Color::Idx(16));
    let line = started(folder.path()).with(&["--theme", "light"]);
    assert_eq!(ground(line), Color::Idx(231));
    let line = started(folder.path()).env("COLORFGBG", "0;15").with(&["--theme", "auto"]);
    assert_eq!(ground(line), Color::Idx(231), "as the terminal's background is");
}

#[test]
fn a_file_can_ask_for_ascii() {
    let folder = folder("ascii = true\nreduced_motion = true\n");
    let terminal = started(folder.path()).playground();
    assert!(terminal.screen().contents().is_ascii());
}

#[test]
fn another_file_can_be_named() {
    let (folder, other) = (folder("theme = \"pink\""), tempfile::NamedTempFile::new());
    let other = other.expect("there is room for a file");
    fs::write(other.path(), "theme = \"light\"").expect("there is room for a file");
    let name = other.path().to_str().expect("its name is text");
    let start = started(folder.path()).with(&["--config", name]);
    assert_eq!(ground(start), Color::Idx(231));
}

/// One sentence, and nothing was done to the terminal.
fn assert_refused(ended: &Ended, words: &[&str]) {
    assert_eq!(ended.status.exit_code(), 2);
    assert!(!modes(&ended.log).iter().any(|(mode, _)| *mode == ALTERNATE_SCREEN));
    assert_eq!(ended.settings[0], ended.settings[1]);
    let told: String = ended.screen.contents().lines().skip(1).collect();
    for word in words {
        assert!(told.contains(word), "{word} is not in: {told}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let folder = folder("ascii = true\ntheme = \"pink\"\n");
    let words = ["config.toml:2:9: unknown variant `pink`", "`high-contrast-light`"];
    assert_refused(&started(folder.path()).begin().end(), &words);
}

#[test]
fn a_file_that_is_named_has_to_be_there() {
    let start = Start::at(120, 24).with(&["--config", "/nonexistent/look.toml"]);
    let words = ["cannot read the configuration `/nonexistent/look.toml`", "No such file"];
    assert_refused(&start.begin().end(), &words);
}

#[test]
fn what_is_no_file_is_not_read_for_ever() {
    let start = Start::at(120, 24).with(&["--config", "/dev/zero"]);
    let words = ["cannot read the configuration `/dev/zero`", "larger than 65536 bytes"];
    assert_refused(&start.begin().end(), &words);
}

/// It concerns the stage, and a script that runs in some pipeline has none.
#[test]
fn without_a_stage_nobody_looks_at_it() {
    let folder = folder("theme = ");
    let start = Start::in_shell("dirtybit run crash-in-mid-flush")
        .env("XDG_CONFIG_HOME", folder.path().to_str().expect("its name is text"));
    assert_eq!(start.begin().end().status.exit_code(), 0);
}
