//! Cache pollution: entries that took up room and were never read.

use crate::protocol::{Event, Fact, Key, Node};

/// An entry is one stay of a key in the cache, whatever is written to it meanwhile.
#[derive(Clone, Default)]
pub(super) struct Pollution {
    stays: Vec<Stay>,
    cached: u64,
    read: u64,
}

/// How a key is in the cache.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Stay {
    #[default]
    Absent,
    Unread,
    Read,
}

impl Pollution {
    /// Entries that came into the cache.
    pub(super) fn cached(&self) -> u64 {
        self.cached
    }

    /// Those of them that no look-up has found, and, if they have left, ever will.
    pub(super) fn never_read(&self) -> u64 {
        self.cached - self.read
    }

    /// Follows one event.
    pub(super) fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::KeyAdded { .. } => self.stays.push(Stay::Absent),
            Fact::Cached { key, .. } => self.enter(*key),
            Fact::Hit { key, .. } => self.look_up(*key),
            Fact::Removed { key, .. } => self.stays[key.index()] = Stay::Absent,
            Fact::Crashed(Node::Cache) => self.stays.fill(Stay::Absent),
            _ => {}
        }
    }

    fn enter(&mut self, key: Key) {
        let stay = &mut self.stays[key.index()];
        if *stay == Stay::Absent {
            *stay = Stay::Unread;
            self.cached += 1;
        }
    }

    fn look_up(&mut self, key: Key) {
        let stay = &mut self.stays[key.index()];
        if *stay == Stay::Unread {
            *stay = Stay::Read;
            self.read += 1;
        }
    }
}
