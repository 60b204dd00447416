//! What an entry owes the database: writes, in the order in which the cache took them in.

use crate::protocol::{Time, Write};

/// The writes that one entry owes the database.
#[derive(Clone, Default)]
pub(crate) struct Owed(Vec<Debt>);

#[derive(Clone, Copy)]
struct Debt {
    write: Write,
    since: Since,
}

/// When an entry became dirty, and which one in the order of becoming dirty.
pub(crate) type Since = (Time, u64);

impl Owed {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn since(&self) -> Option<Since> {
        self.0.first().map(|debt| debt.since)
    }

    /// Owes one write more. One that leaves nothing of those before it is owed in their place, when
    /// writes of one key are saved as one.
    pub(crate) fn add(&mut self, write: Write, now: Since, coalescing: bool) {
        let replaces = coalescing && write.change.is_absolute();
        let since = self.since().filter(|_| replaces).unwrap_or(now);
        if replaces {
            self.0.clear();
        }
        self.0.push(Debt { write, since });
    }

    /// Whether one write more would be owed in the place of others.
    pub(crate) fn takes(&self, write: Write, coalescing: bool) -> bool {
        coalescing && write.change.is_absolute() && !self.is_empty()
    }

    /// The rows to be flushed, each with its place among all that are.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Since, Write)> {
        self.0.iter().map(|debt| (debt.since, debt.write))
    }

    /// This write need not be saved any more.
    pub(crate) fn settle(&mut self, saved: Write) {
        saved.settle(&mut self.0, |debt| debt.write);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
