//! Copies of what the database has: which of them are kept, and when they are forgotten.

use super::cache::Lease;
use super::eviction;
use super::operation::Cache;
use crate::protocol::{EntryState, Fact, Key, Removal, Value, Work};
use crate::world::Fill;

impl Cache {
    /// A copy gives way to an entry that the database is still to get, and is not worth a refusal.
    pub(crate) async fn store_copy(&self, key: Key, found: Option<Value>, lease: Lease) {
        let Some(value) = self.worth_keeping(found) else {
            return;
        };
        self.work(key, Work::Set(value)).await;
        if self.owes(key) || !self.node.has_room_for_copy(key) {
            return;
        }
        if eviction::make_room(self, key).await.is_err() || self.owes(key) {
            return;
        }
        if self.is_withdrawn(key, lease) {
            return self.record(Fact::FillRejected { op: self.op, key, value });
        }
        self.node.memory.borrow_mut().put_clean(key, value);
        self.now_cached(key, value, EntryState::Clean, None);
    }

    /// That there is nothing is only worth keeping with negative caching.
    fn worth_keeping(&self, found: Option<Value>) -> Option<Value> {
        let negative = self.node.context.world().cache.negative_caching;
        found.or(Some(Value::ABSENT)).filter(|value| negative || !value.deleted)
    }

    fn is_withdrawn(&self, key: Key, lease: Lease) -> bool {
        self.node.context.world().cache.fill == Fill::Lease && !self.node.holds_lease(key, lease)
    }

    /// Forgets a copy; what the database is still to get stays.
    pub(crate) async fn forget(&self, key: Key) {
        self.work(key, Work::Invalidate).await;
        self.node.withdraw_lease(key);
        if !self.owes(key) {
            self.remove(key, Removal::Invalidated);
        }
    }
}
