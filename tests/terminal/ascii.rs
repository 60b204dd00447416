//! With `--ascii` nothing is written that is not ASCII, whatever is on the screen.

use crate::pty::{Start, Terminal};

/// Through lists, the help, a comparison, a sweep, a crash and words that are not ASCII.
fn through_everything(mut terminal: Terminal) -> Vec<u8> {
    terminal.press("++++++w");
    terminal.wait_to_read("1 acknowledged");
    terminal.press("--b");
    terminal.wait_to_read("dirty");
    terminal.press("c");
    terminal.wait_to_read("POST-MORTEM");
    terminal.press("co");
    terminal.wait_to_read("KNOBS");
    terminal.press("o:write ключ");
    terminal.wait_to_read("write KEY");
    terminal.press("\x1b");
    terminal.wait_to_read("quit");
    terminal.press("?");
    terminal.wait_to_read("KEYS");
    terminal.press("?y");
    terminal.wait_to_read("CRASH SWEEP");
    terminal.press("yv");
    terminal.wait_to_read("1 write-through");
    terminal.press("qq");
    terminal.end().log
}

fn is_ascii(log: &[u8]) -> bool {
    let strange = String::from_utf8_lossy(log).chars().find(|char| !char.is_ascii());
    strange.is_none()
}

#[test]
fn ascii_is_all_that_is_written() {
    assert!(is_ascii(&through_everything(Start::at(100, 30).with(&["--ascii"]).playground())));
}

#[test]
fn without_the_flag_there_are_glyphs() {
    assert!(!is_ascii(&through_everything(Start::at(100, 30).playground())));
}
