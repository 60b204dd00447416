//! What became of entries of the cache, and of writes that were left out.

use dirtybit::{Value, Version, Write};

use super::{Told, Tone, content};

/// It made room.
pub(crate) fn evicted(name: &str, value: Value) -> Told {
    (Tone::Plain, format!("{name} ({value}) was evicted: the least recently used makes room."))
}

/// Its time was over.
pub(crate) fn expired(name: &str, value: Value) -> Told {
    (Tone::Plain, format!("{name} ({value}) expired: its time to live is over."))
}

/// A write that went around the cache removed it.
pub(crate) fn invalidated(name: &str, value: Value) -> Told {
    let words = format!("{name} ({value}) is invalidated: a write went around the cache.");
    (Tone::Plain, words)
}

/// A failed write takes its entry away.
pub(crate) fn undone(name: &str, value: Value) -> Told {
    (Tone::Warning, format!("A failed write of {name} is undone: {value} leaves the cache."))
}

/// A failed write restores what was there.
pub(crate) fn put_back(name: &str, failed: Version, value: Value) -> Told {
    (Tone::Warning, format!("The failed write {name} = {failed} puts {value} back into the cache."))
}

/// A failed flush is not tried again.
pub(crate) fn given_up(name: &str, value: Value) -> Told {
    let words = format!("Saving {name} = {value} is given up; the cache goes on serving it.");
    (Tone::Bad, words)
}

/// A lease was withdrawn.
pub(crate) fn fill_rejected(name: &str, value: Value) -> Told {
    let words = format!("{value} came too late to fill {name}: a write has withdrawn its lease.");
    (Tone::Good, words)
}

/// A write on its own was older than what it found.
pub(crate) fn outdated(name: &str, write: &Write, stored: Option<Value>) -> Told {
    let found = content(stored);
    (Tone::Plain, format!("{name}: {write} found {found}, which is newer, and was left out."))
}

/// An increment was known by its id.
pub(crate) fn repeated(name: &str, write: &Write) -> Told {
    let words = format!("{name} {write} was applied before: its id is known, it is left out.");
    (Tone::Good, words)
}
