//! Stale hit: the cache answers with an old copy although the database has a newer write.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::ledger::Verdict;
use crate::protocol::{Fact, Outcome, Value};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The cache answered with an old copy, although a newer write had been acknowledged.",
    engineer: "A write that goes around the cache leaves its copy valid, so a hit is as fresh as the last fill: invalidate on write, or bound it by a time to live.",
    cure: Some(("write_around.cached_copy", "invalidate")),
};

/// A hit that the ledger judged stale, unless what it missed is nowhere to be had: then it was
/// lost, which has a name of its own.
#[derive(Clone, Default)]
pub(super) struct Detector;

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        let (Fact::Finished { op, outcome: Outcome::Acked(seen), .. }, Some(Verdict::Stale { .. })) =
            (&evidence.event.fact, evidence.verdict)
        else {
            return;
        };
        let Some(read) = operations.of(*op).filter(|read| read.hit) else {
            return;
        };
        let stored = evidence.stored(read.key);
        let is_newer = stored.map(|value| value.version) > seen.map(|value| value.version);
        if is_newer && stored.and_then(Value::live) != seen.and_then(Value::live) {
            found.add(read.key, Some(*op));
        }
    }
}
