//! Acknowledged but lost: the client was told OK, and then the last copy was gone.

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The client was told OK, and the write is gone: no copy of it is left anywhere.",
    engineer: "Durability was promised before it was had: write-back acknowledges from volatile memory, and a write-ahead log (ARIES, 1992) is what makes such a promise good.",
    cure: Some(("write_back.journal", "on")),
};

/// The ledger follows every copy; this one only takes the new losses from its list.
#[derive(Clone, Default)]
pub(super) struct Detector {
    lost: u64,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        _: &Operations,
        found: &mut Findings<'_>,
    ) {
        let lost = evidence.ledger.writes().lost;
        let new = lost.saturating_sub(self.lost) as usize;
        self.lost = lost;
        if new > 0 {
            let skipped = evidence.ledger.lost().count().saturating_sub(new);
            evidence.ledger.lost().skip(skipped).for_each(|write| found.add(write.key, None));
        }
    }
}
