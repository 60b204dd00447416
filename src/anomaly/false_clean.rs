//! False clean: the cache takes an entry for saved that the database never had.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Fact, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The cache marked the entry as saved, but what was saved is an older value.",
    engineer: "The dirty bit was cleared for a write that came during the flush: compare the version that was saved with the one that is there (kernels have lost dirty pages like this: fsyncgate, 2018).",
    cure: Some(("write_back.mark_clean", "if-unchanged")),
};

/// The newest version that each key has ever had in the database: one that was overwritten since
/// had been saved all the same.
#[derive(Clone, Default)]
pub(super) struct Detector {
    saved: PerKey<Version>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        _: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Persisted { write, value, .. } => {
                let saved = self.saved.of_mut(write.key);
                *saved = value.version.max(write.version).max(*saved);
            }
            Fact::Cleaned { key, value } if value.version > *self.saved.of_mut(key) => {
                found.add(key, None);
            }
            _ => {}
        }
    }
}
