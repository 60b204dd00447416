//! What went wrong, called by its name as soon as the evidence is in.
//!
//! Each anomaly has a detector of its own that follows the events, and nothing else; what several
//! of them need to know is in `operations`. [`AnomalyName`] lists them all.

mod acknowledged_but_lost;
mod ambiguous_outcome;
mod availability_coupling;
mod bad_rollback;
mod dirty_eviction_loss;
mod dirty_read;
mod divergence;
mod double_applied_increment;
mod dual_write_race;
mod false_clean;
mod flushes;
mod named;
mod non_monotonic_read;
mod operations;
mod penetration;
mod per_key;
mod read_your_writes;
mod requests;
mod resurrected_delete;
mod sessions;
mod stale_fill;
mod stale_hit;
mod stampede;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::holdings::Holdings;
use crate::ledger::{Ledger, Verdict};
use crate::protocol::{EntryState, Event, Fact, Key, OpId, Time, Value, Work};
use named::{Findings, Named};
use operations::Operations;

/// Something that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// Its name.
    pub name: AnomalyName,
    /// The key it happened to.
    pub key: Key,
    /// When the evidence was in.
    pub at: Time,
    /// The operation that gave it away, or was its victim; none if there is no single one.
    pub op: Option<OpId>,
}

/// What there is to say about an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence for those who see it happen.
    pub audience: &'static str,
    /// One sentence for those who build such systems, with its name in the literature.
    pub engineer: &'static str,
    /// The knob that cures it, and what to turn it to; none where no knob does.
    pub cure: Option<(&'static str, &'static str)>,
}

macro_rules! anomalies {
    ($($variant:ident $name:literal $detector:ident $gist:literal;)+) => {
        /// What can go wrong.
        ///
        /// | name | what it is |
        /// |---|---|
        $(#[doc = concat!("| `", $name, "` | ", $gist, " |")])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AnomalyName {
            $(#[doc = $gist] $variant,)+
        }

        impl AnomalyName {
            /// All of them.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// The name as scripts and JSON spell it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What there is to say about it.
            pub const fn explanation(self) -> &'static Explanation {
                match self {
                    $(Self::$variant => &$detector::EXPLANATION,)+
                }
            }
        }

        #[derive(Clone, Default)]
        struct Detectors {
            $($detector: $detector::Detector,)+
        }

        impl Detectors {
            fn follow(
                &mut self,
                evidence: &Evidence<'_>,
                operations: &Operations,
                named: &mut Named,
            ) {
                let at = evidence.event.at;
                $(
                    let mut found = Findings { name: AnomalyName::$variant, at, named };
                    self.$detector.follow(evidence, operations, &mut found);
                )+
            }
        }
    };
}

anomalies! {
    AcknowledgedButLost "acknowledged-but-lost" acknowledged_but_lost
        "A write that was acknowledged, and of which no copy is left.";
    StaleHit "stale-hit" stale_hit
        "The cache answers a read with an older version than one acknowledged before.";
    StaleFill "stale-fill" stale_fill
        "A copy that had become old on its way is put into the cache.";
    DirtyRead "dirty-read" dirty_read
        "A read returned a version that never committed.";
    BadRollback "bad-rollback" bad_rollback
        "The undo of a failed write leaves in the cache what the database does not have.";
    Divergence "divergence" divergence
        "Cache and database disagree, and nothing is under way to mend it.";
    DualWriteRace "dual-write-race" dual_write_race
        "Two writes reach cache and database in opposite orders.";
    AmbiguousOutcome "ambiguous-outcome" ambiguous_outcome
        "A client does not know whether its write happened.";
    FalseClean "false-clean" false_clean
        "An entry counts as saved although the database never had it.";
    DirtyEvictionLoss "dirty-eviction-loss" dirty_eviction_loss
        "An entry that only the cache had is evicted.";
    ResurrectedDelete "resurrected-delete" resurrected_delete
        "After a delete was acknowledged, an older version is back.";
    DoubleAppliedIncrement "double-applied-increment" double_applied_increment
        "The database adds the same increment twice.";
    Stampede "stampede" stampede
        "Several misses of one key fetch it from the database at the same time.";
    Penetration "penetration" penetration
        "Read after read of a key that does not exist goes through to the database.";
    AvailabilityCoupling "availability-coupling" availability_coupling
        "An operation is refused because the cache is down, although the database is up.";
    ReadYourWrites "read-your-writes" read_your_writes
        "A client reads an older version than one of its own acknowledged writes.";
    NonMonotonicRead "non-monotonic-read" non_monotonic_read
        "A client reads an older version than one it has read before.";
}

impl fmt::Display for AnomalyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One event, and what is known right after it.
pub(crate) struct Evidence<'a> {
    /// What happened.
    pub(crate) event: &'a Event,
    /// What the read was worth that ended with it.
    pub(crate) verdict: Option<Verdict>,
    /// The books.
    pub(crate) ledger: &'a Ledger,
    /// The entry that it replaced or removed.
    pub(crate) replaced: Option<(Value, EntryState)>,
    /// Who holds what.
    pub(crate) holdings: &'a Holdings,
}

impl Evidence<'_> {
    /// What an event is about to replace or remove in the cache.
    pub(crate) fn replaced(holdings: &Holdings, fact: &Fact) -> Option<(Value, EntryState)> {
        match fact {
            Fact::Cached { key, .. } | Fact::Removed { key, .. } => holdings.of(*key).cache,
            _ => None,
        }
    }

    fn stored(&self, key: Key) -> Option<Value> {
        self.holdings.of(key).database
    }
}

/// The anomalies of a run, oldest first.
#[derive(Clone, Default)]
pub struct Anomalies {
    named: Named,
    operations: Operations,
    detectors: Detectors,
}

impl Anomalies {
    /// Those found so far; of very many, the last ones, but some of each name.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Anomaly> {
        self.named.iter()
    }

    /// How many of a name were found so far.
    pub fn count(&self, name: AnomalyName) -> u64 {
        self.named.count(name)
    }

    /// Follows one event.
    pub(crate) fn apply(&mut self, evidence: &Evidence<'_>) {
        if is_telling(&evidence.event.fact) {
            self.follow(evidence);
        }
    }

    fn follow(&mut self, evidence: &Evidence<'_>) {
        self.operations.apply(evidence.event);
        self.detectors.follow(evidence, &self.operations, &mut self.named);
        self.operations.forget_those_over();
    }
}

/// Much of what happens is evidence of nothing.
fn is_telling(fact: &Fact) -> bool {
    match fact {
        Fact::Step { .. } | Fact::FlushDue(_) | Fact::Queued { .. } => false,
        Fact::Serving(service) => service.work == Work::Restore,
        _ => true,
    }
}
