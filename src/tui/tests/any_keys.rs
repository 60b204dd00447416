//! Any keys at any time on any screen: no panic, balanced books, and nothing drawn outside.

use std::thread::Builder;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use dirtybit::Time;
use dirtybit::script::Script;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::effects::Effects;
use crate::tui::keymap::BINDINGS;
use crate::tui::save::Saved;
use crate::tui::screen;
use crate::tui::session::Session;
use crate::tui::theme::{Depth, Name, Paint, Theme};
use crate::tui::update::Message;

const RUNS: u64 = 40;
const KEYS: usize = 600;
/// A screen is drawn every so many keys, and at the end.
const DRAWN: usize = 97;
const FRAME: Duration = Duration::from_micros(16_667);

/// What somebody types who knows the prompt.
pub(super) const LINES: [&str; 40] = [
    "write cart:7",
    "client 2: write cart:7",
    "client 3: read cart:7; client 4: delete cart:7",
    "add views:42 3; add views:42 -1",
    "client 2: add views:42 1000000",
    "read nobody",
    "write newcomer",
    "delete user:1; read user:1",
    "flush",
    "crash cache",
    "restart cache",
    "crash database; restart database",
    "kill 1",
    "kill 2; kill 3",
    "set write_back.journal on",
    "set write_back.dirty_eviction pin; set cache.capacity 2",
    "set write_back.dirty_eviction lose; set cache.capacity 1",
    "set write_back.queue 1; set write_back.when_full block",
    "set write_through.order both-at-once; set link.jitter_ms 3.5",
    "set cache.ttl_ms 1; set cache.negative_caching on",
    "set cache.fill lease; set cache.misses single-flight",
    "set app.timeout_ms 3; set cache.timeout_ms 1",
    "set database.connections 1; set database.queue 0",
    "set link.app_cache_ms 0; set cache.op_ms 0; set database.write_ms 0",
    "set database.atomic_batches on; set write_back.write_ids on",
    "route user:* write-through; route cart:* write-around",
    "route cart:* off",
    "write-pattern write-around; read-pattern cache-aside",
    "cut app-cache",
    "heal app-cache; heal cache-database; heal app-database",
    "cut cache-database; cut app-database",
    "slow on",
    "refuse-write; drop-ack",
    "hold",
    "hold cart:7 app-cache; write cart:7",
    "release",
    "release #7; hold #9",
    "when flush half done: crash cache",
    "when cache updated: cut cache-database; when persisted: drop-ack",
    "disarm",
];

/// What is swept takes no time.
const LONGEST_SWEPT: Time = Time::from_millis(20);

/// What leaves the prompt, the help and the pause.
const WAYS_OUT: [KeyCode; 4] =
    [KeyCode::Esc, KeyCode::Char(' '), KeyCode::Char('?'), KeyCode::Enter];
/// With the control key.
const CONTROLS: [char; 9] = ['a', 'e', 'w', 'u', 'k', 'y', 'd', 'h', '\u{1b}'];
/// Keys that the table does not know everywhere.
const OTHERS: [KeyCode; 7] = [
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::BackTab,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::F(1),
    KeyCode::Null,
];

/// What some of them are given to talk about.
const TALK: &str = r#"
    [[step]]
    at_ms = 1
    do = ["write cart:7", "client 2: read user:1"]
    say = "Two at once."
    [[step]]
    when = "idle"
    say = "And nothing more."
    [[step]]
    after_ms = 40
    do = ["write user:1", "crash cache"]
    ask = { question = "What is lost?", choices = ["all", "nothing"] }
    expect = { lost = 1 }
    [[step]]
    after_ms = 0
    say = "The end."
"#;

struct Monkey {
    speaker: Speaker,
    effects: Effects,
    random: ChaCha8Rng,
    /// What it has begun to type, backwards.
    typing: Vec<KeyCode>,
}

impl Monkey {
    fn new(seed: u64) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        let mut speaker = match seed % 4 {
            0 => Speaker {
                session: Session::new(Script::parse("talk.toml", TALK).expect("a script")),
            },
            _ => Speaker::new(),
        };
        // Now and then there is such a file already.
        speaker.session.saver = |script, path, over| {
            let is_there = script.end().as_micros() % 2 == 0 && path.extension().is_some();
            Ok(if is_there && !over { Saved::Exists } else { Saved::Done })
        };
        Self { speaker, effects: Effects::default(), random, typing: Vec::new() }
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        *all.choose(&mut self.random).expect("there is something to choose from")
    }

    fn next_key(&mut self) -> (KeyCode, KeyModifiers) {
        if let Some(key) = self.typing.pop() {
            return (key, KeyModifiers::NONE);
        }
        let model = &self.speaker.session.model;
        let is_stuck = model.prompt.is_open() || model.help || model.paused;
        if is_stuck && self.random.random_ratio(1, 7) {
            return (self.one_of(&WAYS_OUT), KeyModifiers::NONE);
        }
        match self.random.random_range(0..100) {
            0..3 => self.begin_a_line(),
            3..6 => (KeyCode::Char(self.random.random()), KeyModifiers::NONE),
            6..9 => (KeyCode::Char(self.one_of(&CONTROLS)), KeyModifiers::CONTROL),
            9..14 => (self.one_of(&OTHERS), KeyModifiers::NONE),
            14..22 => (self.one_of(&[KeyCode::Enter, KeyCode::Esc]), KeyModifiers::NONE),
            _ => {
                let known: Vec<_> = BINDINGS.iter().flat_map(|binding| binding.keys).collect();
                (*self.one_of(&known), KeyModifiers::NONE)
            }
        }
    }

    /// Types a line, or most of one, or another one in its middle.
    fn begin_a_line(&mut self) -> (KeyCode, KeyModifiers) {
        let line = self.one_of(&LINES);
        let ending = self.one_of(&[KeyCode::Enter, KeyCode::Enter, KeyCode::Tab, KeyCode::Esc]);
        let typed = line.chars().map(KeyCode::Char).chain([ending]);
        self.typing = typed.collect();
        self.typing.reverse();
        (KeyCode::Char(':'), KeyModifiers::NONE)
    }

    fn press(&mut self) {
        let (key, modifiers) = self.next_key();
        self.speaker.key_with(key, modifiers);
        self.wait_for_sweep();
        let micros =
            match (self.speaker.session.model.scene().load.on, self.random.random_range(0..200)) {
                (true, _) => self.random.random_range(0..100),
                (false, 0) => 3_000_000,
                (false, 1..20) => self.random.random_range(0..100_000),
                _ => self.random.random_range(0..3_000),
            };
        if !self.speaker.session.model.paused && self.typing.is_empty() {
            self.speaker.wait_us(micros);
        }
        if self.random.random_ratio(1, 8) && self.typing.is_empty() {
            self.watch();
        }
    }

    /// Lets a frame pass as the loop does.
    fn watch(&mut self) {
        let session = &mut self.speaker.session;
        assert!(session.model.blank.is_none() || !session.is_moving(), "nobody sees it");
        if session.is_moving() {
            session.play(FRAME);
        }
    }

    /// A short run is swept; of a longer one the sweep is cancelled, always at once.
    fn wait_for_sweep(&mut self) {
        let end = self.speaker.session.playback.timeline().end();
        if self.speaker.session.is_sweeping() && end > LONGEST_SWEPT {
            self.speaker.session.mean(Message::Sweep);
        }
        self.speaker.wait_for_sweep();
    }

    /// A panel that leaves its area would write over what is not its own.
    fn look(&mut self) {
        let (width, height) = match self.random.random_range(0..4) {
            0 => (80, 24),
            1 => (self.random.random_range(0..90), self.random.random_range(0..30)),
            _ => (self.random.random_range(76..240), self.random.random_range(22..70)),
        };
        let around = Rect::new(0, 0, width + 4, height + 4);
        let mut buffer = Buffer::filled(around, Cell::new("#"));
        let area = Rect::new(2, 2, width, height);
        let session = &mut self.speaker.session;
        session.fit(area);
        self.effects.follow(&session.model, &buffer, FRAME);
        session.model.is_alarmed = self.effects.is_alarmed();
        screen::render(&session.model, &session.tape(), &Theme::light(), area, &mut buffer);
        self.effects.paint(&session.model, &Theme::light(), area, &mut buffer);
        for position in around.positions().filter(|position| !area.contains(*position)) {
            assert_eq!(buffer[position].symbol(), "#", "at {position} of {width}x{height}");
        }
        assert_spelled(buffer);
    }
}

/// With `--ascii` nothing is left but what every terminal can print.
pub(super) fn assert_spelled(mut buffer: Buffer) {
    Paint::new(Name::Light, Depth::Indexed, true).finish(&mut buffer);
    let is_printable = |char: char| char == ' ' || char.is_ascii_graphic();
    let strange = buffer.content.iter().find(|cell| !cell.symbol().chars().all(is_printable));
    assert_eq!(strange.map(Cell::symbol), None);
}

fn run(seed: u64) {
    let mut monkey = Monkey::new(seed);
    for number in 0..KEYS {
        monkey.press();
        let writes = monkey.speaker.session.model.scene().folds.ledger.writes();
        assert!(writes.is_balanced(), "after key {number}: {writes:?}");
        if number % DRAWN == 0 {
            monkey.look();
        }
    }
    monkey.look();
}

/// Each run is a thread of its own, so that a panic tells its seed: the same seed presses the same
/// keys again.
fn runs(seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        let name = format!("keys of seed {seed}");
        let running = Builder::new().name(name).spawn(move || run(seed));
        running.expect("there is room for a thread").join().expect("no key does harm");
    }
}

#[test]
fn a_thousand_keys_do_no_harm() {
    runs((0..RUNS).step_by(2));
}

#[test]
fn another_thousand_keys_do_no_harm_either() {
    runs((1..RUNS).step_by(2));
}
