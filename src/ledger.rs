//! The truth, folded from events: what became of every write, what every read was worth, what it cost.

mod copies;
mod fates;
mod latency;
mod reads;

use fnv::FnvHashMap;

pub use fates::{LostWrite, WriteCounts};
pub use latency::{Latencies, Latency};
pub use reads::{ReadCounts, Verdict};

use crate::protocol::{
    Event, Fact, Flight, Key, Node, OpId, Outcome, Pattern, Payload, Removal, Row, Time, Version,
    Write,
};
use fates::Fates;
use reads::Reads;

/// The books of a run. Feed it every event in order; it never looks anywhere else.
#[derive(Clone, Default)]
pub struct Ledger {
    fates: Fates,
    reads: Reads,
    latencies: Latencies,
    database: DatabaseLoad,
    cache: CacheUse,
    operations: FnvHashMap<OpId, Operation>,
}

/// What the database had to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DatabaseLoad {
    /// Reads answered.
    pub reads: u64,
    /// Rows made durable, alone or in a flush.
    pub rows: u64,
    /// Requests that wrote: a flush counts once.
    pub writes: u64,
    /// Requests that had to wait for a connection or a row.
    pub queued: u64,
    /// Connection time given to work that was begun, in microseconds.
    pub busy_us: u64,
}

/// What the cache was good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheUse {
    /// Look-ups that found their key.
    pub hits: u64,
    /// Look-ups that did not.
    pub misses: u64,
    /// Entries that had to make room.
    pub evictions: u64,
}

impl CacheUse {
    /// Hits among look-ups; none before the first.
    pub fn hit_ratio(&self) -> Option<f64> {
        let look_ups = self.hits + self.misses;
        (look_ups > 0).then(|| self.hits as f64 / look_ups as f64)
    }
}

/// A client's operation that is under way.
#[derive(Clone, Copy)]
struct Operation {
    key: Key,
    written: Option<Write>,
    issued: Time,
    pattern: Pattern,
    /// The newest write of the key that had been acknowledged when a read began.
    baseline: Option<Version>,
    hit: bool,
}

impl Ledger {
    /// Books one event. For the end of a read that was answered, says what the read was worth.
    pub fn apply(&mut self, event: &Event) -> Option<Verdict> {
        let verdict = self.book(event);
        debug_assert!(self.writes().is_balanced(), "the books do not balance: {:?}", self.writes());
        verdict
    }

    /// What became of all writes and deletes so far.
    pub fn writes(&self) -> WriteCounts {
        self.fates.counts()
    }

    /// The writes that were lost, oldest first; of very many, the last ones.
    pub fn lost(&self) -> impl DoubleEndedIterator<Item = &LostWrite> {
        self.fates.lost()
    }

    /// How many acknowledged writes of a key are newer than this; of very many, only the last ones
    /// count.
    pub fn acknowledged_since(&self, key: Key, version: Option<Version>) -> usize {
        self.reads.acknowledged_since(key, version)
    }

    /// What became of all reads so far.
    pub fn reads(&self) -> ReadCounts {
        self.reads.counts()
    }

    /// How long operations took.
    pub fn latencies(&self) -> &Latencies {
        &self.latencies
    }

    /// What the database had to do.
    pub fn database(&self) -> DatabaseLoad {
        self.database
    }

    /// What the cache was good for.
    pub fn cache(&self) -> CacheUse {
        self.cache
    }

    fn book(&mut self, event: &Event) -> Option<Verdict> {
        let at = event.at;
        match &event.fact {
            Fact::KeyAdded { stored, .. } => {
                self.fates.add_key(*stored);
                self.reads.add_key();
            }
            Fact::Issued { op, action, key, version, pattern, .. } => {
                let version = version.zip(action.change());
                let written = version.map(|(version, change)| Write { key: *key, version, change });
                self.issue(at, *op, *key, (written, *pattern));
            }
            Fact::Finished { op, outcome, .. } => return self.finish(at, *op, *outcome),
            Fact::Missed { .. } => self.cache.misses += 1,
            Fact::Hit { op, .. } => self.hit(*op),
            Fact::Queued { node: Node::Database, .. } => self.database.queued += 1,
            Fact::Serving(service) if service.node == Node::Database => {
                self.database.busy_us += service.until.as_micros() - service.from.as_micros();
            }
            Fact::Sent(Flight { from: Node::Database, payload: Payload::Found(_), .. }) => {
                self.database.reads += 1;
            }
            Fact::Removed { cause: Removal::Evicted, .. } => self.cache.evictions += 1,
            Fact::Persisted { row, .. } => {
                self.database.rows += 1;
                self.count_request(*row);
            }
            Fact::Outdated { row, .. } | Fact::Repeated { row, .. } => self.count_request(*row),
            _ => {}
        }
        self.fates.apply(event);
        self.reads.settle(&mut self.fates);
        None
    }

    fn issue(
        &mut self,
        issued: Time,
        op: OpId,
        key: Key,
        (written, pattern): (Option<Write>, Pattern),
    ) {
        if let Some(write) = written {
            self.fates.issue(write.version);
        }
        let baseline = self.reads.newest_acknowledged(key);
        let operation = Operation { key, written, issued, pattern, baseline, hit: false };
        self.operations.insert(op, operation);
    }

    fn finish(&mut self, at: Time, op: OpId, outcome: Outcome) -> Option<Verdict> {
        let operation = self.operations.remove(&op)?;
        match operation.written {
            Some(write) => {
                self.finish_write(at, &operation, write, outcome);
                None
            }
            None => self.finish_read(at, &operation, outcome),
        }
    }

    fn finish_write(&mut self, at: Time, operation: &Operation, write: Write, outcome: Outcome) {
        self.fates.finish((operation.issued, at), write, outcome);
        if matches!(outcome, Outcome::Acked(_)) {
            self.reads.acknowledge(at, write.key, write.version);
            if let Pattern::Write(pattern) = operation.pattern {
                self.latencies.write(pattern, at - operation.issued);
            }
        }
        self.reads.settle(&mut self.fates);
    }

    fn finish_read(&mut self, at: Time, read: &Operation, outcome: Outcome) -> Option<Verdict> {
        let Outcome::Acked(seen) = outcome else {
            return None;
        };
        self.latencies.read(read.hit, at - read.issued);
        let standing = self.fates.standing(seen);
        Some(self.reads.judge(at, read.key, seen, read.baseline, standing))
    }

    fn hit(&mut self, op: OpId) {
        self.cache.hits += 1;
        if let Some(operation) = self.operations.get_mut(&op) {
            operation.hit = true;
        }
    }

    /// A flush is one request, counted with its first row.
    fn count_request(&mut self, row: Option<Row>) {
        if row.is_none_or(|row| row.number == 1) {
            self.database.writes += 1;
        }
    }
}
