//! However the program ends, the terminal is what it was before.

use crate::log;
use crate::pty::{Ended, PROMPT, Start, Terminal};

/// With packets in the air, for half a minute at this speed: then it is hardest.
fn busy() -> Terminal {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("1--------www");
    terminal.wait_to_read("3 in flight");
    terminal
}

/// What is true of the terminal whatever has happened.
pub(crate) fn assert_clean(ended: &Ended) {
    assert_left(&ended.log);
    let [before, after] = &ended.settings;
    assert_eq!(before, after, "the terminal's settings are the same again");
    let style = (ended.screen.bold(), ended.screen.inverse(), ended.screen.fgcolor());
    assert_eq!(style, (false, false, vt100::Color::Default), "no style is left over");
    assert!(ended.screen.contents().starts_with(PROMPT), "{}", ended.screen.contents());
}

/// Every mode that the program switched is as before; and it did switch those it needs.
pub(crate) fn assert_left(written: &[u8]) {
    for (mode, _) in log::modes(written) {
        assert_eq!(log::left(written, mode), Some(mode == log::CURSOR), "mode {mode}");
    }
    for mode in log::MOUSE.into_iter().chain([log::ALTERNATE_SCREEN, log::PASTE, log::CURSOR]) {
        let taken = (mode, mode != log::CURSOR);
        assert!(log::modes(written).contains(&taken), "mode {mode} is never taken");
    }
}

fn assert_ends(terminal: Terminal, code: u32) {
    let ended = terminal.end();
    assert_clean(&ended);
    assert_eq!(ended.screen.contents(), PROMPT, "nothing else is on the screen");
    assert_eq!((ended.status.exit_code(), ended.status.signal()), (code, None));
}

#[test]
fn the_program_takes_the_terminal_over() {
    let terminal = Start::at(80, 24).playground();
    assert_ne!(terminal.settings(), terminal.settings_before());
    assert!(terminal.screen().alternate_screen() && terminal.screen().hide_cursor());
}

#[test]
fn q_quits() {
    let mut terminal = busy();
    terminal.press("q");
    assert_ends(terminal, 0);
}

#[test]
fn control_c_quits() {
    let mut terminal = busy();
    terminal.press("\x03");
    assert_ends(terminal, 0);
}

#[test]
fn a_termination_ends_it() {
    let terminal = busy();
    terminal.signal("TERM");
    assert_ends(terminal, 143);
}

#[test]
fn a_hang_up_ends_it() {
    let terminal = busy();
    terminal.signal("HUP");
    assert_ends(terminal, 129);
}

#[test]
fn an_interrupt_ends_it() {
    let terminal = busy();
    terminal.signal("INT");
    assert_ends(terminal, 130);
}

#[test]
fn a_signal_ends_it_when_nothing_moves() {
    let terminal = Start::at(80, 24).playground();
    terminal.signal("TERM");
    assert_ends(terminal, 143);
}

#[test]
#[cfg(debug_assertions)]
fn the_message_of_a_panic_can_be_read() {
    let mut terminal = Start::at(80, 24).env("DIRTYBIT_TEST_PANIC", "1").playground();
    terminal.press("w");
    let ended = terminal.end();
    assert_clean(&ended);
    assert!(ended.screen.contents().contains("asked to panic"), "{}", ended.screen.contents());
    assert_eq!(ended.status.exit_code(), 101);
}

#[test]
fn a_storm_of_resizes_does_no_harm() {
    let terminal = busy();
    for step in 0..100_u16 {
        terminal.resize(1 + step * 37 % 220, 1 + step * 17 % 70);
    }
    terminal.resize(80, 24);
    let ended = terminal.end_by("q");
    assert_left(&ended.log);
    assert_eq!(ended.settings[0], ended.settings[1]);
    assert_eq!(ended.status.exit_code(), 0);
}

#[test]
fn a_closed_window_ends_it() {
    let status = Start::at(80, 24).playground().hang_up();
    assert_eq!(status.signal(), None, "it ends by itself");
}
