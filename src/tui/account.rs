//! What happened, in plain sentences: one for each operation, flush, crash and loss.

use std::time::Duration;

use dirtybit::{
    Action, FlushCause, Holding, Holdings, LostWrite, Node, Outcome, ReadPattern, Time, Value,
    Verdict, Version, Write, WritePattern,
};

use super::scene::{Crash, Ending, Flush, Load, Operation};

/// A sentence, with the moment it tells of.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) at: Time,
    pub(crate) tone: Tone,
    pub(crate) words: String,
}

/// How the screen should say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Warning,
    Bad,
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
fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

pub(crate) fn finished(operation: &Operation, ending: &Ending, holding: &Holding) -> Told {
    let name = &holding.name;
    match (operation.version, ending.outcome) {
        (Some(version), Outcome::Acked(_)) => written(operation, version, ending.took, holding),
        (None, Outcome::Acked(seen)) => read(operation, seen, ending, name),
        (version, Outcome::Refused(why)) => {
            let what = attempt(operation.action, name, version);
            let sure = if version.is_some() { " It certainly did not happen." } else { "" };
            (Tone::Warning, format!("{what} was refused: {why}.{sure}"))
        }
        (None, Outcome::Unknown) => (
            Tone::Warning,
            format!("Reading {name} got no answer: a node died while it worked on it."),
        ),
        (version, Outcome::Unknown) => {
            let what = attempt(operation.action, name, version);
            let words =
                "got no answer: a node died before it could tell. It may have happened or not.";
            (Tone::Warning, format!("{what} {words}"))
        }
    }
}

fn attempt(action: Action, name: &str, version: Option<Version>) -> String {
    match (action, version) {
        (Action::Write, Some(version)) => format!("Writing {name} = {version}"),
        (Action::Delete, _) => format!("Deleting {name}"),
        _ => format!("Reading {name}"),
    }
}

fn written(operation: &Operation, version: Version, took: Duration, holding: &Holding) -> Told {
    let name = &holding.name;
    let what = match operation.action {
        Action::Delete => format!("The delete of {name} ({version})"),
        _ => format!("{name} = {version}"),
    };
    let waited = if operation.waited { ", after waiting for room in the cache" } else { "" };
    let told = format!("{what} was acknowledged in {}{waited}", millis(took));
    let stored = holding.database.map(|value| value.version);
    let cached = holding.cache.map(|(value, _)| value.version);
    let is_delete = operation.action == Action::Delete;
    match (cached >= Some(version), stored >= Some(version)) {
        (true, true) => (Tone::Good, format!("{told}: cache and database both have it.")),
        (true, false) => {
            let old = held(holding.database);
            (Tone::Warning, format!("{told}. Only the cache has it: the database still has {old}."))
        }
        (false, true) => match holding.cache {
            Some((old, _)) => {
                let words = format!("the cache still holds {old}, which is stale now.");
                (Tone::Warning, format!("{told}. The database has it; {words}"))
            }
            None if is_delete => {
                (Tone::Good, format!("{told}: neither cache nor database has the key."))
            }
            None => (
                Tone::Good,
                format!("{told}: the database has it, the cache does not hold the key."),
            ),
        },
        (false, false) => (Tone::Bad, format!("{told}, but its only copy is gone.")),
    }
}

fn held(value: Option<Value>) -> String {
    match value {
        Some(Value { version, deleted: false }) => version.to_string(),
        _ => "nothing".to_owned(),
    }
}

fn read(operation: &Operation, seen: Option<Value>, ending: &Ending, name: &str) -> Told {
    let took = millis(ending.took);
    let what = match seen.and_then(Value::live) {
        Some(version) => format!("Reading {name} returned {version} in {took}"),
        None => format!("Reading {name} found nothing in {took}"),
    };
    match ending.verdict {
        Some(Verdict::Stale { behind, since }) => {
            let ago = span_words(since);
            let newer = match behind {
                1 => format!("a newer write was acknowledged {ago} ago"),
                _ => format!("{behind} newer writes were acknowledged, the first {ago} ago"),
            };
            (Tone::Bad, format!("{what}. That is STALE: {newer}."))
        }
        Some(Verdict::Phantom) => {
            (Tone::Bad, format!("{what}. That is a phantom: its write never committed."))
        }
        _ if operation.missed => {
            (Tone::Plain, format!("{what}: a miss, fetched from the database."))
        }
        _ => (Tone::Good, format!("{what}: a hit in the cache.")),
    }
}

pub(crate) fn flush_begins(cause: FlushCause, rows: &[Write], holdings: &Holdings) -> Told {
    let rows_words = count(rows.len(), "dirty row", "dirty rows");
    let words = match (cause, rows.first()) {
        (FlushCause::Interval, _) => format!("The flush interval is over: {rows_words} to save."),
        (FlushCause::Retry, _) => format!("The flush is tried again: {rows_words} to save."),
        (FlushCause::Batch, _) => format!("{rows_words} make a batch: a flush begins."),
        (FlushCause::Eviction, Some(row)) => {
            let name = &holdings.of(row.key).name;
            format!("The cache is full: {name} is dirty, and must be saved before it makes room.")
        }
        _ => format!("A flush begins, as asked: {rows_words} to save."),
    };
    (Tone::Plain, words)
}

pub(crate) fn load(load: Load) -> Told {
    let words = match (load.on, load.per_second) {
        (false, _) => "Automatic load is off.".to_owned(),
        (true, Some(rate)) => format!("Automatic load: about {rate} operations a second."),
        (true, None) => "Automatic load without a pause between operations.".to_owned(),
    };
    (Tone::Plain, words)
}

pub(crate) fn flushed(flush: &Flush, complete: bool, now: Time, holdings: &Holdings) -> Told {
    let took = millis(now - flush.started);
    if !complete {
        let left = flush.rows.len() - flush.saved as usize;
        let rows = count(left, "row stays dirty", "rows stay dirty");
        return (
            Tone::Warning,
            format!("The flush failed after {took}: {rows} until the next try."),
        );
    }
    let saved = flush.rows.len() - flush.outdated as usize;
    let rows = count(saved, "row", "rows");
    let outdated = match flush.outdated {
        0 => String::new(),
        outdated => format!(" {outdated} found something newer in the database, and left it."),
    };
    let again = flush.rows.iter().find_map(|row| {
        let holding = holdings.of(row.key);
        let (value, _) = holding.cache.filter(|(value, _)| value.version > row.value.version)?;
        Some(format!(" {} was written again meanwhile: {value} stays dirty.", holding.name))
    });
    let again = again.unwrap_or_default();
    (Tone::Good, format!("The flush saved {rows} in {took}.{outdated}{again}"))
}

pub(crate) fn evicted(name: &str, value: Value) -> Told {
    (Tone::Plain, format!("{name} ({value}) was evicted: the least recently used makes room."))
}

pub(crate) fn undone(name: &str, value: Value) -> Told {
    (Tone::Warning, format!("A failed write of {name} is undone: {value} leaves the cache."))
}

pub(crate) fn put_back(name: &str, failed: Version, value: Value) -> Told {
    (Tone::Warning, format!("The failed write {name} = {failed} puts {value} back into the cache."))
}

pub(crate) fn crashed(node: Node, crash: Option<Crash>) -> Told {
    match (node, crash) {
        (Node::Cache, Some(Crash { entries: 0, .. })) => {
            (Tone::Bad, "The cache crashed. It was empty.".to_owned())
        }
        (Node::Cache, Some(crash)) => {
            let entries = count(crash.entries, "entry", "entries");
            let words = format!("The cache crashed with {entries}, {} of them dirty.", crash.dirty);
            (Tone::Bad, words)
        }
        _ => (Tone::Bad, format!("The {node} crashed. What it had made durable is still there.")),
    }
}

pub(crate) fn restarted(node: Node) -> Told {
    match node {
        Node::Cache => {
            (Tone::Plain, "The cache is up again, and cold: every first read misses.".into())
        }
        _ => (Tone::Plain, format!("The {node} is up again, with everything that was durable.")),
    }
}

pub(crate) fn lost(lost: &LostWrite, holding: &Holding) -> Told {
    let (name, took) = (&holding.name, millis(lost.acknowledged - lost.issued));
    let end = match (lost.overwritten, holding.cache) {
        (true, _) => "and was overwritten in the database by an older version.".to_owned(),
        (false, Some((older, _))) => {
            format!("and never reached the database: {older} took its place in the cache.")
        }
        (false, None) => "and never reached the database.".to_owned(),
    };
    let what = match lost.deleted {
        true => format!("The delete of {name} ({})", lost.version),
        false => format!("{name} = {}", lost.version),
    };
    (Tone::Bad, format!("{what} was acknowledged in {took} {end}"))
}

pub(crate) fn write_pattern(pattern: WritePattern, dirty: usize) -> Told {
    let rest = match (pattern, dirty) {
        (WritePattern::WriteBack, _) | (_, 0) => String::new(),
        (_, dirty) => {
            let entries = count(dirty, "dirty entry is", "dirty entries are");
            format!(" {entries} still flushed later.")
        }
    };
    (Tone::Plain, format!("New writes are {pattern} from now on.{rest}"))
}

pub(crate) fn read_pattern(pattern: ReadPattern) -> Told {
    (Tone::Plain, format!("New reads are {pattern} from now on."))
}
