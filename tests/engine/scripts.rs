//! Scripts: those that come with the program hold what they expect, and a bad one is told where and why.

use dirtybit::Time;
use dirtybit::script::{Happening, Runner, Script, ScriptError, embedded};
use proptest::prelude::{Strategy, any};
use proptest::{proptest, sample};

use crate::support::{cases, parse, play};

#[test]
fn every_embedded_script_holds_what_it_expects() {
    for script in embedded() {
        let parsed = Script::parse(script.name, script.text);
        let parsed = parsed.unwrap_or_else(|error| panic!("{error}"));
        assert_ne!(parsed.title, "untitled", "{}", script.name);
        let expected: usize = parsed.steps.iter().map(|step| step.expectations.len()).sum();
        assert_ne!(expected, 0, "{} checks nothing", script.name);
        for variant in &parsed.variants {
            let with = parsed.clone().with(&variant.name).expect("it has this variant");
            assert_ne!(with.world, parsed.world, "{} --with {}", script.name, variant.name);
            play(with);
        }
        play(parsed);
    }
}

#[test]
fn embedded_scripts_have_names_of_their_own() {
    let mut names: Vec<_> = embedded().map(|script| script.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), embedded().count());
}

/// The example that the format was designed with.
const EXAMPLE: &str = r#"
title = "Crash in the middle of a flush"
seed = 7
[world]                                  # every default of section 2 and every knob, by name; all optional
write = "write-back"                     # write-through | write-back | write-around
read = "read-through"                    # read-through | cache-aside
database.write_ms = 50
[[step]]
at_ms = 0                                # or after_ms = N, or when = "flush half done"
do = ["write cart:7", "write user:1", "client 2: read cart:7"]
say = "Two writes, both acknowledged in a millisecond."
[[step]]
when = "flush half done"
do = "crash cache"
[[step]]
after_ms = 500
expect = { lost = 1, "cache cart:7" = "absent", "database cart:7" = 1, anomaly = "acknowledged-but-lost" }
"#;

#[test]
fn the_example_of_the_design_holds() {
    let script = parse(EXAMPLE);
    assert_eq!((script.title.as_str(), script.seed), ("Crash in the middle of a flush", 7));
    assert_eq!(script.steps.iter().map(|step| step.line).collect::<Vec<_>>(), [8, 12, 15]);
    let (runner, _) = play(script);
    assert_eq!(runner.folds().ledger.writes().lost, 1);
}

#[test]
fn captions_come_in_their_place() {
    let mut runner = Runner::new(parse(EXAMPLE));
    let told = runner.advance_to(Time::from_millis(1));
    let captions = |told: &&Happening| matches!(told, Happening::Caption(..));
    assert_eq!(told.iter().filter(captions).count(), 1);
    assert_eq!(runner.advance_to(Time::from_millis(5_000)).iter().filter(captions).count(), 0);
}

#[test]
fn an_empty_script_is_a_run_in_which_nothing_happens() {
    let (runner, _) = play(parse(""));
    assert_eq!(runner.now(), Time::ZERO);
}

#[test]
fn an_expectation_that_does_not_hold_says_what_was_found() {
    let text = r#"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 5, expect = { durable = 1, "cache cart:7" = "clean", write_max_ms = "< 1" } },
        ]
    "#;
    let failures = failures(text);
    assert_eq!(failures.len(), 3, "{failures:?}");
    for (failure, telling) in failures.iter().zip([
        "line 4, at 5 ms: expected durable = 1, found 0",
        "line 4, at 5 ms: expected cache cart:7 = clean, found 1 (dirty)",
        "line 4, at 5 ms: expected write_max_ms < 1, found 1.1",
    ]) {
        assert!(failure.starts_with(telling), "{failure}");
    }
}

#[test]
fn a_moment_that_never_comes_ends_the_run() {
    let text = r#"
        step = [
            { at_ms = 5, do = "read cart:7" },
            { when = "flush started", do = "crash cache" },
            { after_ms = 1, expect = { hits = 7 } },
        ]
    "#;
    let expected = ["line 4: waited for \"flush started\", which never came"];
    assert_eq!(failures(text), expected, "what follows means nothing without it");
}

#[test]
fn a_run_that_never_rests_does_not_wait_for_ever() {
    let text = r#"step = [{ do = "load on" }, { when = "idle" }]"#;
    assert_eq!(failures(text), ["line 1: waited for \"idle\", which never came"]);
}

fn failures(text: &str) -> Vec<String> {
    let mut runner = Runner::new(parse(text));
    runner.advance_to(Time::from_millis(120_000));
    assert!(runner.is_over());
    runner.failures().to_vec()
}

fn error(text: &str) -> ScriptError {
    let script = Script::parse("bad.toml", text);
    script.err().unwrap_or_else(|| panic!("this was taken for a good script:\n{text}"))
}

/// The place is marked in the text itself: the error must point at the `^`, which is taken out.
#[track_caller]
fn assert_error(marked: &str, telling: &str) {
    let before = marked.split('^').next().expect("split always gives a first part");
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let error = error(&marked.replacen('^', "", 1));
    let expected = format!("bad.toml:{line}:{column}: {}", error.message);
    assert_eq!(error.to_string(), expected, "the place");
    assert!(error.message.contains(telling), "`{}` does not say `{telling}`", error.message);
    assert!(!error.message.contains('\n'), "one line: {}", error.message);
}

#[test]
fn a_field_that_does_not_exist() {
    assert_error("^titel = 'x'", "unknown field `titel`, expected one of `title`");
    let step = "title = 'x'\n\n[[step]]\nat_ms = 0\n^doo = 'flush'";
    assert_error(step, "unknown field `doo`, expected one of `at_ms`, `after_ms`, `when`, `do`");
}

#[test]
fn a_setting_that_does_not_exist() {
    assert_error(
        "[world]\ncache.^capcity = 3",
        "unknown field `capcity`, expected one of `op_ms`, `capacity`",
    );
    assert_error("world.^speed = 3", "unknown field `speed`, expected one of `write`, `read`");
}

#[test]
fn a_pattern_that_does_not_exist() {
    let telling = "unknown variant `write-trough`, expected one of `write-through`, `write-back`";
    assert_error("[world]\nread = 'cache-aside'\nwrite = ^'write-trough'", telling);
    assert_error("world.read = ^'write-back'", "expected `read-through` or `cache-aside`");
}

#[test]
fn a_command_that_does_not_exist() {
    let telling = "`wirte` is not a command; expected write, read, delete";
    assert_error("[[step]]\ndo = ^'wirte cart:7'", telling);
    assert_error("[[step]]\ndo = ['write a', ^'wirte cart:7']", telling);
    assert_error("[[step]]\ndo = [\n  'flush',\n  ^'write †',\n]", "expected `write KEY`");
    assert_error("step = [{ say = '†é', do = ^'wirte cart:7' }]", telling);
}

#[test]
fn a_command_with_a_bad_argument() {
    for (command, telling) in [
        ("crash app", "expected `crash cache` or `crash database`, found `crash app`"),
        ("flush now", "`flush` takes no argument, found `now`"),
        ("write", "expected `write KEY` with a key of 1 to 24"),
        ("write-pattern write-trough", "expected write-through or write-back or write-around"),
        ("read-pattern write-back", "expected read-through or cache-aside, found `write-back`"),
        ("load maybe", "expected `load on` or `load off`, found `load maybe`"),
        ("load-rate 0", "expected a load rate or `max` from 1 to 100000, found `0`"),
        ("client 0: write a", "expected a client's number from 1 to 1000, found `0`"),
        ("client 2 write a", "expected `client N: COMMAND`"),
        ("client 2: flush", "a client can write, read, delete or add, not `flush`"),
    ] {
        assert_error(&format!("[[step]]\ndo = ^'{command}'"), telling);
    }
}

#[test]
fn a_time_that_cannot_be() {
    let telling = "expected milliseconds from 0 to 604800000, found -1";
    assert_error("[[step]]\nat_ms = ^-1", telling);
    assert_error("[[step]]\nafter_ms = ^-1", telling);
    assert_error("[world]\ncache.op_ms = ^-1", telling);
    assert_error("[[step]]\nat_ms = ^nan", "expected milliseconds from 0");
}

#[test]
fn more_than_one_moment() {
    let telling = "expected only one of at_ms, after_ms and when in a step";
    for moments in
        ["at_ms = 1\nafter_ms = ^1", "at_ms = 1\nwhen = ^'idle'", "after_ms = 1\nwhen = ^'idle'"]
    {
        assert_error(&format!("[[step]]\nat_ms = 1\n\n[[step]]\n{moments}"), telling);
    }
}

#[test]
fn steps_out_of_order() {
    let telling = "expected at_ms of at least 100 here: steps come in the order of time";
    assert_error("[[step]]\nat_ms = 100\n[[step]]\nat_ms = ^50", telling);
    let after = "[[step]]\nat_ms = 80\n[[step]]\nafter_ms = 20\n[[step]]\nat_ms = ^99.9";
    assert_error(after, telling);
}

#[test]
fn a_trigger_that_does_not_exist() {
    let telling = "\"missed\" or \"idle\", found \"flush begun\"";
    assert_error("[[step]]\nwhen = ^'flush begun'", telling);
}

#[test]
fn an_expectation_of_nothing_known() {
    assert_error(
        "[[step]]\nexpect = { ^lots = 1 }",
        "`lots` is nothing to expect; expected anomaly",
    );
    assert_error("[[step]]\nexpect = { ^'disk a' = 1 }", "`disk a` is nothing to expect");
    assert_error("[[step]]\n[step.expect]\n^'cache ' = 1", "`cache ` is nothing to expect");
}

#[test]
fn an_expectation_that_nothing_can_meet() {
    for (expectation, telling) in [
        ("lost = ^true", "expected a number, or a comparison such as \">= 10\", found true"),
        ("lost = ^'absent'", "expected a number, or a comparison"),
        ("lost = ^'=> 10'", "expected a number, or a comparison"),
        ("'cache a' = ^'gone'", "\"absent\", \"dirty\", \"clean\", \"pending\", or a comparison"),
        ("'app a' = ^'dirty'", "expected a version's number, \"absent\", or a comparison"),
        ("anomaly = ^'bad-luck'", "expected \"acknowledged-but-lost\" or \"stale-hit\""),
    ] {
        assert_error(&format!("[[step]]\nexpect = {{ {expectation} }}"), telling);
    }
}

#[test]
fn a_value_of_the_wrong_type() {
    assert_error("title = ^7", "invalid type: integer `7`, expected a string");
    assert_error("seed = ^'seven'", "invalid type: string \"seven\"");
    assert_error("[[step]]\nat_ms = ^'soon'", "expected a number of milliseconds");
    assert_error("[[step]]\ndo = ^7", "expected a command or a list of commands");
}

#[test]
fn text_that_is_not_toml() {
    assert_error("title = 'x'\n[[step]^\nat_ms = 0", "unclosed array table, expected `]`");
    assert_error("title = 'x^", "expected `'`");
    assert_error("title = 'x'\n^title = 'y'", "duplicate key");
}

#[test]
fn a_setting_out_of_its_range() {
    for (setting, column, telling) in [
        ("cache.capacity = 0", 18, "expected a whole number from 1 to 1000000, found 0"),
        ("database.connections = 0", 24, "expected a whole number from 1 to 10000, found 0"),
        ("write_back.batch = -3", 20, "found -3"),
        ("load.clients = 1001", 16, "expected a whole number from 1 to 1000, found 1001"),
        ("load.writes_percent = 101", 23, "expected a whole number from 0 to 100, found 101"),
        ("load.skew = -1.0", 13, "expected a number from 0 to 10, found -1"),
        ("keys = []", 8, "expected 1 to 4096 keys, found 0"),
        ("keys = ['a b']", 8, "expected names such as cart:7"),
        ("keys = ['a', 'a']", 8, "expected each key once, found a twice"),
    ] {
        let error = error(&format!("title = 'x'\n[world]\n{setting}"));
        assert!(error.message.contains(telling), "{}", error.message);
        assert_eq!((error.line, error.column), (3, column), "{error}");
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn no_text_is_too_odd_for_a_script(text in odd_script()) {
        if let Err(error) = Script::parse("odd.toml", &text) {
            let lines = text.split('\n').count();
            assert!((1..=lines).contains(&error.line) && error.column >= 1, "{error}");
        }
    }
}

/// An embedded script with a few characters taken out or put in.
fn odd_script() -> impl Strategy<Value = String> {
    let scripts: Vec<_> = embedded().map(|script| script.text).collect();
    (sample::select(scripts), any::<sample::Index>(), 0_usize..6, "\\PC{0,3}").prop_map(
        |(text, place, taken, put)| {
            let place = place.index(text.len());
            let rest = text.chars().skip(place + taken);
            text.chars().take(place).chain(put.chars()).chain(rest).collect()
        },
    )
}
