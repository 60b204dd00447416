//! Anomalies as they are found: each marks its lane, and is told once.

use std::time::Duration;

use dirtybit::{Anomaly, AnomalyName, Fact, Key, Node, Time};

use super::Scene;
use super::telling::rank;
use crate::tui::account;

/// The same thing on the same key is not told again before this is over.
const QUIET: Duration = Duration::from_secs(1);

/// What has been found and told.
#[derive(Clone, Default)]
pub(super) struct Found {
    /// The last one that was looked at.
    last: Option<Anomaly>,
    told: Vec<(AnomalyName, Key, Time)>,
}

impl Scene {
    /// A key is marked as diverged for as long as it is.
    pub(super) fn follow_divergence(&mut self, fact: &Fact) {
        match fact {
            Fact::Cached { key, .. }
            | Fact::Cleaned { key, .. }
            | Fact::Dropped { key, .. }
            | Fact::Removed { key, .. } => self.end_divergence(key.index()),
            Fact::Persisted { write, .. } => self.end_divergence(write.key.index()),
            Fact::Crashed(Node::Cache) => {
                (0..self.lanes.len()).for_each(|lane| self.end_divergence(lane));
            }
            _ => {}
        }
    }

    fn end_divergence(&mut self, lane: usize) {
        let diverges = self.folds.holdings.keys()[lane].diverges();
        let mark = &mut self.lanes[lane].mark;
        mark.take_if(|name| *name == AnomalyName::Divergence && !diverges);
    }

    pub(super) fn tell_anomalies(&mut self) {
        let last = self.found.last;
        let all = self.folds.anomalies.iter().rev();
        let mut new: Vec<_> = all.take_while(|one| Some(**one) != last).copied().collect();
        let Some(newest) = new.first() else {
            return;
        };
        self.found.last = Some(*newest);
        new.reverse();
        new.sort_by_key(|anomaly| rank(anomaly.name));
        for anomaly in new.iter().rev() {
            let mark = &mut self.lanes[anomaly.key.index()].mark;
            if anomaly.name != AnomalyName::Divergence || mark.is_none() {
                *mark = Some(anomaly.name);
            }
        }
        self.tell_new(&new);
    }

    /// One event makes one sentence, whatever it is called by.
    fn tell_new(&mut self, new: &[Anomaly]) {
        let (now, told) = (self.now, &mut self.found.told);
        told.retain(|(_, _, at)| now - *at < QUIET);
        let is_told =
            |one: &&Anomaly| told.iter().any(|(name, key, _)| (*name, *key) == (one.name, one.key));
        let fresh: Vec<_> = new.iter().filter(|one| !is_told(one)).copied().collect();
        told.extend(fresh.iter().map(|one| (one.name, one.key, now)));
        let Some(first) = fresh.first() else {
            return;
        };
        let same = fresh.iter().filter(|one| one.name == first.name);
        let mut keys: Vec<_> = same.map(|one| self.name(one.key)).collect();
        keys.dedup();
        let mut others: Vec<_> = fresh.iter().map(|one| one.name).collect();
        others.dedup();
        let killed = self.killed.filter(|(_, at)| *at == now).map(|(client, _)| client);
        self.tell_anomaly(first.name, account::anomaly(first.name, &keys, &others[1..], killed));
    }
}
