//! The screen without a terminal: keys in, cells out.

mod any_keys;
mod chart;
mod code;
mod compare;
mod diagrams;
mod effects;
mod every_size;
mod histories;
mod overlays;
mod pictures;
mod places;
mod play;
mod presenting;
mod prompt;
mod small_screens;
mod steady;
mod strip;
mod tape;
mod time;
mod waiting;

use std::collections::HashSet;
use std::time::Duration;

use dirtybit::script::Script;
use dirtybit::{ClientId, Node, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keymap::{BINDINGS, Group};
use super::pace::{Pace, SPEEDS};
use super::screen;
use super::session::Session;
use super::theme::Theme;

/// Somebody at the keyboard, with a watch that shows virtual time.
struct Speaker {
    session: Session,
}

impl Speaker {
    fn new() -> Self {
        Self { session: Session::new(Script::new(World::default(), 7)) }
    }

    /// Presses these keys, one after the other, without letting time pass.
    fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            self.key(KeyCode::Char(key));
        }
    }

    fn key(&mut self, code: KeyCode) {
        self.key_with(code, KeyModifiers::NONE);
    }

    fn key_with(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        let _for_the_loop = self.session.key(&KeyEvent::new(code, modifiers));
    }

    /// Gives a line to the prompt.
    fn say(&mut self, line: &str) {
        self.press(":");
        self.press(line);
        self.key(KeyCode::Enter);
    }

    /// Lets virtual time pass at the speed of real time.
    fn wait_us(&mut self, micros: u64) {
        let real_time = SPEEDS.iter().position(|speed| *speed == 1.0).expect("1x is a speed");
        let mut left = Duration::from_micros(micros);
        while !left.is_zero() {
            let step = left.min(Duration::from_millis(50));
            self.play(step, Pace::Fixed(real_time));
            left -= step;
        }
    }

    fn play(&mut self, step: Duration, pace: Pace) {
        self.session.playback.play(step, pace, &mut self.session.model.scenes);
        self.session.look();
    }

    fn screen(&self, width: u16, height: u16) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        screen::render(
            &self.session.model,
            &self.session.tape(),
            &Theme::dark(),
            area,
            &mut buffer,
        );
        let drawn = lines(&buffer).join("\n");
        any_keys::assert_spelled(buffer);
        drawn
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
    speaker.press("nr");
    speaker.wait_us(100_000);
    assert!(speaker.shows(" STALE│"), "the answer to the application:\n{}", speaker.screen(80, 24));
}

#[test]
fn an_entry_that_knows_of_nothing_is_clean() {
    let mut speaker = Speaker::new();
    speaker.say("set cache.negative_caching on");
    speaker.say("read nokey:1");
    speaker.wait_us(100_000);
    assert!(speaker.shows("none ■ clean"), "{}", speaker.screen(80, 24));
    assert!(speaker.shows("nokey:1   none"), "so the application was told");
}

#[test]
fn an_older_answer_to_an_older_question_is_no_news() {
    let mut speaker = Speaker::new();
    speaker.say("read cart:7");
    speaker.wait_us(28_200);
    speaker.say("hold cart:7 cache-app");
    speaker.wait_us(10_000);
    speaker.say("client 2: write cart:7");
    speaker.wait_us(10_000);
    speaker.say("release cart:7");
    speaker.wait_us(10_000);
    let app = speaker.session.model.scene().folds.holdings.keys()[0].app;
    assert_eq!(app.map(|value| value.version.0), Some(1));
}

#[test]
fn a_lane_is_marked_as_diverged_for_as_long_as_it_is() {
    let mut speaker = Speaker::new();
    speaker.press("3r");
    speaker.wait_us(100_000);
    speaker.press("w");
    speaker.wait_us(100_000);
    assert!(speaker.shows("DIVERGED"), "{}", speaker.screen(80, 24));
    assert!(speaker.shows("! 1 anomaly"));
    speaker.press("c");
    assert!(!speaker.shows("DIVERGED"), "the copy is gone:\n{}", speaker.screen(80, 24));
    assert!(speaker.shows("! 1 anomaly"), "it is still counted");
}

#[test]
fn the_alarm_of_a_sentence_has_whole_keys() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(100_000);
    speaker.press("c");
    let account = &speaker.session.model.scene().account;
    let heads: Vec<_> = account.iter().map(|told| told.parts().0).collect();
    assert!(heads.iter().any(|head| head.ends_with("(cart:7)")), "{heads:?}");
}

#[test]
fn who_asks_the_prompt_for_help_is_told_where_it_is() {
    let mut speaker = Speaker::new();
    speaker.say("help");
    assert!(speaker.shows("? for help"), "{}", speaker.screen(80, 24));
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
    let groups = [
        Group::List,
        Group::Prompt,
        Group::Save,
        Group::Sweep,
        Group::Chart,
        Group::Present,
        Group::Remote,
    ];
    let is_everywhere = |group| !groups.contains(&group);
    for place in [None].into_iter().chain(groups.map(Some)) {
        let here = BINDINGS.iter().filter(|binding| match place {
            None => is_everywhere(binding.group),
            Some(group) => binding.group == group,
        });
        let keys: Vec<_> = here.flat_map(|binding| binding.keys).collect();
        let distinct: HashSet<_> = keys.iter().collect();
        assert_eq!(keys.len(), distinct.len());
    }
}

#[test]
fn another_client_acts() {
    let mut speaker = Speaker::new();
    speaker.press("n");
    assert_eq!(speaker.session.model.client, ClientId(2));
    assert!(speaker.shows("n client 2 acts"));
    speaker.press("nnn");
    assert_eq!(speaker.session.model.client, ClientId::FIRST);
}

#[test]
fn an_increment_adds_one() {
    let mut speaker = Speaker::new();
    speaker.press("1i");
    speaker.wait_us(100_000);
    speaker.press("i");
    speaker.wait_us(100_000);
    let stored = speaker.session.model.scene().folds.holdings.keys()[0].database;
    assert_eq!(stored.map(|value| value.total), Some(2));
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
    speaker.play(frame, Pace::Cinema);
    assert!(speaker.session.playback.rate() < 1.0 / 400.0);
    assert_eq!(
        speaker.session.model.scene().flights.len(),
        1,
        "a frame later it is still on its way"
    );
}

#[test]
fn paused_time_takes_commands_but_does_not_pass() {
    let mut speaker = Speaker::new();
    speaker.press(" w");
    assert!(speaker.session.model.paused);
    assert_eq!(speaker.session.model.scene().flights.len(), 1, "the write has left");
    assert!(speaker.shows("PAUSED"));
}

#[test]
fn what_is_down_is_told_by_both_boxes() {
    let mut speaker = Speaker::new();
    speaker.press("cd");
    assert!(
        speaker.session.model.is_down(Node::Cache) && speaker.session.model.is_down(Node::Database)
    );
    assert!(speaker.shows("CACHE CRASHED") && speaker.shows("DATABASE CRASHED"));
}
