//! What a place holds of a key, and which writes that has come from.

use std::collections::BTreeSet;

use dirtybit::{Change, Value, Version, Write};

/// The contents of a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Contents {
    pub(crate) value: Option<Value>,
    /// The write that left nothing of what was there before; none if that is not known.
    base: Option<Version>,
    /// The base and the increments since, as far as they are known.
    pub(crate) parts: BTreeSet<Version>,
}

impl Contents {
    pub(crate) fn copy(value: Option<Value>) -> Self {
        Self { value, ..Self::default() }
    }

    /// One write more.
    pub(crate) fn after(mut self, write: &Write, value: Value) -> Self {
        if write.change.is_absolute() {
            self.base = Some(write.version);
            self.parts.clear();
        }
        self.parts.insert(write.version);
        self.value = Some(value);
        self
    }

    pub(crate) fn version(&self) -> Option<Version> {
        self.value.map(|value| value.version)
    }

    /// Whether it has this write, or something that replaced it.
    pub(crate) fn stands_for(&self, write: &Write) -> bool {
        let newer = if write.change.is_absolute() { self.version() } else { self.base };
        self.parts.contains(&write.version) || newer > Some(write.version)
    }
}

/// Whether a change would bring this write, or something that replaces it.
pub(crate) fn brings(change: &Write, write: &Write) -> bool {
    let newer = change.change.is_absolute() && change.version > write.version;
    change.key == write.key && (newer || change.version == write.version)
}

/// What a write makes of what it finds.
pub(crate) fn expected(before: Option<Value>, Write { version, change, .. }: &Write) -> Value {
    match *change {
        Change::Set => Value { version: *version, deleted: false, total: 0 },
        Change::Delete => Value { version: *version, deleted: true, total: 0 },
        Change::Add(amount) => Value {
            version: before.map_or(*version, |before| before.version.max(*version)),
            deleted: false,
            total: before.map_or(0, |before| before.total) + amount,
        },
    }
}
