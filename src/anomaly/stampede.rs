//! Stampede: several misses of one key fetch it from the database at the same time.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Fact, Flight, Node, Payload};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "One key was missing, and everybody who wanted it went to the database at once.",
    engineer: "A cache stampede, or dog-pile: misses of a hot key are not coalesced; single-flight (groupcache) or a lease (Nishtala et al., 2013) sends one of them.",
    cure: Some(("cache.misses", "single-flight")),
};

/// Fetches of one key at the same time that make a stampede.
const MANY: u32 = 3;

/// Named once for every burst: it lasts until no fetch of the key is left.
#[derive(Clone, Default)]
pub(super) struct Detector {
    named: PerKey<bool>,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        let Fact::Sent(Flight { op, key, to: Node::Database, payload: Payload::Read, .. }) =
            evidence.event.fact
        else {
            return;
        };
        let (fetches, named) = (operations.fetches(key), self.named.of_mut(key));
        *named &= fetches > 1;
        if fetches >= MANY && !*named {
            *named = true;
            found.add(key, Some(op));
        }
    }
}
