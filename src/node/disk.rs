//! The database's disk: what is durable outlives every crash.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::limits;
use crate::protocol::{Change, Key, Value, Version, Write};

/// Rows, and the ids of the increments that are in them.
#[derive(Default)]
pub(crate) struct Disk {
    rows: RefCell<BTreeMap<Key, Value>>,
    applied: RefCell<BTreeMap<Key, BTreeSet<Version>>>,
}

/// What a write finds.
#[derive(Clone, Copy)]
pub(crate) struct Checks {
    /// Whether a row that is newer stays as it is.
    pub(crate) newer_stays: bool,
    /// Whether an increment is known by its id.
    pub(crate) knows_ids: bool,
}

/// What became of a write.
pub(crate) enum Commit {
    /// It is durable; this is the row now.
    Persisted(Value),
    /// The row is newer.
    Outdated,
    /// The increment was applied before.
    Repeated,
}

impl Disk {
    pub(crate) fn read(&self, key: Key) -> Option<Value> {
        self.rows.borrow().get(&key).copied()
    }

    /// What the database holds before anything happens.
    pub(crate) fn begin_with(&self, key: Key, value: Value) {
        self.rows.borrow_mut().insert(key, value);
    }

    pub(crate) fn write(&self, write: Write, checks: Checks) -> Commit {
        let before = self.read(write.key);
        let is_newer = before.is_some_and(|row| row.version > write.version);
        if write.change.is_absolute() && checks.newer_stays && is_newer {
            return Commit::Outdated;
        }
        if checks.knows_ids && self.has_applied(write) {
            return Commit::Repeated;
        }
        self.note_id(write);
        let value = Value::after(before, write);
        self.rows.borrow_mut().insert(write.key, value);
        Commit::Persisted(value)
    }

    fn has_applied(&self, write: Write) -> bool {
        let applied = self.applied.borrow();
        matches!(write.change, Change::Add(_))
            && applied.get(&write.key).is_some_and(|ids| ids.contains(&write.version))
    }

    fn note_id(&self, write: Write) {
        if write.change.is_absolute() {
            return;
        }
        let mut applied = self.applied.borrow_mut();
        let ids = applied.entry(write.key).or_default();
        ids.insert(write.version);
        if ids.len() > limits::IDS_PER_KEY {
            ids.pop_first();
        }
    }
}
