//! Whatever is typed, and whenever: nothing panics, and the books balance.

use std::collections::{BTreeMap, BTreeSet};

use dirtybit::{
    Anomaly, AnomalyName, Event, Fact, Folds, Key, Ledger, Node, OpId, Outcome, ReadCounts, Report,
    Time, Transcript, Value, Version, limits,
};
use proptest::prelude::{Strategy, prop_oneof};
use proptest::{collection, prop_assert, prop_assert_eq, proptest};

use crate::chaos::anything_and_load;
use crate::scenario::{Scenario, fault, gap, operation, scenario, switch, write_pattern};
use crate::support::cases;

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn anything_at_any_time_keeps_the_books_balanced(run in anything()) {
        let (mut folds, mut transcript) = (Folds::default(), Transcript::default());
        let mut last = (Time::ZERO, None);
        for event in run.play_for(500) {
            folds.apply(&event);
            transcript.line(&event);
            prop_assert!(folds.ledger.writes().is_balanced());
            prop_assert!((event.at, Some(event.seq)) > last, "time and numbers only grow");
            last = (event.at, Some(event.seq));
        }
        agree(&folds);
    }

    /// When nothing moves any more, every client has had its answer.
    #[test]
    fn at_rest_nobody_waits(run in no_load()) {
        let mut folds = Folds::default();
        for event in &run.play() {
            folds.apply(event);
        }
        prop_assert_eq!(folds.ledger.writes().in_flight, 0);
    }

    /// Told with hindsight, when the fate of every write is known.
    #[test]
    fn reads_are_judged_as_hindsight_judges_them(run in no_load()) {
        let events = run.play();
        let mut ledger = Ledger::default();
        for event in &events {
            ledger.apply(event);
        }
        prop_assert_eq!(ledger.reads(), Hindsight::of(&events).judge());
    }
}

/// Every answered read of a history, and every version that was ever worth reading.
#[derive(Default)]
struct Hindsight {
    acknowledged: BTreeMap<Key, Version>,
    committed: BTreeSet<Version>,
    /// A write whose outcome is unknown is not given up while the cache holds it.
    cached: BTreeMap<Key, Version>,
    refused: BTreeSet<Version>,
    /// Of which key, what had been acknowledged when it began, and what it writes.
    asked: BTreeMap<OpId, (Key, Option<Version>, Option<Version>)>,
    /// What had been acknowledged, and what was seen.
    reads: Vec<(Option<Version>, Option<Version>)>,
}

impl Hindsight {
    fn of(events: &[Event]) -> Self {
        let mut hindsight = Self::default();
        events.iter().for_each(|event| hindsight.note(&event.fact));
        hindsight
    }

    fn note(&mut self, fact: &Fact) {
        match *fact {
            Fact::KeyAdded { stored: Some(value), .. } | Fact::Persisted { value, .. } => {
                self.committed.insert(value.version);
            }
            Fact::Issued { op, key, version, .. } => {
                let known = self.acknowledged.get(&key).copied();
                self.asked.insert(op, (key, known, version));
            }
            Fact::Finished { op, outcome: Outcome::Acked(seen), .. } => self.finish(op, seen),
            Fact::Finished { op, outcome: Outcome::Refused(_), .. } => self.refuse(op),
            Fact::Cached { key, value, .. } => {
                self.cached.insert(key, value.version);
            }
            Fact::Removed { key, .. } => drop(self.cached.remove(&key)),
            Fact::Crashed(Node::Cache) => self.cached.clear(),
            _ => {}
        }
    }

    fn finish(&mut self, op: OpId, seen: Option<Value>) {
        let (key, known, written) = self.asked[&op];
        let Some(version) = written else {
            return self.reads.push((known, seen.map(|value| value.version)));
        };
        self.committed.insert(version);
        let newest = self.acknowledged.entry(key).or_default();
        *newest = version.max(*newest);
    }

    fn refuse(&mut self, op: OpId) {
        let (_, _, written) = self.asked[&op];
        self.refused.extend(written);
    }

    fn came_to_nothing(&self, version: Version) -> bool {
        let is_kept = self.cached.values().any(|kept| *kept == version);
        !self.committed.contains(&version) && (self.refused.contains(&version) || !is_kept)
    }

    fn judge(&self) -> ReadCounts {
        let mut counts = ReadCounts::default();
        for (known, seen) in &self.reads {
            let phantom = seen.is_some_and(|version| self.came_to_nothing(version));
            *match (phantom, seen < known) {
                (true, _) => &mut counts.phantom,
                (false, true) => &mut counts.stale,
                (false, false) => &mut counts.fresh,
            } += 1;
        }
        counts
    }
}

/// Three ways to look at the same run tell the same story.
fn agree(folds: &Folds) {
    let lost = folds.ledger.writes().lost as usize;
    assert_eq!(folds.ledger.lost().count(), lost.min(limits::LOST_NAMED));
    let named = |anomaly: &&Anomaly| anomaly.name == AnomalyName::AcknowledgedButLost;
    if folds.anomalies.iter().count() < limits::ANOMALIES_NAMED {
        assert_eq!(folds.anomalies.iter().filter(named).count(), lost);
    }
    let cached = folds.holdings.keys().iter().any(|key| key.cache.is_some());
    assert!(!(cached && folds.holdings.is_down(Node::Cache)), "a cache that is down holds nothing");
    let report = Report::new("", 0, Time::ZERO, folds, &[]);
    serde_json::to_string(&report).expect("every run can be reported");
}

fn anything() -> impl Strategy<Value = Scenario> {
    let new_key = "(write|read|delete) [a-z]{1,3}:[0-9]"
        .prop_map(|text| text.parse().expect("a key may have any name"));
    let new_keys = collection::vec((gap(), new_key), 0..4);
    (anything_and_load(24), new_keys).prop_map(|(mut run, new_keys)| {
        run.commands.extend(new_keys);
        run
    })
}

fn no_load() -> impl Strategy<Value = Scenario> {
    let command = prop_oneof![6 => operation(), 1 => switch(), 2 => fault()];
    scenario(write_pattern(), command, 24)
}
