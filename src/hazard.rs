//! What waits to go wrong, folded from events: lasting faults, armed commands, and held messages.

use std::collections::BTreeSet;

use crate::protocol::{Command, Event, Fact, Fault, FlightId, LinkName, Trigger};

/// Everything that waits to go wrong.
#[derive(Clone, Default)]
pub struct Hazards {
    faults: BTreeSet<Fault>,
    traps: Vec<Trap>,
    held: BTreeSet<FlightId>,
}

/// A command that waits for its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// Which.
    pub number: u32,
    /// Its moment.
    pub trigger: Trigger,
    /// What is done then.
    pub command: Command,
}

impl Hazards {
    /// The faults that last or wait, in the order of their kinds.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter()
    }

    /// Whether a fault lasts or waits.
    pub fn has(&self, fault: &Fault) -> bool {
        self.faults.contains(fault)
    }

    /// Whether nothing gets through a link.
    pub fn is_cut(&self, link: LinkName) -> bool {
        self.has(&Fault::Cut(link))
    }

    /// The armed commands, oldest first.
    pub fn traps(&self) -> &[Trap] {
        &self.traps
    }

    /// Whether a message is held in the air.
    pub fn is_held(&self, flight: FlightId) -> bool {
        self.held.contains(&flight)
    }

    /// The messages that are held, oldest first.
    pub fn held(&self) -> impl Iterator<Item = FlightId> {
        self.held.iter().copied()
    }

    /// Follows one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::FaultSet(fault) => {
                self.faults.insert(fault.clone());
            }
            Fact::FaultCleared(fault) => {
                self.faults.remove(fault);
            }
            Fact::Held(flight) => {
                self.held.insert(*flight);
            }
            Fact::Released { flight, .. } => {
                self.held.remove(flight);
            }
            Fact::Armed { trap, trigger, command } => {
                let command = (**command).clone();
                self.traps.push(Trap { number: *trap, trigger: *trigger, command });
            }
            Fact::Sprung { trap } | Fact::Disarmed { trap } => {
                self.traps.retain(|known| known.number != *trap);
            }
            _ => {}
        }
    }
}
