//! Double-applied increment: the database adds the same increment twice.

use std::collections::BTreeSet;

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::limits;
use crate::protocol::{Fact, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The same increment was added twice: the first answer got lost, and it was sent again.",
    engineer: "At-least-once delivery of an operation that is not idempotent: an id for each write lets the database recognise it (RIFL, SOSP 2015; idempotency keys).",
    cure: Some(("write_back.write_ids", "on")),
};

/// The increments that the database has, the latest ones.
#[derive(Clone, Default)]
pub(super) struct Detector {
    applied: BTreeSet<Version>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        _: &Operations,
        found: &mut Findings<'_>,
    ) {
        let Fact::Persisted { op, write, .. } = evidence.event.fact else {
            return;
        };
        if !write.change.is_absolute() && !self.applied.insert(write.version) {
            found.add(write.key, Some(op));
        }
        if self.applied.len() > limits::INCREMENTS_WATCHED {
            self.applied.pop_first();
        }
    }
}
