//! Divergence: cache and database disagree on a key, and nothing is under way to mend it.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{EntryState, Value};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "Cache and database hold different values for this key, and nothing is on its way to change that.",
    engineer: "The replicas do not converge: no write, flush, fill or invalidation of the key is in flight, so only an expiry or another write ends it (what Meta's Polaris watches for, 2022).",
    cure: None,
};

/// Named once for every two values that stand against each other.
#[derive(Clone, Default)]
pub(super) struct Detector {
    named: PerKey<Option<(Value, Option<Value>)>>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        for key in operations.settled() {
            let holding = evidence.holdings.of(*key);
            let Some((cached, state)) = holding.cache else {
                continue;
            };
            let pair = Some((cached, holding.database));
            let named = self.named.of_mut(*key);
            if state != EntryState::Dirty && holding.diverges() && *named != pair {
                *named = pair;
                found.add(*key, None);
            }
        }
    }
}
