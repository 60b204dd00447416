//! A second opinion on what was lost: it shares no code and no method with the ledger.
//!
//! The ledger keeps a book of copies that it updates place by place. The oracle keeps only the
//! facts as they came in, and after each of them asks of every acknowledged write anew: is there
//! still anything that could make it durable, or make it obsolete?

use std::collections::{BTreeMap, BTreeSet};

use dirtybit::{
    EntryState, Event, Fact, Flight, FlightId, Key, Node, OpId, Outcome, Payload, Reception,
    Version,
};

/// What is known of a run, as plain tables.
#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) database: BTreeMap<Key, Version>,
    pub(crate) cache: BTreeMap<Key, Version>,
    /// Writes on their way to the database.
    air: BTreeMap<FlightId, (OpId, Key, Version)>,
    /// Writes that the database has taken and not finished.
    inside: BTreeMap<(OpId, Key), Version>,
    /// What a write-through would put back, for as long as the cache works on it.
    kept: BTreeMap<OpId, (Key, Version)>,
    asked: BTreeMap<OpId, (Key, Version)>,
    /// Told OK, and not yet overtaken by a newer durable version.
    open: BTreeSet<(Key, Version)>,
    pub(crate) acknowledged: BTreeSet<(Key, Version)>,
    pub(crate) lost: BTreeSet<(Key, Version)>,
}

impl Oracle {
    pub(crate) fn follow(&mut self, event: &Event) {
        self.note(&event.fact);
        for (key, version) in std::mem::take(&mut self.open) {
            if self.stored(key) == Some(version) || self.has_hope(key, version) {
                self.open.insert((key, version));
            } else if self.stored(key) < Some(version) {
                self.lost.insert((key, version));
            }
        }
    }

    /// Whether a copy of this version, or of a newer one that would replace it, is anywhere.
    fn has_hope(&self, key: Key, version: Version) -> bool {
        let overtaken = self.stored(key) > Some(version);
        let cached = self.cache.get(&key).copied();
        let elsewhere = self.air.values().map(|(_, key, version)| (*key, *version));
        let elsewhere = elsewhere.chain(self.inside.iter().map(|((_, key), v)| (*key, *v)));
        let elsewhere = elsewhere.chain(self.kept.values().copied());
        let mut copies = elsewhere.chain(cached.map(|version| (key, version)));
        !overtaken && copies.any(|(of, copy)| of == key && copy >= version)
    }

    fn stored(&self, key: Key) -> Option<Version> {
        self.database.get(&key).copied()
    }

    fn note(&mut self, fact: &Fact) {
        match fact {
            Fact::KeyAdded { key, stored: Some(value), .. } => {
                self.database.insert(*key, value.version);
            }
            Fact::Issued { op, key, version: Some(version), .. } => {
                self.asked.insert(*op, (*key, *version));
            }
            Fact::Finished { op, outcome: Outcome::Acked(_) } => self.acknowledge(*op),
            Fact::Sent(flight) => self.sent(flight),
            Fact::Arrived { flight, reception } => self.arrived(*flight, *reception),
            Fact::Persisted { op, key, value, .. } => {
                self.database.insert(*key, value.version);
                self.inside.remove(&(*op, *key));
            }
            Fact::Outdated { op, key, .. } => {
                self.inside.remove(&(*op, *key));
            }
            Fact::Crashed(node) => self.crashed(*node),
            _ => self.note_in_cache(fact),
        }
    }

    fn note_in_cache(&mut self, fact: &Fact) {
        match fact {
            Fact::Cached { op, key, value, state } => {
                let before = self.cache.insert(*key, value.version);
                if let (EntryState::Pending, Some(before)) = (state, before) {
                    self.kept.insert(*op, (*key, before));
                }
            }
            Fact::Removed { key, .. } => {
                self.cache.remove(key);
            }
            _ => {}
        }
    }

    fn acknowledge(&mut self, op: OpId) {
        if let Some(write) = self.asked.remove(&op) {
            self.acknowledged.insert(write);
            self.open.insert(write);
        }
    }

    fn sent(&mut self, flight: &Flight) {
        let Flight { id, op, key, .. } = *flight;
        match (flight.from, flight.to, flight.payload) {
            (_, Node::Database, Payload::Write(value)) => {
                self.air.insert(id, (op, key, value.version));
            }
            (Node::Database, _, Payload::Refused(_)) => {
                self.inside.remove(&(op, key));
            }
            (Node::Cache, Node::App, _) => {
                self.kept.remove(&op);
            }
            _ => {}
        }
    }

    fn arrived(&mut self, flight: FlightId, reception: Reception) {
        let Some((op, key, version)) = self.air.remove(&flight) else {
            return;
        };
        if reception == Reception::Delivered {
            self.inside.insert((op, key), version);
        }
    }

    fn crashed(&mut self, node: Node) {
        match node {
            Node::Cache => {
                self.cache.clear();
                self.kept.clear();
            }
            Node::Database => self.inside.clear(),
            Node::App => {}
        }
    }
}
