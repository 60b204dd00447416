//! Eviction: who goes when the cache is full, and what becomes of a dirty one.

use super::cache::Cache;
use super::flusher;
use super::link::{Answer, Failure};
use super::memory::Victim;
use crate::protocol::{Fact, FlushCause, Key, Node, Refusal, Removal, Write};

/// Makes room for a key, the least recently used entry going first. Who wants it first gets it
/// first, so that nobody waits for ever.
pub(crate) async fn make_room(cache: &Cache, key: Key) -> Answer<()> {
    if cache.node.memory.borrow().contains(key) {
        return Ok(());
    }
    if cache.node.must_wait_for_room(key) {
        cache.record(Fact::Queued { node: Node::Cache, op: cache.op, key });
    }
    let _turn = cache.node.room_turn.lock().await;
    loop {
        let victim = cache.node.memory.borrow().victim_for(key);
        match victim {
            None => return Ok(()),
            Some(Victim::Clean(key)) => cache.remove(key, Removal::Evicted),
            Some(Victim::Dirty(write)) => flush_first(cache, write).await?,
            Some(Victim::AllPending) => cache.node.changed.notified().await,
        }
    }
}

/// Saves a dirty entry before it goes; it may be clean already when its turn comes.
async fn flush_first(cache: &Cache, write: Write) -> Answer<()> {
    let _turn = cache.node.flush_turn.lock().await;
    if !cache.node.memory.borrow().is_dirty(write) {
        return Ok(());
    }
    let saved = flusher::flush(&cache.node, FlushCause::Eviction, vec![write]).await;
    saved.map_err(|_failure| Failure::Refused(Refusal::NoRoom))
}
