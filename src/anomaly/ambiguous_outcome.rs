//! Ambiguous outcome: the answer to a write never came.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Action, Fact, Outcome};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The client got no answer: its write may have happened, or not.",
    engineer: "No timeout tells a lost request from a lost reply (the two generals' problem; Jepsen's indeterminate operations): a retry is safe only if the write is idempotent.",
    cure: None,
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
        let Fact::Finished { op, action, outcome: Outcome::Unknown } = evidence.event.fact else {
            return;
        };
        if let Some(write) = operations.of(op).filter(|_| action != Action::Read) {
            found.add(write.key, Some(op));
        }
    }
}
