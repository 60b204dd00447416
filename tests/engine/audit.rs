//! Follows a history with ledger, holdings and oracle side by side: after every event they agree.

use std::collections::BTreeSet;

use dirtybit::{
    EntryState, Event, Fact, Folds, Holding, Key, Pattern, Value, Version, Write, WritePattern,
};

use crate::oracle::{Oracle, Written};

/// How a history ended.
pub(crate) struct End<'a> {
    pub(crate) events: &'a [Event],
    pub(crate) folds: Folds,
    pub(crate) oracle: Oracle,
    pub(crate) lost: BTreeSet<Written>,
}

/// After every event the books balance, and ledger and oracle tell the same of every write.
pub(crate) fn audit(events: &[Event]) -> End<'_> {
    let (mut folds, mut oracle) = (Folds::default(), Oracle::default());
    let mut lost = BTreeSet::new();
    for event in events {
        folds.apply(event);
        oracle.follow(event);
        let writes = folds.ledger.writes();
        assert!(writes.is_balanced(), "after {event:?}: {writes:?}");
        let now: BTreeSet<_> = folds.ledger.lost().map(|lost| (lost.key, lost.version)).collect();
        assert_eq!(now.len() as u64, writes.lost, "each loss is named once");
        assert!(now.is_superset(&lost), "a loss is final");
        let told: BTreeSet<_> = now.iter().map(|(_, version)| *version).collect();
        assert_eq!(told, oracle.lost, "lost after {event:?}: ledger, oracle");
        assert_eq!(writes.acknowledged, oracle.acknowledged.len() as u64);
        let told = (writes.durable, writes.superseded, writes.at_risk);
        assert_eq!(
            told,
            oracle.fates(),
            "durable, superseded, at risk after {event:?}: ledger, oracle"
        );
        compare(&oracle, &folds, event);
        lost = now;
    }
    End { events, folds, oracle, lost }
}

/// What the screen shows of cache, database and journal is what the oracle knows of them.
fn compare(oracle: &Oracle, folds: &Folds, event: &Event) {
    let mut journaled = 0;
    for (key, holding) in (0..).map(Key).zip(folds.holdings.keys()) {
        assert_eq!(holding.cache, entry(oracle, key), "{}, after {event:?}", holding.name);
        let row = oracle.database.get(&key).and_then(|row| row.value);
        assert_eq!(holding.database, row, "{}, after {event:?}", holding.name);
        journaled += records(oracle, key, holding);
    }
    assert_eq!(journaled, oracle.journal.len());
}

fn entry(oracle: &Oracle, key: Key) -> Option<(Value, EntryState)> {
    let (contents, state) = oracle.cache.get(&key)?;
    contents.value.map(|value| (value, *state))
}

fn records(oracle: &Oracle, key: Key, holding: &Holding) -> usize {
    let records: Vec<_> = oracle.journal.iter().filter(|kept| kept.key == key).copied().collect();
    assert_eq!(holding.journal, records, "{}", holding.name);
    records.len()
}

/// A write that gets into the cache or into the database.
fn stored(event: &Event) -> Option<&Write> {
    match &event.fact {
        Fact::Cached { write: Some(write), .. } | Fact::Persisted { write, .. } => Some(write),
        _ => None,
    }
}

impl End<'_> {
    pub(crate) fn without_durable_successor(&self) -> BTreeSet<Written> {
        let lost = self.oracle.acknowledged.values().filter(|write| {
            let row = self.oracle.database.get(&write.key).and_then(|row| row.value);
            row.map(|row| row.version) < Some(write.version)
        });
        lost.map(|write| (write.key, write.version)).collect()
    }

    /// The writes that took off under a pattern that promises them to be durable.
    pub(crate) fn promised(&self) -> BTreeSet<Written> {
        let mut promised = BTreeSet::new();
        for event in self.events {
            match event.fact {
                Fact::Issued { key, version: Some(version), pattern, .. }
                    if pattern != Pattern::Write(WritePattern::WriteBack) =>
                {
                    promised.insert((key, version));
                }
                _ => {}
            }
        }
        promised
    }

    /// A flush leaves newer rows alone, so it must have been a write that went there directly.
    pub(crate) fn was_overwritten_by_older(&self, (key, version): Written) -> bool {
        let mut since = self.persisted(key).skip_while(|(found, _)| *found != version);
        since.any(|(found, is_flushed)| found < version && !is_flushed)
    }

    /// The same, in the database or already in the cache, which keeps what comes last.
    pub(crate) fn was_replaced_by_older(&self, (key, version): Written) -> bool {
        let is_older = |write: &Write| {
            write.key == key && write.change.is_absolute() && write.version < version
        };
        let is_it = |write: &Write| write.key == key && write.version == version;
        let mut since = self.events.iter().filter_map(stored).skip_while(|write| !is_it(write));
        since.any(is_older)
    }

    /// What became durable of a key, in order, and whether that was a row of a flush.
    fn persisted(&self, key: Key) -> impl Iterator<Item = (Version, bool)> {
        self.events.iter().filter_map(move |event| match event.fact {
            Fact::Persisted { write, row, .. } if write.key == key => {
                Some((write.version, row.is_some()))
            }
            _ => None,
        })
    }
}
