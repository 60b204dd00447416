//! Dirty eviction loss: an entry that only the cache had is thrown out to make room.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{EntryState, Fact, Removal};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "To make room, the cache threw out a value that the database had not got yet.",
    engineer: "Eviction took a dirty entry for a clean one: a write-back cache has to write the line back first, or to pin it.",
    cure: Some(("write_back.dirty_eviction", "flush-first")),
};

#[derive(Clone, Default)]
pub(super) struct Detector;

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        let Fact::Removed { key, value, cause: Removal::Evicted } = evidence.event.fact else {
            return;
        };
        let was_dirty = matches!(evidence.replaced, Some((_, EntryState::Dirty)));
        if was_dirty && !operations.is_flushing(key, value.version) {
            found.add(key, None);
        }
    }
}
