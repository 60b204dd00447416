//! Dirty read: a read returned a version whose write came to nothing.

use std::collections::BTreeSet;

use fnv::FnvHashMap;

use super::operations::Operations;
use super::{Evidence, Explanation, Findings};
use crate::ledger::Verdict;
use crate::limits;
use crate::protocol::{Action, EntryState, Fact, Key, OpId, Outcome, Version};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "Somebody read a value that never came to be: its write failed after all.",
    engineer: "An aborted read (G1a in Adya's thesis, 1999): the cache shows a write before the database has accepted it.",
    cure: Some(("write_through.order", "database-first")),
};

/// The ledger knows when a write has come to nothing; this one knows who had read it by then.
#[derive(Clone, Default)]
pub(super) struct Detector {
    phantoms: u64,
    open: FnvHashMap<Version, Open>,
    /// Those that no client waits for any more, and that may still happen.
    doubtful: BTreeSet<Version>,
}

/// A write that may come to nothing.
#[derive(Clone)]
struct Open {
    key: Key,
    /// The last read that saw it, and how many did.
    reader: Option<OpId>,
    reads: u64,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        let phantoms = evidence.ledger.reads().phantom;
        let new = phantoms - self.phantoms;
        self.phantoms = phantoms;
        match &evidence.event.fact {
            Fact::Issued { key, version: Some(version), .. } => {
                self.open.insert(*version, Open { key: *key, reader: None, reads: 0 });
            }
            Fact::Finished { op, action: Action::Read, outcome: Outcome::Acked(Some(seen)) } => {
                return self.read((*op, seen.version), evidence.verdict, operations, found);
            }
            Fact::Finished { op, outcome, .. } => {
                let written = operations.of(*op).and_then(|operation| operation.version);
                return self.finish(written, *outcome, new, found);
            }
            Fact::Persisted { write, .. } if self.doubtful.remove(&write.version) => {
                self.open.remove(&write.version);
            }
            _ => {}
        }
        self.name_vanished(new, evidence, operations, found);
    }

    #[cfg(test)]
    pub(super) fn is_done(&self) -> bool {
        self.open.len() <= limits::VANISHED_NAMED && self.open.len() == self.doubtful.len()
    }

    fn read(
        &mut self,
        (op, version): (OpId, Version),
        verdict: Option<Verdict>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        if verdict != Some(Verdict::Phantom) {
            if let Some(open) = self.open.get_mut(&version) {
                open.reader = Some(op);
                open.reads += 1;
            }
        } else if let Some(read) = operations.of(op) {
            found.add(read.key, Some(op));
        }
    }

    fn finish(
        &mut self,
        written: Option<Version>,
        outcome: Outcome,
        new: u64,
        found: &mut Findings<'_>,
    ) {
        let Some(version) = written else {
            return;
        };
        match outcome {
            Outcome::Unknown if new == 0 => self.doubt(version),
            _ => self.name(version, new, found),
        }
    }

    fn doubt(&mut self, version: Version) {
        if self.open.contains_key(&version) {
            self.doubtful.insert(version);
        }
        if self.doubtful.len() > limits::VANISHED_NAMED
            && let Some(oldest) = self.doubtful.pop_first()
        {
            self.open.remove(&oldest);
        }
    }

    /// Whichever of the doubtful writes have no way left to the database.
    fn name_vanished(
        &mut self,
        mut new: u64,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        if new == 0 {
            return;
        }
        for version in self.doubtful.clone() {
            let was_read = |open: &&Open| (1..=new).contains(&open.reads);
            let Some(open) = self.open.get(&version).filter(was_read) else {
                continue;
            };
            if !may_commit(evidence, operations, open.key, version) {
                let reads = open.reads;
                self.name(version, new, found);
                new -= reads;
            }
        }
    }

    fn name(&mut self, version: Version, new: u64, found: &mut Findings<'_>) {
        self.doubtful.remove(&version);
        if let Some(Open { key, reader: Some(reader), .. }) = self.open.remove(&version)
            && new > 0
        {
            found.add(key, Some(reader));
        }
    }
}

fn may_commit(
    evidence: &Evidence<'_>,
    operations: &Operations,
    key: Key,
    version: Version,
) -> bool {
    let cached = evidence.holdings.of(key).cache;
    let is_owed =
        cached.is_some_and(|(value, state)| value.version == version && state == EntryState::Dirty);
    is_owed || operations.is_writing(key, version) || operations.is_flushing(key, version)
}
