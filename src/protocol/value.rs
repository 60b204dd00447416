//! What is stored, and what changes it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::{Key, Version};

/// What is stored under a key: the write that put it there, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Value {
    /// The newest write in it.
    pub version: Version,
    /// True for the tombstone that a delete leaves.
    pub deleted: bool,
    /// The sum of the increments since the key was last set.
    pub total: i64,
}

impl Value {
    /// What the database holds of a key that it begins with.
    pub const FIRST: Self = Self { version: Version(0), deleted: false, total: 0 };
    /// What a cache keeps of a key that the database does not have.
    pub const ABSENT: Self = Self { version: Version(0), deleted: true, total: 0 };

    /// The version that a reader gets to see: none for a tombstone.
    pub const fn live(self) -> Option<Version> {
        if self.deleted { None } else { Some(self.version) }
    }

    /// What a write makes of what was there before.
    pub fn after(before: Option<Self>, Write { version, change, .. }: Write) -> Self {
        match change {
            Change::Set => Self { version, deleted: false, total: 0 },
            Change::Delete => Self { version, deleted: true, total: 0 },
            Change::Add(amount) => {
                let newest = before.map_or(version, |before| before.version.max(version));
                let total = before.map_or(0, |before| before.total).saturating_add(amount);
                Self { version: newest, deleted: false, total }
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.deleted, self.total) {
            (true, _) if self.version == Version(0) => f.pad("none"),
            (true, _) => f.pad("del"),
            (false, 0) => self.version.fmt(f),
            (false, total) => f.pad(&format!("{}={total}", self.version)),
        }
    }
}

/// What a write does to what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Change {
    /// Replaces it.
    Set,
    /// Leaves a tombstone.
    Delete,
    /// Adds so much to it.
    Add(i64),
}

impl Change {
    /// True if what it finds makes no difference.
    pub const fn is_absolute(self) -> bool {
        !matches!(self, Self::Add(_))
    }
}

/// A change on its way to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Write {
    /// Where to.
    pub key: Key,
    /// Which.
    pub version: Version,
    /// What.
    pub change: Change,
}

impl Write {
    /// Whether this is another write of the key, or a newer one that leaves nothing of it.
    pub fn covers(&self, other: &Self) -> bool {
        let replaces = self.change.is_absolute() && other.version < self.version;
        self.version == other.version || replaces
    }

    /// Takes out of writes of one key, in the order in which they were taken in, those that need not
    /// be saved any more once this one is: what it does not leave anything of, and itself.
    pub fn settle<T>(self, owed: &mut Vec<T>, write_of: impl Fn(&T) -> Self) {
        let place = owed.iter().position(|debt| write_of(debt).version == self.version);
        match place {
            Some(place) if self.change.is_absolute() => drop(owed.drain(..=place)),
            Some(place) => drop(owed.remove(place)),
            None if self.change.is_absolute() => {
                owed.retain(|debt| write_of(debt).version > self.version);
            }
            None => {}
        }
    }
}

/// As a packet's label.
impl fmt::Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.change {
            Change::Set => self.version.fmt(f),
            Change::Delete => f.pad("delete"),
            Change::Add(amount) => f.pad(&format!("{amount:+}")),
        }
    }
}
