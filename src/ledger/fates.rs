//! What became of every write: followed by its copies, until one is durable or none is left.

use std::collections::{BTreeSet, VecDeque};

use fnv::FnvHashMap;

use super::copies::{Acknowledged, Asked, Certainty, Copy, Held, KeyBook, Place};
use crate::limits;
use crate::protocol::{
    Change, EntryState, Event, Fact, Flight, FlightId, Key, Node, OpId, Outcome, Payload,
    Reception, Time, Value, Version, Write,
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
    /// What it did to the key.
    pub change: Change,
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
    /// The keys that a flush which is under way saves.
    flushes: FnvHashMap<OpId, Vec<Key>>,
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
        self.keys.push(KeyBook::with(stored));
    }

    pub(super) fn issue(&mut self, version: Version) {
        self.counts.issued += 1;
        self.counts.in_flight += 1;
        self.underway.insert(version, Underway::default());
    }

    pub(super) fn finish(&mut self, (issued, at): (Time, Time), write: Write, outcome: Outcome) {
        self.counts.in_flight -= 1;
        match outcome {
            Outcome::Acked(_) => self.acknowledge((issued, at), write),
            Outcome::Refused(_) => {
                self.counts.refused += 1;
                self.resolve(write.version, Standing::Vanished);
            }
            Outcome::Unknown => {
                self.counts.unknown += 1;
                self.keys[write.key.index()].doubt(write);
                self.settle(at, write.key);
            }
        }
    }

    fn acknowledge(&mut self, (issued, acknowledged): (Time, Time), write: Write) {
        self.counts.acknowledged += 1;
        let durable = self.underway.get(&write.version).is_some_and(|write| write.durable);
        let book = &mut self.keys[write.key.index()];
        let known = Acknowledged { write, issued, acknowledged, overwritten: false };
        if book.is_in_row(&write) {
            self.counts.durable += 1;
            book.note_in_row(known);
        } else if durable {
            self.counts.durable += 1;
        } else if book.is_superseded(&write) {
            self.counts.superseded += 1;
        } else {
            self.counts.at_risk += 1;
            book.put_at_risk(known);
        }
        self.resolve(write.version, Standing::Committed);
        self.settle(acknowledged, write.key);
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
            Fact::Cached { op, key, value, state, write } => {
                self.cache((at, *op), *key, *value, (*state, *write));
            }
            Fact::Cleaned { key, .. } | Fact::Dropped { key, .. } => {
                self.keys[key.index()].cache_owes = false;
                self.settle(at, *key);
            }
            Fact::Removed { key, .. } => {
                self.keys[key.index()].cached = None;
                self.settle(at, *key);
            }
            Fact::Journaled { write, .. } => self.journal(*write),
            Fact::Truncated { write, .. } => {
                write.settle(&mut self.keys[write.key.index()].journal, |kept| *kept);
                self.settle(at, write.key);
            }
            Fact::Persisted { op, write, value, .. } => {
                self.persist(*write, *value);
                self.end_row(at, *op, *write);
            }
            Fact::Outdated { op, write, .. } | Fact::Repeated { op, write, .. } => {
                self.end_row(at, *op, *write);
            }
            Fact::Aborted { op } => self.abort(at, *op),
            Fact::FlushStarted { op, rows, .. } => self.begin_flush(*op, rows),
            Fact::FlushEnded { op, .. } => self.end_flush(at, *op),
            Fact::Crashed(node) => self.crash(at, *node),
            _ => {}
        }
    }

    fn send(&mut self, at: Time, flight: &Flight) {
        let (op, key) = (flight.op, flight.key);
        match (flight.from, flight.to, flight.payload) {
            (_, Node::Database, Payload::Write(write)) => {
                self.keys[key.index()].send(op, write, flight.id);
                self.flights.insert(flight.id, key);
            }
            (Node::Database, _, Payload::Refused(_)) => self.end_at_database(at, op, key),
            (Node::App, Node::Cache, Payload::Write(write)) => {
                let asked = Asked { op, flight: Some(flight.id) };
                self.keys[key.index()].asked.insert(write.version, asked);
                self.flights.insert(flight.id, key);
            }
            (Node::Cache, Node::App, _) if self.keys[key.index()].answer(op) => {
                self.settle(at, key);
            }
            _ => {}
        }
    }

    fn begin_flush(&mut self, op: OpId, rows: &[Write]) {
        for row in rows {
            let copy = Copy { op, write: *row, place: Place::InFlush };
            self.keys[row.key.index()].copies.push(copy);
        }
        self.flushes.insert(op, rows.iter().map(|row| row.key).collect());
    }

    fn end_flush(&mut self, at: Time, op: OpId) {
        for key in self.flushes.remove(&op).unwrap_or_default() {
            let ended = |copy: &Copy| copy.op == op && copy.place == Place::InFlush;
            self.keys[key.index()].drop_copies(ended);
            self.settle(at, key);
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
                let asked = book.asked.values_mut().filter(|asked| asked.flight == Some(flight));
                asked.for_each(|asked| asked.flight = None);
                let copy = book.copies.iter_mut().find(|copy| copy.place == place);
                if let Some(copy) = copy {
                    copy.place = Place::AtDatabase;
                }
            }
            Reception::Rejected | Reception::Nobody | Reception::Lost => {
                book.drop_copies(|copy| copy.place == place);
                book.asked.retain(|_, asked| asked.flight != Some(flight));
            }
        }
        self.settle(at, key);
    }

    fn cache(
        &mut self,
        (at, op): (Time, OpId),
        key: Key,
        value: Value,
        (state, write): (EntryState, Option<Write>),
    ) {
        let book = &mut self.keys[key.index()];
        let before = book.cached.take();
        let owed_before = book.cache_owes && state == EntryState::Dirty;
        book.cache_owes = state != EntryState::Clean;
        if let (EntryState::Pending, Some(kept)) = (state, &before) {
            book.kept.push((op, kept.clone()));
        }
        let put_back = || book.kept.iter().find(|(keeper, _)| *keeper == op).map(|(_, held)| held);
        book.cached = Some(match write {
            Some(write) => Held::after(before, write, value, owed_before),
            None => put_back().cloned().unwrap_or(Held::copy(value)),
        });
        self.settle(at, key);
    }

    fn journal(&mut self, write: Write) {
        let journal = &mut self.keys[write.key.index()].journal;
        if write.change.is_absolute() {
            journal.clear();
        }
        journal.push(write);
    }

    /// The same version may be persisted again, when a flush repeats it: that changes nothing.
    fn persist(&mut self, write: Write, value: Value) {
        let book = &mut self.keys[write.key.index()];
        let repeats = write.change.is_absolute() && book.stored == Some(value);
        if !repeats {
            let (acknowledged, others) = book.store(write, value);
            acknowledged.into_iter().for_each(|gone| self.overwrite(gone));
            for gone in others {
                if let Some(write) = self.underway.get_mut(&gone.version) {
                    write.durable = false;
                }
            }
        }
        if let Some(write) = self.underway.get_mut(&write.version) {
            write.durable = true;
        }
        self.save_at_risk(write);
    }

    /// What was durable was overwritten by something older: it is durable no longer.
    fn overwrite(&mut self, gone: Acknowledged) {
        self.counts.durable -= 1;
        self.counts.at_risk += 1;
        self.keys[gone.write.key.index()].put_at_risk(Acknowledged { overwritten: true, ..gone });
    }

    /// What has become durable settles what was at risk up to it.
    fn save_at_risk(&mut self, durable: Write) {
        let book = &mut self.keys[durable.key.index()];
        for risk in std::mem::take(&mut book.at_risk) {
            if book.is_in_row(&risk.write) {
                self.counts.at_risk -= 1;
                self.counts.durable += 1;
                book.note_in_row(Acknowledged { overwritten: false, ..risk });
            } else if book.is_superseded(&risk.write) {
                self.counts.at_risk -= 1;
                self.counts.superseded += 1;
            } else {
                book.at_risk.push(risk);
            }
        }
    }

    /// A batch may have other rows of the same key.
    fn end_row(&mut self, at: Time, op: OpId, write: Write) {
        let done =
            |copy: &Copy| (copy.op, copy.write) == (op, write) && copy.place == Place::AtDatabase;
        self.keys[write.key.index()].drop_copies(done);
        self.settle(at, write.key);
    }

    fn end_at_database(&mut self, at: Time, op: OpId, key: Key) {
        let at_database = |copy: &Copy| copy.op == op && copy.place == Place::AtDatabase;
        self.keys[key.index()].drop_copies(at_database);
        self.settle(at, key);
    }

    fn abort(&mut self, at: Time, op: OpId) {
        for number in 0..self.keys.len() {
            self.end_at_database(at, op, Key(number as u32));
        }
    }

    fn crash(&mut self, at: Time, node: Node) {
        if node == Node::Cache {
            self.flushes.clear();
        }
        for number in 0..self.keys.len() {
            let book = &mut self.keys[number];
            match node {
                Node::Cache => {
                    book.cached = None;
                    book.kept.clear();
                    book.asked.retain(|_, asked| asked.flight.is_some());
                    book.drop_copies(|copy| copy.place == Place::InFlush);
                }
                Node::Database => book.drop_copies(|copy| copy.place == Place::AtDatabase),
                Node::App => {}
            }
            self.settle(at, Key(number as u32));
        }
    }

    /// Whatever has no copy left, and is not durable, is gone.
    fn settle(&mut self, lost: Time, key: Key) {
        let book = &mut self.keys[key.index()];
        for risk in book.take_lost() {
            self.counts.at_risk -= 1;
            self.counts.lost += 1;
            let Acknowledged { write, issued, acknowledged, overwritten } = risk;
            self.lost.push_back(LostWrite {
                key,
                version: write.version,
                change: write.change,
                issued,
                acknowledged,
                lost,
                stored: book.stored,
                overwritten,
            });
        }
        self.lost.drain(..self.lost.len().saturating_sub(limits::LOST_NAMED));
        if !self.keys[key.index()].doubtful.is_empty() {
            self.settle_doubtful(key);
        }
    }

    fn settle_doubtful(&mut self, key: Key) {
        let mut doubtful = std::mem::take(&mut self.keys[key.index()].doubtful);
        doubtful.retain_mut(|doubt| {
            let version = doubt.write.version;
            let durable = self.underway.get(&version).is_some_and(|write| write.durable);
            let known = self.keys[key.index()].resolve(doubt);
            match if durable { Certainty::Committed } else { known } {
                Certainty::Committed => self.resolve(version, Standing::Committed),
                Certainty::Vanished => self.resolve(version, Standing::Vanished),
                Certainty::StillInDoubt => return true,
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
