//! Bad rollback: the undo of a failed write leaves in the cache what the database does not have.

use fnv::FnvHashMap;

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{
    EntryState, Fact, Flight, Key, Node, OpId, Removal, Service, Value, Version, Work,
};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The cache undid a failed write, and got it wrong: it does not hold what the database has.",
    engineer: "An undo is a write of its own and can lose an update: it has to put back what was there, and only if nobody has written since and the database did refuse; a write that never shows before it is durable needs none.",
    cure: Some(("write_through.order", "database-first")),
};

/// What an undo left is judged when nothing else is under way for the key; that it wiped out a
/// later write, or one that was still owed, is known at once.
#[derive(Clone, Default)]
pub(super) struct Detector {
    /// Writes on their way to the database, for as long as the cache works on them.
    pending: FnvHashMap<OpId, Pending>,
    undone: PerKey<Option<Undone>>,
}

#[derive(Clone, Copy)]
struct Pending {
    key: Key,
    version: Version,
    /// What it replaced.
    previous: Option<(Value, EntryState)>,
    undoing: bool,
}

#[derive(Clone, Copy)]
struct Undone {
    op: OpId,
    previous: Option<Value>,
    left: Left,
}

/// What an undo leaves in the cache.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    Copy(Value),
    /// An entry that the database is still to get.
    Debt,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Cached { op, key, state: EntryState::Pending, write: Some(write), .. } => {
                let (version, previous, undoing) = (write.version, evidence.replaced, false);
                self.pending.insert(op, Pending { key, version, previous, undoing });
                *self.undone.of_mut(key) = None;
            }
            Fact::Cached { op, key, value, state, write: None } => {
                let is_debt = state == EntryState::Dirty;
                let left = if is_debt { Left::Debt } else { Left::Copy(value) };
                self.change(key, Some((op, left)), evidence, operations, found);
            }
            Fact::Removed { key, cause: Removal::RolledBack, .. } => {
                let undo = self.undoing(key).map(|op| (op, Left::Nothing));
                self.change(key, undo, evidence, operations, found);
            }
            Fact::Cached { key, .. } | Fact::Removed { key, .. } => {
                *self.undone.of_mut(key) = None;
            }
            _ => self.note(&evidence.event.fact),
        }
        self.judge_settled(evidence, operations, found);
    }

    /// How far the writes are.
    fn note(&mut self, fact: &Fact) {
        match fact {
            Fact::Serving(Service { op, work: Work::Restore, .. }) => {
                if let Some(pending) = self.pending.get_mut(op) {
                    pending.undoing = true;
                }
            }
            Fact::Sent(Flight { op, from: Node::Cache, to: Node::App, .. }) => {
                self.pending.remove(op);
            }
            Fact::Crashed(Node::Cache) => {
                self.pending.clear();
                self.undone.clear();
            }
            _ => {}
        }
    }

    /// The write that is being undone; of several, the first.
    fn undoing(&self, key: Key) -> Option<OpId> {
        let undoing = self.pending.iter().filter(|(_, it)| it.undoing && it.key == key);
        undoing.map(|(op, _)| *op).min()
    }

    #[cfg(test)]
    pub(super) fn is_done(&self) -> bool {
        self.pending.is_empty()
    }

    /// An entry changes; it may be an undo, and what it leaves.
    fn change(
        &mut self,
        key: Key,
        undo: Option<(OpId, Left)>,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        *self.undone.of_mut(key) = None;
        let Some((op, left)) = undo else {
            return;
        };
        let Some(Pending { version, previous, .. }) = self.pending.remove(&op) else {
            return;
        };
        let later = evidence.replaced.filter(|(value, _)| value.version > version);
        let wiped_out = later.is_some_and(|later| is_alive(key, later, evidence, operations));
        let was_debt = matches!(previous, Some((_, EntryState::Dirty)));
        if wiped_out || (was_debt && left == Left::Nothing) {
            return found.add(key, Some(op));
        }
        let previous = previous.map(|(value, _)| value);
        *self.undone.of_mut(key) = Some(Undone { op, previous, left });
    }

    fn judge_settled(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        for key in operations.settled() {
            let Some(Undone { op, previous, left }) = self.undone.of_mut(*key).take() else {
                continue;
            };
            let stored = evidence.stored(*key).and_then(Value::live);
            let is_bad = match left {
                Left::Copy(left) => left.live() != stored,
                Left::Nothing => stored.is_some() && previous.and_then(Value::live) == stored,
                Left::Debt => false,
            };
            if is_bad {
                found.add(*key, Some(op));
            }
        }
    }
}

/// Whether an entry is worth keeping: it is owed, under way, or in the database.
fn is_alive(
    key: Key,
    (value, state): (Value, EntryState),
    evidence: &Evidence<'_>,
    operations: &Operations,
) -> bool {
    let stored = evidence.stored(key).map(|stored| stored.version);
    state == EntryState::Dirty
        || stored >= Some(value.version)
        || operations.is_writing(key, value.version)
}
