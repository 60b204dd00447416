//! What becomes of the cache's entries and of the journal's records.

use dirtybit::{EntryState, Fact, Key, OpId, Removal, Value, Write};

use super::{Cause, Gone, Scene};
use crate::tui::account;

impl Scene {
    pub(super) fn follow_entry(&mut self, fact: &Fact) {
        match fact {
            Fact::Cached { op, key, .. } => {
                self.fill_cache(*op, *key);
                self.follow_replay(*op);
            }
            Fact::Removed { key, value, cause } => self.remove(*key, *value, *cause),
            Fact::Dropped { key, value } => {
                self.lanes[key.index()].unsaved = Some((value.version, Cause::GivenUp));
                self.tell(account::given_up(self.name(*key), *value));
            }
            Fact::Cleaned { key, value } => self.clean(*key, *value),
            Fact::FillRejected { key, value, .. } => {
                self.tell(account::fill_rejected(self.name(*key), *value));
            }
            Fact::Truncated { write, .. } => self.truncated = Some((self.now, *write)),
            Fact::Outdated { write, row: None, .. } => self.leave_out(write),
            Fact::Repeated { write, .. } => {
                self.tell(account::repeated(self.name(write.key), write));
            }
            _ => {}
        }
    }

    fn fill_cache(&mut self, op: OpId, key: Key) {
        self.is_cold = false;
        let lane = &mut self.lanes[key.index()];
        (lane.gone, lane.unsaved) = (None, None);
        self.stop_waiting(op, key);
    }

    /// What is replayed is back when all of it is.
    fn follow_replay(&mut self, op: OpId) {
        let Some((left, records)) = self.replay.filter(|_| !self.operations.contains_key(&op))
        else {
            return;
        };
        self.replay = (left > 1).then_some((left - 1, records));
        if self.replay.is_none() {
            self.tell(account::replayed(records));
        }
    }

    /// What the database has not got is not saved, whatever the cache thinks.
    fn clean(&mut self, key: Key, value: Value) {
        let stored = self.folds.holdings.of(key).database.map(|stored| stored.version);
        if stored < Some(value.version) {
            self.lanes[key.index()].unsaved = Some((value.version, Cause::FalseClean));
        }
    }

    /// What replaces a write that was on its way, and is no write itself, was there before it.
    pub(super) fn put_back(&mut self, op: OpId, key: Key, value: Value) {
        let holding = self.folds.holdings.of(key);
        let pending = holding.cache.filter(|(_, state)| *state == EntryState::Pending);
        let failed = self.operations.get(&op).and_then(|operation| operation.version);
        if let (Some(_), Some(failed)) = (pending, failed.filter(|failed| *failed != value.version))
        {
            self.tell(account::put_back(&holding.name, failed, value));
        }
    }

    fn remove(&mut self, key: Key, value: Value, cause: Removal) {
        let name = self.name(key);
        let (gone, told) = match cause {
            Removal::Evicted => (Some(Gone::Evicted(value)), account::evicted(name, value)),
            Removal::Expired => (Some(Gone::Expired(value)), account::expired(name, value)),
            Removal::Invalidated => {
                (Some(Gone::Invalidated(value)), account::invalidated(name, value))
            }
            Removal::RolledBack => (None, account::undone(name, value)),
            Removal::Deleted => return,
        };
        self.lanes[key.index()].gone = gone;
        self.tell(told);
    }

    fn leave_out(&mut self, write: &Write) {
        let holding = self.folds.holdings.of(write.key);
        self.tell(account::outdated(&holding.name, write, holding.database));
    }
}
