//! Replay: a cache that comes up takes in what the journal has kept, before it serves anybody.

use std::rc::Rc;

use super::cache::CacheNode;
use super::journal::Record;
use crate::protocol::{EntryState, Fact, Node, OpId, Work};

/// Takes every record in as a dirty entry, in the order in which they were appended.
pub(crate) async fn replay(node: &Rc<CacheNode>) {
    let records = node.journal.records();
    if records.is_empty() {
        return;
    }
    node.context.record(Fact::ReplayStarted { records: records.len() as u32 });
    let op = node.context.new_op();
    for record in records {
        take_in(node, op, record).await;
    }
}

async fn take_in(node: &CacheNode, op: OpId, Record { write, value }: Record) {
    let span = node.context.world().cache.op_ms.duration();
    let about = (op, write.key);
    node.context.serve(Node::Cache, about, Work::Change(write), span).await;
    let (now, coalescing) = (node.context.clock.now(), node.coalesces());
    node.memory.borrow_mut().put_replayed(write, value, now, coalescing);
    let (key, state) = (write.key, EntryState::Dirty);
    node.context.record(Fact::Cached { op, key, value, state, write: Some(write) });
    node.changed.notify_waiters();
}
