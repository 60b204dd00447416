//! The cache's memory: entries in the order of their last use.

use std::collections::BTreeSet;

use lru::LruCache;

use super::owed::{Owed, Since};
use crate::protocol::{EntryState, Key, Time, Value, Version, Write};

/// One entry.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) value: Value,
    /// What the database is still to get.
    pub(crate) owed: Owed,
    /// The write that is on its way to the database while its client waits.
    pending: Option<Version>,
    expires: Option<Time>,
}

impl Entry {
    pub(crate) fn state(&self) -> EntryState {
        match (self.pending, self.owed.is_empty()) {
            (Some(_), _) => EntryState::Pending,
            (None, false) => EntryState::Dirty,
            (None, true) => EntryState::Clean,
        }
    }

    /// Whether it waits for no answer of the database.
    pub(crate) fn is_settled(&self) -> bool {
        self.pending.is_none()
    }

    /// Whether this very write is what the entry waits for.
    pub(crate) fn awaits(&self, write: Write) -> bool {
        self.pending == Some(write.version)
    }
}

/// Who has to go to make room.
pub(crate) enum Victim {
    Clean(Key),
    Dirty(Key),
    /// Every entry is dirty, and stays for that.
    AllPinned,
    /// Every entry is part of a write that is under way.
    AllPending,
}

pub(crate) struct Memory {
    entries: LruCache<Key, Entry>,
    expiries: BTreeSet<(Time, Key)>,
    next_dirty: u64,
}

impl Memory {
    pub(crate) fn new() -> Self {
        let entries = LruCache::unbounded();
        Self { entries, expiries: BTreeSet::new(), next_dirty: 0 }
    }

    /// Looks a key up, which counts as a use.
    pub(crate) fn get(&mut self, key: Key) -> Option<Value> {
        self.entries.get(&key).map(|entry| entry.value)
    }

    pub(crate) fn contains(&self, key: Key) -> bool {
        self.entries.contains(&key)
    }

    pub(crate) fn peek(&self, key: Key) -> Option<&Entry> {
        self.entries.peek(&key)
    }

    /// What is stored, without counting as a use.
    pub(crate) fn value(&self, key: Key) -> Option<Value> {
        self.peek(key).map(|entry| entry.value)
    }

    /// Stores a copy of what the database has.
    pub(crate) fn put_clean(&mut self, key: Key, value: Value) {
        self.put(key, Entry { value, owed: Owed::default(), pending: None, expires: None });
    }

    /// Stores a write that is on its way to the database, and returns what was there before.
    pub(crate) fn put_pending(&mut self, write: Write) -> Option<Entry> {
        let before = self.peek(write.key).cloned();
        let value = Value::after(before.as_ref().map(|entry| entry.value), write);
        let pending = Some(write.version);
        self.put(write.key, Entry { value, owed: Owed::default(), pending, expires: None });
        before
    }

    /// Stores a write that the database gets later.
    pub(crate) fn put_dirty(
        &mut self,
        write: Write,
        base: Option<Value>,
        now: Time,
        coalescing: bool,
    ) {
        let before = self.peek(write.key);
        let base = before.map(|entry| entry.value).or(base);
        let mut owed = before.map(|entry| entry.owed.clone()).unwrap_or_default();
        owed.add(write, self.next_since(now), coalescing);
        let value = Value::after(base, write);
        self.put(write.key, Entry { value, owed, pending: None, expires: None });
    }

    /// Stores what the journal has kept, as it was.
    pub(crate) fn put_replayed(&mut self, write: Write, value: Value, now: Time, coalescing: bool) {
        self.put_dirty(write, Some(value), now, coalescing);
        if let Some(entry) = self.entries.peek_mut(&write.key) {
            entry.value = value;
        }
    }

    fn next_since(&mut self, now: Time) -> Since {
        self.next_dirty += 1;
        (now, self.next_dirty)
    }

    /// Puts back what was there before; what was under way then counts as settled now.
    pub(crate) fn restore(&mut self, key: Key, mut entry: Entry) {
        entry.pending = None;
        self.put(key, Entry { expires: None, ..entry });
    }

    fn put(&mut self, key: Key, entry: Entry) {
        self.expire_at(key, None);
        self.entries.put(key, entry);
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<Value> {
        self.expire_at(key, None);
        self.entries.pop(&key).map(|entry| entry.value)
    }

    /// Sets when an entry expires; none: it does not.
    pub(crate) fn expire_at(&mut self, key: Key, at: Option<Time>) {
        let Some(entry) = self.entries.peek_mut(&key) else {
            return;
        };
        if let Some(before) = std::mem::replace(&mut entry.expires, at) {
            self.expiries.remove(&(before, key));
        }
        self.expiries.extend(at.map(|at| (at, key)));
    }

    /// The entry that expires first, and when.
    pub(crate) fn next_expiry(&self) -> Option<(Time, Key)> {
        self.expiries.first().copied()
    }

    pub(crate) fn keys(&self) -> Vec<Key> {
        self.entries.iter().map(|(key, _)| *key).collect()
    }

    /// This write need not be saved any more; says whether that made its entry clean.
    pub(crate) fn settle(&mut self, saved: Write, whatever_it_is: bool) -> bool {
        let Some(entry) = self.entries.peek_mut(&saved.key) else {
            return false;
        };
        let before = entry.state();
        if whatever_it_is && before == EntryState::Dirty {
            entry.owed.clear();
        }
        entry.owed.settle(saved);
        if entry.awaits(saved) {
            entry.pending = None;
        }
        before != EntryState::Clean && entry.state() == EntryState::Clean
    }

    /// Who has to go before so many entries are left; nobody if there are no more.
    pub(crate) fn victim(&self, most: usize, pinned: bool) -> Option<Victim> {
        if self.entries.len() <= most {
            return None;
        }
        let mut by_use = self.entries.iter().rev();
        let mut dirty = None;
        for (key, entry) in by_use.by_ref() {
            match entry.state() {
                EntryState::Clean => return Some(Victim::Clean(*key)),
                EntryState::Dirty if !pinned => return Some(Victim::Dirty(*key)),
                EntryState::Dirty => dirty = Some(Victim::AllPinned),
                EntryState::Pending => {}
            }
        }
        Some(dirty.unwrap_or(Victim::AllPending))
    }

    /// What is owed for one key.
    pub(crate) fn rows_of(&self, key: Key) -> Vec<Write> {
        let entry = self.peek(key);
        entry.into_iter().flat_map(|entry| entry.owed.rows()).map(|(_, row)| row).collect()
    }

    /// All that is owed, the longest owed first.
    pub(crate) fn rows(&self) -> Vec<Write> {
        let entries = self.entries.iter().map(|(_, entry)| entry);
        let mut rows: Vec<_> = entries.flat_map(|entry| entry.owed.rows()).collect();
        rows.sort_unstable_by_key(|(since, _)| *since);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// How many writes are owed, and since when the first one is.
    pub(crate) fn owed(&self) -> Option<(usize, Time)> {
        let dirty = || self.entries.iter().map(|(_, entry)| &entry.owed);
        let (oldest, _) = dirty().filter_map(Owed::since).min()?;
        Some((dirty().map(Owed::len).sum(), oldest))
    }
}
