//! What a write-through that failed leaves in the cache.

use super::eviction;
use super::memory::Entry;
use super::operation::{Cache, Previous};
use crate::protocol::{EntryState, Removal, Work, Write};
use crate::world::OnFailure;

impl Cache {
    pub(super) async fn roll_back(&self, write: Write, Previous(replaced): Previous) {
        let Some(previous) = replaced else {
            return;
        };
        match self.node.context.world().write_through.on_failure {
            OnFailure::Nothing => self.node.give_up(write),
            OnFailure::CompareVersion if !self.is_still(write) => {}
            OnFailure::Delete => {
                self.work(write.key, Work::Restore).await;
                self.remove(write.key, Removal::RolledBack);
            }
            OnFailure::RestorePrevious | OnFailure::CompareVersion => {
                self.put_back(write, previous).await;
            }
        }
    }

    fn is_still(&self, write: Write) -> bool {
        self.node.memory.borrow().peek(write.key).is_some_and(|entry| entry.awaits(write))
    }

    /// What was there before may have been uncertain itself; who compares versions rather has nothing.
    async fn put_back(&self, write: Write, previous: Option<Entry>) {
        let key = write.key;
        self.work(key, Work::Restore).await;
        let compares =
            self.node.context.world().write_through.on_failure == OnFailure::CompareVersion;
        if compares && !self.is_still(write) {
            return;
        }
        let Some(entry) = previous.filter(|entry| !compares || entry.is_settled()) else {
            return self.remove(key, Removal::RolledBack);
        };
        if eviction::make_room(self, key).await.is_ok() {
            let value = entry.value;
            self.node.memory.borrow_mut().restore(key, entry);
            let state = self.node.state(key).unwrap_or(EntryState::Clean);
            self.now_cached(key, value, state, None);
        }
    }
}
