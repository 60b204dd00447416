//! Resurrected delete: after a delete was acknowledged, an older version is back.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Action, Fact, Key, OpId, Outcome, Value, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "It was deleted, and the client was told so; now the old value is back.",
    engineer: "A late fill, a replay or an older write came after the tombstone was gone (Cassandra calls it zombie data): leases keep late fills out, versions keep late writes out.",
    cure: Some(("cache.fill", "lease")),
};

/// Named once for each delete that is the last acknowledged write of its key.
#[derive(Clone, Default)]
pub(super) struct Detector {
    keys: PerKey<Deleted>,
}

#[derive(Clone, Copy, Default)]
struct Deleted {
    acknowledged: Option<Version>,
    /// The tombstone that the database has. As long as it has none, an older version is not back
    /// there: the delete is still to follow it.
    buried: Option<Version>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Finished { op, action, outcome: Outcome::Acked(_) } if action != Action::Read => {
                let written = operations.of(op).and_then(|op| Some((op.key, op.version?)));
                if let Some((key, version)) = written
                    && evidence.ledger.acknowledged_since(key, Some(version)) == 0
                {
                    let is_delete = action == Action::Delete;
                    self.keys.of_mut(key).acknowledged = is_delete.then_some(version);
                }
            }
            Fact::Cached { op, key, value, .. } => self.appear((op, key), value, found),
            Fact::Persisted { op, write, value, .. } => {
                let tombstone = value.deleted.then_some(value.version);
                let buried = &mut self.keys.of_mut(write.key).buried;
                if std::mem::replace(buried, tombstone) > Some(value.version) {
                    self.appear((op, write.key), value, found);
                }
            }
            _ => {}
        }
    }

    fn appear(&mut self, (op, key): (OpId, Key), value: Value, found: &mut Findings<'_>) {
        let acknowledged = &mut self.keys.of_mut(key).acknowledged;
        if value.live() < *acknowledged && value.live().is_some() {
            *acknowledged = None;
            found.add(key, Some(op));
        }
    }
}
