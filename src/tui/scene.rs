//! What the screen shows, folded from events: lanes, packets, work, and an account in words.

mod air;
mod coming;
mod course;
mod entries;
mod flush;
mod focus;
mod found;
mod hazards;
mod lane;
mod losses;
mod nodes;
mod operations;
mod rescue;
mod telling;
mod trail;
mod turns;
mod waits;

use std::collections::{BTreeMap, VecDeque};

use dirtybit::{
    Action, ClientId, Event, Fact, Flight, FlightId, Folds, Key, Node, OpId, ReadPattern, Service,
    Setting, Time, Trap, Verdict, Version, Write, WritePattern,
};

pub(crate) use air::Wreck;
pub(crate) use coming::Coming;
pub(crate) use course::{Course, Finished, Message, Stroke};
pub(crate) use flush::Flush;
pub(crate) use focus::{Doing, Focus, For};
pub(crate) use lane::{Ending, Gone, Lane, LastOperation};
pub(crate) use losses::Cause;
pub(crate) use nodes::Crash;
pub(crate) use operations::{Doubt, Operation};
pub(crate) use rescue::Rescues;
pub(crate) use trail::{End, Place, Task};
pub(crate) use waits::{Wait, Waiting};

use super::account::{self, Sentence, Tone};
use found::Found;
use losses::Losses;
use turns::Turns;

/// A moment of a run, as far as it can be seen.
#[derive(Clone, Default)]
pub(crate) struct Scene {
    pub(crate) now: Time,
    pub(crate) folds: Folds,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) flights: BTreeMap<FlightId, Flight>,
    /// What is held in the air, and since when.
    held: BTreeMap<FlightId, Time>,
    /// What was lost on its way a moment ago.
    pub(crate) wrecks: VecDeque<Wreck>,
    pub(crate) services: Vec<Service>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) flush: Option<Flush>,
    pub(crate) flush_due: Option<Time>,
    pub(crate) load: Load,
    /// The crashes of the cache, oldest first.
    pub(crate) crashes: Vec<Crash>,
    /// The last trap that sprang, and the event that told of it.
    sprung: Option<(u64, Trap)>,
    /// Who was killed last, and when.
    killed: Option<(ClientId, Time)>,
    /// Records of the journal that are still to be taken in, of how many.
    replay: Option<(u32, u32)>,
    /// Nothing has been cached since the cache began, or came up again.
    pub(crate) is_cold: bool,
    /// What the journal forgot last, and when.
    pub(crate) truncated: Option<(Time, Write)>,
    /// What a script said last, or what it did not get.
    pub(crate) caption: Option<(Tone, Box<str>)>,
    pub(crate) account: VecDeque<Sentence>,
    pub(crate) course: Course,
    losses: Losses,
    pub(crate) rescues: Rescues,
    found: Found,
    turns: Turns,
    operations: BTreeMap<OpId, Operation>,
}

/// Whether clients issue operations by themselves, and how fast.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) on: bool,
    pub(crate) per_second: Option<u32>,
}

impl Scene {
    /// The pattern of the writes that have none of their own.
    pub(crate) fn write(&self) -> WritePattern {
        self.folds.world.write
    }

    /// The pattern of all reads.
    pub(crate) fn read(&self) -> ReadPattern {
        self.folds.world.read
    }

    /// Cells that a version takes, with a space after it: as many as the longest one needs.
    pub(crate) fn version_width(&self) -> u16 {
        let digits = self.folds.ledger.writes().issued.max(1).ilog10() as u16 + 1;
        (digits + 2).max(5)
    }

    /// Whether there is a journal to be seen: one that is kept, or one that still holds something.
    pub(crate) fn has_journal(&self) -> bool {
        self.folds.world.write_back.journal || self.folds.holdings.journaled() > 0
    }

    /// Whether clients wait for answers.
    pub(crate) fn is_awaited(&self) -> bool {
        self.awaited() > 0
    }

    /// Operations whose clients wait for an answer.
    pub(crate) fn awaited(&self) -> usize {
        self.operations.len()
    }

    pub(crate) fn reads_in_flight(&self) -> u64 {
        let reads = self.operations.values().filter(|operation| operation.action == Action::Read);
        reads.count() as u64
    }

    fn name(&self, key: Key) -> &str {
        &self.folds.holdings.of(key).name
    }

    /// Time passes without anything happening.
    pub(crate) fn pass(&mut self, now: Time) {
        self.now = now;
        self.services.retain(|service| service.until > now);
        self.clear_wrecks();
    }

    /// Follows one event.
    pub(crate) fn apply(&mut self, event: &Event) {
        self.pass(event.at);
        self.foresee(event);
        let before = self.folds.ledger.writes();
        let verdict = self.folds.apply(event);
        self.follow_course(&event.fact, verdict);
        self.follow(&event.fact, verdict);
        self.follow_divergence(&event.fact);
        self.tell_losses(before.lost, &event.fact);
        self.note_rescue(before, &event.fact);
        self.tell_anomalies();
    }

    /// What can only be told while the folds still know it.
    fn foresee(&mut self, event: &Event) {
        match &event.fact {
            Fact::Crashed(Node::Cache) => self.count_crash(event),
            Fact::FlushEnded { op, complete } => self.end_flush(*op, *complete),
            Fact::Cached { op, key, value, write: None, .. } => self.put_back(*op, *key, *value),
            Fact::Sprung { trap } | Fact::Disarmed { trap } => self.end_trap(event, *trap),
            Fact::Set(setting) => self.foresee_setting(setting),
            _ => {}
        }
    }

    fn follow(&mut self, fact: &Fact, verdict: Option<Verdict>) {
        match fact {
            Fact::KeyAdded { .. } => {
                self.is_cold |= self.lanes.is_empty();
                self.lanes.push(Lane::default());
            }
            Fact::Routed { prefix, pattern } if self.has_begun() => {
                self.tell(account::routed(prefix, *pattern));
            }
            Fact::LoadSet { on, per_second } => self.set_load(*on, *per_second),
            Fact::Crashed(node) => self.go_down(*node),
            Fact::Restarted(node) => self.come_up(*node),
            Fact::ReplayStarted { records } => self.replay = Some((*records, *records)),
            Fact::Step { .. } => self.follow_code(fact),
            _ => {
                self.follow_operation(fact, verdict);
                self.follow_code(fact);
                self.follow_message(fact);
                self.follow_entry(fact);
                self.follow_flush(fact);
                self.follow_hazard(fact);
            }
        }
    }

    /// A knob is told of when it makes a difference.
    fn foresee_setting(&mut self, setting: &Setting) {
        if self.has_begun() && self.folds.world.setting(setting.name()) != *setting {
            let dirty = self.folds.holdings.dirty();
            self.tell(account::setting(setting, dirty));
            self.note_turn(setting.name());
        }
    }

    fn set_load(&mut self, on: bool, per_second: Option<u32>) {
        let before = std::mem::replace(&mut self.load, Load { on, per_second });
        if self.has_begun() && self.load != before {
            self.tell(account::load(self.load));
        }
    }

    /// Before there is a key, a run only says how it is set.
    fn has_begun(&self) -> bool {
        !self.lanes.is_empty()
    }

    /// How many writes of a key were lost that are newer than what the database has.
    pub(crate) fn lost_of(&self, key: Key, stored: Option<Version>) -> usize {
        let lost = self.folds.ledger.lost();
        lost.filter(|lost| lost.key == key && Some(lost.version) > stored).count()
    }
}
