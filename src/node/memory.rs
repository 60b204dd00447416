//! The cache's memory: entries in the order of their last use.

use lru::LruCache;

use crate::protocol::{EntryState, Key, Time, Value, Write};

/// One entry.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) value: Value,
    pub(crate) state: EntryState,
    /// When it became dirty, and which one in the order of becoming dirty.
    since: (Time, u64),
}

/// Who has to go to make room.
pub(crate) enum Victim {
    Clean(Key),
    Dirty(Write),
    /// Every entry is part of a write that is under way.
    AllPending,
}

pub(crate) struct Memory {
    entries: LruCache<Key, Entry>,
    capacity: usize,
    next_dirty: u64,
}

impl Memory {
    /// A cache without any room would be none: one entry always fits.
    pub(crate) fn new(capacity: u32) -> Self {
        let (entries, capacity) = (LruCache::unbounded(), capacity.max(1) as usize);
        Self { entries, capacity, next_dirty: 0 }
    }

    /// Looks a key up, which counts as a use.
    pub(crate) fn get(&mut self, key: Key) -> Option<Value> {
        self.entries.get(&key).map(|entry| entry.value)
    }

    pub(crate) fn contains(&self, key: Key) -> bool {
        self.entries.contains(&key)
    }

    pub(crate) fn peek(&self, key: Key) -> Option<Entry> {
        self.entries.peek(&key).copied()
    }

    /// Stores a value. An entry that was dirty already keeps its place among the dirty.
    pub(crate) fn put(&mut self, write: Write, state: EntryState, now: Time) -> Option<Entry> {
        let before = self.peek(write.key);
        let was_dirty = before.filter(|entry| entry.state == EntryState::Dirty);
        let since = was_dirty.map_or((now, self.next_dirty), |entry| entry.since);
        self.next_dirty += 1;
        self.entries.put(write.key, Entry { value: write.value, state, since });
        before
    }

    /// Puts back what was there before; what was under way then counts as settled now.
    pub(crate) fn restore(&mut self, key: Key, mut entry: Entry) -> Entry {
        if entry.state == EntryState::Pending {
            entry.state = EntryState::Clean;
        }
        self.entries.put(key, entry);
        entry
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<Value> {
        self.entries.pop(&key).map(|entry| entry.value)
    }

    /// Marks an entry clean if it still is what was saved, and it owed something.
    pub(crate) fn mark_clean(&mut self, saved: Write) -> bool {
        match self.entries.peek_mut(&saved.key) {
            Some(entry) if entry.value == saved.value && entry.state != EntryState::Clean => {
                entry.state = EntryState::Clean;
                true
            }
            _ => false,
        }
    }

    /// Who has to go before this key fits; nobody if it fits already.
    pub(crate) fn victim_for(&self, key: Key) -> Option<Victim> {
        if self.entries.contains(&key) || self.entries.len() < self.capacity {
            return None;
        }
        let mut by_use = self.entries.iter().rev();
        let victim = by_use.find(|(_, entry)| entry.state != EntryState::Pending);
        Some(match victim {
            None => Victim::AllPending,
            Some((key, entry)) if entry.state == EntryState::Clean => Victim::Clean(*key),
            Some((key, entry)) => Victim::Dirty(Write { key: *key, value: entry.value }),
        })
    }

    /// True if this very write is in the cache, and not in the database.
    pub(crate) fn is_dirty(&self, write: Write) -> bool {
        let entry = self.peek(write.key);
        entry.is_some_and(|entry| entry.value == write.value && entry.state == EntryState::Dirty)
    }

    /// The dirty entries, the longest dirty first.
    pub(crate) fn dirty_rows(&self) -> Vec<Write> {
        let mut dirty: Vec<_> = self.dirty().collect();
        dirty.sort_unstable_by_key(|(_, entry)| entry.since);
        dirty.into_iter().map(|(key, entry)| Write { key: *key, value: entry.value }).collect()
    }

    /// How many entries are dirty, and since when the longest is.
    pub(crate) fn dirty_since(&self) -> Option<(usize, Time)> {
        let oldest = self.dirty().map(|(_, entry)| entry.since.0).min()?;
        Some((self.dirty().count(), oldest))
    }

    fn dirty(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.entries.iter().filter(|(_, entry)| entry.state == EntryState::Dirty)
    }
}
