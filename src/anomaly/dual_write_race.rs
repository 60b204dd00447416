//! Dual-write race: two writes reach cache and database in opposite orders, which then disagree.

use std::collections::VecDeque;

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::limits;
use crate::protocol::{EntryState, Fact, Key, Node, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "Two writes overtook each other: the last one in the cache is not the last one in the database.",
    engineer: "Dual writes without a common order (Kleppmann, Designing Data-Intensive Applications, chapter 11): compare versions at both ends, or let one of the two decide the order.",
    cure: Some(("version_check", "on")),
};

/// The order in which writes came to a key's entry and to its row, since nothing was under way.
/// Opposite orders are only possible if the two overlapped.
#[derive(Clone, Default)]
pub(super) struct Detector {
    orders: PerKey<Orders>,
}

#[derive(Clone, Default)]
struct Orders {
    cache: VecDeque<Version>,
    database: VecDeque<Version>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Cached { key, write: Some(write), .. } => {
                note(&mut self.orders.of_mut(key).cache, write.version);
            }
            Fact::Persisted { write, .. } => {
                note(&mut self.orders.of_mut(write.key).database, write.version);
            }
            Fact::Crashed(Node::Cache) => self.orders.clear(),
            _ => {}
        }
        for key in operations.settled() {
            let orders = std::mem::take(self.orders.of_mut(*key));
            if orders.crossed().is_some_and(|last| remain(evidence, *key, last)) {
                found.add(*key, None);
            }
        }
    }
}

impl Orders {
    /// The last write of each side, if each of them came to the other side before the last one
    /// there.
    fn crossed(&self) -> Option<(Version, Version)> {
        let (cached, stored) = (*self.cache.back()?, *self.database.back()?);
        let both = self.cache.contains(&stored) && self.database.contains(&cached);
        (cached != stored && both).then_some((cached, stored))
    }
}

fn note(order: &mut VecDeque<Version>, version: Version) {
    order.push_back(version);
    if order.len() > limits::ORDER_WATCHED {
        order.pop_front();
    }
}

/// Whether these two are what cache and database are left with.
fn remain(evidence: &Evidence<'_>, key: Key, (cached, stored): (Version, Version)) -> bool {
    let holding = evidence.holdings.of(key);
    let in_database = holding.database.is_some_and(|value| value.version == stored);
    in_database
        && holding
            .cache
            .is_some_and(|(value, state)| value.version == cached && state != EntryState::Dirty)
}
