//! What went wrong, called by its name as soon as the evidence is in.

use std::collections::{BTreeSet, VecDeque};

use crate::ledger::{Ledger, Verdict};
use crate::limits;
use crate::protocol::{Event, Fact, Key, OpId, Time};

/// Something that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// Its name.
    pub name: AnomalyName,
    /// The key it happened to.
    pub key: Key,
    /// When the evidence was in.
    pub at: Time,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnomalyName {
    /// A client was told OK for a write of which no copy is left.
    AcknowledgedButLost,
    /// The cache answered a read with an older version than one that was acknowledged before.
    StaleHit,
}

impl AnomalyName {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::AcknowledgedButLost, Self::StaleHit];

    /// The name as scripts and JSON spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AcknowledgedButLost => "acknowledged-but-lost",
            Self::StaleHit => "stale-hit",
        }
    }
}

/// The anomalies of a run, oldest first.
#[derive(Clone, Default)]
pub struct Anomalies {
    found: VecDeque<Anomaly>,
    lost: u64,
    hits: BTreeSet<(OpId, Key)>,
}

impl Anomalies {
    /// Those found so far; of very many, the last ones.
    pub fn iter(&self) -> impl Iterator<Item = &Anomaly> {
        self.found.iter()
    }

    /// Follows one event, with what the ledger made of it.
    pub(crate) fn apply(&mut self, event: &Event, verdict: Option<Verdict>, ledger: &Ledger) {
        match event.fact {
            Fact::Hit { op, key, .. } => {
                self.hits.insert((op, key));
            }
            Fact::Finished { op, .. } => self.judge_hit(op, verdict, event.at),
            _ => {}
        }
        self.count_lost(ledger, event.at);
    }

    fn judge_hit(&mut self, op: OpId, verdict: Option<Verdict>, at: Time) {
        let hit = self.hits.range((op, Key(0))..=(op, Key(u32::MAX))).next().copied();
        let Some((op, key)) = hit else {
            return;
        };
        self.hits.remove(&(op, key));
        if matches!(verdict, Some(Verdict::Stale { .. })) {
            self.add(AnomalyName::StaleHit, key, at);
        }
    }

    fn count_lost(&mut self, ledger: &Ledger, at: Time) {
        let lost = ledger.writes().lost;
        let new = lost.saturating_sub(self.lost) as usize;
        self.lost = lost;
        let keys: Vec<_> = ledger.lost().rev().take(new).map(|lost| lost.key).collect();
        for key in keys.into_iter().rev() {
            self.add(AnomalyName::AcknowledgedButLost, key, at);
        }
    }

    fn add(&mut self, name: AnomalyName, key: Key, at: Time) {
        self.found.push_back(Anomaly { name, key, at });
        if self.found.len() > limits::ANOMALIES_NAMED {
            self.found.pop_front();
        }
    }
}
