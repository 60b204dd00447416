//! What requests wait for, as far as the events tell.

use dirtybit::{Action, DirtyEviction, EntryState, Fact, Key, Node, OpId, Pattern, WritePattern};

use super::{Operation, Scene};
use crate::tui::account;

/// A request that waits at a node.
#[derive(Clone, Copy)]
pub(crate) struct Waiting {
    pub(crate) node: Node,
    pub(super) op: OpId,
    pub(crate) key: Key,
    pub(super) why: Wait,
}

/// What a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// A connection of the database, or a row that another one is writing.
    Turn,
    /// Until the cache owes the database less.
    DirtyQueue,
    /// Room in the cache.
    Room,
    /// What another read fetches.
    Answer,
}

impl Scene {
    /// Whether the cache owes the database as much as it may.
    pub(crate) fn is_queue_full(&self) -> bool {
        let waits = self.waiting.iter().any(|waiting| waiting.why == Wait::DirtyQueue);
        waits || self.folds.holdings.dirty() >= self.folds.world.write_back.queue as usize
    }

    pub(super) fn follow_wait(&mut self, fact: &Fact) {
        if let Fact::Queued { node, op, key } = fact {
            self.wait(*node, *op, *key);
        }
    }

    fn wait(&mut self, node: Node, op: OpId, key: Key) {
        let why = self.why(node, op, key);
        self.waiting.push(Waiting { node, op, key, why });
        if let Some(operation) = self.operations.get_mut(&op).filter(|_| why != Wait::Turn) {
            operation.trail.queued = true;
            operation.waited = Some(why);
        }
        let others = self.waiting.iter().filter(|other| other.why == why).count() - 1;
        // Under load, it is told when it begins.
        if !self.load.on || others == 0 {
            self.tell_why(key, why);
        }
    }

    /// Those who wait for the same are told of together, by the first of them.
    fn tell_why(&mut self, key: Key, why: Wait) {
        let same = |other: &&Waiting| other.why == why && (why != Wait::Answer || other.key == key);
        let mut waiting = self.waiting.iter().filter(same);
        let Some(first) = waiting.next() else {
            return;
        };
        let (op, more, name) = (first.op, waiting.count(), self.name(first.key));
        let settings = &self.folds.world.write_back;
        let is_pinned = settings.dirty_eviction == DirtyEviction::Pin && !self.has_clean();
        let told = match (why, self.operations.get(&op)) {
            (Wait::Answer, _) => account::reads_wait(more + 1, name),
            (Wait::DirtyQueue, Some(write)) => {
                account::queue_full(write, more, settings.queue, name)
            }
            (Wait::Room, Some(_)) if is_pinned => account::pinned(name, more),
            _ => return,
        };
        self.tell_wait(op, told);
    }

    fn has_clean(&self) -> bool {
        let mut entries = self.folds.holdings.keys().iter().filter_map(|holding| holding.cache);
        entries.any(|(_, state)| state == EntryState::Clean)
    }

    fn why(&self, node: Node, op: OpId, key: Key) -> Wait {
        let operation = self.operations.get(&op);
        match operation {
            _ if node == Node::Database => Wait::Turn,
            Some(read) if read.action == Action::Read && !read.fetches => Wait::Answer,
            Some(write) if is_write_back(write) && self.must_be_for_queue(key) => Wait::DirtyQueue,
            _ => Wait::Room,
        }
    }

    /// Either the cache owes too much, or nothing else could make a write wait, for there is room.
    fn must_be_for_queue(&self, key: Key) -> bool {
        let (holdings, world) = (&self.folds.holdings, &self.folds.world);
        let entries = holdings.keys().iter().filter(|holding| holding.cache.is_some()).count();
        let is_full = entries >= (world.cache.capacity as usize).max(1);
        let wants_room = is_full && holdings.of(key).cache.is_none();
        holdings.dirty() >= world.write_back.queue as usize || !wants_room
    }
}

pub(super) fn is_write_back(operation: &Operation) -> bool {
    operation.pattern == Pattern::Write(WritePattern::WriteBack)
}
