//! What happened, in plain sentences: one for each operation, flush, fault and loss.

mod entry;
mod flush;
mod hazard;
mod node;
mod operation;
mod sentence;
mod setting;
mod wait;

use std::time::Duration;

use dirtybit::Value;

pub(crate) use entry::{
    evicted, expired, fill_rejected, given_up, invalidated, outdated, put_back, repeated, undone,
};
pub(crate) use flush::{aborted, flush_begins, flushed};
pub(crate) use hazard::{
    anomaly, armed, cargo, disarmed, fault_cleared, fault_set, held, lost_on_the_way, released,
    sprung,
};
pub(crate) use node::{crashed, lost, replayed, restarted};
pub(crate) use operation::{finished, gave_up, killed};
pub(crate) use sentence::{About, Clients, Sentence};
pub(crate) use setting::{load, routed, setting};
pub(crate) use wait::{pinned, queue_full, reads_wait, through_full_queue};

/// How the screen should say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Warning,
    Bad,
    /// Said by a script, not by the run.
    Caption,
}

pub(crate) type Told = (Tone, String);

/// Milliseconds with one decimal, as everywhere on the screen.
pub(crate) fn millis(span: Duration) -> String {
    format!("{:.1} ms", span.as_secs_f64() * 1e3)
}

/// Milliseconds up to a second, and seconds beyond.
fn span_words(span: Duration) -> String {
    match span.as_millis() {
        0..1_000 => millis(span),
        _ => format!("{:.1} s", span.as_secs_f64()),
    }
}

/// A number with its noun.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// What a node would show of a value.
fn content(value: Option<Value>) -> String {
    match value {
        Some(value) if !value.deleted => value.to_string(),
        _ => "nothing".to_owned(),
    }
}
