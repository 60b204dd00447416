//! Single promises, read off the facts of a history.

use std::collections::{BTreeMap, BTreeSet};

use dirtybit::{
    EntryState, Event, Fact, Key, Node, OpId, Outcome, Payload, Setting, Time, Version, Write,
};

use crate::oracle::Oracle;

/// Follows a history, and looks at each event when the oracle knows of it.
fn watch(events: &[Event], mut look: impl FnMut(&Oracle, &Event)) {
    let mut oracle = Oracle::default();
    for event in events {
        oracle.follow(event);
        look(&oracle, event);
    }
}

/// Who is told OK for a write has it in the database, or something newer.
pub(crate) fn acknowledged_is_durable(events: &[Event]) {
    let mut written = BTreeMap::new();
    watch(events, |oracle, event| match event.fact {
        Fact::Issued { op, key, version: Some(version), .. } => {
            written.insert(op, (key, version));
        }
        Fact::Finished { op, outcome: Outcome::Acked(_), .. } => {
            if let Some((key, version)) = written.get(&op) {
                let durable =
                    oracle.persisted.contains(version) || oracle.row(*key) > Some(*version);
                assert!(durable, "{version} is acknowledged: {event:?}");
            }
        }
        _ => {}
    });
}

/// When a copy gets in, the database must not have a newer write that the cache has answered.
pub(crate) fn no_stale_fill(events: &[Event]) {
    let mut written = BTreeMap::new();
    let mut answered = BTreeMap::<Key, BTreeSet<Version>>::new();
    watch(events, |oracle, event| match &event.fact {
        Fact::Issued { op, key, version: Some(version), .. } => {
            written.insert(*op, (*key, *version));
        }
        Fact::Sent(flight) if (flight.from, flight.payload) == (Node::Cache, Payload::Ack) => {
            if let Some((key, version)) = written.get(&flight.op) {
                answered.entry(*key).or_default().insert(*version);
            }
        }
        Fact::Cached { op, key, value, state: EntryState::Clean, write: None }
            if !written.contains_key(op) =>
        {
            let newest = oracle.row(*key).unwrap_or_default();
            let newer = answered.get(key).into_iter().flatten();
            let newer: Vec<_> = newer
                .filter(|version| (value.version < **version) && (**version <= newest))
                .collect();
            assert!(newer.is_empty(), "{event:?}, and the cache has answered {newer:?}");
        }
        _ => {}
    });
}

/// What is called clean is in the database, or was until something replaced it.
pub(crate) fn clean_is_saved(events: &[Event]) {
    watch(events, |oracle, event| {
        if let Fact::Cleaned { key, .. } = event.fact {
            let unsaved = oracle.unsaved_parts(key);
            assert!(unsaved.is_empty(), "{event:?}, but {unsaved:?} never were in the database");
        }
    });
}

/// How much is dirty and not in the database yet, at any time; each replaced write counts no longer.
pub(crate) fn owes_at_most(most: u32, events: &[Event]) {
    let mut coalescing = true;
    let mut owed = BTreeMap::<Key, Vec<Write>>::new();
    watch(events, |_, event| {
        match &event.fact {
            Fact::Set(setting) => coalescing = is_on(setting).unwrap_or(coalescing),
            Fact::Cached { key, state: EntryState::Dirty, write: Some(write), .. } => {
                let owed = owed.entry(*key).or_default();
                if coalescing && write.change.is_absolute() {
                    owed.clear();
                }
                owed.push(*write);
            }
            Fact::Persisted { write, .. }
            | Fact::Outdated { write, .. }
            | Fact::Repeated { write, .. } => {
                owed.entry(write.key).or_default().retain(|owed| owed.version != write.version);
            }
            Fact::Cached { key, state: EntryState::Pending | EntryState::Clean, .. }
            | Fact::Cleaned { key, .. }
            | Fact::Dropped { key, .. }
            | Fact::Removed { key, .. } => drop(owed.remove(key)),
            Fact::Crashed(Node::Cache) => owed.clear(),
            _ => {}
        }
        let count: usize = owed.values().map(Vec::len).sum();
        assert!(count <= most as usize, "owes {owed:?} after {event:?}");
    });
}

fn is_on(setting: &Setting) -> Option<bool> {
    (setting.name() == "write_back.coalescing").then(|| setting.value() == "on")
}

/// All rows of a flush at one instant, or none of them.
pub(crate) fn one_instant(events: &[Event]) {
    let mut flushes = BTreeMap::<OpId, (usize, BTreeMap<Time, usize>)>::new();
    for event in events {
        match &event.fact {
            Fact::FlushStarted { op, rows, .. } => {
                flushes.insert(*op, (rows.len(), BTreeMap::new()));
            }
            Fact::Persisted { op, row: Some(_), .. }
            | Fact::Outdated { op, row: Some(_), .. }
            | Fact::Repeated { op, row: Some(_), .. } => {
                let (_, instants) = flushes.get_mut(op).expect("rows belong to flushes");
                *instants.entry(event.at).or_default() += 1;
            }
            _ => {}
        }
    }
    for (op, (rows, instants)) in flushes {
        let done: Vec<_> = instants.into_values().collect();
        assert!(done.is_empty() || done == [rows], "{op:?}: {done:?} of {rows} rows");
    }
}
