//! What each pattern and each knob promises, whatever else is set, whatever goes wrong, and at every
//! event the cache may die at.

use std::collections::BTreeMap;

use dirtybit::{Action, Change, Event, Fact, Folds, Key, Time, Version};
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::proptest;

use crate::audit::{End, audit};
use crate::chaos::{self, Kind, any_world, increment, issue, run, some_of};
use crate::scenario::{Scenario, fault};
use crate::support::cases;
use crate::witness;

/// Commands of a run.
const COMMANDS: usize = 12;
/// At so many of a run's events the cache is crashed.
const CRASHES: u64 = 16;

const KEEPS_PROMISES: [(&str, &str); 3] = [
    // The row is given up, and its record with it: that is what was asked for.
    ("write_back.failed_flush", "requeue"),
    // The entry is called saved when an older write of it is: so is its record.
    ("write_back.mark_clean", "if-unchanged"),
    ("write_back.dirty_eviction", "flush-first"),
];

proptest! {
    #![proptest_config(cases(120))]

    /// With a journal from the beginning, a crash of the cache loses no acknowledged write: when
    /// nothing goes wrong any more, all of them are in the database.
    #[test]
    fn a_journal_outlives_every_crash_of_the_cache(run in journaled(operations())) {
        crash_and_recover(&run, |end| {
            assert_kept(end);
            assert_at_rest(&end.folds);
        });
    }

    /// With ids, a replay after a lost acknowledgement counts no increment twice; the database
    /// ends with the sum of those that it ever took.
    #[test]
    fn a_journal_with_ids_counts_every_increment_once(run in journaled(increments())) {
        crash_and_recover(&run, |end| {
            assert_kept(end);
            assert_sums(end);
        });
    }

    /// A write leaves the cache only when the database has it.
    #[test]
    fn what_must_make_room_is_saved_first_or_stays(run in crowded()) {
        assert_kept(&audit(&run.play()));
    }

    /// OK means that the database has it, in whatever order it was reached.
    #[test]
    fn what_does_not_wait_for_a_flush_is_durable_when_it_is_acknowledged(run in direct()) {
        crash_and_recover(&run, |end| {
            assert_kept(end);
            witness::acknowledged_is_durable(end.events);
        });
    }

    /// Once the cache has answered a write, no copy that was read before it gets in.
    #[test]
    fn a_lease_lets_no_stale_copy_in(run in leased()) {
        witness::no_stale_fill(&run.play());
    }

    /// An entry is called clean only when the database has had all that is in it.
    #[test]
    fn what_is_clean_if_unchanged_is_saved(run in with(&[("write_back.mark_clean", "if-unchanged")])) {
        crash_and_recover(&run, |end| witness::clean_is_saved(end.events));
    }

    /// Back-pressure: the cache never owes more than it may.
    #[test]
    fn the_cache_never_owes_more_than_it_may(run in limited()) {
        witness::owes_at_most(run.world.write_back.queue, &run.play());
    }

    /// All rows of a flush at one instant, or none of them.
    #[test]
    fn an_atomic_batch_is_durable_at_once_or_not_at_all(
        run in with(&[("write", "write-back"), ("database.atomic_batches", "on")]),
    ) {
        crash_and_recover(&run, |end| witness::one_instant(end.events));
    }

    /// The cure for the dual-write race; an increment has no version that could tell whether a copy
    /// has it already, so it takes part in none of this.
    #[test]
    fn with_the_version_check_two_writes_at_once_end_alike_on_both_sides(run in racing()) {
        let events = run.play();
        let end = audit(&events);
        for key in end.folds.holdings.keys() {
            if let Some((cached, _)) = key.cache {
                let stored = key.database.filter(|row| !row.deleted);
                assert_eq!(Some(cached).filter(|entry| !entry.deleted), stored, "{}", key.name);
            }
        }
    }
}

fn operations() -> Vec<Kind> {
    chaos::operations()
}

fn increments() -> Vec<Kind> {
    vec![(6, issue(increment()).boxed()), (1, issue(Just(Action::Read)).boxed())]
}

fn replacements() -> Vec<Kind> {
    let actions = prop_oneof![3 => Just(Action::Write), 1 => Just(Action::Delete)];
    vec![(4, issue(actions).boxed()), (3, issue(Just(Action::Read)).boxed())]
}

/// What goes wrong on the way.
fn accidents() -> Vec<Kind> {
    vec![chaos::holds(), chaos::cuts(), chaos::refusals(), chaos::drops(), chaos::kills()]
}

/// Whatever goes wrong but a crash of the cache, and knobs that are turned but for these.
fn mishaps(fixed: &[(&str, &str)]) -> Vec<Kind> {
    let mut mishaps = accidents();
    mishaps.extend([chaos::database_faults(), (2, chaos::turn(fixed).boxed())]);
    mishaps
}

fn kept() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    prop_oneof![Just("flush-first"), Just("pin")].prop_map(|policy| {
        let mut fixed = KEEPS_PROMISES.to_vec();
        fixed[2].1 = policy;
        fixed
    })
}

/// Write-back with everything set so that it keeps what it promises.
fn keeping(
    more: &'static [(&str, &str)],
    operations: Vec<Kind>,
    crashes: bool,
) -> impl Strategy<Value = Scenario> {
    kept().prop_flat_map(move |mut fixed| {
        fixed.push(("write", "write-back"));
        fixed.extend(more);
        let mut mishaps = mishaps(&fixed);
        mishaps.extend(crashes.then(|| (2, fault().boxed())));
        let command = some_of(&operations, mishaps);
        command.prop_flat_map(move |command| run(any_world(&fixed), command, COMMANDS))
    })
}

fn journaled(operations: Vec<Kind>) -> impl Strategy<Value = Scenario> {
    keeping(&[("write_back.journal", "on"), ("write_back.write_ids", "on")], operations, true)
}

fn crowded() -> impl Strategy<Value = Scenario> {
    keeping(&[], operations(), false).prop_map(|mut run| {
        run.world.cache.capacity = run.world.cache.capacity.min(2);
        run
    })
}

/// All else at random.
fn with(fixed: &'static [(&str, &str)]) -> impl Strategy<Value = Scenario> {
    let mut mishaps = mishaps(fixed);
    mishaps.push((2, fault().boxed()));
    let command = some_of(&operations(), mishaps);
    command.prop_flat_map(move |command| run(any_world(fixed), command, COMMANDS))
}

fn direct() -> BoxedStrategy<Scenario> {
    prop_oneof![
        with(&[("write", "write-through"), ("write_through.order", "cache-first")]),
        with(&[("write", "write-through"), ("write_through.order", "database-first")]),
        with(&[("write", "write-through"), ("write_through.order", "both-at-once")]),
        with(&[("write", "write-around")]),
    ]
    .boxed()
}

/// Every write tells the cache. A cache that has died has forgotten what it told whom, and what it
/// wrote arrives behind its back; so does what is no longer owed but still under way.
fn leased() -> impl Strategy<Value = Scenario> {
    kept()
        .prop_flat_map(|mut fixed| {
            fixed.extend([("cache.fill", "lease"), ("write_around.cached_copy", "invalidate")]);
            let mut mishaps = mishaps(&fixed);
            mishaps.extend([chaos::switches(), chaos::routes()]);
            let command = some_of(&operations(), mishaps);
            command.prop_flat_map(move |command| run(any_world(&fixed), command, 2 * COMMANDS))
        })
        .prop_map(|mut run| {
            run.world.cache.capacity = run.world.cache.capacity.min(2);
            run
        })
}

/// Nobody turns a knob, for a limit may be lowered below what is owed already.
fn limited() -> impl Strategy<Value = Scenario> {
    let mut mishaps = accidents();
    mishaps.extend([(2, fault().boxed()), chaos::switches()]);
    let command = some_of(&operations(), mishaps);
    command.prop_flat_map(move |command| {
        run(any_world(&[("write", "write-back")]), command, 2 * COMMANDS)
    })
}

/// Nothing goes wrong, and nobody waits so long that it would.
fn racing() -> impl Strategy<Value = Scenario> {
    let world = any_world(&[
        ("write", "write-through"),
        ("write_through.order", "both-at-once"),
        ("version_check", "on"),
        ("cache.fill", "lease"),
        ("cache.timeout_ms", "60000"),
        ("app.timeout_ms", "60000"),
        ("database.slowdown", "1"),
        ("database.queue", "64"),
    ]);
    let command = some_of(&replacements(), Vec::new());
    (world, command).prop_flat_map(|(world, command)| run(Just(world), command, 2 * COMMANDS))
}

/// Plays a run again and again, each time with a crash of the cache at another of its events; the
/// cache comes back at once, the rest of the run follows, and then everything is mended.
fn crash_and_recover(run: &Scenario, check: impl Fn(&End)) {
    let events = run.play().len() as u64;
    for number in (0..events).step_by((events / CRASHES).max(1) as usize) {
        let events = run.play_with_crash(number);
        let _told = ToldIfItFails(number, &events);
        check(&audit(&events));
    }
}

/// Where the crash was, for whom it may concern.
struct ToldIfItFails<'a>(u64, &'a [Event]);

impl Drop for ToldIfItFails<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let at = self.1.get(self.0 as usize).map_or(Time::ZERO, |event| event.at);
            eprintln!("the cache crashes at event {}, at {} ms", self.0, at.as_millis_f64());
        }
    }
}

/// Nothing is lost, but to an older write that came later.
fn assert_kept(end: &End) {
    for write in &end.lost {
        assert!(end.was_replaced_by_older(*write), "{write:?} is lost");
    }
}

/// Nothing is left to do, and nobody waits.
fn assert_at_rest(folds: &Folds) {
    let writes = folds.ledger.writes();
    assert_eq!((writes.in_flight, writes.at_risk), (0, 0), "{writes:?}");
    assert_eq!((folds.holdings.dirty(), folds.holdings.journaled()), (0, 0), "dirty, journaled");
}

/// Each increment was applied once, and the rows are their sums.
fn assert_sums(end: &End) {
    let mut sums = BTreeMap::<Key, i64>::new();
    let mut seen = BTreeMap::<Version, Key>::new();
    for event in end.events {
        if let Fact::Persisted { write, .. } = event.fact {
            let Change::Add(amount) = write.change else { panic!("only increments") };
            assert_eq!(seen.insert(write.version, write.key), None, "{write} is applied once");
            *sums.entry(write.key).or_default() += amount;
        }
    }
    for (key, holding) in (0..).map(Key).zip(end.folds.holdings.keys()) {
        let sum = sums.get(&key).copied().unwrap_or_default();
        assert_eq!(holding.database.map_or(0, |row| row.total), sum, "{}", holding.name);
    }
    for version in end.oracle.acknowledged.keys() {
        assert!(seen.contains_key(version), "{version} was acknowledged");
    }
}
