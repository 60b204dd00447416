//! What every read was worth: judged when it returns, by the writes acknowledged before it began.

use std::collections::VecDeque;
use std::time::Duration;

use fnv::FnvHashMap;

use super::fates::{Fates, Standing};
use crate::limits;
use crate::protocol::{Key, Time, Value, Version};

/// How many answered reads were worth what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ReadCounts {
    /// Saw the newest write acknowledged before they began, or a newer one.
    pub fresh: u64,
    /// Saw an older one.
    pub stale: u64,
    /// Saw a version that never committed; known only once its write has come to nothing.
    pub phantom: u64,
}

/// What one read was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It saw the newest write acknowledged before it began, or a newer one.
    Fresh,
    /// It saw an older one.
    Stale {
        /// Acknowledged writes of the key that it did not see.
        behind: u32,
        /// Since the first of them was acknowledged.
        since: Duration,
    },
    /// It saw a version that never committed.
    Phantom,
}

#[derive(Clone, Default)]
pub(super) struct Reads {
    counts: ReadCounts,
    acknowledged: Vec<VecDeque<(Version, Time)>>,
    sightings: FnvHashMap<Version, Sightings>,
}

/// Reads that saw a version whose write was still under way.
#[derive(Clone, Copy, Default)]
struct Sightings {
    fresh: u64,
    stale: u64,
}

impl Reads {
    pub(super) fn counts(&self) -> ReadCounts {
        self.counts
    }

    pub(super) fn add_key(&mut self) {
        self.acknowledged.push(VecDeque::new());
    }

    pub(super) fn newest_acknowledged(&self, key: Key) -> Option<Version> {
        self.acknowledged[key.index()].back().map(|(version, _)| *version)
    }

    pub(super) fn acknowledged_since(&self, key: Key, version: Option<Version>) -> usize {
        let newer = |(known, _): &&(Version, Time)| Some(*known) > version;
        self.acknowledged[key.index()].iter().rev().take_while(newer).count()
    }

    /// Keeps a key's acknowledged writes in the order of their versions.
    pub(super) fn acknowledge(&mut self, at: Time, key: Key, version: Version) {
        let list = &mut self.acknowledged[key.index()];
        let place = list.partition_point(|(known, _)| *known < version);
        list.insert(place, (version, at));
        if list.len() > limits::ACKNOWLEDGED_PER_KEY {
            list.pop_front();
        }
    }

    pub(super) fn judge(
        &mut self,
        at: Time,
        key: Key,
        seen: Option<Value>,
        baseline: Option<Version>,
        standing: Standing,
    ) -> Verdict {
        if standing == Standing::Vanished {
            self.counts.phantom += 1;
            return Verdict::Phantom;
        }
        let seen = seen.map(|value| value.version);
        let verdict = self.compare(at, key, seen, baseline);
        let stale = verdict != Verdict::Fresh;
        *if stale { &mut self.counts.stale } else { &mut self.counts.fresh } += 1;
        if let (Standing::Tentative, Some(version)) = (standing, seen) {
            let sightings = self.sightings.entry(version).or_default();
            *if stale { &mut sightings.stale } else { &mut sightings.fresh } += 1;
        }
        verdict
    }

    fn compare(
        &self,
        at: Time,
        key: Key,
        seen: Option<Version>,
        baseline: Option<Version>,
    ) -> Verdict {
        if seen >= baseline {
            return Verdict::Fresh;
        }
        let list = &self.acknowledged[key.index()];
        let missed =
            |(version, _): &&(Version, Time)| Some(*version) > seen && Some(*version) <= baseline;
        let behind = list.iter().filter(missed).count() as u32;
        let first = list.iter().find(missed).map_or(at, |(_, acknowledged)| *acknowledged);
        Verdict::Stale { behind, since: at - first }
    }

    /// Reads that saw a write which has come to nothing were phantoms after all.
    pub(super) fn settle(&mut self, fates: &mut Fates) {
        for (version, standing) in fates.take_resolved() {
            let Some(sightings) = self.sightings.remove(&version) else {
                continue;
            };
            if standing == Standing::Vanished {
                self.counts.fresh -= sightings.fresh;
                self.counts.stale -= sightings.stale;
                self.counts.phantom += sightings.fresh + sightings.stale;
            }
        }
    }
}
