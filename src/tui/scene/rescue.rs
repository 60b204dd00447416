//! Acknowledged writes that were saved although the cache had crashed: in the nick of time.

use dirtybit::{Fact, Key, Node, Time, WriteCounts};

use super::Scene;

/// What was saved like this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rescues {
    pub(crate) count: u64,
    /// The key of the last one, and when it was.
    pub(crate) last: Option<(Key, Time)>,
}

impl Scene {
    /// What was on its way to the database when the cache crashed still arrives there.
    pub(super) fn note_rescue(&mut self, before: WriteCounts, fact: &Fact) {
        let Fact::Persisted { write, .. } = fact else {
            return;
        };
        let saved = before.at_risk.saturating_sub(self.folds.ledger.writes().at_risk);
        if saved > 0 && self.folds.holdings.is_down(Node::Cache) {
            self.rescues.count += saved;
            self.rescues.last = Some((write.key, self.now));
        }
    }
}
