//! What once went wrong in a terminal, and must not again.

use crate::clean::assert_clean;
use crate::log;
use crate::pty::{PROMPT, Start, Terminal, eventually};
use crate::sight::{counts, rows};
use crate::suspend::is_stopped;

fn wait_for_bytes(terminal: &Terminal, bytes: &[u8]) {
    eventually("bytes", || log::count(&terminal.log(), bytes) > 0);
}

#[test]
fn a_post_mortem_tells_the_whole_version() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("++++1wwwwwwwwwwww");
    terminal.wait_for("12 durable writes", |screen| counts(screen, 12, "durable"));
    terminal.wait_to_read("at rest");
    terminal.press("0------2w");
    terminal.wait_to_read(" 13 acknowledged");
    terminal.press("c");
    terminal.wait_to_read("POST-MORTEM: 1 acknowledged write is LOST");
    let screen = terminal.screen().contents();
    assert!(screen.contains(" s  v12"), "{screen}");
}

#[test]
fn a_post_mortem_tells_the_version_at_the_least_size() {
    let mut terminal = Start::at(76, 22).playground();
    terminal.press("------2w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press("c");
    terminal.wait_to_read("POST-MORTEM: 1 acknowledged write is LOST");
    let screen = terminal.screen().contents();
    assert!(screen.contains(" s  v0"), "{screen}");
}

#[test]
fn the_size_needed_is_never_cut_short() {
    let terminal = Start::at(20, 5).begin();
    terminal.wait_to_read("needs");
    let screen = terminal.screen().contents();
    assert!(screen.contains("76x22") || !screen.contains("76x2"), "{screen}");
}

#[test]
fn no_size_at_all_is_a_size_too() {
    let mut terminal = Start::at(0, 0).begin();
    wait_for_bytes(&terminal, b"\x1b[?25l");
    terminal.press("q");
    let ended = terminal.end();
    assert_eq!(ended.status.exit_code(), 0);
}

/// Over a slow line the terminal tells its colours later than the program waits for them.
#[test]
fn a_late_answer_of_the_terminal_is_no_key() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("\x1b]10;rgb:cccc/cccc/cccc\x07\x1b]11;rgb:0c0c/0c0c/0c0c\x07\x1b[?62;4c");
    terminal.press(" ");
    terminal.wait_to_read("PAUSED");
    let screen = terminal.screen().contents();
    assert!(screen.contains("write-back · read-through"), "{screen}");
    assert!(!screen.contains("POST-MORTEM"), "{screen}");
}

/// It changes what was taken for granted meanwhile.
#[test]
fn a_late_answer_of_the_terminal_brings_its_theme() {
    let mut terminal = Start::at(80, 24).playground();
    let dark = log::styles(&terminal.log());
    terminal.press("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    let is_new = || log::styles(&terminal.log()).iter().any(|style| !dark.contains(style));
    eventually("other colours", is_new);
}

/// What is pasted would else be taken for keys behind its first line.
#[test]
fn pasted_lines_do_not_act() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("\x1b[200~write cart:7\rcrash cache\rq\r\x1b[201~");
    terminal.wait_to_read(":write cart:7; crash cache; q");
    terminal.press("\x1b");
    std::thread::sleep(std::time::Duration::from_millis(50));
    terminal.press("q");
    assert_clean(&terminal.end());
}

/// While the program waits to be told the colours, the terminal is in raw mode already.
#[test]
fn a_signal_at_the_very_start_leaves_the_terminal_clean() {
    let terminal = Start::at(80, 24).begin();
    wait_for_bytes(&terminal, b"\x1b]11;?");
    terminal.signal("TERM");
    let ended = terminal.end();
    let [before, after] = &ended.settings;
    assert_eq!(before, after);
}

#[test]
fn a_closed_window_is_no_panic() {
    let status = Start::at(80, 24).playground().hang_up();
    assert_eq!((status.exit_code(), status.signal()), (129, None));
}

#[test]
fn control_z_suspends() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("\x1a");
    eventually("a stopped program", || is_stopped(&terminal));
    terminal.wait_for("the shell's screen", |screen| screen.contents() == PROMPT);
}

#[test]
fn a_quit_signal_leaves_the_terminal_clean() {
    let terminal = Start::at(80, 24).playground();
    terminal.signal("QUIT");
    assert_clean(&terminal.end());
}

/// The size changes while a frame is painted, and is back before the next one.
#[test]
fn a_size_that_comes_back_at_once_leaves_no_blank_screen() {
    let terminal = Start::at(80, 24).playground();
    for round in 0..300 {
        terminal.resize(80, 25);
        std::thread::sleep(std::time::Duration::from_micros(round % 30 * 100));
        terminal.resize(80, 26);
        terminal.resize(80, 25);
        std::thread::sleep(std::time::Duration::from_micros(round % 30 * 100));
        terminal.resize(80, 24);
        terminal.wait_for(&format!("a footer (round {round})"), |screen| {
            rows(screen).nth(23).is_some_and(|row| row.contains("q quit"))
        });
    }
}

/// The key is read only when another one is pressed.
#[test]
fn a_key_that_comes_with_a_new_size_is_not_left_lying() {
    let mut terminal = Start::at(80, 24).playground();
    for round in 0..100 {
        let (columns, shown) = (81 + round % 2, round % 2 == 0);
        for step in 0..20 {
            terminal.resize(90 + step, 24);
        }
        terminal.resize(columns, 24);
        terminal.press("?");
        terminal.wait_for(&format!("help: {shown} (round {round})"), |screen| {
            let contents = screen.contents();
            contents.contains(if shown { "KEYS" } else { "LEDGER" })
        });
    }
}
