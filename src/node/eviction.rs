//! Eviction: who goes when the cache is full, and what becomes of a dirty one.

use std::rc::Rc;

use super::cache::CacheNode;
use super::flusher;
use super::link::{Answer, Failure};
use super::memory::Victim;
use super::operation::Cache;
use crate::protocol::{Fact, FlushCause, Key, Node, Refusal, Removal};
use crate::world::DirtyEviction;

/// Makes room for a key, the least recently used entry going first. Who wants it first gets it
/// first, so that nobody waits for ever.
pub(crate) async fn make_room(cache: &Cache, key: Key) -> Answer<()> {
    if cache.node.fits(key) {
        return Ok(());
    }
    if cache.node.must_wait_for_room() {
        cache.record(Fact::Queued { node: Node::Cache, op: cache.op, key });
    }
    let _turn = cache.node.room_turn.lock().await;
    while !cache.node.fits(key) {
        evict_one(cache, cache.node.capacity() - 1).await?;
    }
    Ok(())
}

/// Evicts until no more entries are left than there is room for, or nobody can go.
pub(crate) async fn shrink(node: &Rc<CacheNode>) {
    let cache = node.cache(node.context.new_op());
    let _turn = node.room_turn.lock().await;
    while matches!(node.victim(node.capacity()), Some(Victim::Clean(_) | Victim::Dirty(_))) {
        if evict_one(&cache, node.capacity()).await.is_err() {
            return;
        }
    }
}

async fn evict_one(cache: &Cache, most: usize) -> Answer<()> {
    let node = &cache.node;
    match node.victim(most) {
        None => {}
        Some(Victim::Clean(key)) => cache.remove(key, Removal::Evicted),
        Some(Victim::Dirty(key)) if node.loses_dirty() => cache.remove(key, Removal::Evicted),
        Some(Victim::Dirty(key)) => flush_victim(node, key, most).await?,
        Some(Victim::AllPinned) => {
            node.want_room();
            node.changed.notified().await;
        }
        Some(Victim::AllPending) => node.changed.notified().await,
    }
    Ok(())
}

/// Saves what a victim owes; somebody else may have to go when its turn comes.
async fn flush_victim(node: &Rc<CacheNode>, key: Key, most: usize) -> Answer<()> {
    let _turn = node.flush_turn.lock().await;
    match node.victim(most) {
        Some(Victim::Dirty(still)) if still == key => flush_key(node, key).await,
        _ => Ok(()),
    }
}

/// Saves what an entry owes; it may be clean already when its turn comes.
pub(crate) async fn flush_first(node: &Rc<CacheNode>, key: Key) -> Answer<()> {
    let _turn = node.flush_turn.lock().await;
    flush_key(node, key).await
}

async fn flush_key(node: &Rc<CacheNode>, key: Key) -> Answer<()> {
    let rows = node.memory.borrow().rows_of(key);
    if rows.is_empty() {
        return Ok(());
    }
    let saved = flusher::flush(node, FlushCause::Eviction, rows).await;
    saved.map_err(|_failure| Failure::Refused(Refusal::NoRoom))
}

impl CacheNode {
    /// A cache without any room would be none: one entry always fits.
    fn capacity(&self) -> usize {
        (self.context.world().cache.capacity as usize).max(1)
    }

    fn fits(&self, key: Key) -> bool {
        self.memory.borrow().contains(key) || self.victim(self.capacity() - 1).is_none()
    }

    fn victim(&self, most: usize) -> Option<Victim> {
        let policy = self.context.world().write_back.dirty_eviction;
        self.memory.borrow().victim(most, policy == DirtyEviction::Pin)
    }

    fn loses_dirty(&self) -> bool {
        self.context.world().write_back.dirty_eviction == DirtyEviction::Lose
    }

    /// Whether others wait for room already, or nobody can simply be evicted.
    fn must_wait_for_room(&self) -> bool {
        let is_easy = match self.victim(self.capacity() - 1) {
            None | Some(Victim::Clean(_)) => true,
            Some(Victim::Dirty(_)) => self.loses_dirty(),
            Some(Victim::AllPinned | Victim::AllPending) => false,
        };
        !is_easy || self.room_turn.try_lock().is_err()
    }

    /// Who waits for pinned entries asks for a flush, unless there is one.
    fn want_room(&self) {
        if self.flush_turn.try_lock().is_ok() {
            self.room_wanted.notify_one();
        }
    }

    /// Whether there is room for a copy, or will be without waiting for pinned entries.
    pub(crate) fn has_room_for_copy(&self, key: Key) -> bool {
        self.fits(key) || !matches!(self.victim(self.capacity() - 1), Some(Victim::AllPinned))
    }
}
