//! What left a cache before it died and has not come to its end yet.

use dirtybit::{Flight, Key, Node, Payload, Work, Write};

use super::{Operation, Scene};

/// Answers of the cache that are in the air.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Coming {
    /// Clients that will be told OK for a write.
    pub(crate) acks: usize,
    /// Those of them whose write nobody has.
    pub(crate) gone: usize,
}

impl Scene {
    /// The OKs for writes that are on their way from the cache.
    pub(crate) fn coming(&self) -> Coming {
        let is_ack = |flight: &&Flight| (flight.from, flight.to) == (Node::Cache, Node::App);
        let acks = self.flights.values().filter(is_ack);
        let acks = acks.filter(|flight| flight.payload == Payload::Ack);
        let writes = acks.filter_map(|flight| self.operations.get(&flight.op));
        writes.filter(|operation| operation.version.is_some()).fold(
            Coming::default(),
            |Coming { acks, gone }, write| Coming {
                acks: acks + 1,
                gone: gone + usize::from(!self.may_be_kept(write)),
            },
        )
    }

    /// Whether somebody has a write, or something newer, or may still get it.
    fn may_be_kept(&self, operation: &Operation) -> bool {
        let (key, version) = (operation.key, operation.version);
        let holding = self.folds.holdings.of(key);
        let held = [Node::Cache, Node::Database].map(|node| holding.value_at(node));
        let is_it = |write: &Write| Some(write.version) >= version;
        held.into_iter().flatten().any(|value| Some(value.version) >= version)
            || holding.journal.iter().any(is_it)
            || self.on_the_way_to_the_database(key).any(|write| is_it(&write))
            || self.waiting.iter().any(|one| (one.node, one.key) == (Node::Database, key))
    }

    fn on_the_way_to_the_database(&self, key: Key) -> impl Iterator<Item = Write> {
        let flying = self.flights.values().filter_map(|flight| match flight.payload {
            Payload::Write(write) if flight.to == Node::Database => Some(write),
            _ => None,
        });
        let persisting = self.services.iter().filter_map(|service| match service.work {
            Work::Persist(write) => Some(write),
            _ => None,
        });
        flying.chain(persisting).filter(move |write| write.key == key)
    }
}
