//! A second opinion on what became of every write: it shares no code and no method with the ledger.
//!
//! The ledger keeps a book of copies that it updates place by place. The oracle keeps only the
//! facts as they came in, and after each of them asks of every acknowledged write anew: is it in
//! the row, is the row newer, and if neither: is there still anything that could make it durable,
//! or make it obsolete? An increment is made obsolete only by a newer write that leaves nothing of
//! what it finds; every sum is checked on the way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use dirtybit::{
    EntryState, Event, Fact, Flight, FlightId, Key, Node, OpId, Outcome, Payload, Reception,
    Refusal, Value, Version, Write,
};

use crate::contents::{Contents, brings, expected};

/// A write: its key and its version.
pub(crate) type Written = (Key, Version);

/// A change on its way to a row.
#[derive(Clone, Debug)]
struct Copy {
    op: OpId,
    write: Write,
}

/// An acknowledged write that may still become something else.
struct Open {
    write: Write,
    is_in_row: bool,
}

/// What is known of a run, as plain tables.
#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) database: BTreeMap<Key, Contents>,
    pub(crate) cache: BTreeMap<Key, (Contents, EntryState)>,
    pub(crate) journal: Vec<Write>,
    /// Rows of flushes that are under way and have not left yet, whatever has become of their entries.
    unsent: Vec<Copy>,
    /// What a cache that comes up is still to take in.
    replay: VecDeque<Write>,
    /// Writes on their way to the database.
    air: BTreeMap<FlightId, Copy>,
    /// Writes that the database has taken and not finished.
    inside: Vec<Copy>,
    /// What a write-through would put back, for as long as the cache works on it.
    kept: BTreeMap<OpId, (Key, Contents)>,
    asked: BTreeMap<OpId, Write>,
    /// Told OK, and neither lost nor overtaken by a newer durable version.
    open: BTreeMap<Version, Open>,
    /// Every write that was in a row at any time.
    pub(crate) persisted: BTreeSet<Version>,
    pub(crate) refused: BTreeMap<Version, Refusal>,
    pub(crate) acknowledged: BTreeMap<Version, Write>,
    /// Was in its row until something newer replaced it.
    durable: BTreeSet<Version>,
    /// Never was when something newer came.
    superseded: BTreeSet<Version>,
    pub(crate) lost: BTreeSet<Version>,
}

impl Oracle {
    pub(crate) fn follow(&mut self, event: &Event) {
        self.note(&event.fact);
        let mut open = std::mem::take(&mut self.open);
        open.retain(|_, open| {
            let was_in_row = std::mem::replace(&mut open.is_in_row, self.is_in_row(&open.write));
            let fate = if open.is_in_row || self.is_open(&open.write) {
                return true;
            } else if !self.is_superseded(&open.write) {
                &mut self.lost
            } else if was_in_row {
                &mut self.durable
            } else {
                &mut self.superseded
            };
            fate.insert(open.write.version);
            false
        });
        self.open = open;
    }

    /// How many acknowledged writes are durable, superseded, at risk.
    pub(crate) fn fates(&self) -> (u64, u64, u64) {
        let in_row = self.open.values().filter(|open| open.is_in_row).count();
        let (durable, superseded) = (self.durable.len() + in_row, self.superseded.len());
        (durable as u64, superseded as u64, (self.open.len() - in_row) as u64)
    }

    /// The version of a row.
    pub(crate) fn row(&self, key: Key) -> Option<Version> {
        self.database.get(&key).and_then(Contents::version)
    }

    /// What is in an entry and never was in the database, nor anything that replaced it.
    pub(crate) fn unsaved_parts(&self, key: Key) -> BTreeSet<Version> {
        let Some((entry, _)) = self.cache.get(&key) else {
            return BTreeSet::new();
        };
        let replaced = |version: &Version| self.row(key) > Some(*version);
        let unsaved = |version: &&Version| !self.persisted.contains(version) && !replaced(version);
        entry.parts.iter().filter(unsaved).copied().collect()
    }

    fn is_in_row(&self, write: &Write) -> bool {
        self.database.get(&write.key).is_some_and(|row| row.parts.contains(&write.version))
    }

    fn is_superseded(&self, write: &Write) -> bool {
        self.database.get(&write.key).is_some_and(|row| row.stands_for(write))
    }

    fn is_open(&self, write: &Write) -> bool {
        !self.is_superseded(write) && self.has_hope(write)
    }

    /// Whether a copy of this write, or of a newer one that would replace it, is anywhere.
    fn has_hope(&self, write: &Write) -> bool {
        let cached = self.cache.get(&write.key).map(|(entry, _)| entry);
        let kept = self.kept.values().filter(|(key, _)| *key == write.key).map(|(_, kept)| kept);
        let copies = self.air.values().chain(&self.inside).chain(&self.unsent);
        let on_the_way = copies.map(|copy| &copy.write);
        cached.into_iter().chain(kept).any(|entry| entry.stands_for(write))
            || on_the_way.chain(&self.journal).any(|change| brings(change, write))
    }

    fn note(&mut self, fact: &Fact) {
        match fact {
            Fact::KeyAdded { key, stored, .. } => {
                self.database.insert(*key, Contents::copy(*stored));
            }
            Fact::Issued { op, key, version: Some(version), action, .. } => {
                let change = action.change().expect("what has a version is a write");
                self.asked.insert(*op, Write { key: *key, version: *version, change });
            }
            Fact::Finished { op, outcome, .. } => self.finished(*op, *outcome),
            Fact::Sent(flight) => self.sent(flight),
            Fact::Arrived { flight, reception } => self.arrived(*flight, *reception),
            Fact::Persisted { op, write, value, .. } => self.persisted(*op, write, *value),
            Fact::Outdated { op, write, .. } | Fact::Repeated { op, write, .. } => {
                self.left_database(*op, |copy| copy.write == *write);
            }
            Fact::FlushStarted { op, rows, .. } => {
                self.unsent.extend(rows.iter().map(|row| Copy { op: *op, write: *row }));
            }
            Fact::FlushEnded { op, .. } => self.unsent.retain(|copy| copy.op != *op),
            Fact::Aborted { op } => self.left_database(*op, |_| true),
            Fact::Crashed(node) => self.crashed(*node),
            _ => self.note_in_cache(fact),
        }
    }

    fn note_in_cache(&mut self, fact: &Fact) {
        match fact {
            Fact::Cached { op, key, value, state, write } => {
                self.cached(*op, *key, *value, (*state, *write));
            }
            Fact::Cleaned { key, value } | Fact::Dropped { key, value } => {
                let (entry, state) = self.cache.get_mut(key).expect("only an entry can be clean");
                assert_eq!(entry.value, Some(*value), "the entry is what it was");
                *state = EntryState::Clean;
            }
            Fact::Removed { key, value, .. } => {
                let removed = self.cache.remove(key).expect("only an entry can be removed");
                assert_eq!(removed.0.value, Some(*value), "the entry is what it was");
            }
            Fact::Journaled { write, .. } => {
                let gone = |kept: &Write| write.change.is_absolute() && kept.key == write.key;
                self.journal.retain(|kept| !gone(kept));
                self.journal.push(*write);
            }
            Fact::Truncated { write, left } => {
                self.truncated(write);
                assert_eq!(self.journal.len(), *left as usize, "records of the journal");
            }
            Fact::ReplayStarted { records } => {
                self.replay = self.journal.iter().copied().collect();
                assert_eq!(self.replay.len(), *records as usize, "records of the journal");
            }
            _ => {}
        }
    }

    fn finished(&mut self, op: OpId, outcome: Outcome) {
        let Some(write) = self.asked.remove(&op) else {
            return;
        };
        match outcome {
            Outcome::Acked(_) => {
                self.acknowledged.insert(write.version, write);
                let is_in_row = self.persisted.contains(&write.version);
                self.open.insert(write.version, Open { write, is_in_row });
            }
            Outcome::Refused(why) => {
                let happened = self.persisted.contains(&write.version);
                assert!(!happened, "{write} was refused ({why}), and is durable");
                self.refused.insert(write.version, why);
            }
            Outcome::Unknown => {}
        }
    }

    fn sent(&mut self, flight: &Flight) {
        match (flight.from, flight.to, flight.payload) {
            (_, Node::Database, Payload::Write(write)) => {
                self.unsent.retain(|copy| (copy.op, copy.write) != (flight.op, write));
                self.air.insert(flight.id, Copy { op: flight.op, write });
            }
            (Node::Database, _, Payload::Refused(_)) => {
                self.left_database(flight.op, |copy| copy.write.key == flight.key);
            }
            (Node::Cache, Node::App, _) => drop(self.kept.remove(&flight.op)),
            _ => {}
        }
    }

    fn arrived(&mut self, flight: FlightId, reception: Reception) {
        let copy = self.air.remove(&flight);
        self.inside.extend(copy.filter(|_| reception == Reception::Delivered));
    }

    fn left_database(&mut self, op: OpId, is_it: impl Fn(&Copy) -> bool) {
        self.inside.retain(|copy| copy.op != op || !is_it(copy));
    }

    fn persisted(&mut self, op: OpId, write: &Write, value: Value) {
        let row = self.database.get(&write.key).cloned().unwrap_or_default();
        assert_eq!(value, expected(row.value, write), "what {write} makes of {row:?}");
        let refused = self.refused.get(&write.version);
        assert_eq!(refused, None, "{write} was refused, and becomes durable");
        self.persisted.insert(write.version);
        self.database.insert(write.key, row.after(write, value));
        self.left_database(op, |copy| copy.write == *write);
    }

    /// Records leave in the order in which they came: what replaces all goes with all before it.
    fn truncated(&mut self, write: &Write) {
        let (this_key, mut others): (Vec<_>, Vec<_>) =
            self.journal.iter().copied().enumerate().partition(|(_, kept)| kept.key == write.key);
        let place = this_key.iter().position(|(_, kept)| kept.version == write.version);
        let stays = |number: usize, kept: &Write| match (write.change.is_absolute(), place) {
            (true, Some(place)) => number > place,
            (true, None) => kept.version > write.version,
            (false, _) => kept.version != write.version,
        };
        let left =
            this_key.into_iter().enumerate().filter(|(number, (_, kept))| stays(*number, kept));
        others.extend(left.map(|(_, record)| record));
        others.sort_unstable_by_key(|(place, _)| *place);
        self.journal = others.into_iter().map(|(_, kept)| kept).collect();
    }

    fn cached(
        &mut self,
        op: OpId,
        key: Key,
        value: Value,
        (state, write): (EntryState, Option<Write>),
    ) {
        let before = self.cache.remove(&key).map(|(entry, _)| entry);
        let put_back = || self.kept.get(&op).map(|(_, kept)| kept.clone());
        let entry = match write {
            Some(write) => {
                if let Some(next) = self.replay.pop_front() {
                    assert_eq!(write, next, "replayed in the order of the journal");
                }
                before.clone().unwrap_or_default().after(&write, value)
            }
            None => put_back().unwrap_or(Contents::copy(Some(value))),
        };
        if let (EntryState::Pending, Some(before)) = (state, before) {
            self.kept.insert(op, (key, before));
        }
        self.cache.insert(key, (entry, state));
    }

    fn crashed(&mut self, node: Node) {
        match node {
            Node::Cache => {
                self.cache.clear();
                self.kept.clear();
                self.unsent.clear();
                self.replay.clear();
            }
            Node::Database => self.inside.clear(),
            Node::App => {}
        }
    }
}
