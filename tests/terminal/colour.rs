//! Colour is left out where it is not wanted; what is bold stays bold.

use crate::log;
use crate::pty::Start;
use crate::sight::counts;

/// A run that has shown an alarm, the loudest of all styles.
fn styles_of(start: Start) -> Vec<Vec<u8>> {
    let mut terminal = start.playground();
    terminal.press("------w");
    terminal.wait_to_read("LEDGER 1 acknowledged");
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
    terminal.wait_to_read("LEDGER 1 acknowledged");
    terminal.press("c");
    terminal.wait_for("a loss", |screen| counts(screen, 1, "LOST"));
    let screen = terminal.screen();
    assert!(screen.cell(0, 1).expect("the program's name").bold());
    let alarm = screen.contents().lines().position(|line| line.contains("    1 LOST"));
    let row = alarm.expect("the ledger's last fate") as u16;
    let glyph = screen.cell(row, 2).expect("the fate's glyph");
    assert!(glyph.bold() && glyph.inverse());
}
