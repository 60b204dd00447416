//! Suspended, the program gives the terminal to the shell; continued, it takes it back.

use std::process::Command;

use crate::clean::{assert_clean, assert_left};
use crate::pty::{PROMPT, Start, Terminal, eventually};

pub(crate) fn is_stopped(terminal: &Terminal) -> bool {
    let pid = terminal.pid().to_string();
    let told = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output();
    told.expect("there is a ps").stdout.starts_with(b"T")
}

fn suspended() -> Terminal {
    let terminal = Start::at(80, 24).playground();
    terminal.signal("TSTP");
    eventually("a stopped program", || is_stopped(&terminal));
    terminal.wait_for("the shell's screen", |screen| screen.contents() == PROMPT);
    terminal
}

#[test]
fn a_suspended_program_leaves_the_terminal() {
    let terminal = suspended();
    assert_left(&terminal.log());
    assert_eq!(terminal.settings(), terminal.settings_before());
    terminal.signal("CONT");
    terminal.wait_to_read("at rest");
}

#[test]
fn a_continued_program_goes_on() {
    let mut terminal = suspended();
    terminal.signal("CONT");
    terminal.wait_to_read("at rest");
    assert_ne!(terminal.settings(), terminal.settings_before());
    terminal.press("+++w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press("q");
    let ended = terminal.end();
    assert_clean(&ended);
    assert_eq!(ended.status.exit_code(), 0);
}

#[test]
fn a_continued_program_notices_a_new_size() {
    let terminal = suspended();
    terminal.resize(120, 36);
    terminal.signal("CONT");
    terminal.wait_for("a footer at the bottom", |screen| {
        screen.rows(0, 120).nth(35).is_some_and(|row| row.contains("q quit"))
    });
}
