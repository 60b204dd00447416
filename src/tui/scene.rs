//! What the screen shows, folded from events: lanes, packets, work, and an account in words.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use dirtybit::{
    Action, Event, Fact, Flight, FlightId, FlushCause, Folds, Key, LostWrite, Node, OpId, Outcome,
    ReadPattern, Removal, Service, Time, Value, Verdict, Version, Write, WritePattern,
};

use super::account::{self, Sentence};

/// Sentences that can be looked back at; older ones are forgotten.
const SENTENCES: usize = 200;

/// A moment of a run, as far as it can be seen.
#[derive(Clone, Default)]
pub(crate) struct Scene {
    pub(crate) now: Time,
    pub(crate) folds: Folds,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) flights: BTreeMap<FlightId, Flight>,
    pub(crate) services: Vec<Service>,
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) flush: Option<Flush>,
    pub(crate) flush_due: Option<Time>,
    pub(crate) write: WritePattern,
    pub(crate) read: ReadPattern,
    pub(crate) load: Load,
    /// The crashes of the cache, oldest first.
    pub(crate) crashes: Vec<Crash>,
    /// Nothing has been cached since the cache began, or came up again.
    pub(crate) is_cold: bool,
    pub(crate) account: VecDeque<Sentence>,
    operations: BTreeMap<OpId, Operation>,
}

/// What the screen remembers of a key beside what the nodes hold.
#[derive(Clone, Default)]
pub(crate) struct Lane {
    pub(crate) last: Option<LastOperation>,
    pub(crate) gone: Option<Gone>,
}

/// The operation that a client began last on a key, or the one that ended after it.
#[derive(Clone, Copy)]
pub(crate) struct LastOperation {
    op: OpId,
    pub(crate) issued: Time,
    pub(crate) ending: Option<Ending>,
}

/// How a client's operation ended, and what it was worth.
#[derive(Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
    pub(crate) verdict: Option<Verdict>,
}

/// What the cache held for a key and holds no longer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    Evicted(Value),
    Lost(Value),
}

/// A flush that is under way.
#[derive(Clone)]
pub(crate) struct Flush {
    op: OpId,
    pub(crate) started: Time,
    pub(crate) rows: Box<[Write]>,
    pub(crate) saved: u32,
    pub(crate) outdated: u32,
}

impl Flush {
    /// Whether this version of the key is among its rows.
    pub(crate) fn has(&self, key: Key, value: Value) -> bool {
        self.rows.contains(&Write { key, value })
    }
}

/// A request that waits at a node.
#[derive(Clone, Copy)]
pub(crate) struct Waiting {
    pub(crate) node: Node,
    op: OpId,
    pub(crate) key: Key,
}

/// Whether clients issue operations by themselves, and how fast.
#[derive(Clone, Copy, Default)]
pub(crate) struct Load {
    pub(crate) on: bool,
    pub(crate) per_second: Option<u32>,
}

/// A crash of the cache.
#[derive(Clone, Copy)]
pub(crate) struct Crash {
    pub(crate) at: Time,
    pub(crate) entries: usize,
    pub(crate) dirty: usize,
}

/// A client's operation under way.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) action: Action,
    pub(crate) key: Key,
    pub(crate) version: Option<Version>,
    pub(crate) issued: Time,
    pub(crate) missed: bool,
    /// It had to wait for room in the cache.
    pub(crate) waited: bool,
}

impl Scene {
    /// The writes that were lost since an instant.
    pub(crate) fn lost_since(&self, since: Time) -> impl Iterator<Item = &LostWrite> {
        self.folds.ledger.lost().filter(move |lost| lost.lost >= since)
    }

    /// Cells that a version takes, with a space after it: as many as the newest one needs.
    pub(crate) fn version_width(&self) -> u16 {
        let digits = self.folds.ledger.writes().issued.max(1).ilog10() as u16 + 1;
        (digits + 2).max(5)
    }

    /// How many writes of a key were lost that are newer than what the database has.
    pub(crate) fn lost_of(&self, key: Key, stored: Option<Version>) -> usize {
        let newer = |lost: &&LostWrite| lost.key == key && Some(lost.version) > stored;
        self.folds.ledger.lost().filter(newer).count()
    }

    /// Time passes without anything happening.
    pub(crate) fn pass(&mut self, now: Time) {
        self.now = now;
        self.services.retain(|service| service.until > now);
    }

    /// Follows one event.
    pub(crate) fn apply(&mut self, event: &Event) {
        self.pass(event.at);
        self.foresee(event);
        let lost_before = self.folds.ledger.writes().lost;
        let verdict = self.folds.apply(event);
        self.follow(&event.fact, verdict);
        self.tell_losses(lost_before);
    }

    /// What can only be told while the folds still know it.
    fn foresee(&mut self, event: &Event) {
        match &event.fact {
            Fact::Crashed(Node::Cache) => {
                let holdings = &self.folds.holdings;
                let entries = holdings.keys().iter().filter(|key| key.cache.is_some()).count();
                let dirty = holdings.dirty();
                self.crashes.push(Crash { at: event.at, entries, dirty });
            }
            Fact::FlushEnded { op, complete } => self.end_flush(*op, *complete),
            _ => {}
        }
    }

    fn follow(&mut self, fact: &Fact, verdict: Option<Verdict>) {
        match fact {
            Fact::KeyAdded { .. } => {
                self.is_cold |= self.lanes.is_empty();
                self.lanes.push(Lane::default());
            }
            Fact::WritePatternSet(pattern) => self.set_write_pattern(*pattern),
            Fact::ReadPatternSet(pattern) => self.set_read_pattern(*pattern),
            Fact::LoadSet { on, per_second } => self.set_load(*on, *per_second),
            Fact::Issued { op, action, key, version, .. } => {
                self.issue(*op, *action, *key, *version);
            }
            Fact::Finished { op, outcome } => self.finish(*op, *outcome, verdict),
            Fact::Sent(flight) => {
                self.flights.insert(flight.id, *flight);
            }
            Fact::Arrived { flight, .. } => {
                self.flights.remove(flight);
            }
            Fact::Queued { node, op, key } => self.wait(*node, *op, *key),
            Fact::Serving(service) => self.serve(service),
            Fact::Missed { op, .. } => self.miss(*op),
            Fact::Cached { op, key, value, .. } => self.fill_cache(*op, *key, *value),
            Fact::Removed { key, value, cause } => self.remove(*key, *value, *cause),
            Fact::FlushDue(due) => self.flush_due = *due,
            Fact::FlushStarted { op, cause, rows } => self.start_flush(*op, *cause, rows),
            Fact::Outdated { .. } | Fact::Persisted { .. } => {
                self.save_row(fact);
            }
            Fact::Crashed(node) => self.go_down(*node),
            Fact::Restarted(node) => self.come_up(*node),
            _ => {}
        }
    }

    fn set_write_pattern(&mut self, pattern: WritePattern) {
        if std::mem::replace(&mut self.write, pattern) != pattern && self.has_begun() {
            self.tell(account::write_pattern(pattern, self.folds.holdings.dirty()));
        }
    }

    fn set_read_pattern(&mut self, pattern: ReadPattern) {
        if std::mem::replace(&mut self.read, pattern) != pattern && self.has_begun() {
            self.tell(account::read_pattern(pattern));
        }
    }

    fn set_load(&mut self, on: bool, per_second: Option<u32>) {
        self.load = Load { on, per_second };
        if self.has_begun() {
            self.tell(account::load(self.load));
        }
    }

    /// Before there is a key, a run only says how it is set.
    fn has_begun(&self) -> bool {
        !self.lanes.is_empty()
    }

    fn issue(&mut self, op: OpId, action: Action, key: Key, version: Option<Version>) {
        let (issued, missed, waited) = (self.now, false, false);
        self.operations.insert(op, Operation { action, key, version, issued, missed, waited });
        self.lanes[key.index()].last = Some(LastOperation { op, issued, ending: None });
    }

    fn finish(&mut self, op: OpId, outcome: Outcome, verdict: Option<Verdict>) {
        let Some(operation) = self.operations.remove(&op) else {
            return;
        };
        self.waiting.retain(|waiting| waiting.op != op || waiting.node != Node::Cache);
        let ending = Ending { outcome, took: self.now - operation.issued, verdict };
        let last = &mut self.lanes[operation.key.index()].last;
        if last.is_none_or(|last| last.op == op || last.ending.is_some()) {
            let issued = operation.issued;
            *last = Some(LastOperation { op, issued, ending: Some(ending) });
        }
        let holding = self.folds.holdings.of(operation.key);
        self.tell(account::finished(&operation, &ending, holding));
    }

    fn miss(&mut self, op: OpId) {
        if let Some(operation) = self.operations.get_mut(&op) {
            operation.missed = true;
        }
    }

    fn wait(&mut self, node: Node, op: OpId, key: Key) {
        self.waiting.push(Waiting { node, op, key });
        if let Some(operation) = self.operations.get_mut(&op) {
            operation.waited |= node == Node::Cache;
        }
    }

    fn stop_waiting(&mut self, op: OpId, key: Key) {
        self.waiting.retain(|waiting| (waiting.op, waiting.key) != (op, key));
    }

    fn serve(&mut self, service: &Service) {
        self.stop_waiting(service.op, service.key);
        if service.until > self.now {
            self.services.push(*service);
        }
    }

    fn fill_cache(&mut self, op: OpId, key: Key, value: Value) {
        self.is_cold = false;
        self.lanes[key.index()].gone = None;
        self.stop_waiting(op, key);
        let written = self.operations.get(&op).and_then(|operation| operation.version);
        if let Some(failed) = written.filter(|version| *version != value.version) {
            let name = &self.folds.holdings.of(key).name;
            self.tell(account::put_back(name, failed, value));
        }
    }

    fn remove(&mut self, key: Key, value: Value, cause: Removal) {
        if cause == Removal::RolledBack {
            self.tell(account::undone(&self.folds.holdings.of(key).name, value));
        }
        if cause == Removal::Evicted {
            self.lanes[key.index()].gone = Some(Gone::Evicted(value));
            let words = account::evicted(&self.folds.holdings.of(key).name, value);
            self.tell(words);
        }
    }

    fn start_flush(&mut self, op: OpId, cause: FlushCause, rows: &[Write]) {
        self.tell(account::flush_begins(cause, rows, &self.folds.holdings));
        self.flush =
            Some(Flush { op, started: self.now, rows: rows.into(), saved: 0, outdated: 0 });
        self.flush_due = None;
    }

    /// A row is saved for the cache when it knows so.
    fn save_row(&mut self, fact: &Fact) {
        let (Fact::Persisted { op, row: Some(row), .. } | Fact::Outdated { op, row, .. }) = fact
        else {
            return;
        };
        if let Some(flush) = self.flush.as_mut().filter(|flush| flush.op == *op) {
            flush.saved = row.number;
            flush.outdated += u32::from(matches!(fact, Fact::Outdated { .. }));
        }
    }

    fn end_flush(&mut self, op: OpId, complete: bool) {
        if let Some(flush) = self.flush.take_if(|flush| flush.op == op) {
            let words = account::flushed(&flush, complete, self.now, &self.folds.holdings);
            self.tell(words);
        }
    }

    fn go_down(&mut self, node: Node) {
        self.services.retain(|service| service.node != node);
        if node == Node::Cache {
            self.flush = None;
            self.flush_due = None;
            self.forget_gone();
        }
        self.waiting.retain(|waiting| waiting.node != node);
        self.tell(account::crashed(node, self.crashes.last().copied()));
    }

    /// A cold cache shows nothing of what it held in another life.
    fn come_up(&mut self, node: Node) {
        if node == Node::Cache {
            self.is_cold = true;
            self.forget_gone();
        }
        self.tell(account::restarted(node));
    }

    fn forget_gone(&mut self) {
        for lane in &mut self.lanes {
            lane.gone = None;
        }
    }

    fn tell_losses(&mut self, before: u64) {
        let new = self.folds.ledger.writes().lost.saturating_sub(before) as usize;
        let losses: Vec<_> = self.folds.ledger.lost().rev().take(new).copied().collect();
        for lost in losses.into_iter().rev() {
            self.lanes[lost.key.index()].gone =
                Some(Gone::Lost(Value { version: lost.version, deleted: lost.deleted }));
            let words = account::lost(&lost, self.folds.holdings.of(lost.key));
            self.tell(words);
        }
    }

    fn tell(&mut self, (tone, words): account::Told) {
        self.account.push_front(Sentence { at: self.now, tone, words });
        self.account.truncate(SENTENCES);
    }
}
