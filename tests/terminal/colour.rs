//! As many colours as the terminal has, none where none are wanted; what is bold stays bold.

use std::collections::BTreeSet;

use vt100::Color;

use crate::log;
use crate::pty::Start;
use crate::sight::counts;

/// A run that has shown an alarm, the loudest of all styles.
fn styles_of(start: Start) -> Vec<Vec<u8>> {
    let mut terminal = start.playground();
    terminal.press("------w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press("c");
    terminal.wait_for("a loss", |screen| counts(screen, 1, "LOST"));
    terminal.press("q");
    log::styles(&terminal.end().log)
}

/// The default colours, 39 and 49, are none.
fn is_coloured(style: &[u8]) -> bool {
    style.iter().any(|number| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
}

#[test]
fn there_are_colours() {
    let styles = styles_of(Start::at(80, 24));
    assert!(styles.iter().any(|style| is_coloured(style)));
}

/// The kinds of colours that were used: 2 for true ones, 5 for one of 256, 0 for named ones.
fn kinds(styles: &[Vec<u8>]) -> BTreeSet<u8> {
    let mut kinds = BTreeSet::new();
    for style in styles {
        let mut numbers = style.iter();
        while let Some(number) = numbers.next() {
            match (number, numbers.as_slice()) {
                (38 | 48, [kind, ..]) => {
                    kinds.insert(*kind);
                    numbers.nth(if *kind == 2 { 3 } else { 1 });
                }
                (30..=37 | 40..=47 | 90..=97 | 100..=107, _) => {
                    kinds.insert(0);
                }
                _ => {}
            }
        }
    }
    kinds
}

#[test]
fn true_colour_is_used_where_the_terminal_says_so() {
    let styles = styles_of(Start::at(80, 24).env("COLORTERM", "truecolor"));
    assert_eq!(kinds(&styles), BTreeSet::from([2]));
}

/// Not the first sixteen, which look as somebody likes.
#[test]
fn else_256_colours_are() {
    assert_eq!(kinds(&styles_of(Start::at(80, 24))), BTreeSet::from([5]));
}

#[test]
fn else_the_named_ones_are() {
    let styles = styles_of(Start::at(80, 24).env("TERM", "linux"));
    assert_eq!(kinds(&styles), BTreeSet::from([0]));
}

/// So that it can be read on whatever projector.
#[test]
fn the_ground_of_a_theme_is_painted_everywhere() {
    for (theme, ground) in [("high-contrast", 0), ("high-contrast-light", 255)] {
        let terminal =
            Start::at(80, 24).env("COLORTERM", "24bit").with(&["--theme", theme]).playground();
        let screen = terminal.screen();
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let colours = cells.filter_map(|(row, column)| screen.cell(row, column));
        let grounds = colours.filter(|cell| !cell.inverse()).map(vt100::Cell::bgcolor);
        let strange: Vec<_> =
            grounds.filter(|colour| *colour != Color::Rgb(ground, ground, ground)).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}

#[test]
fn whoever_presents_gets_black_from_a_light_theme_too() {
    let mut terminal = Start::at(80, 24).with(&["--theme", "light"]).playground();
    terminal.press("z");
    terminal.wait_to_read("z: back");
    terminal.press(".");
    terminal.wait_for("black", |screen| {
        let ground = |row| screen.cell(row, 40).map(vt100::Cell::bgcolor);
        (0..24).all(|row| ground(row) == Some(Color::Idx(16)))
    });
}

#[test]
fn a_key_changes_the_theme_and_says_which_it_is() {
    let mut terminal = Start::at(80, 24).playground();
    let ground = |screen: &vt100::Screen| screen.cell(0, 0).map(vt100::Cell::bgcolor);
    for (words, index) in [
        ("theme: light", 231),
        ("theme: high contrast, on black", 16),
        ("theme: high contrast, on white", 231),
        ("theme: dark", 233),
    ] {
        terminal.press("t");
        terminal.wait_for(words, |screen| {
            screen.contents().contains(words) && ground(screen) == Some(Color::Idx(index))
        });
    }
}

#[test]
fn who_has_chosen_a_theme_keeps_it_when_the_terminal_answers() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("t");
    terminal.wait_to_read("theme: light");
    terminal.press("\x1b]11;rgb:0000/0000/0000\x07?");
    terminal.wait_to_read("KEYS");
    assert_eq!(terminal.screen().cell(0, 0).map(vt100::Cell::bgcolor), Some(Color::Idx(231)));
}

#[test]
fn an_empty_no_color_asks_for_nothing() {
    let styles = styles_of(Start::at(80, 24).env("NO_COLOR", ""));
    assert!(styles.iter().any(|style| is_coloured(style)));
}

#[test]
fn no_color_leaves_only_bold_and_reverse() {
    let styles = styles_of(Start::at(80, 24).env("NO_COLOR", "1"));
    assert_eq!(styles.iter().find(|style| is_coloured(style)), None);
}

#[test]
fn without_colour_what_is_bold_or_reversed_is_still_so() {
    let mut terminal = Start::at(80, 24).env("NO_COLOR", "1").playground();
    terminal.press("------w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press("c");
    terminal.wait_for("a loss", |screen| counts(screen, 1, "LOST"));
    let screen = terminal.screen();
    assert!(screen.cell(0, 1).expect("the program's name").bold());
    let alarm = screen.contents().lines().position(|line| line.contains("    1 LOST"));
    let row = alarm.expect("the ledger's last fate") as u16;
    let glyph = screen.cell(row, 2).expect("the fate's glyph");
    assert!(glyph.bold() && glyph.inverse());
}
