//! Whatever happens, the line that is marked is the one that the operation in focus stepped to last.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dirtybit::{
    Command, Engine, Event, Fact, Flight, Key, Node, OpId, Outcome, Service, Time, World,
};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::{Shown, panel, shown};
use crate::tui::tests::any_keys::LINES;
use crate::tui::update::Model;

const RUNS: u64 = 14;
const FRAMES: usize = 40;
/// Beyond so many events, a run has seen enough.
const EVENTS: usize = 1_000;

/// What somebody types to see every pattern at work.
const MORE: [&str; 16] = [
    "crash cache",
    "read user:2; read price:6; read stock:11",
    "write-pattern write-through",
    "write-pattern write-back",
    "write-pattern write-around; set write_around.cached_copy invalidate",
    "read-pattern cache-aside",
    "read-pattern read-through",
    "write cart:7; write user:1; read views:42; write session:9; write cart:7",
    "read cart:7; client 2: read cart:7; client 3: read cart:7",
    "set cache.misses single-flight; set cache.capacity 2",
    "set write_back.queue 1; set write_back.when_full write-through",
    "set write_through.order database-first; set write_through.on_failure delete",
    "set app.cache_down fall-back; crash cache; read cart:7; write cart:7",
    "restart cache; heal app-cache; heal cache-database",
    "set app.timeout_ms 20; set cache.timeout_ms 1000",
    "load on; set load.per_second 200",
];
const CACHE_FILES: [&str; 3] = ["write_through.rs", "write_back.rs", "read_through.rs"];

/// What is to be shown, as it is found by searching all that has happened, from the end.
#[derive(Debug, PartialEq, Eq)]
struct Expected {
    mark: char,
    /// File and line; none before the first step.
    at: Option<(&'static str, usize)>,
    /// Where it was last in the file before.
    before: Option<(&'static str, usize)>,
}

struct Witness<'a> {
    events: &'a [Event],
    now: Time,
}

impl Witness<'_> {
    /// The last thing that happened which is meant, and its place.
    fn last(&self, is_meant: impl Fn(&Fact) -> bool) -> Option<usize> {
        self.events.iter().rposition(|event| is_meant(&event.fact))
    }

    fn is_since(&self, place: usize, is_meant: impl Fn(&Fact) -> bool) -> bool {
        self.events[place..].iter().any(|event| is_meant(&event.fact))
    }

    fn expected(&self, lane: u32) -> Option<Expected> {
        let op = self.focus(Key(lane))?;
        let steps = self.events.iter().enumerate().filter_map(|(place, event)| match event.fact {
            Fact::Step { op: of, line } if of == op => {
                let name = line.file().rsplit(['/', '\\']).next()?;
                Some((place, name, line.line() as usize))
            }
            _ => None,
        });
        let steps: Vec<_> = steps.collect();
        let Some(&(place, file, line)) = steps.last() else {
            let mark = if self.has_ended(op).is_some() { '◀' } else { '→' };
            return Some(Expected { mark, at: None, before: None });
        };
        let before = steps.iter().rev().find(|(_, other, _)| *other != file);
        let before = before.map(|(_, file, line)| (*file, *line));
        Some(Expected { mark: self.mark(op, place, file), at: Some((file, line)), before })
    }

    fn focus(&self, key: Key) -> Option<OpId> {
        let (mut here, mut all) = (BTreeSet::new(), BTreeSet::new());
        let mut rows_of = BTreeMap::new();
        let mut ended: Option<(Time, bool, OpId)> = None;
        for event in self.events {
            let mut end = |is_here, op| ended = ended.max(Some((event.at, is_here, op)));
            match &event.fact {
                Fact::Issued { op, key: of, .. } => {
                    all.insert(*op);
                    if *of == key {
                        here.insert(*op);
                    }
                }
                Fact::FlushStarted { op, rows, .. } => {
                    all.insert(*op);
                    rows_of.insert(*op, rows.iter().any(|row| row.key == key));
                }
                Fact::Finished { op, .. } => {
                    all.remove(op);
                    end(here.remove(op), *op);
                }
                Fact::FlushEnded { op, .. } => {
                    all.remove(op);
                    end(rows_of.remove(op) == Some(true), *op);
                }
                Fact::Crashed(Node::Cache) => {
                    for (op, is_here) in std::mem::take(&mut rows_of) {
                        all.remove(&op);
                        end(is_here, op);
                    }
                }
                _ => {}
            }
        }
        let flush = rows_of.iter().find(|(_, is_here)| **is_here).map(|(op, _)| *op);
        here.last().copied().or(flush).or(all.last().copied()).or(ended.map(|(.., op)| op))
    }

    fn has_ended(&self, op: OpId) -> Option<usize> {
        self.last(|fact| match fact {
            Fact::Finished { op: of, .. } | Fact::FlushEnded { op: of, .. } => *of == op,
            _ => false,
        })
    }

    /// Its client has given up, and the cache knows nothing of that.
    fn is_given_up(&self, ended: usize) -> bool {
        matches!(self.events[ended].fact, Fact::Finished { outcome: Outcome::Unknown, .. })
    }

    fn mark(&self, op: OpId, place: usize, file: &str) -> char {
        let is_at_cache = CACHE_FILES.contains(&file);
        let node = if is_at_cache { Node::Cache } else { Node::App };
        let is_answer = |fact: &Fact| {
            matches!(fact, Fact::Sent(Flight { op: of, from: Node::Cache, to: Node::App, .. })
                if *of == op)
        };
        let ended = self.has_ended(op);
        let goes_on = ended.is_none_or(|ended| self.is_given_up(ended));
        let crash = self.events[place..]
            .iter()
            .position(|event| event.fact == Fact::Crashed(Node::Cache))
            .map(|at| at + place);
        let dies = |crash: usize| {
            let answered = self.events[place..crash].iter().any(|event| is_answer(&event.fact));
            !answered && (goes_on || ended.is_none_or(|ended| crash < ended))
        };
        if is_at_cache && crash.is_some_and(dies) {
            return '╳';
        }
        let is_answered = is_at_cache && self.is_since(place, is_answer);
        if is_answered || ended.is_some() && !(goes_on && is_at_cache) {
            return '◀';
        }
        let works = self.events.iter().enumerate().any(|(at, event)| match event.fact {
            Fact::Serving(Service { node: by, op: of, until, .. }) => {
                (by, of) == (node, op)
                    && until > self.now
                    && !self.is_since(at, |fact| *fact == Fact::Crashed(node))
            }
            _ => false,
        });
        let asks = |fact: &Fact| match fact {
            Fact::Sent(flight) => (flight.op, flight.from) == (op, node),
            Fact::Queued { node: by, op: of, .. } => (*by, *of) == (node, op),
            _ => false,
        };
        let is_new = self.events[place].at == self.now && !self.is_since(place, asks);
        if works || is_new { '▶' } else { '║' }
    }
}

/// A run of which somebody looks at every event.
struct Run {
    engine: Engine,
    model: Model,
    events: Vec<Event>,
    random: ChaCha8Rng,
    /// Which files were seen, and under which marks.
    seen: BTreeSet<(&'static str, char)>,
    doubles: usize,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut model = Model::new(seed);
        model.scenes = vec![crate::tui::scene::Scene::default()];
        Self {
            engine: Engine::new(World::default(), seed),
            model,
            events: Vec::new(),
            random: ChaCha8Rng::seed_from_u64(seed),
            seen: BTreeSet::new(),
            doubles: 0,
        }
    }

    fn live(&mut self) {
        for _ in 0..FRAMES {
            let of = if self.random.random_ratio(1, 3) { &LINES[..] } else { &MORE[..] };
            let line = *of.choose(&mut self.random).expect("there are lines");
            for command in line.split(';') {
                let command: Command = command.trim().parse().expect("a command");
                let _refused = self.engine.submit(&command);
            }
            let micros = match self.random.random_range(0..10) {
                0..3 => self.random.random_range(0..2_000),
                3..9 => self.random.random_range(0..80_000),
                _ => self.random.random_range(0..2_500_000),
            };
            self.advance(self.engine.now() + Duration::from_micros(micros));
            if self.events.len() == EVENTS {
                return;
            }
        }
    }

    /// What a load brings beyond that is not looked at any more.
    fn advance(&mut self, limit: Time) {
        for event in self.engine.advance_to(limit) {
            if self.events.len() == EVENTS {
                return;
            }
            self.model.scenes[0].apply(&event);
            self.events.push(event);
            self.look();
        }
        self.model.scenes[0].pass(limit);
        self.look();
    }

    fn look(&mut self) {
        let lanes = self.model.scene().lanes.len();
        if lanes == 0 {
            return;
        }
        self.model.selected = self.random.random_range(0..lanes.min(4));
        let witness = Witness { events: &self.events, now: self.model.scene().now };
        let expected = witness.expected(self.model.selected as u32);
        let is_tall = self.random.random_ratio(1, 10);
        let picture = panel(&self.model, 120, if is_tall { 60 } else { 12 });
        let files = shown(&picture);
        self.compare(expected.as_ref(), &files, is_tall, &picture);
    }

    fn compare(
        &mut self,
        expected: Option<&Expected>,
        files: &[Shown],
        is_tall: bool,
        picture: &str,
    ) {
        let told = || format!("{expected:?} at {:?}\n{picture}", self.events.last());
        let Some(Expected { mark, at, before }) = expected else {
            assert!(
                files.iter().all(|file| file.mark.is_none() && file.words.is_none()),
                "{}",
                told()
            );
            return;
        };
        let Some((name, line)) = at else {
            let comes = files.iter().any(|file| {
                file.mark.is_none() && file.words.as_ref().is_some_and(|words| words.0 == *mark)
            });
            return assert!(comes, "{}", told());
        };
        let file = files.iter().find(|file| !is_tall || file.names == *name);
        let file = file.unwrap_or_else(|| panic!("{}", told()));
        let text = text_of(name);
        let on_disk = text.lines().nth(line - 1).expect("the file has the line").trim();
        assert_eq!(file.mark, Some((*mark, *line, on_disk.to_owned())), "{}", told());
        let (said, words) = file.words.as_ref().unwrap_or_else(|| panic!("{}", told()));
        assert_eq!(said, mark, "{}", told());
        assert_eq!(words.contains("waits"), *mark == '║', "{}", told());
        self.seen.insert((*name, *mark));
        if let Some((before, line)) = before.filter(|_| is_tall) {
            let file = files.iter().find(|file| file.names == before).expect("it is beside it");
            assert_eq!(file.mark.as_ref().map(|mark| mark.1), Some(line), "{}", told());
            self.doubles += 1;
        }
    }
}

/// A pattern's file as it is on the disk.
fn text_of(name: &str) -> String {
    let folder = if name == "pattern.rs" { "src" } else { "src/pattern" };
    std::fs::read_to_string(format!("{}/{folder}/{name}", env!("CARGO_MANIFEST_DIR")))
        .expect("the file is there")
}

#[test]
fn the_marked_line_is_the_one_that_was_stepped_to_last() {
    let (mut seen, mut doubles) = (BTreeSet::new(), 0);
    for seed in 0..RUNS {
        let mut run = Run::new(seed);
        run.live();
        seen.append(&mut run.seen);
        doubles += run.doubles;
    }
    for file in ["write_through.rs", "write_back.rs", "read_through.rs"] {
        for mark in ['▶', '║', '◀', '╳'] {
            assert!(seen.contains(&(file, mark)), "{file} is never {mark}: {seen:?}");
        }
    }
    for file in ["write_around.rs", "cache_aside.rs", "pattern.rs"] {
        for mark in ['▶', '║', '◀'] {
            assert!(seen.contains(&(file, mark)), "{file} is never {mark}: {seen:?}");
        }
    }
    assert!(doubles > 0, "no operation was seen in two files");
}
