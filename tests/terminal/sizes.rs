//! Any size of the terminal will do, and any change of it.

use vt100::Screen;

use crate::clean::assert_left;
use crate::pty::{Start, Terminal};
use crate::sight::rows;

/// Header, every panel and footer are where they belong.
fn is_complete(screen: &Screen) -> bool {
    let rows: Vec<_> = rows(screen).collect();
    let (Some(header), Some(footer)) = (rows.first(), rows.last()) else {
        return false;
    };
    let boxes = ["APP believes", "CACHE", "DATABASE", "LEDGER", "LATENCY", "WHAT HAPPENED"];
    let are_there = boxes.iter().all(|name| rows.iter().any(|row| row.contains(name)));
    let width = header.trim_end().chars().count() + 1;
    let last = if width < 90 { " s" } else { "seed 7" };
    are_there
        && header.starts_with(" dirtybit  ")
        && header.trim_end().ends_with(last)
        && width == usize::from(screen.size().1.get())
        && footer.trim_end().ends_with("q quit")
}

/// Nothing but the size that is needed.
fn asks_for_room(screen: &Screen) -> bool {
    let contents = screen.contents();
    contents.contains("needs 76x22") && contents.trim().lines().count() == 1
}

fn quits(terminal: Terminal) {
    let ended = terminal.end_by("q");
    assert_left(&ended.log);
    assert_eq!((ended.status.exit_code(), ended.status.signal()), (0, None));
}

fn is_complete_at(columns: u16, rows: u16) {
    let mut terminal = Start::at(columns, rows).begin();
    terminal.wait_for("every panel", is_complete);
    // A write that lands has drawn packets, work and figures of every kind.
    terminal.press("++++1wjb");
    terminal.wait_to_read(" 6 acknowledged");
    terminal.wait_for("every panel", is_complete);
    quits(terminal);
}

#[test]
fn everything_is_there_at_80x24() {
    is_complete_at(80, 24);
}

#[test]
fn everything_is_there_at_120x36() {
    is_complete_at(120, 36);
}

#[test]
fn everything_is_there_at_200x60() {
    is_complete_at(200, 60);
}

#[test]
fn everything_is_there_at_the_least_size() {
    is_complete_at(76, 22);
}

fn asks_for_room_at(columns: u16, rows: u16) {
    let mut terminal = Start::at(columns, rows).begin();
    terminal.wait_for("the size needed", asks_for_room);
    terminal.press("wc?");
    quits(terminal);
}

#[test]
fn too_low_a_terminal_is_told_the_size_needed() {
    asks_for_room_at(60, 10);
    asks_for_room_at(80, 21);
}

#[test]
fn too_narrow_a_terminal_is_told_the_size_needed() {
    asks_for_room_at(75, 24);
    asks_for_room_at(33, 60);
}

#[test]
fn even_one_cell_is_drawn() {
    for (columns, rows) in [(1, 1), (20, 5), (1, 50), (200, 1)] {
        let mut terminal = Start::at(columns, rows).begin();
        terminal.wait_for("something", |screen| {
            screen.alternate_screen() && !screen.contents().trim().is_empty()
        });
        terminal.press("wc?");
        quits(terminal);
    }
}

#[test]
fn a_terminal_can_change_its_size_while_packets_fly() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("1--------b");
    terminal.wait_to_read("5 in flight");
    for (columns, rows) in [(120, 36), (200, 60), (76, 22), (80, 24)] {
        terminal.resize(columns, rows);
        terminal.wait_for("every panel in its place", is_complete);
    }
    quits(terminal);
}

#[test]
fn a_terminal_that_grows_again_is_used_again() {
    let terminal = Start::at(80, 24).playground();
    terminal.resize(60, 10);
    terminal.wait_for("the size needed", asks_for_room);
    terminal.resize(80, 24);
    terminal.wait_for("every panel", is_complete);
    quits(terminal);
}

#[test]
fn the_last_of_many_sizes_counts() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("1--------b");
    for step in 0..100_u16 {
        terminal.resize(1 + step * 37 % 220, 1 + step * 17 % 70);
    }
    terminal.resize(132, 43);
    terminal.wait_for("every panel", is_complete);
    quits(terminal);
}
