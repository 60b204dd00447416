//! A scene of the past is the very scene that was live then, whatever happened.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use dirtybit::{Action, Command, Engine, Fact, Node, Time, World};
use rand::rngs::ChaCha8Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::any_keys::LINES;
use super::lines;
use crate::tui::history::{Bounds, Entry, History, Kinds, Marks};
use crate::tui::overlay::Kind;
use crate::tui::panel::tape::Tape;
use crate::tui::scene::Scene;
use crate::tui::screen;
use crate::tui::theme::Theme;
use crate::tui::update::{Message, Model};

const RUNS: u64 = 3;
const FRAMES: usize = 30;
/// So tight that every bound is met, but for that of all bytes.
const TIGHT: Bounds = Bounds {
    chunk: 16,
    bytes: usize::MAX,
    spacing: 40,
    checkpoints: 1_000_000,
    near: 8,
    near_checkpoints: 600_000,
};
/// What is open over the panels when the scene is looked at.
const LISTS: [Kind; 5] = [Kind::Knobs, Kind::Faults, Kind::Traps, Kind::Flights, Kind::Anomalies];
/// What is open where there is no room for it by itself.
const FIGURES: [Message; 2] = [Message::Code, Message::Diagram];

/// What somebody types to set much in motion.
const MORE: [&str; 8] = [
    "load on",
    "load off",
    "set load.per_second 500",
    "write cart:7; write user:1; write views:42; write session:9; write cart:7",
    "client 2: write cart:7; client 3: read user:1",
    "crash cache; restart cache",
    "flush",
    "crash cache",
];

/// All panels, as they show a scene.
struct Picture {
    hash: u64,
    words: String,
}

impl Picture {
    /// At other instants, other things are open.
    fn of(scene: &Scene) -> Self {
        let (mut hasher, mut words) = (DefaultHasher::new(), String::new());
        scene.folds.hash().hash(&mut hasher);
        (scene.rescues.count, scene.rescues.last).hash(&mut hasher);
        let number = scene.now.as_micros() as usize;
        let list = Message::Open(LISTS[number % LISTS.len()]);
        let figure = FIGURES[number % FIGURES.len()];
        let presented = [Message::Present, figure];
        let alone: (&[Message], _, _) = match number / 2 % 2 {
            0 => (&presented[1..], 80, 24),
            _ => (&presented, 120, 36),
        };
        let looks: [(&[Message], u16, u16); 5] =
            [(&[list], 80, 24), (&[list], 200, 60), (&[], 80, 24), (&[], 200, 60), alone];
        for (open, width, height) in looks {
            let buffer = draw(scene, open, Rect::new(0, 0, width, height));
            buffer.hash(&mut hasher);
            words += &lines(&buffer).join("\n");
            words += "\n";
        }
        Self { hash: hasher.finish(), words }
    }
}

fn draw(scene: &Scene, open: &[Message], area: Rect) -> Buffer {
    let mut model = Model::new(7);
    model.scenes = vec![scene.clone()];
    model.screen = area;
    model.selected = scene.now.as_micros() as usize % scene.lanes.len().max(1);
    for message in open {
        model.update(*message);
    }
    model.notice = None;
    let (begins, end, position) = (Time::ZERO, scene.now, scene.now);
    let (marks, of, is_paused, branch) = (&Marks::default(), None, false, None);
    let tape = Tape { begins, end, position, marks, of, is_paused, branch };
    let mut buffer = Buffer::empty(area);
    screen::render(&model, &tape, &Theme::dark(), area, &mut buffer);
    buffer
}

/// A run at which somebody looks now and then, and remembers what there was to be seen.
struct Witness {
    engine: Engine,
    history: History,
    scene: Scene,
    random: ChaCha8Rng,
    entries: Vec<Entry>,
    seen: BTreeMap<Time, Picture>,
}

impl Witness {
    fn new(seed: u64, bounds: Bounds) -> Self {
        Self {
            engine: Engine::new(World::default(), seed),
            history: History::within(bounds),
            scene: Scene::default(),
            random: ChaCha8Rng::seed_from_u64(seed),
            entries: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    fn frame(&mut self) {
        for _ in 0..self.random.random_range(0..3) {
            let of = if self.random.random() { &LINES[..] } else { &MORE[..] };
            let line = *of.choose(&mut self.random).expect("there are lines");
            self.say(line);
        }
        if self.random.random_ratio(1, 4) {
            self.look();
        }
        let micros = match self.random.random_range(0..10) {
            0 => 0,
            1..4 => self.random.random_range(0..500),
            4..9 => self.random.random_range(0..60_000),
            _ => self.random.random_range(0..1_500_000),
        };
        self.advance(self.engine.now() + Duration::from_micros(micros));
        self.look();
    }

    /// A command makes another scene of the same instant.
    fn look(&mut self) {
        self.advance(self.engine.now());
        self.seen.insert(self.scene.now, Picture::of(&self.scene));
    }

    /// What cannot be done now is left out. What was seen at this instant was not all of it.
    fn say(&mut self, line: &str) {
        self.seen.remove(&self.engine.now());
        for command in line.split(';') {
            let command: Command = command.trim().parse().expect("a command");
            let _refused = self.engine.submit(&command);
        }
        if self.random.random_ratio(1, 10) {
            self.push(&Entry::Caption(self.engine.now(), format!("Now: {line}.")));
        }
    }

    fn advance(&mut self, limit: Time) {
        for event in self.engine.advance_to(limit) {
            self.push(&Entry::Event(event));
        }
        self.scene.pass(limit);
        self.history.pass(limit);
    }

    fn push(&mut self, entry: &Entry) {
        self.history.push(entry, &mut self.scene);
        self.entries.push(entry.clone());
    }

    fn lived(seed: u64, bounds: Bounds) -> Self {
        let mut witness = Self::new(seed, bounds);
        witness.advance(Time::ZERO);
        for _ in 0..FRAMES {
            witness.frame();
        }
        witness
    }

    fn compare(&self, scene: &Scene) {
        if let Some(seen) = self.seen.get(&scene.now) {
            let found = Picture::of(scene);
            for (found, seen) in found.words.lines().zip(seen.words.lines()) {
                assert_eq!(found, seen, "at {:?}", scene.now);
            }
            assert_eq!(found.hash, seen.hash, "at {:?}, in a list or in a colour", scene.now);
        }
    }

    /// How exactly the marks tell when something happened.
    fn resolution(&self) -> Duration {
        Duration::from_micros(self.history.end().as_micros() >> 13)
    }

    /// The instants at which something of a kind happened.
    fn instants(&self, is_meant: impl Fn(&Entry) -> bool) -> Vec<Time> {
        let meant = self.entries.iter().filter(|entry| is_meant(entry));
        let mut instants: Vec<_> = meant.map(Entry::at).collect();
        instants.dedup();
        instants
    }

    /// Any instant of the run, or right beside one at which something happened.
    fn any_instant(&mut self) -> Time {
        let end = self.history.end().as_micros();
        let any = self.random.random_range(0..=end);
        let known = self.entries.choose(&mut self.random).map_or(any, |it| it.at().as_micros());
        let beside = (known + self.random.random_range(0..3)).saturating_sub(1).min(end);
        Time::from_micros(if self.random.random() { any } else { beside })
    }
}

fn is_fact(entry: &Entry, is_meant: impl Fn(&Fact) -> bool) -> bool {
    matches!(entry, Entry::Event(event) if is_meant(&event.fact))
}

/// All instants, one after the other, as they are found from one to the next.
fn walk(first: Time, next: impl Fn(Time) -> Option<Time>) -> Vec<Time> {
    std::iter::successors(next(first), |at| next(*at)).collect()
}

#[test]
fn a_scene_of_the_past_is_what_was_live_then() {
    for seed in 0..RUNS {
        let bounds = if seed % 3 == 0 { Bounds::default() } else { TIGHT };
        let mut witness = Witness::lived(seed, bounds);
        let mut instants: Vec<_> = witness.seen.keys().copied().collect();
        instants.shuffle(&mut witness.random);
        for instant in instants {
            let scene = witness.history.scene_at(instant);
            assert_eq!(scene.now, instant);
            witness.compare(&scene);
        }
    }
}

#[test]
fn whoever_goes_through_a_history_meets_every_instant_forth_and_back() {
    for seed in 0..RUNS {
        let mut witness = Witness::lived(100 + seed, TIGHT);
        let mut scene = witness.history.scene_at(Time::ZERO);
        let mut hashes = vec![(Time::ZERO, scene.folds.hash())];
        for instant in walk(Time::ZERO, |at| witness.history.next_instant(at)) {
            witness.history.play(&mut scene, instant);
            hashes.push((instant, scene.folds.hash()));
        }
        let instants: Vec<_> = hashes.iter().map(|(at, _)| *at).collect();
        assert_eq!(instants, witness.instants(|_| true));
        let back = walk(Time::MAX, |at| witness.history.previous_instant(at));
        assert!(back.iter().rev().eq(&instants), "the way back is the same");
        for (instant, hash) in hashes.into_iter().rev() {
            let scene = witness.history.scene_at(instant);
            assert_eq!(scene.folds.hash(), hash, "at {instant:?}");
            witness.compare(&scene);
        }
    }
}

#[test]
fn operations_are_stepped_over_by_their_ends_and_back_to_their_beginnings() {
    let witness = Witness::lived(200, TIGHT);
    let ends =
        witness.instants(|entry| is_fact(entry, |fact| matches!(fact, Fact::Finished { .. })));
    let begins =
        witness.instants(|entry| is_fact(entry, |fact| matches!(fact, Fact::Issued { .. })));
    assert_eq!(walk(Time::ZERO, |at| witness.history.next_operation_end(at)), ends);
    let back = walk(Time::MAX, |at| witness.history.previous_operation_start(at));
    assert!(back.iter().rev().eq(&begins));
    assert!(begins.len() > 3 && ends.len() > 3, "{} begin, {} end", begins.len(), ends.len());
}

#[test]
fn a_branch_that_repeats_everything_is_the_same_history() {
    for seed in 0..RUNS {
        let mut witness = Witness::lived(300 + seed, TIGHT);
        let instant = witness.any_instant();
        let (mut branch, mut scene) = witness.history.until(instant);
        assert_eq!((branch.end(), scene.now), (instant, instant));
        assert_eq!(scene.folds.hash(), witness.history.scene_at(instant).folds.hash());
        let after = witness.entries.partition_point(|entry| entry.at() <= instant);
        for entry in &witness.entries[after..] {
            branch.push(entry, &mut scene);
        }
        branch.pass(witness.scene.now);
        scene.pass(witness.scene.now);
        witness.compare(&scene);
        witness.history = branch;
        let mut instants: Vec<_> = witness.seen.keys().copied().collect();
        instants.shuffle(&mut witness.random);
        for instant in instants.into_iter().take(20) {
            let scene = witness.history.scene_at(instant);
            witness.compare(&scene);
        }
    }
}

#[test]
fn a_branch_knows_nothing_of_the_future_that_it_left() {
    let mut witness = Witness::lived(400, TIGHT);
    for _ in 0..20 {
        let instant = witness.any_instant();
        let (branch, _) = witness.history.until(instant);
        let known = witness.instants(|entry| entry.at() <= instant);
        let back = walk(Time::MAX, |at| branch.previous_instant(at));
        assert!(back.iter().rev().eq(&known), "up to {instant:?}");
        let later = instant + witness.resolution();
        assert_eq!(branch.marks().in_span(later, Time::MAX), Kinds::empty());
    }
}

#[test]
fn a_tape_marks_what_happened_where_it_happened() {
    let mut witness = Witness::lived(500, TIGHT);
    let resolution = witness.resolution();
    for _ in 0..300 {
        let (one, other) = (witness.any_instant(), witness.any_instant());
        let (from, to) = (one.min(other), one.max(other));
        let found = witness.history.marks().in_span(from, to);
        let earlier = |instant: Time| Time::ZERO + instant.since(Time::ZERO + resolution);
        for (kind, is_meant) in MARKED {
            let mut all = witness.entries.iter().filter(|entry| is_fact(entry, is_meant));
            let is_there = all.clone().any(|entry| (from..earlier(to)).contains(&entry.at()));
            let is_near = all.any(|entry| (earlier(from)..to).contains(&entry.at()));
            assert!(found.contains(kind) || !is_there, "no {kind:?} from {from:?} to {to:?}");
            assert!(is_near || !found.contains(kind), "{kind:?} from {from:?} to {to:?}");
        }
    }
}

type Marked = (Kinds, fn(&Fact) -> bool);
/// What is marked where it happens.
const MARKED: [Marked; 4] = [
    (Kinds::CACHE_CRASH, |fact| matches!(fact, Fact::Crashed(Node::Cache))),
    (Kinds::DATABASE_CRASH, |fact| matches!(fact, Fact::Crashed(Node::Database))),
    (Kinds::RESTART, |fact| matches!(fact, Fact::Restarted(_))),
    (Kinds::READ, |fact| matches!(fact, Fact::Issued { action: Action::Read, .. })),
];

#[test]
fn what_was_lost_and_what_went_wrong_is_marked() {
    let mut witness = Witness::new(600, TIGHT);
    witness.advance(Time::ZERO);
    witness.say("write cart:7");
    witness.advance(Time::from_millis(50));
    witness.say("crash cache");
    witness.advance(Time::from_millis(90));
    let marks = witness.history.marks();
    let (before, after) = (Time::from_millis(49), Time::from_millis(51));
    let crash = Kinds::CACHE_CRASH | Kinds::LOSS | Kinds::ANOMALY;
    assert_eq!(marks.in_span(before, after), crash);
    assert_eq!(marks.in_span(Time::ZERO, before), Kinds::WRITE);
    assert_eq!(marks.in_span(after, Time::MAX), Kinds::empty());
}

#[test]
fn a_flush_is_marked_from_its_beginning_to_its_end() {
    let mut witness = Witness::new(700, TIGHT);
    witness.advance(Time::ZERO);
    witness.say("write cart:7; write user:1");
    witness.advance(Time::from_millis(10));
    witness.say("flush");
    witness.advance(Time::from_millis(300));
    let flushing = |from, to| {
        let marks = witness.history.marks();
        let span = marks.in_span(Time::from_millis(from), Time::from_millis(to));
        span.contains(Kinds::FLUSH)
    };
    assert!(!flushing(0, 9));
    assert!((10..60).all(|millis| flushing(millis, millis + 1)));
    assert!(!flushing(90, 300));
}

#[test]
fn what_is_too_much_is_forgotten_from_the_beginning_on() {
    let mut witness = Witness::lived(800, Bounds { bytes: 8_000, ..TIGHT });
    let begins = witness.history.begins_at();
    assert!(begins > Time::ZERO && witness.history.size() <= 8_000);
    assert_eq!(witness.history.scene_at(Time::ZERO).now, begins);
    let back = walk(Time::MAX, |at| witness.history.previous_instant(at));
    assert!(back.last() >= Some(&begins));
    for instant in witness.seen.keys().copied().collect::<Vec<_>>() {
        let scene = witness.history.scene_at(instant);
        witness.compare(&scene);
        let (mut branch, scene) = witness.history.until(instant);
        witness.compare(&scene);
        assert_eq!(
            branch.scene_at(begins).folds.hash(),
            witness.history.scene_at(begins).folds.hash()
        );
    }
}
