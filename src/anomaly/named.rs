//! The list of what was found: bounded, but every name keeps its count and its last ones.

use std::collections::{BTreeMap, VecDeque};

use super::{Anomaly, AnomalyName};
use crate::limits;
use crate::protocol::{Key, OpId, Time};

/// What was found, in the order in which it was.
#[derive(Clone, Default)]
pub(super) struct Named {
    found: BTreeMap<u64, Anomaly>,
    by_name: [Tally; AnomalyName::ALL.len()],
    next: u64,
}

/// How many there were of one name, and the numbers of those that are still listed.
#[derive(Clone, Default)]
struct Tally {
    count: u64,
    listed: VecDeque<u64>,
}

impl Named {
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Anomaly> {
        self.found.values()
    }

    pub(super) fn count(&self, name: AnomalyName) -> u64 {
        self.by_name[name as usize].count
    }

    fn add(&mut self, anomaly: Anomaly) {
        let tally = &mut self.by_name[anomaly.name as usize];
        tally.count += 1;
        tally.listed.push_back(self.next);
        self.found.insert(self.next, anomaly);
        self.next += 1;
        if self.found.len() > limits::ANOMALIES_NAMED {
            self.forget_one();
        }
    }

    /// The name that has most goes first: what is rare must not drown in what is frequent.
    fn forget_one(&mut self) {
        let most = self.by_name.iter_mut().max_by_key(|tally| tally.listed.len());
        if let Some(oldest) = most.and_then(|tally| tally.listed.pop_front()) {
            self.found.remove(&oldest);
        }
    }
}

/// Where one detector puts what it finds at one event.
pub(super) struct Findings<'a> {
    pub(super) name: AnomalyName,
    pub(super) at: Time,
    pub(super) named: &'a mut Named,
}

impl Findings<'_> {
    pub(super) fn add(&mut self, key: Key, op: Option<OpId>) {
        self.named.add(Anomaly { name: self.name, key, at: self.at, op });
    }
}
