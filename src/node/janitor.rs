//! The janitor: it lets entries expire, and evicts what a smaller cache has no room for.

use std::rc::Rc;

use super::cache::CacheNode;
use super::eviction;
use super::flusher::sleep_until;
use crate::protocol::{Key, Removal, Time};
use crate::world::{Millis, World};

/// Cleans up for as long as the cache lives.
pub(crate) async fn run(node: Rc<CacheNode>) {
    let mut seen = Seen::of(&node.context.world());
    loop {
        seen.follow(&node).await;
        let next = node.memory.borrow().next_expiry();
        let changes = seen.ttl.is_some() && next.is_none();
        tokio::select! {
            biased;
            () = node.context.world_changed.notified() => {}
            () = node.changed.notified(), if changes => {}
            () = sleep_until(&node, next.map(|(at, _)| at)) => expire(&node, next),
        }
    }
}

fn expire(node: &Rc<CacheNode>, next: Option<(Time, Key)>) {
    if let Some((_, key)) = next.filter(|due| node.memory.borrow().next_expiry() == Some(*due)) {
        node.cache(node.context.new_op()).remove(key, Removal::Expired);
    }
}

/// The settings that the janitor has acted upon.
#[derive(PartialEq)]
struct Seen {
    ttl: Option<Millis>,
    capacity: u32,
}

impl Seen {
    fn of(world: &World) -> Self {
        Self { ttl: world.cache.ttl_ms, capacity: world.cache.capacity }
    }

    /// Settings may change while older ones are acted upon.
    async fn follow(&mut self, node: &Rc<CacheNode>) {
        while *self != Self::of(&node.context.world()) {
            let before = std::mem::replace(self, Self::of(&node.context.world()));
            if before.ttl != self.ttl {
                node.start_all_to_live();
            }
            if before.capacity > self.capacity {
                eviction::shrink(node).await;
            }
        }
    }
}
