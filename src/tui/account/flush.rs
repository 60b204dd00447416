//! How flushes began and ended.

use dirtybit::{DirtyEviction, EntryState, FlushCause, Holdings, Time, Write};

use super::{Told, Tone, count, millis};
use crate::tui::scene::Flush;

/// A flush began.
pub(crate) fn flush_begins(
    cause: FlushCause,
    rows: &[Write],
    policy: DirtyEviction,
    holdings: &Holdings,
) -> Told {
    let rows_words = count(rows.len(), "dirty row", "dirty rows");
    let words = match (cause, rows.first()) {
        (FlushCause::Interval, _) => format!("The flush interval is over: {rows_words} to save."),
        (FlushCause::Retry, _) => format!("The flush is tried again: {rows_words} to save."),
        (FlushCause::Batch, _) if rows.len() == 1 => {
            "1 dirty row makes a batch: a flush begins.".to_owned()
        }
        (FlushCause::Batch, _) => format!("{rows_words} make a batch: a flush begins."),
        (FlushCause::Eviction, _) if policy == DirtyEviction::Pin => {
            format!("A flush sets the pinned entries free: {rows_words} to save.")
        }
        (FlushCause::Eviction, Some(row)) => {
            let name = &holdings.of(row.key).name;
            format!("The cache is full: {name} is dirty, and must be saved before it makes room.")
        }
        _ => format!("A flush begins, as asked: {rows_words} to save."),
    };
    (Tone::Plain, words)
}

/// A flush ended.
pub(crate) fn flushed(flush: &Flush, complete: bool, now: Time, holdings: &Holdings) -> Told {
    let took = millis(now - flush.started);
    if !complete {
        return failed(flush, &took);
    }
    let saved = flush.rows.len().saturating_sub(flush.outdated as usize);
    let rows = count(saved, "row", "rows");
    let outdated = match flush.outdated {
        0 => String::new(),
        outdated => format!(" {outdated} found something newer in the database, and left it."),
    };
    let again = written_again(flush, holdings).unwrap_or_default();
    (Tone::Good, format!("The flush saved {rows} in {took}.{outdated}{again}"))
}

fn failed(flush: &Flush, took: &str) -> Told {
    let left = flush.rows.len().saturating_sub(flush.saved as usize);
    let end = match flush.drops {
        false => count(left, "row stays dirty", "rows stay dirty") + " until the next try",
        true => count(left, "row is", "rows are") + " given up",
    };
    let tone = if flush.drops { Tone::Bad } else { Tone::Warning };
    (tone, format!("The flush failed after {took}: {end}."))
}

fn written_again(flush: &Flush, holdings: &Holdings) -> Option<String> {
    flush.rows.iter().find_map(|row| {
        let holding = holdings.of(row.key);
        let (value, state) = holding.cache.filter(|(value, _)| value.version > row.version)?;
        let told = format!(" {} was written again meanwhile: {value} stays dirty.", holding.name);
        (state == EntryState::Dirty).then_some(told)
    })
}

/// The database rolled a batch back.
pub(crate) fn aborted() -> Told {
    let words = "The batch ended before its last row: the database rolled all of it back.";
    (Tone::Warning, words.to_owned())
}
