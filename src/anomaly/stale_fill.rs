//! Stale fill: a copy that had become old on its way is put into the cache.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Action, EntryState, Fact, Key, Node, OpId, Outcome, Value, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "A read brought an old value to the cache after a newer write had already been acknowledged.",
    engineer: "A fill that was fetched before a write and stored after its invalidation: the stale set that leases prevent (Nishtala et al., Scaling Memcache at Facebook, 2013).",
    cure: Some(("cache.fill", "lease")),
};

/// An old copy counts from when the newer write is both durable and acknowledged; until then an
/// invalidation may still be on its way to remove it.
#[derive(Clone, Default)]
pub(super) struct Detector {
    suspects: PerKey<Option<(Value, OpId)>>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Cached { op, key, value, state: EntryState::Clean, write: None } => {
                let is_fill = operations.of(op).is_some_and(|read| read.action == Action::Read);
                let is_old = is_fill && is_outdated(evidence, key, value);
                *self.suspects.of_mut(key) = is_old.then_some((value, op));
                self.judge(evidence, key, found);
            }
            Fact::Cached { key, .. } | Fact::Removed { key, .. } => {
                *self.suspects.of_mut(key) = None;
            }
            Fact::Finished { op, outcome: Outcome::Acked(_), .. } => {
                if let Some(write) = operations.of(op).filter(|op| op.version.is_some()) {
                    self.judge(evidence, write.key, found);
                }
            }
            Fact::Crashed(Node::Cache) => self.suspects.clear(),
            _ => {}
        }
    }

    fn judge(&mut self, evidence: &Evidence<'_>, key: Key, found: &mut Findings<'_>) {
        let suspect = self.suspects.of_mut(key);
        let Some((copy, op)) = *suspect else {
            return;
        };
        if is_outdated(evidence, key, copy) && is_acknowledged(evidence, key) {
            *suspect = None;
            found.add(key, Some(op));
        }
    }
}

fn is_outdated(evidence: &Evidence<'_>, key: Key, copy: Value) -> bool {
    evidence
        .stored(key)
        .is_some_and(|stored| stored.version > copy.version && stored.live() != copy.live())
}

/// Whether the client of what the database has was told so.
fn is_acknowledged(evidence: &Evidence<'_>, key: Key) -> bool {
    let Some(Version(stored)) = evidence.stored(key).map(|stored| stored.version) else {
        return false;
    };
    let since = |version| evidence.ledger.acknowledged_since(key, Some(Version(version)));
    since(stored.saturating_sub(1)) > since(stored)
}
