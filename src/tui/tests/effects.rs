//! What is felt for a moment, and that it is over soon and hides nothing.

use std::time::Duration;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Speaker, lines};
use crate::tui::effects::Effects;
use crate::tui::screen;
use crate::tui::theme::Theme;

const AREA: Rect = Rect { x: 0, y: 0, width: 100, height: 30 };
const FRAME: Duration = Duration::from_millis(16);

/// A speaker, what is felt, and what is on the screen.
struct Room {
    speaker: Speaker,
    effects: Effects,
    shown: Buffer,
}

impl Room {
    fn new(effects: Effects) -> Self {
        let mut room = Self { speaker: Speaker::new(), effects, shown: Buffer::empty(AREA) };
        room.look(Duration::ZERO);
        room
    }

    /// So much time passes at the screen, but none in the model.
    fn look(&mut self, elapsed: Duration) {
        self.effects.follow(&self.speaker.session.model, &self.shown, elapsed);
        self.shown = self.painted(true);
    }

    fn painted(&self, has_effects: bool) -> Buffer {
        let (session, mut buf) = (&self.speaker.session, Buffer::empty(AREA));
        screen::render(&session.model, &session.tape(), &Theme::dark(), AREA, &mut buf);
        if has_effects {
            self.effects.paint(&session.model, &Theme::dark(), AREA, &mut buf);
        }
        buf
    }

    /// Frames until nothing is felt any more; each is looked at.
    fn frames(&mut self, mut at: impl FnMut(&Self)) -> usize {
        let mut frames = 0;
        while self.effects.is_running() {
            at(self);
            self.look(FRAME);
            frames += 1;
            assert!(frames < 1_000, "it never ends");
        }
        frames
    }
}

/// Five dirty entries, one of them on its way; then the cache dies.
fn crash(room: &mut Room) {
    room.speaker.press("b");
    room.speaker.wait_us(2_500);
    room.look(FRAME);
    room.speaker.press("c");
    room.look(FRAME);
}

/// Cells that are all alarm.
fn alarmed(buf: &Buffer) -> usize {
    let alarm = Theme::dark().alarm.bg;
    buf.content.iter().filter(|cell| Some(cell.bg) == alarm).count()
}

#[test]
fn a_crash_is_felt_and_soon_over() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    assert!(room.effects.is_alarmed());
    let (mut has_fallen, mut flashed, mut before) = (false, Vec::new(), false);
    let mut now = Duration::ZERO;
    let frames = room.frames(|room| {
        let (with, without) = (room.painted(true), room.painted(false));
        has_fallen |= lines(&with) != lines(&without);
        let flashes = alarmed(&with) > alarmed(&without);
        flashed.extend((flashes && !before).then_some(now));
        before = flashes;
        now += FRAME;
    });
    assert!(has_fallen, "nothing falls");
    assert_eq!(flashed.len(), 2, "what is lost flashes twice");
    let third = Duration::from_secs(1) / 3;
    assert!(flashed[1] - flashed[0] >= third, "more than three flashes a second: {flashed:?}");
    assert!(frames < 60, "it takes {frames} frames");
    assert_eq!(room.painted(true), room.painted(false), "nothing is left of it");
}

#[test]
fn no_word_is_hidden_by_what_falls() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    room.frames(|room| {
        let (with, without) = (room.painted(true), room.painted(false));
        for (felt, said) in with.content.iter().zip(&without.content) {
            assert!(said.symbol() == " " || felt.symbol() == said.symbol());
        }
        let lost = lines(&with).into_iter().zip(lines(&without));
        for (felt, said) in lost.filter(|(_, said)| said.contains("╳ LOST ")) {
            assert_eq!(felt, said);
        }
    });
}

#[test]
fn what_arrives_after_the_crash_is_seen_to_be_saved() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    room.frames(|_| {});
    assert_eq!(room.speaker.session.model.scene().rescues.count, 0);
    room.speaker.wait_us(100_000);
    room.look(FRAME);
    assert_eq!(room.speaker.session.model.scene().rescues.count, 1);
    assert!(room.effects.is_running());
    let mut cells = Vec::new();
    room.frames(|room| {
        let (with, without) = (room.painted(true), room.painted(false));
        cells.extend((0..AREA.width).rfind(|x| with[(*x, 2)] != without[(*x, 2)]));
    });
    assert!(cells.is_sorted(), "the light runs to the right: {cells:?}");
    assert!(!cells.is_empty());
}

#[test]
fn nothing_is_felt_of_what_has_not_happened_yet() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    assert!(room.effects.is_running());
    room.speaker.key(KeyCode::Home);
    room.look(FRAME);
    assert!(!room.effects.is_running());
    assert_eq!(room.painted(true), room.painted(false));
}

#[test]
fn nothing_is_felt_where_nobody_wants_it() {
    let mut room = Room::new(Effects::none());
    crash(&mut room);
    assert!(!room.effects.is_running() && !room.effects.is_alarmed());
    assert_eq!(room.painted(true), room.painted(false));
}

/// Looks, and says whether anything is felt that was not.
fn is_felt(room: &mut Room) -> bool {
    room.look(FRAME);
    let is_felt = room.effects.is_running();
    room.frames(|_| {});
    is_felt
}

#[test]
fn who_jumps_in_time_feels_nothing_of_what_was_long_ago() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    room.frames(|_| {});
    room.speaker.press("ca");
    room.speaker.wait_us(2_000_000);
    room.speaker.press("a");
    is_felt(&mut room);
    for key in [KeyCode::Home, KeyCode::End] {
        room.speaker.key(key);
        assert!(!is_felt(&mut room), "{key:?}");
    }
    room.speaker.press("v");
    assert!(!is_felt(&mut room), "the same, side by side");
    room.speaker.press("v");
    assert!(!is_felt(&mut room), "and one again");
    room.speaker.key(KeyCode::Home);
    room.speaker.press("w");
    assert!(!is_felt(&mut room), "another future");
    room.speaker.press("u");
    assert!(!is_felt(&mut room), "and the one with the crash");
}

#[test]
fn who_steps_over_a_crash_feels_it_again() {
    let mut room = Room::new(Effects::default());
    crash(&mut room);
    room.frames(|_| {});
    room.speaker.key(KeyCode::Left);
    assert!(!is_felt(&mut room), "nobody dies backwards");
    room.speaker.key(KeyCode::Right);
    assert!(is_felt(&mut room));
}

/// Whether anything falls now.
fn falls(room: &Room) -> bool {
    let (with, without) = (room.painted(true), room.painted(false));
    lines(&with) != lines(&without)
}

#[test]
fn only_what_the_cache_held_falls_and_not_what_stood_there_before_it() {
    let mut room = Room::new(Effects::default());
    room.speaker.press("b");
    room.speaker.wait_us(2_500);
    room.speaker.press("z");
    room.look(FRAME);
    room.speaker.press("zc");
    room.look(FRAME);
    assert!(room.effects.is_alarmed());
    room.frames(|room| assert!(!falls(room), "{:#?}", lines(&room.painted(true))));
}

#[test]
fn who_holds_the_key_of_the_crash_down_makes_nothing_flicker() {
    let mut room = Room::new(Effects::default());
    let (mut alarms, mut before) = (0, false);
    for _ in 0..60 {
        room.speaker.press("c");
        room.speaker.wait_us(10);
        room.look(FRAME);
        alarms += usize::from(room.effects.is_alarmed() && !before);
        before = room.effects.is_alarmed();
    }
    assert_eq!(alarms, 2, "in a second");
}
