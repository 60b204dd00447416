//! What a history of events comes to: the folds that every view shares, and its hash.

use std::hash::{Hash, Hasher};

use fnv::FnvHasher;

use crate::anomaly::{Anomalies, Evidence};
use crate::hazard::Hazards;
use crate::holdings::Holdings;
use crate::ledger::{Ledger, Verdict};
use crate::protocol::{Event, Fact};
use crate::world::World;

/// Everything that is known after a history of events.
#[derive(Clone, Default)]
pub struct Folds {
    /// What became of writes and reads.
    pub ledger: Ledger,
    /// Who holds what.
    pub holdings: Holdings,
    /// How many events there were.
    pub events: u64,
    hash: u64,
    /// What went wrong, by name.
    pub anomalies: Anomalies,
    /// What waits to go wrong.
    pub hazards: Hazards,
    /// How everything is set.
    pub world: World,
}

impl Folds {
    /// Follows one event. For the end of a read that was answered, says what the read was worth.
    pub fn apply(&mut self, event: &Event) -> Option<Verdict> {
        let verdict = self.ledger.apply(event);
        let replaced = Evidence::replaced(&self.holdings, &event.fact);
        self.holdings.apply(event);
        let (ledger, holdings) = (&self.ledger, &self.holdings);
        self.anomalies.apply(&Evidence { event, verdict, ledger, replaced, holdings });
        self.hazards.apply(event);
        self.turn_knobs(&event.fact);
        self.events += 1;
        let mut hasher = FnvHasher::with_key(self.hash);
        event.hash(&mut hasher);
        self.hash = hasher.finish();
        verdict
    }

    fn turn_knobs(&mut self, fact: &Fact) {
        match fact {
            Fact::Set(setting) => self.world.turn(setting),
            Fact::Routed { prefix, pattern } => self.world.send(prefix, *pattern),
            _ => {}
        }
    }

    /// A hash of the whole history so far. Equal histories have equal hashes, in every process
    /// that runs the same build.
    pub const fn hash(&self) -> u64 {
        self.hash
    }
}
