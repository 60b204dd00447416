//! The mouse selects keys.

use crate::pty::{Start, Terminal};
use crate::sight::{is_selected, lane};

const KEYS: [&str; 10] = [
    "cart:8",
    "user:2",
    "price:6",
    "stock:11",
    "thumb:5",
    "feed:3",
    "session:9",
    "views:42",
    "user:1",
    "cart:7",
];

fn click(terminal: &mut Terminal, key: &str) {
    let row = lane(&terminal.screen(), key).expect("the key is on the screen").row;
    // Terminals count from 1.
    terminal.press(&format!("\x1b[<0;40;{0}M\x1b[<0;40;{0}m", row + 1));
}

fn click_every_key(columns: u16, rows: u16) {
    let mut terminal = Start::at(columns, rows).playground();
    for key in KEYS {
        click(&mut terminal, key);
        terminal.wait_for(key, |screen| is_selected(screen, key));
    }
}

#[test]
fn a_click_selects_the_lane_under_it() {
    click_every_key(80, 24);
}

#[test]
fn a_click_selects_the_lane_under_it_where_lanes_are_apart() {
    click_every_key(200, 60);
}

#[test]
fn the_wheel_moves_the_selection() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("\x1b[<65;40;5M\x1b[<65;40;5M\x1b[<65;40;5M");
    terminal.wait_for("three down", |screen| is_selected(screen, "session:9"));
    terminal.press("\x1b[<64;40;5M");
    terminal.wait_for("one up", |screen| is_selected(screen, "views:42"));
}

#[test]
fn a_click_beside_the_lanes_selects_nothing() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("j\x1b[<0;40;1M\x1b[<0;40;20M\x1b[<0;40;24M");
    // The pause is seen after the clicks have been.
    terminal.press(" ");
    terminal.wait_to_read("PAUSED");
    assert!(is_selected(&terminal.screen(), "user:1"));
}
