//! Read your writes: a client reads an older version than one of its own acknowledged writes.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Action, Fact, Outcome, Value};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "A client was told OK for its write, then read the key, and did not see it.",
    engineer: "The session guarantee read-your-writes is broken (Terry et al., Session Guarantees for Weakly Consistent Replicated Data, 1994).",
    cure: Some(("write_around.cached_copy", "invalidate")),
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
        let Some(read) = operations.of(op) else {
            return;
        };
        let Some((written, deleted)) = read.session.written else {
            return;
        };
        let as_deleted = deleted && seen.and_then(Value::live).is_none();
        if operations.version_of(read.key, seen) < written && !as_deleted {
            found.add(read.key, Some(op));
        }
    }
}
