//! Non-monotonic read: a client reads an older version than one it has read before.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Action, Fact, Outcome};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "A client read a value, and a later read of its own gave it an older one: time ran backwards.",
    engineer: "The session guarantee monotonic reads is broken (Terry et al., 1994): what was read had not been durable, or two copies of different age take turns in answering.",
    cure: Some(("write_back.journal", "on")),
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
        let Fact::Finished { op, action: Action::Read, outcome: Outcome::Acked(seen) } =
            evidence.event.fact
        else {
            return;
        };
        if let Some(read) = operations.of(op)
            && Some(operations.version_of(read.key, seen)) < read.session.seen
        {
            found.add(read.key, Some(op));
        }
    }
}
