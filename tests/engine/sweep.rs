//! The crash sweep: every value of a curve is what a script with that crash comes to.

use std::time::Duration;

use dirtybit::script::{Happening, Player, Runner, Script, Step};
use dirtybit::{Command, Curve, Event, Exposure, Fact, Node, Subject, Sweep, Time, limits};
use proptest::proptest;

use crate::chaos::{anything, anything_and_load};
use crate::scenario::{Scenario, operation, scenario, write_pattern};
use crate::support::{cases, embedded_script, parse};

/// How many runs a test plays; each is played again for each of its instants.
const RUNS: u32 = 8;
/// Commands of a run.
const COMMANDS: usize = 16;
/// How long a run goes on after its last command: flushes come to their end, and more of them begin.
const AFTERWARDS: Duration = Duration::from_millis(200);
const SUBJECTS: [&str; 5] =
    ["write-through", "write-back", "write-around", "write-back journal=on", "cache-aside"];

proptest! {
    #![proptest_config(cases(RUNS))]

    #[test]
    fn a_curve_is_what_a_script_with_that_crash_loses(
        run in scenario(write_pattern(), operation(), COMMANDS)
    ) {
        SUBJECTS.iter().for_each(|subject| assert_played(&recorded(&run), subject));
    }

    /// Every knob, every fault, every command.
    #[test]
    fn a_curve_is_what_a_script_loses_whatever_goes_wrong(run in anything(COMMANDS)) {
        SUBJECTS.iter().for_each(|subject| assert_played(&recorded(&run), subject));
    }

    #[test]
    fn a_curve_is_what_a_script_loses_under_load(run in anything_and_load(COMMANDS / 3)) {
        assert_played(&recorded(&run), "write-back");
    }

    /// OK means that the database or the journal has it.
    #[test]
    fn write_through_and_the_journal_lose_nothing_at_any_instant(
        run in scenario(write_pattern(), operation(), 2 * COMMANDS)
    ) {
        assert_flat(&recorded(&run));
    }
}

/// As a script that ends some time after the last command.
fn recorded(run: &Scenario) -> Script {
    let mut script = Script::new(run.world.clone(), run.seed);
    let step = |(at, command): (Time, &Command)| Step::at(at, vec![command.clone()]);
    script.steps = run.schedule().map(step).collect();
    let end = script.end() + AFTERWARDS;
    script.ending_at(end)
}

fn subject(words: &str) -> Subject {
    words.parse().expect("a subject")
}

fn swept(script: &Script, words: &str) -> Curve {
    let sweep = Sweep::new(script, subject(words));
    let lost: Vec<_> = sweep.reruns().iter().map(|at| sweep.lost_if_crashed_at(*at)).collect();
    sweep.curve(&lost)
}

fn assert_flat(script: &Script) {
    for words in ["write-through", "write-back journal=on"] {
        let curve = swept(script, words);
        assert_eq!(curve.worst().map(|worst| worst.lost), Some(0), "{words}\n{script}");
    }
}

/// Holds every value of a curve against a script with that crash, as text.
fn assert_played(script: &Script, words: &str) {
    let (done, curve) = (done(script, words), swept(script, words));
    assert_eq!(instants(&curve), instants_of_life(&done), "{words}\n{script}");
    for Exposure { at, lost, .. } in curve.points {
        assert_eq!(lost, lost_by_crash(&done, at), "{words} at {at}\n{script}");
    }
}

/// What was done under a subject: commands that could not be are left out.
fn done(script: &Script, words: &str) -> Script {
    let mut player = Player::lenient(subject(words).of(script));
    player.advance_to(script.end());
    player.record().clone().ending_at(script.end())
}

fn lost_by_crash(done: &Script, at: Time) -> u64 {
    let mut crash = done.until(at);
    crash.steps.push(Step::at(at, vec![Command::Load(false), Command::Crash(Node::Cache)]));
    lost(&crash) - lost(&done.until(at).ending_at(at))
}

/// What is lost at the end of a script, as a file has it.
fn lost(script: &Script) -> u64 {
    let mut runner = Runner::new(parse(&script.to_string()));
    while !runner.is_over() {
        runner.advance_to(runner.now() + Duration::from_secs(1));
    }
    runner.folds().ledger.writes().lost
}

fn instants(curve: &Curve) -> Vec<Time> {
    curve.points.iter().map(|point| point.at).collect()
}

/// The distinct instants of the events after which the cache is up.
fn instants_of_life(done: &Script) -> Vec<Time> {
    let (mut instants, mut is_up) = (Vec::new(), true);
    for (number, event) in events(done).iter().enumerate() {
        match event.fact {
            Fact::Crashed(Node::Cache) => is_up = false,
            Fact::Restarted(Node::Cache) => is_up = true,
            _ => {}
        }
        if number > 0 && instants.last() == Some(&event.at) {
            instants.pop();
        }
        instants.extend(is_up.then_some(event.at));
    }
    instants
}

fn events(script: &Script) -> Vec<Event> {
    let told = Player::new(script.clone()).advance_to(script.end());
    let event = |happening| match happening {
        Happening::Event(event) => Some(event),
        _ => None,
    };
    told.into_iter().filter_map(event).collect()
}

/// Three writes by hand, and the flush that saves them row by row.
const BY_HAND: &str = r#"
    world.write_back.interval_ms = 100
    step = [
        { at_ms = 0, do = "write cart:7" },
        { at_ms = 10, do = "write user:1" },
        { at_ms = 20, do = "write feed:3" },
        { at_ms = 400 },
    ]
"#;

/// Links are cut, messages held, the database dies and refuses, and traps are armed.
const FAULTS: &str = r#"
    world.write_back.interval_ms = 60
    world.app.timeout_ms = 200
    step = [
        { at_ms = 0, do = ["write cart:7", "write user:1", "write feed:3"] },
        { at_ms = 50, do = ["hold cart:7 cache-database", "write cart:7"] },
        { at_ms = 150, do = ["release", "cut cache-database", "write user:1"] },
        { at_ms = 300, do = ["heal cache-database", "refuse-write", "write views:42"] },
        { at_ms = 420, do = ["crash database", "write cart:7", "drop-ack"] },
        { at_ms = 500, do = ["restart database", "crash cache"] },
        { at_ms = 520, do = ["restart cache", "write cart:7", "when flush half done: restart cache"] },
        { at_ms = 900 },
    ]
"#;

/// An increment goes around a write that only the cache has; and the slower of two roads overwrites what the
/// other one brought.
const TWO_ROADS: &str = r#"
    world.write_back.interval_ms = 1000
    step = [
        { at_ms = 0, do = "write cart:7" },
        { at_ms = 10, do = ["write-pattern write-around", "add cart:7 5"] },
        { at_ms = 100, do = ["write-pattern write-through", "write user:1"] },
        { at_ms = 100.2, do = ["write-pattern write-around", "write user:1"] },
        { at_ms = 400 },
    ]
"#;

#[test]
fn a_crash_costs_what_only_the_cache_has_and_what_will_be_overwritten() {
    let curve = swept(&parse(TWO_ROADS).recorded(), "cache-aside");
    let at = |millis, lost| assert_eq!(curve.lost_at(Time::from_millis(millis)), Some(lost));
    at(9, 1);
    at(61, 1);
    at(63, 0);
    at(100, 0);
    at(101, 1);
    at(202, 1);
    at(203, 0);
}

/// Reads and writes of eight clients, fast enough to meet.
const LOAD: &str = r#"
    world.load.per_second = 80
    world.load.clients = 8
    step = [{ at_ms = 0, do = "load on" }, { at_ms = 700 }]
"#;

#[test]
fn a_curve_by_hand_under_faults_and_under_load_is_played() {
    for script in [BY_HAND, TWO_ROADS, FAULTS, LOAD] {
        let script = parse(script).recorded();
        SUBJECTS.iter().for_each(|subject| assert_played(&script, subject));
    }
}

#[test]
fn embedded_scripts_lose_nothing_with_write_through_or_a_journal() {
    for name in ["ten-seconds", "write-back", "crash-loss", "mid-batch-crash", "stampede"] {
        let mut script = embedded_script(name);
        script.world.load.per_second = script.world.load.per_second.min(5);
        assert_flat(&script.recorded());
    }
}

/// Each acknowledgement is one more, each row that leaves for the database one less.
#[test]
fn the_curve_rises_with_every_write_and_falls_with_every_row_of_a_flush() {
    let curve = swept(&parse(BY_HAND).recorded(), "write-back");
    let mut steps: Vec<_> = curve.points.iter().map(|point| (point.lost, point.at)).collect();
    steps.dedup_by_key(|(lost, _)| *lost);
    let at = |micros| Time::from_micros(micros);
    let rise = [(0, at(0)), (1, at(600)), (2, at(10_600)), (3, at(20_600))];
    let fall = [(2, at(100_600)), (1, at(159_600)), (0, at(168_600))];
    assert_eq!(steps, [&rise[..], &fall[..]].concat());
    assert_eq!(curve.worst().map(|worst| (worst.at, worst.lost)), Some((at(20_600), 3)));
    assert_eq!(curve.worst_within(at(0), at(10_600)), Some(1));
    assert_eq!(curve.worst_within(at(150_000), at(150_001)), Some(2), "what began before lasts");
    let exposed = 10.0 + 2.0 * 10.0 + 3.0 * 80.0 + 2.0 * 59.0 + 9.0;
    assert!((curve.mean_exposure() - exposed / 400.0).abs() < 1e-9);
}

#[test]
fn a_cache_that_is_down_cannot_crash() {
    let script = parse(
        r#"step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 100, do = "crash cache" },
            { at_ms = 110, do = "write cart:7" },
            { at_ms = 200, do = "restart cache" },
            { at_ms = 300 },
        ]"#,
    );
    let curve = swept(&script.recorded(), "write-back");
    let at = Time::from_millis;
    assert_eq!([at(0), at(99), at(100), at(110), at(200)].map(|at| curve.lost_at(at)), {
        [Some(0), Some(1), None, None, Some(0)]
    });
    assert_eq!(curve.worst_within(at(100), at(200)), None);
    assert!((curve.mean_exposure() - 0.0994 / 0.2).abs() < 1e-9, "while it was up");
}

/// Of very many instants every n-th is tried, and it is told which.
#[test]
fn a_long_run_is_swept_at_every_nth_instant() {
    let script = parse(
        r#"
        world.load = { clients = 8, per_second = 900, writes_percent = 1 }
        step = [{ at_ms = 0, do = "load on" }, { at_ms = 2500 }]
    "#,
    );
    let script = script.recorded();
    let all = instants_of_life(&done(&script, "write-back"));
    let curve = swept(&script, "write-back");
    let picked: Vec<_> = all.iter().copied().step_by(curve.every).collect();
    assert_eq!((curve.of, instants(&curve)), (all.len(), picked));
    assert!(curve.every > 1 && curve.points.len() <= limits::SWEEP_CRASHES);
    for Exposure { at, lost, .. } in curve.points.iter().step_by(397) {
        assert_eq!(*lost, lost_by_crash(&done(&script, "write-back"), *at));
    }
    let spans = curve.points.windows(2).all(|pair| pair[0].until == pair[1].at);
    assert!(spans, "each stands for the time until the next one");
}

/// The sweep is worth its while: most instants need no run of their own.
#[test]
fn a_run_is_not_played_again_where_nothing_can_have_changed() {
    let script = parse(LOAD).recorded();
    for (words, most) in [("write-through", 3), ("write-back", 3), ("write-around", 5)] {
        let sweep = Sweep::new(&script, subject(words));
        let (reruns, of) = (sweep.reruns().len(), sweep.instants().len());
        assert!(reruns * most < of, "{words}: {reruns} of {of}");
    }
}
