//! The same script, seed and commands give the same history, bit for bit, however time is cut.

use std::time::Duration;

use dirtybit::script::{Runner, Script, embedded};
use dirtybit::{Command, Engine, Event, Folds, Time};
use proptest::prelude::Strategy;
use proptest::{collection, prop_assert_eq, prop_assert_ne, proptest};

use crate::chaos::anything_and_load;
use crate::scenario::{Scenario, operation, scenario, submit, write_pattern};
use crate::support::{cases, parse, play};

#[test]
fn every_embedded_script_plays_the_same_twice() {
    for script in embedded() {
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let (first, second) = (play(parse()).0, play(parse()).0);
        assert_eq!(first.folds().hash(), second.folds().hash(), "{}", script.name);
        assert_eq!(first.now(), second.now(), "{}", script.name);
    }
}

#[test]
fn every_embedded_script_plays_the_same_in_slices() {
    for script in embedded() {
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let (whole, _) = play(parse());
        for millis in [1, 16, 120] {
            let sliced = play_in_slices(parse(), [millis * 1_000].into_iter().cycle());
            assert_eq!(sliced.folds().hash(), whole.folds().hash(), "{} by {millis}", script.name);
            assert_eq!(sliced.now(), whole.now(), "{} by {millis}", script.name);
        }
    }
}

#[test]
fn another_seed_gives_another_history_where_there_is_chance() {
    let jitter = "link.jitter_ms = 1";
    assert_ne!(hash_of_load("", 1), hash_of_load("", 2), "load rolls dice");
    let (first, second) = (hash_of_load(QUIET, 1), hash_of_load(QUIET, 2));
    assert_eq!(first, second, "one key and nothing but writes leave nothing to chance");
    let hash = |seed| hash_of_load(&format!("{QUIET}\n{jitter}"), seed);
    assert_ne!(hash(1), hash(2), "jitter rolls dice");
}

/// A world whose load has no choice.
const QUIET: &str = r#"keys = ["a"]
load = { per_second = 0, writes_percent = 100 }"#;

fn hash_of_load(world: &str, seed: u64) -> u64 {
    let text = format!(
        "seed = {seed}
        step = [{{ do = \"load on\" }}, {{ at_ms = 300, do = \"load off\" }}]
        [world]
        {world}"
    );
    play(parse(&text)).0.folds().hash()
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn a_random_run_plays_the_same_twice(run in anything_and_load(16)) {
        let play = || play_with(&run, Engine::advance_to);
        prop_assert_eq!(play(), play());
    }

    #[test]
    fn a_random_run_plays_the_same_in_slices(
        run in anything_and_load(16),
        slices in collection::vec(1_u64..20_000, 1..8),
    ) {
        let mut slices = slices.into_iter().cycle().map(Duration::from_micros);
        let sliced = play_with(&run, |engine, at| {
            let mut events = Vec::new();
            while engine.now() < at {
                let slice = slices.next().expect("the slices never end");
                events.extend(engine.advance_to(at.min(engine.now() + slice)));
            }
            // Commands of the same instant: what one sets off comes before the next.
            events.extend(engine.advance_to(at));
            events
        });
        prop_assert_eq!(hash(&sliced), hash(&play_with(&run, Engine::advance_to)));
        prop_assert_eq!(sliced, play_with(&run, Engine::advance_to));
    }

    #[test]
    fn jitter_makes_seeds_differ(run in jittery(), seed in 0_u64..1_000) {
        let other = Scenario { seed: seed.wrapping_add(run.seed).wrapping_add(1), ..run.clone() };
        prop_assert_ne!(hash(&run.play()), hash(&other.play()));
    }

    #[test]
    fn a_script_plays_the_same_in_random_slices(
        slices in collection::vec(1_u64..200_000, 1..8),
        number in 0..embedded().count(),
    ) {
        let script = embedded().nth(number).expect("there are that many");
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let sliced = play_in_slices(parse(), slices.into_iter().cycle());
        prop_assert_eq!(sliced.folds().hash(), play(parse()).0.folds().hash());
    }
}

/// At least one message flies, and takes its time by chance.
fn jittery() -> impl Strategy<Value = Scenario> {
    let write = operation().prop_filter("an operation", |command| *command != Command::Flush);
    scenario(write_pattern(), write, 3).prop_map(|mut run| {
        run.world.link.jitter_ms = dirtybit::Millis::new(5);
        run
    })
}

fn play_in_slices(script: Script, slices: impl Iterator<Item = u64>) -> Runner {
    let mut runner = Runner::new(script);
    for micros in slices {
        let limit = runner.now() + Duration::from_micros(micros);
        runner.advance_to(limit);
        if runner.is_over() {
            break;
        }
    }
    runner
}

/// Plays a run for as long as its commands take and half a second more, in steps of any kind.
fn play_with(
    run: &Scenario,
    mut advance: impl FnMut(&mut Engine, Time) -> Vec<Event>,
) -> Vec<Event> {
    let mut engine = run.engine();
    let mut events = Vec::new();
    for (at, command) in run.schedule() {
        events.extend(advance(&mut engine, at));
        submit(&mut engine, command);
    }
    let end = engine.now() + Duration::from_millis(500);
    events.extend(advance(&mut engine, end));
    events
}

fn hash(events: &[Event]) -> u64 {
    let mut folds = Folds::default();
    for event in events {
        folds.apply(event);
    }
    folds.hash()
}
