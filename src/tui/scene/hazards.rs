//! Faults and traps, as they are set and as they strike.

use dirtybit::{Event, Fact, Fault};

use super::Scene;
use crate::tui::account;

impl Scene {
    pub(super) fn follow_hazard(&mut self, fact: &Fact) {
        match fact {
            Fact::FaultSet(fault) => self.tell(account::fault_set(fault)),
            // What was held or lost is told of by its own event.
            Fact::FaultCleared(Fault::Hold(_) | Fault::DropAck) => {}
            Fact::FaultCleared(fault) => self.tell(account::fault_cleared(fault)),
            Fact::Armed { trigger, command, .. } => self.tell(account::armed(*trigger, command)),
            _ => {}
        }
    }

    /// What a trap was is known until it is over.
    pub(super) fn end_trap(&mut self, event: &Event, number: u32) {
        let traps = self.folds.hazards.traps();
        let Some(trap) = traps.iter().find(|trap| trap.number == number).cloned() else {
            return;
        };
        if !matches!(event.fact, Fact::Sprung { .. }) {
            return self.tell(account::disarmed(&trap));
        }
        self.tell(account::sprung(&trap));
        self.sprung = Some((event.seq, trap));
    }
}
