//! The cache dies at every single event of random runs, and nothing is lost that a pattern promised.

use std::collections::BTreeSet;

use dirtybit::{Command, Engine, Event, Fact, Holdings, Key, Ledger, Node, Version, WritePattern};
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::proptest;

use crate::oracle::Oracle;
use crate::scenario::{Scenario, fault, operation, scenario, submit, switch, write_pattern};
use crate::support::{cases, parse, play, run_out};

/// How many runs a test plays; each is played again for each of its events.
const RUNS: u32 = 150;
/// Commands of a run: enough for three writes of a key to meet, few enough to try every crash.
const COMMANDS: usize = 7;

proptest! {
    #![proptest_config(cases(RUNS))]

    /// OK means that the database has it: no crash of the cache takes that back.
    #[test]
    fn write_through_loses_nothing(run in pure(WritePattern::WriteThrough)) {
        crash_everywhere(&run, |end| assert_eq!(end.lost, BTreeSet::new()));
    }

    /// The write never is in the cache, so it cannot die with it.
    #[test]
    fn write_around_loses_nothing(run in pure(WritePattern::WriteAround)) {
        crash_everywhere(&run, |end| assert_eq!(end.lost, BTreeSet::new()));
    }

    /// What was acknowledged is lost exactly if neither it nor a newer version reached the
    /// database: read off the end, without following a single copy.
    #[test]
    fn write_back_loses_exactly_what_was_not_flushed(run in pure(WritePattern::WriteBack)) {
        crash_everywhere(&run, |end| assert_eq!(end.lost, end.without_durable_successor()));
    }

    /// Under patterns that change while operations overlap, two roads lead to the database, and
    /// only the road of the flush keeps newer rows. So the exact promise of write-through and
    /// write-around is: what they acknowledged can be lost only to an OLDER version of the key
    /// that was persisted after it.
    #[test]
    fn mixed_patterns_lose_what_they_promised_only_to_an_older_version(run in mixed()) {
        crash_everywhere(&run, |end| {
            for write in end.lost.intersection(&end.promised()) {
                assert!(end.was_overwritten_by_older(*write), "{write:?} is lost");
            }
        });
    }

    /// The run goes on with a cache that comes back cold.
    #[test]
    fn a_loss_is_final_when_the_cache_comes_back(run in mixed()) {
        let events = run.play().len() as u64;
        for number in (0..events).step_by(7) {
            let (mut engine, mut events, given) = run.play_until(number, &CRASH);
            submit(&mut engine, &Command::Restart(Node::Cache));
            go_on(&run, given, &mut engine, &mut events);
            audit(&events);
        }
    }

    /// The database dies too and comes back, at any moment.
    #[test]
    fn the_books_balance_when_any_node_crashes_at_any_moment(run in faulty()) {
        audit(&run.play());
    }

    /// A full cache and a busy database make writes wait; waiting must cost no write its place.
    #[test]
    fn without_a_fault_nothing_is_lost(run in calm()) {
        assert_eq!(audit(&run.play()).lost, BTreeSet::new());
    }
}

const CRASH: Command = Command::Crash(Node::Cache);

fn pure(pattern: WritePattern) -> impl Strategy<Value = Scenario> {
    scenario(Just(pattern), operation(), COMMANDS)
}

fn mixed() -> impl Strategy<Value = Scenario> {
    scenario(write_pattern(), prop_oneof![2 => operation(), 1 => switch()], COMMANDS + 2)
}

fn faulty() -> impl Strategy<Value = Scenario> {
    let command = prop_oneof![6 => operation(), 1 => switch(), 2 => fault()];
    scenario(write_pattern(), command, 8 * COMMANDS)
}

/// The promise of write-around above is no tighter than it has to be: this is how it is broken.
#[test]
fn a_slower_road_can_overwrite_what_was_acknowledged() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 0.1, do = "write-pattern write-around" },
            { at_ms = 0.2, do = "write cart:7" },
            { at_ms = 60, expect = { acknowledged = 1, durable = 1, "database cart:7" = 2 } },
            { when = "idle", expect = { durable = 1, lost = 1, "database cart:7" = 1 } },
        ]
    "#;
    let (_, events) = play(parse(script));
    let end = audit(&events);
    assert_eq!(end.lost, BTreeSet::from([(Key(0), Version(2))]));
    assert!(end.was_overwritten_by_older((Key(0), Version(2))));
}

/// Plays a run once for each of its events, with a crash of the cache right after it and nothing
/// but the consequences from there on.
fn crash_everywhere(run: &Scenario, check: impl Fn(&End)) {
    for number in 0..run.play().len() as u64 {
        let (mut engine, mut events, _) = run.play_until(number, &CRASH);
        events.extend(run_out(&mut engine));
        assert_eq!(engine.next_deadline(), None, "a run without a cache comes to rest");
        check(&audit(&events));
    }
}

/// Gives the commands that had not been given yet, with the time between them that they had.
fn go_on(run: &Scenario, given: usize, engine: &mut Engine, events: &mut Vec<Event>) {
    for (gap, command) in &run.commands[given..] {
        let at = engine.now() + *gap;
        events.extend(engine.advance_to(at));
        submit(engine, command);
    }
    events.extend(run_out(engine));
}

/// Follows a history with ledger and oracle side by side: after every event the books balance,
/// and both name the same lost writes.
fn audit(events: &[Event]) -> End<'_> {
    let (mut ledger, mut oracle) = (Ledger::default(), Oracle::default());
    let mut lost = BTreeSet::new();
    for event in events {
        ledger.apply(event);
        oracle.follow(event);
        assert!(ledger.writes().is_balanced(), "after {event:?}: {:?}", ledger.writes());
        let now: BTreeSet<_> = ledger.lost().map(|lost| (lost.key, lost.version)).collect();
        assert_eq!(now.len() as u64, ledger.writes().lost, "each loss is named once");
        assert!(now.is_superset(&lost), "a loss is final");
        assert_eq!(now, oracle.lost, "after {event:?}");
        lost = now;
    }
    assert_eq!(ledger.writes().acknowledged, oracle.acknowledged.len() as u64);
    compare(&oracle, events);
    End { events, oracle, lost }
}

/// What the screen shows of cache and database is what the oracle knows of them.
fn compare(oracle: &Oracle, events: &[Event]) {
    let mut holdings = Holdings::default();
    events.iter().for_each(|event| holdings.apply(event));
    for (key, holding) in (0..).map(Key).zip(holdings.keys()) {
        let cached = holding.cache.map(|(value, _)| value.version);
        assert_eq!(cached.as_ref(), oracle.cache.get(&key), "{}", holding.name);
        let stored = holding.database.map(|value| value.version);
        assert_eq!(stored.as_ref(), oracle.database.get(&key), "{}", holding.name);
    }
}

/// A write: its key and its version.
type Written = (Key, Version);

/// How a history ended.
struct End<'a> {
    events: &'a [Event],
    oracle: Oracle,
    lost: BTreeSet<Written>,
}

impl End<'_> {
    fn without_durable_successor(&self) -> BTreeSet<Written> {
        let survived = |(key, version): &&Written| self.oracle.database.get(key) >= Some(version);
        self.oracle.acknowledged.iter().filter(|write| !survived(write)).copied().collect()
    }

    /// The writes that took off under a pattern that promises them to be durable.
    fn promised(&self) -> BTreeSet<Written> {
        let mut pattern = WritePattern::WriteBack;
        let mut promised = BTreeSet::new();
        for event in self.events {
            match event.fact {
                Fact::WritePatternSet(chosen) => pattern = chosen,
                Fact::Issued { key, version: Some(version), .. }
                    if pattern != WritePattern::WriteBack =>
                {
                    promised.insert((key, version));
                }
                _ => {}
            }
        }
        promised
    }

    /// A flush leaves newer rows alone, so it must have been a write that went there directly.
    fn was_overwritten_by_older(&self, (key, version): Written) -> bool {
        let persisted = self.events.iter().filter_map(|event| match event.fact {
            Fact::Persisted { key: of, value, row, .. } if of == key => Some((value.version, row)),
            _ => None,
        });
        let mut since = persisted.skip_while(|(found, _)| *found != version);
        since.any(|(found, row)| found < version && row.is_none())
    }
}

fn calm() -> impl Strategy<Value = Scenario> {
    write_pattern().prop_flat_map(|pattern| scenario(Just(pattern), operation(), 4 * COMMANDS))
}
