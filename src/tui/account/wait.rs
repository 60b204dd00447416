//! What operations wait for at the cache: the dirty queue, room, or an answer that is fetched already.

use dirtybit::Version;

use super::operation::written_as;
use super::{Told, Tone, count};
use crate::tui::scene::Operation;

/// Writes wait until the cache owes the database less.
pub(crate) fn queue_full(first: &Operation, more: usize, limit: u32, name: &str) -> Told {
    let what = written_as(first, first.version.unwrap_or_default(), name);
    let owed = count(limit as usize, "write", "writes");
    let words = format!(
        "{what}{}: the cache owes the database {owed}, its limit (write_back.queue).",
        waits(more)
    );
    (Tone::Warning, words)
}

fn waits(more: usize) -> String {
    match more {
        0 => " waits".to_owned(),
        more => format!(" and {more} more wait"),
    }
}

/// A write does not wait for the dirty queue.
pub(crate) fn through_full_queue(operation: &Operation, version: Version, name: &str) -> Told {
    let what = written_as(operation, version, name);
    (Tone::Warning, format!("The dirty queue is full: {what} goes through to the database."))
}

/// Nobody may make room.
pub(crate) fn pinned(name: &str, more: usize) -> Told {
    let waits = waits(more);
    let words = format!(
        "The cache is full of dirty entries, and they are pinned: {name}{waits} for a flush."
    );
    (Tone::Warning, words)
}

/// Reads share a fetch.
pub(crate) fn reads_wait(reads: usize, name: &str) -> Told {
    let words = match reads {
        1 => format!("1 read of {name} waits for the one that fetches it."),
        _ => format!("{reads} reads of {name} wait for the one that fetches it."),
    };
    (Tone::Plain, words)
}
