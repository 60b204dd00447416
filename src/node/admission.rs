//! Admission to the dirty queue: what becomes of a write when the cache owes the database enough.

use std::rc::Rc;

use super::cache::CacheNode;
use super::link::{Answer, Failure};
use super::operation::Cache;
use crate::protocol::{Fact, Node, Refusal, Write};
use crate::world::WhenFull;

/// How a write-back may go on.
pub(crate) enum Admission {
    /// It may owe the database its write, as long as the ticket lives.
    Later(Ticket),
    /// It has to go to the database itself.
    Now,
}

/// A place in the dirty queue, for a write that is not in memory yet.
pub(crate) struct Ticket(Rc<CacheNode>);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.admitted.update(|count| count - 1);
        self.0.changed.notify_waiters();
    }
}

/// Lets a write into the dirty queue, by the policy for a full one.
pub(crate) async fn admit(cache: &Cache, write: Write) -> Answer<Admission> {
    let node = &cache.node;
    let mut has_waited = false;
    while node.is_full_for(write) {
        match node.context.world().write_back.when_full {
            WhenFull::WriteThrough => return Ok(Admission::Now),
            WhenFull::Reject => return Err(Failure::Refused(Refusal::DirtyQueueFull)),
            WhenFull::Block if has_waited => {}
            WhenFull::Block => {
                let (op, key) = (cache.op, write.key);
                cache.record(Fact::Queued { node: Node::Cache, op, key });
                has_waited = true;
            }
        }
        tokio::select! {
            biased;
            () = node.changed.notified() => {}
            () = node.context.world_changed.notified() => {}
        }
    }
    node.admitted.update(|count| count + 1);
    Ok(Admission::Later(Ticket(node.clone())))
}

impl CacheNode {
    fn is_full_for(&self, write: Write) -> bool {
        let memory = self.memory.borrow();
        let merges =
            memory.peek(write.key).is_some_and(|entry| entry.owed.takes(write, self.coalesces()));
        let owed = memory.owed().map_or(0, |(count, _)| count);
        !merges && owed + self.admitted.get() >= self.context.world().write_back.queue as usize
    }

    /// Whether writes of one key are saved as one.
    pub(crate) fn coalesces(&self) -> bool {
        self.context.world().write_back.coalescing
    }
}
