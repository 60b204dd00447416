//! In ASCII no glyph of the program is unknown, and nothing else is left.

use std::fs;
use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::theme::{Depth, Name, Paint, ascii};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let (folders, files): (Vec<_>, Vec<_>) = entries
        .map(|entry| entry.expect("it can be listed").path())
        .partition(|path| path.is_dir());
    folders.iter().flat_map(|folder| files_below(folder)).chain(files).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let is_test = folder.ends_with("tests");
    if is_test { Vec::new() } else { files(folder) }
}

/// What could be drawn: all of the program that is not a test, and the scripts that come with it.
#[test]
fn every_glyph_of_the_program_can_be_spelled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["src", "assets"].iter().flat_map(|folder| files(&root.join(folder))) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let shown = lines.flat_map(str::chars).filter(|char| !char.is_ascii());
        for char in shown.filter(|_| !file.ends_with("tests.rs")) {
            assert_ne!(ascii::of(&char.to_string()), '?', "{char} in {}", file.display());
        }
    }
}

fn spelled(text: &str) -> String {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
    buffer.set_string(0, 0, text, Style::new());
    Paint::new(Name::Dark, Depth::True, true).finish(&mut buffer);
    buffer.content.iter().map(|cell| cell.symbol()).collect()
}

#[test]
fn what_is_ascii_stays_and_names_lose_what_is_not() {
    assert_eq!(spelled("● v3×2 ▶ ok"), "* v3x2 > ok ");
    assert_eq!(spelled("straße:1 é"), "stra?e:1 ?  ");
}

#[test]
fn what_is_two_cells_wide_stays_so() {
    assert_eq!(spelled("键:1│"), "? :1|       ");
    assert_eq!(spelled("e\u{301}│"), "?|          ");
}
