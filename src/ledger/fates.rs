//! What became of every write: followed by its copies, until one is durable or none is left.

use std::collections::{BTreeSet, VecDeque};

use fnv::FnvHashMap;

use super::copies::{AtRisk, Copy, KeyBook, Place};
use crate::limits;
use crate::protocol::{
    EntryState, Event, Fact, Flight, FlightId, Key, Node, OpId, Outcome, Payload, Reception, Time,
    Value, Version,
};

/// How many writes and deletes have which fate; each has exactly one.
///
/// `issued = in_flight + refused + unknown + acknowledged`, and
/// `acknowledged = durable + superseded + at_risk + lost`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct WriteCounts {
    /// All that clients began.
    pub issued: u64,
    /// Not answered yet.
    pub in_flight: u64,
    /// Certainly not done.
    pub refused: u64,
    /// Done or not: the answer never came.
    pub unknown: u64,
    /// Answered with OK.
    pub acknowledged: u64,
    /// Acknowledged, and written to the database.
    pub durable: u64,
    /// Acknowledged, and overtaken: the database has a newer version of the key.
    pub superseded: u64,
    /// Acknowledged, and only in the cache or on its way.
    pub at_risk: u64,
    /// Acknowledged, and gone: there is no copy, and what the database has is older. For good.
    pub lost: u64,
}

impl WriteCounts {
    /// Whether every write has exactly one fate.
    pub const fn is_balanced(&self) -> bool {
        let acknowledged = self.durable + self.superseded + self.at_risk + self.lost;
        self.issued == self.in_flight + self.refused + self.unknown + self.acknowledged
            && self.acknowledged == acknowledged
    }
}

/// An acknowledged write that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostWrite {
    /// Its key.
    pub key: Key,
    /// What it wrote.
    pub version: Version,
    /// Whether it was a delete.
    pub deleted: bool,
    /// When its client began it.
    pub issued: Time,
    /// When its client was told OK.
    pub acknowledged: Time,
    /// When its last copy went, or when OK arrived if that was later.
    pub lost: Time,
    /// What the database had instead.
    pub stored: Option<Value>,
    /// True if it had been durable, until an older version was written over it.
    pub overwritten: bool,
}

/// What a version that a read saw is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was acknowledged or is durable.
    Committed,
    /// Its write is still under way.
    Tentative,
    /// Its write came to nothing.
    Vanished,
}

#[derive(Clone, Default)]
pub(super) struct Fates {
    counts: WriteCounts,
    keys: Vec<KeyBook>,
    underway: FnvHashMap<Version, Underway>,
    flights: FnvHashMap<FlightId, Key>,
    vanished: BTreeSet<Version>,
    resolved: Vec<(Version, Standing)>,
    lost: VecDeque<LostWrite>,
}

/// A write that has not been acknowledged or that has no outcome yet.
#[derive(Clone, Copy, Default)]
struct Underway {
    durable: bool,
}

impl Fates {
    pub(super) fn counts(&self) -> WriteCounts {
        self.counts
    }

    pub(super) fn lost(&self) -> impl DoubleEndedIterator<Item = &LostWrite> {
        self.lost.iter()
    }

    pub(super) fn add_key(&mut self, stored: Option<Value>) {
        self.keys.push(KeyBook { stored, ..KeyBook::default() });
    }

    pub(super) fn issue(&mut self, version: Version) {
        self.counts.issued += 1;
        self.counts.in_flight += 1;
        self.underway.insert(version, Underway::default());
    }

    pub(super) fn finish(
        &mut self,
        (issued, at): (Time, Time),
        key: Key,
        value: Value,
        outcome: Outcome,
    ) {
        self.counts.in_flight -= 1;
        match outcome {
            Outcome::Acked(_) => self.acknowledge((issued, at), key, value),
            Outcome::Refused(_) => {
                self.counts.refused += 1;
                self.resolve(value.version, Standing::Vanished);
            }
            Outcome::Unknown => {
                self.counts.unknown += 1;
                self.keys[key.index()].doubtful.push(value.version);
                self.settle(at, key);
            }
        }
    }

    fn acknowledge(&mut self, (issued, acknowledged): (Time, Time), key: Key, value: Value) {
        let version = value.version;
        self.counts.acknowledged += 1;
        let durable = self.underway.get(&version).is_some_and(|write| write.durable);
        let book = &mut self.keys[key.index()];
        if durable {
            self.counts.durable += 1;
            if book.stored_version() == Some(version) {
                book.stored_acknowledged = Some((issued, acknowledged));
            }
        } else if book.stored_version() > Some(version) {
            self.counts.superseded += 1;
        } else {
            self.counts.at_risk += 1;
            book.put_at_risk(AtRisk { value, issued, acknowledged, overwritten: false });
        }
        self.resolve(version, Standing::Committed);
        self.settle(acknowledged, key);
    }

    /// What a read of this key that saw this is worth, as far as that is known now.
    pub(super) fn standing(&self, seen: Option<Value>) -> Standing {
        let Some(Value { version, .. }) = seen else {
            return Standing::Committed;
        };
        match self.underway.get(&version) {
            Some(write) if !write.durable => Standing::Tentative,
            _ if self.vanished.contains(&version) => Standing::Vanished,
            _ => Standing::Committed,
        }
    }

    /// The writes whose standing became final since the last call.
    pub(super) fn take_resolved(&mut self) -> std::vec::Drain<'_, (Version, Standing)> {
        self.resolved.drain(..)
    }

    pub(super) fn apply(&mut self, event: &Event) {
        let at = event.at;
        match &event.fact {
            Fact::Sent(flight) => self.send(at, flight),
            Fact::Arrived { flight, reception } => self.arrive(at, *flight, *reception),
            Fact::Cached { op, key, value, state } => self.cache(at, *op, *key, *value, *state),
            Fact::Cleaned { key, .. } => self.keys[key.index()].cache_owes = false,
            Fact::Removed { key, .. } => {
                self.keys[key.index()].cached = None;
                self.settle(at, *key);
            }
            Fact::Persisted { op, key, value, .. } => {
                self.persist(*key, *value);
                self.end_at_database(at, *op, *key);
            }
            Fact::Outdated { op, key, .. } => self.end_at_database(at, *op, *key),
            Fact::Crashed(node) => self.crash(at, *node),
            _ => {}
        }
    }

    fn send(&mut self, at: Time, flight: &Flight) {
        let (op, key) = (flight.op, flight.key);
        match (flight.from, flight.to, flight.payload) {
            (_, Node::Database, Payload::Write(value)) => {
                let (version, place) = (value.version, Place::OnTheWire(flight.id));
                self.keys[key.index()].copies.push(Copy { op, version, place });
                self.flights.insert(flight.id, key);
            }
            (Node::Database, _, Payload::Refused(_)) => self.end_at_database(at, op, key),
            (Node::Cache, Node::App, _) => {
                let kept = |copy: &Copy| copy.op == op && copy.place == Place::KeptInCache;
                self.keys[key.index()].drop_copies(kept);
                self.settle(at, key);
            }
            _ => {}
        }
    }

    fn arrive(&mut self, at: Time, flight: FlightId, reception: Reception) {
        let Some(key) = self.flights.remove(&flight) else {
            return;
        };
        let book = &mut self.keys[key.index()];
        let place = Place::OnTheWire(flight);
        match reception {
            Reception::Delivered => {
                let copy = book.copies.iter_mut().find(|copy| copy.place == place);
                if let Some(copy) = copy {
                    copy.place = Place::AtDatabase;
                }
            }
            Reception::Rejected | Reception::Nobody => book.drop_copies(|copy| copy.place == place),
        }
        self.settle(at, key);
    }

    fn cache(&mut self, at: Time, op: OpId, key: Key, value: Value, state: EntryState) {
        let book = &mut self.keys[key.index()];
        let before = book.cached.replace(value);
        book.cache_owes = state != EntryState::Clean;
        if let (EntryState::Pending, Some(kept)) = (state, before) {
            let (version, place) = (kept.version, Place::KeptInCache);
            book.copies.push(Copy { op, version, place });
        }
        self.settle(at, key);
    }

    /// The same version may be persisted again, when a flush repeats it: that changes nothing.
    fn persist(&mut self, key: Key, value: Value) {
        let book = &mut self.keys[key.index()];
        let before = book.stored.replace(value).filter(|before| *before != value);
        if let Some(before) = before {
            let acknowledged = book.stored_acknowledged.take();
            if before.version > value.version {
                self.overwrite(key, before, acknowledged);
            }
        }
        if let Some(write) = self.underway.get_mut(&value.version) {
            write.durable = true;
        }
        self.save_at_risk(key, value.version);
    }

    /// A durable version was overwritten by an older one: it is durable no longer.
    fn overwrite(&mut self, key: Key, value: Value, acknowledged: Option<(Time, Time)>) {
        if let Some((issued, acknowledged)) = acknowledged {
            self.counts.durable -= 1;
            self.counts.at_risk += 1;
            let write = AtRisk { value, issued, acknowledged, overwritten: true };
            self.keys[key.index()].put_at_risk(write);
        }
        if let Some(write) = self.underway.get_mut(&value.version) {
            write.durable = false;
        }
    }

    /// A newly durable version settles what was at risk up to it.
    fn save_at_risk(&mut self, key: Key, durable: Version) {
        let book = &mut self.keys[key.index()];
        let saved = book.at_risk.partition_point(|write| write.version() <= durable);
        for write in book.at_risk.drain(..saved) {
            self.counts.at_risk -= 1;
            if write.version() == durable {
                self.counts.durable += 1;
                book.stored_acknowledged = Some((write.issued, write.acknowledged));
            } else {
                self.counts.superseded += 1;
            }
        }
    }

    fn end_at_database(&mut self, at: Time, op: OpId, key: Key) {
        let at_database = |copy: &Copy| copy.op == op && copy.place == Place::AtDatabase;
        self.keys[key.index()].drop_copies(at_database);
        self.settle(at, key);
    }

    fn crash(&mut self, at: Time, node: Node) {
        let place = match node {
            Node::Cache => Place::KeptInCache,
            Node::Database => Place::AtDatabase,
            Node::App => return,
        };
        for number in 0..self.keys.len() {
            let book = &mut self.keys[number];
            if node == Node::Cache {
                book.cached = None;
            }
            book.drop_copies(|copy| copy.place == place);
            self.settle(at, Key(number as u32));
        }
    }

    /// Whatever has no copy left, and is not durable, is gone.
    fn settle(&mut self, lost: Time, key: Key) {
        let book = &mut self.keys[key.index()];
        let alive = book.alive();
        for write in book.at_risk.drain(alive..) {
            self.counts.at_risk -= 1;
            self.counts.lost += 1;
            let AtRisk { value, issued, acknowledged, overwritten } = write;
            let Value { version, deleted } = value;
            let stored = book.stored;
            let write = LostWrite {
                key,
                version,
                deleted,
                issued,
                acknowledged,
                lost,
                stored,
                overwritten,
            };
            self.lost.push_back(write);
        }
        self.lost.drain(..self.lost.len().saturating_sub(limits::LOST_NAMED));
        if !self.keys[key.index()].doubtful.is_empty() {
            self.settle_doubtful(key);
        }
    }

    fn settle_doubtful(&mut self, key: Key) {
        let mut doubtful = std::mem::take(&mut self.keys[key.index()].doubtful);
        doubtful.retain(|version| {
            let durable = self.underway.get(version).is_some_and(|write| write.durable);
            if durable {
                self.resolve(*version, Standing::Committed);
            } else if !self.keys[key.index()].may_commit(*version) {
                self.resolve(*version, Standing::Vanished);
            } else {
                return true;
            }
            false
        });
        self.keys[key.index()].doubtful = doubtful;
    }

    fn resolve(&mut self, version: Version, standing: Standing) {
        self.underway.remove(&version);
        self.resolved.push((version, standing));
        if standing == Standing::Vanished {
            self.vanished.insert(version);
            if self.vanished.len() > limits::VANISHED_NAMED {
                self.vanished.pop_first();
            }
        }
    }
}
