//! Availability coupling: the cache is down, and takes the database's availability with it.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Fact, Node, Outcome, Refusal};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The operation was refused because the cache is down, although the database is up.",
    engineer: "Parts in series multiply their availabilities (Treynor et al., The Calculus of Service Availability, 2017): what should only be faster has become required.",
    cure: Some(("app.cache_down", "fall-back")),
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
        let Fact::Finished { op, outcome: Outcome::Refused(Refusal::Down(Node::Cache)), .. } =
            evidence.event.fact
        else {
            return;
        };
        if let Some(operation) = operations.of(op)
            && !evidence.holdings.is_down(Node::Database)
        {
            found.add(operation.key, Some(op));
        }
    }
}
