//! The folds that a run is measured with.

use super::divergence::Divergence;
use super::pollution::Pollution;
use crate::holdings::Holdings;
use crate::ledger::Ledger;
use crate::protocol::Event;

/// Everything about a run that is worth comparing.
#[derive(Clone, Default)]
pub(super) struct Gauge {
    pub(super) ledger: Ledger,
    pub(super) divergence: Divergence,
    pub(super) pollution: Pollution,
    holdings: Holdings,
}

impl Gauge {
    /// Follows one event.
    pub(super) fn apply(&mut self, event: &Event) {
        self.ledger.apply(event);
        self.holdings.apply(event);
        self.divergence.apply(event, &self.holdings);
        self.pollution.apply(event);
    }
}
