//! The screen without a terminal: keys in, cells out.

mod pictures;
mod tape;

use std::collections::HashSet;
use std::time::Duration;

use dirtybit::{Engine, Node, World};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use proptest::test_runner::Config;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keymap::{self, BINDINGS};
use super::playback::{Pace, Playback, SPEEDS};
use super::screen;
use super::theme::Theme;
use super::update::{Message, Model};

/// Somebody at the keyboard, with a watch that shows virtual time.
struct Speaker {
    model: Model,
    playback: Playback,
}

impl Speaker {
    fn new() -> Self {
        let mut model = Model::new(7);
        let mut playback = Playback::new(Engine::new(World::default(), 7));
        playback.begin(&mut model.scene);
        Self { model, playback }
    }

    /// Presses these keys, one after the other, without letting time pass.
    fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            self.key(KeyCode::Char(key));
        }
    }

    fn key(&mut self, code: KeyCode) {
        if let Some(message) = keymap::message(&KeyEvent::new(code, KeyModifiers::NONE)) {
            self.mean(message);
        }
    }

    fn mean(&mut self, message: Message) {
        for command in self.model.update(message) {
            self.playback
                .submit(&command, &mut self.model.scene)
                .expect("no key brings a new name");
        }
    }

    /// Lets virtual time pass at the speed of real time.
    fn wait_us(&mut self, micros: u64) {
        let real_time = SPEEDS.iter().position(|speed| *speed == 1.0).expect("1x is a speed");
        let mut left = Duration::from_micros(micros);
        while !left.is_zero() {
            let step = left.min(Duration::from_millis(50));
            self.playback.play(step, Pace::Fixed(real_time), &mut self.model.scene);
            left -= step;
        }
    }

    fn screen(&self, width: u16, height: u16) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        screen::render(&self.model, &Theme::dark(), area, &mut buffer);
        lines(&buffer).join("\n")
    }

    fn shows(&self, words: &str) -> bool {
        self.screen(80, 24).contains(words)
    }
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let row = |y| {
        let cells = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

#[test]
fn the_post_mortem_stays_until_it_is_closed() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(100_000);
    speaker.press("c");
    speaker.wait_us(3_000_000);
    speaker.press("cr");
    assert!(speaker.shows("1 acknowledged write is LOST"));
    speaker.key(KeyCode::Enter);
    assert!(!speaker.shows("POST-MORTEM"));
}

#[test]
fn a_crash_after_write_through_loses_nothing() {
    let mut speaker = Speaker::new();
    speaker.press("1www");
    speaker.wait_us(200_000);
    speaker.press("c");
    assert!(speaker.shows("the crash lost nothing"));
    assert!(speaker.shows("0 LOST"));
}

#[test]
fn who_found_no_room_waits_no_more() {
    let mut speaker = Speaker::new();
    for _ in 0..9 {
        speaker.press("w");
        speaker.wait_us(2_000);
        speaker.key(KeyCode::Down);
    }
    speaker.press("d");
    speaker.wait_us(1_000);
    speaker.press("w");
    speaker.wait_us(1_000);
    assert!(speaker.shows("waits"), "every entry is dirty:\n{}", speaker.screen(80, 24));
    speaker.wait_us(300_000);
    assert!(!speaker.shows("waits"), "it was refused:\n{}", speaker.screen(80, 24));
}

#[test]
fn a_lost_delete_is_told_as_a_delete() {
    let mut speaker = Speaker::new();
    speaker.press("x");
    speaker.wait_us(100_000);
    assert!(speaker.shows("del  ● dirty"));
    speaker.press("c");
    assert!(speaker.shows("cart:7 deleted, v1"));
}

#[test]
fn the_latest_answer_of_a_key_is_shown() {
    let mut speaker = Speaker::new();
    speaker.press("rw");
    speaker.wait_us(100_000);
    assert!(speaker.shows("v1   30.2 ms") || speaker.shows("v0   30.2 ms"), "the read came last");
}

#[test]
fn a_restarted_cache_is_cold() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(100_000);
    speaker.press("cc");
    assert!(speaker.shows("CACHE is cold"));
    assert!(!speaker.shows("CACHE CRASHED"));
}

#[test]
fn a_stale_hit_is_called_stale() {
    let mut speaker = Speaker::new();
    speaker.press("3r");
    speaker.wait_us(100_000);
    speaker.press("w");
    speaker.wait_us(100_000);
    assert!(speaker.shows("◄ stale"), "the entry itself");
    speaker.press("r");
    speaker.wait_us(100_000);
    assert!(speaker.shows(" STALE│"), "the answer to the application");
}

#[test]
fn the_footer_offers_what_makes_sense() {
    let mut speaker = Speaker::new();
    assert!(!speaker.shows("f flush"), "nothing is dirty");
    assert!(!speaker.shows("2 back"), "it is in force already");
    speaker.press("w");
    speaker.wait_us(10_000);
    assert!(speaker.shows("f flush"));
    speaker.press("c");
    assert!(speaker.shows("c restart cache"));
}

#[test]
fn the_help_shows_every_key() {
    let mut speaker = Speaker::new();
    speaker.press("?");
    let screen = speaker.screen(80, 24);
    for binding in BINDINGS.iter().filter(|binding| !binding.help.is_empty()) {
        assert!(screen.contains(binding.help), "the help leaves out: {}", binding.help);
    }
}

#[test]
fn no_key_means_two_things() {
    let keys: HashSet<_> = BINDINGS.iter().flat_map(|binding| binding.keys).collect();
    let all: usize = BINDINGS.iter().map(|binding| binding.keys.len()).sum();
    assert_eq!(keys.len(), all);
}

#[test]
fn the_selected_lane_is_always_to_be_seen() {
    let mut speaker = Speaker::new();
    for _ in 0..30 {
        let marked = |line: &str| line.contains("│▶");
        let screen = speaker.screen(80, 22);
        assert!(screen.lines().any(marked), "no lane is marked:\n{screen}");
        speaker.key(KeyCode::Down);
    }
}

#[test]
fn cinema_slows_down_for_a_hop_and_never_skips_it() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    let frame = Duration::from_millis(16);
    speaker.playback.play(frame, Pace::Cinema, &mut speaker.model.scene);
    assert!(speaker.playback.rate() < 1.0 / 400.0);
    assert_eq!(speaker.model.scene.flights.len(), 1, "a frame later it is still on its way");
}

#[test]
fn paused_time_takes_commands_but_does_not_pass() {
    let mut speaker = Speaker::new();
    speaker.press(" w");
    assert!(speaker.model.paused);
    assert_eq!(speaker.model.scene.flights.len(), 1, "the write has left");
    assert!(speaker.shows("PAUSED"));
}

/// Any key that there is, and some that there are not.
fn keys() -> impl Strategy<Value = Vec<(KeyCode, u64)>> {
    let known: Vec<_> = BINDINGS.iter().flat_map(|binding| binding.keys).copied().collect();
    let key = prop_oneof![
        9 => prop::sample::select(known),
        1 => prop_oneof![Just(KeyCode::Home), any::<char>().prop_map(KeyCode::Char)],
    ];
    prop::collection::vec((key, 0_u64..60_000), 1..300)
}

proptest! {
    #![proptest_config(Config { cases: 40, failure_persistence: None, ..Config::default() })]

    /// Whatever is pressed, whenever, on whatever screen: no panic, and the books balance.
    #[test]
    fn any_keys_at_any_time_do_no_harm(keys in keys(), width in 1_u16..240, height in 1_u16..70) {
        let mut speaker = Speaker::new();
        for (key, micros) in keys {
            speaker.key(key);
            speaker.wait_us(micros);
            assert!(speaker.model.scene.folds.ledger.writes().is_balanced());
        }
        speaker.screen(width, height);
    }

    /// A panel that leaves its area would write over what is not its own.
    #[test]
    fn nothing_is_drawn_outside(keys in keys(), width in 0_u16..240, height in 0_u16..70) {
        let mut speaker = Speaker::new();
        for (key, micros) in keys.into_iter().take(60) {
            speaker.key(key);
            speaker.wait_us(micros);
        }
        let around = Rect::new(0, 0, width + 4, height + 4);
        let mut buffer = Buffer::filled(around, ratatui::buffer::Cell::new("#"));
        let area = Rect::new(2, 2, width, height);
        buffer.set_style(around, Style::new());
        screen::render(&speaker.model, &Theme::light(), area, &mut buffer);
        for position in around.positions().filter(|position| !area.contains(*position)) {
            assert_eq!(buffer[position].symbol(), "#", "at {position}");
        }
    }
}

#[test]
fn what_is_down_is_told_by_both_boxes() {
    let mut speaker = Speaker::new();
    speaker.press("cd");
    assert!(speaker.model.is_down(Node::Cache) && speaker.model.is_down(Node::Database));
    assert!(speaker.shows("CACHE CRASHED") && speaker.shows("DATABASE CRASHED"));
}
