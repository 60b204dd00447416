//! How operations of clients ended, and what that means.

use std::time::Duration;

use dirtybit::{
    Action, ClientId, Holding, Millis, Node, Outcome, Refusal, Value, Verdict, Version,
};

use super::{Told, Tone, content, count, millis, span_words};
use crate::tui::scene::{Doubt, Ending, Operation, Wait};

/// An operation ended.
pub(crate) fn finished(operation: &Operation, ending: &Ending, holding: &Holding) -> Told {
    let name = &holding.name;
    match (operation.version, ending.outcome) {
        (Some(version), Outcome::Acked(_)) => written(operation, version, ending.took, holding),
        (None, Outcome::Acked(seen)) => read(operation, seen, ending, name),
        (_, Outcome::Refused(why)) => refused(operation, why, name),
        (_, Outcome::Unknown) => unknown(operation, ending.took, name),
    }
}

fn refused(operation: &Operation, why: Refusal, name: &str) -> Told {
    let what = attempt(operation, name);
    let sure = if operation.version.is_some() { " It certainly did not happen." } else { "" };
    (Tone::Warning, format!("{what} was refused: {why}.{sure}"))
}

fn unknown(operation: &Operation, took: Duration, name: &str) -> Told {
    let what = attempt(operation, name);
    let why = match operation.doubt {
        Some(Doubt::TimedOut(Node::App)) => format!("no answer within {}", span_words(took)),
        Some(Doubt::TimedOut(node)) => format!("no answer, for the {node} got none either"),
        Some(Doubt::Killed) => "its client was killed before the answer came".to_owned(),
        None => "no answer: a node died while it worked on it".to_owned(),
    };
    let doubt = if operation.version.is_some() { " It may have happened or not." } else { "" };
    (Tone::Warning, format!("{what}: {why}.{doubt}"))
}

fn attempt(operation: &Operation, name: &str) -> String {
    match (operation.action, operation.version) {
        (Action::Write, Some(version)) => format!("Writing {name} = {version}"),
        (Action::Add(amount), _) => format!("Adding {amount:+} to {name}"),
        (Action::Delete, _) => format!("Deleting {name}"),
        _ => format!("Reading {name}"),
    }
}

fn written(operation: &Operation, version: Version, took: Duration, holding: &Holding) -> Told {
    let what = written_as(operation, version, &holding.name);
    let waited = match operation.waited {
        Some(Wait::DirtyQueue) => ", after waiting for the dirty queue",
        Some(Wait::Room) => ", after waiting for room in the cache",
        _ => "",
    };
    let told = format!("{what} was acknowledged in {}{waited}", millis(took));
    let (tone, rest) = whereabouts(version, operation.action == Action::Delete, holding);
    (tone, format!("{told}{rest}"))
}

/// A write, as people write it down.
pub(super) fn written_as(operation: &Operation, version: Version, name: &str) -> String {
    match operation.action {
        Action::Delete => format!("The delete of {name} ({version})"),
        Action::Add(amount) => format!("{name} {amount:+} ({version})"),
        _ => format!("{name} = {version}"),
    }
}

/// Who has a write that was just acknowledged.
fn whereabouts(version: Version, is_delete: bool, holding: &Holding) -> (Tone, String) {
    let stored = holding.database.map(|value| value.version) >= Some(version);
    let cached = holding.cache.map(|(value, _)| value.version) >= Some(version);
    let journaled = holding.journal.iter().any(|record| record.version >= version);
    let old = content(holding.database);
    match (cached, stored, holding.cache) {
        _ if holding.database.is_some_and(|value| value.version > version) => {
            (Tone::Good, format!(". By then the database had {old}, which is newer."))
        }
        (true, true, _) => (Tone::Good, ": cache and database both have it.".to_owned()),
        (true, false, _) if journaled => (
            Tone::Warning,
            format!(". The cache and its journal have it: the database still has {old}."),
        ),
        (true, false, _) => {
            (Tone::Warning, format!(". Only the cache has it: the database still has {old}."))
        }
        (false, true, Some((stale, _))) => (
            Tone::Warning,
            format!(". The database has it; the cache still holds {stale}, which is stale now."),
        ),
        (false, true, None) if is_delete => {
            (Tone::Good, ": neither cache nor database has the key.".to_owned())
        }
        (false, true, None) => {
            (Tone::Good, ": the database has it, the cache does not hold the key.".to_owned())
        }
        (false, false, _) if journaled => (Tone::Warning, ". Only the journal has it.".to_owned()),
        (false, false, _) => (Tone::Bad, ", but its only copy is gone.".to_owned()),
    }
}

fn read(operation: &Operation, seen: Option<Value>, ending: &Ending, name: &str) -> Told {
    let took = millis(ending.took);
    let what = match seen.filter(|value| !value.deleted) {
        Some(value) => format!("Reading {name} returned {value} in {took}"),
        None => format!("Reading {name} found nothing in {took}"),
    };
    let (tone, rest) = match ending.verdict {
        Some(Verdict::Stale { behind, since }) => (Tone::Bad, stale(behind as usize, since)),
        Some(Verdict::Phantom) => {
            (Tone::Bad, ". That is a phantom: its write never committed.".to_owned())
        }
        _ if operation.missed && operation.waited == Some(Wait::Answer) => {
            (Tone::Plain, ": a miss, answered by what another one had fetched.".to_owned())
        }
        _ if operation.missed => (Tone::Plain, ": a miss, fetched from the database.".to_owned()),
        _ if operation.hit => (Tone::Good, ": a hit in the cache.".to_owned()),
        _ => (Tone::Plain, ": from the database itself, without the cache.".to_owned()),
    };
    (tone, format!("{what}{rest}"))
}

fn stale(behind: usize, since: Duration) -> String {
    let ago = span_words(since);
    match behind {
        1 => format!(". That is STALE: a newer write was acknowledged {ago} ago."),
        _ => format!(
            ". That is STALE: {behind} newer writes were acknowledged, the first {ago} ago."
        ),
    }
}

/// A client died.
pub(crate) fn killed(client: ClientId, waits: usize) -> Told {
    let heard = match waits {
        0 => "It waited for nothing.".to_owned(),
        _ => {
            let operations = count(waits, "operation", "operations");
            format!("It never hears how {operations} ended; what was asked for goes on.")
        }
    };
    (Tone::Bad, format!("Client {} was killed. {heard}", client.0))
}

/// The cache waits for the database no longer.
pub(crate) fn gave_up(span: Millis, is_flush: bool, name: &str) -> Told {
    let span = span_words(span.duration());
    let what = if is_flush { "a flush" } else { name };
    let words = format!("The cache got no answer for {what} within {span}, and gave up waiting.");
    (Tone::Warning, words)
}
