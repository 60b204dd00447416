//! The flusher: it wakes by interval, by number of dirty entries, or by hand, and retries what fails.

use std::rc::Rc;
use std::time::Duration;

use super::cache::CacheNode;
use super::link::Answer;
use crate::pattern::write_back;
use crate::protocol::{Fact, FlushCause, Time, Write};
use crate::world::FailedFlush;

/// However it is set, time passes between two tries.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);
/// How many times a failed flush's pause doubles at the most.
const RETRY_DOUBLINGS: u32 = 4;

/// Flushes whenever it is due, for as long as the cache lives.
pub(crate) async fn run(node: Rc<CacheNode>) {
    loop {
        let mut cause = due(&node).await;
        let mut failures = 0;
        while flush_all(&node, cause).await.is_err() {
            if node.context.world().write_back.failed_flush == FailedFlush::Drop {
                break;
            }
            pause(&node, failures).await;
            cause = FlushCause::Retry;
            failures += 1;
        }
    }
}

async fn flush_all(node: &Rc<CacheNode>, cause: FlushCause) -> Answer<()> {
    let _turn = node.flush_turn.lock().await;
    let rows = node.memory.borrow().rows();
    match rows.is_empty() {
        true => Ok(()),
        false => flush(node, cause, rows).await,
    }
}

/// One flush of these rows, in this order.
pub(crate) async fn flush(node: &Rc<CacheNode>, cause: FlushCause, rows: Vec<Write>) -> Answer<()> {
    let op = node.context.new_op();
    let named = rows.clone().into_boxed_slice();
    node.context.record(Fact::FlushStarted { op, cause, rows: named.clone() });
    let saved = write_back::flush(&node.cache(op), rows).await;
    let complete = saved.is_ok();
    node.context.record(Fact::FlushEnded { op, complete });
    if !complete && node.context.world().write_back.failed_flush == FailedFlush::Drop {
        give_up(node, &named);
    }
    node.changed.notify_waiters();
    saved
}

/// What could not be saved is forgotten; the entries stay as they are.
fn give_up(node: &CacheNode, rows: &[Write]) {
    for row in rows {
        node.give_up(*row);
    }
}

/// Waits until a flush is due, and says why it is.
async fn due(node: &CacheNode) -> FlushCause {
    let mut announced = None;
    loop {
        let settings = node.context.world().write_back.clone();
        let dirty = node.memory.borrow().owed();
        if dirty.is_some_and(|(count, _)| count >= settings.batch.min(settings.queue) as usize) {
            return FlushCause::Batch;
        }
        let deadline = dirty.map(|(_, since)| since + settings.interval_ms.duration());
        announce(node, &mut announced, deadline);
        tokio::select! {
            biased;
            () = node.flush_asked.notified() => return FlushCause::ByHand,
            () = node.room_wanted.notified() => return FlushCause::Eviction,
            () = node.changed.notified() => {}
            () = node.context.world_changed.notified() => {}
            () = sleep_until(node, deadline) => return FlushCause::Interval,
        }
    }
}

fn announce(node: &CacheNode, announced: &mut Option<Time>, deadline: Option<Time>) {
    if *announced != deadline {
        *announced = deadline;
        node.context.record(Fact::FlushDue(deadline));
    }
}

pub(crate) async fn sleep_until(node: &CacheNode, deadline: Option<Time>) {
    match deadline {
        Some(deadline) => node.context.clock.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Waits before the next try, longer each time; asked for a flush, it tries at once.
async fn pause(node: &CacheNode, failures: u32) {
    let first = node.context.world().write_back.retry_ms.duration().max(SHORTEST_PAUSE);
    let span: Duration = first * 2_u32.pow(failures.min(RETRY_DOUBLINGS));
    let deadline = node.context.clock.now() + span;
    node.context.record(Fact::FlushDue(Some(deadline)));
    tokio::select! {
        biased;
        () = node.flush_asked.notified() => {}
        () = node.context.clock.sleep_until(deadline) => {}
    }
}
