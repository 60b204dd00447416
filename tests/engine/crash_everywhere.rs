//! The cache dies at every single event of random runs, and nothing is lost that a pattern promised.

use std::collections::BTreeSet;

use dirtybit::{Command, Engine, Event, Key, Node, Version, WritePattern};
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::proptest;

use crate::audit::{End, audit};
use crate::chaos::anything;
use crate::scenario::{Scenario, fault, operation, scenario, submit, switch, write_pattern};
use crate::support::{cases, parse, play, run_out};

/// How many runs a test plays; each is played again for each of its events.
const RUNS: u32 = 150;
/// At so many events of a run that is longer the cache dies.
const CRASHES: u64 = 12;
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

    /// Every knob, every fault, every command; the cache dies at any event, for good or for a moment.
    #[test]
    fn the_books_balance_whatever_happens(run in anything(3 * COMMANDS)) {
        let events = run.play().len() as u64;
        for number in (0..events).step_by((events / CRASHES).max(1) as usize) {
            if number % 2 == 0 {
                let (mut engine, mut events, given) = run.play_until(number, &CRASH);
                go_on(&run, given, &mut engine, &mut events);
                audit(&events);
            } else {
                let events = run.play_with_crash(number);
                let writes = audit(&events).folds.ledger.writes();
                assert_eq!(writes.in_flight, 0, "in the end nobody waits");
            }
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

fn calm() -> impl Strategy<Value = Scenario> {
    write_pattern().prop_flat_map(|pattern| scenario(Just(pattern), operation(), 4 * COMMANDS))
}
