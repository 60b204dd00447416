//! The comparison: the promises of the default table, and figures whose truth is known by hand.

use dirtybit::script::{Runner, Script, Step};
use dirtybit::{Command, Comparison, Figures, Node, Setting, Subject, Time, WritePattern};

use crate::support::{embedded_script, parse};

const END: Time = Time::from_millis(60_000);

fn subject(words: &str) -> Subject {
    words.parse().expect("the test's own subject is one")
}

fn compare(script: &Script, subjects: &[&str]) -> Vec<Figures> {
    let subjects: Vec<_> = subjects.iter().map(|words| subject(words)).collect();
    let runs = Comparison::new(script, &subjects).runs;
    runs.into_iter().map(|run| run.figures).collect()
}

/// One subject alone, for a script that is told by its text.
fn figures(text: &str, words: &str) -> Figures {
    compare(&parse(text).recorded(), &[words]).remove(0)
}

/// A workload as it comes, but for its length and the database. It is a record as it stands: its
/// steps are at instants, and the last one only looks.
fn workload(name: &str, millis: u64, write_ms: &str) -> Script {
    let mut script = embedded_script(name);
    let knob = Setting::new("database.write_ms", write_ms);
    script.world.turn(&knob.expect("a knob with a number"));
    script.until(Time::ZERO).ending_at(Time::from_millis(millis))
}

fn rate(figures: &Figures) -> f64 {
    figures.writes_per_s.expect("it took time")
}

#[test]
fn a_burst_is_where_write_back_shines_and_what_it_costs() {
    let script = workload("burst", 1_000, "50");
    let subjects = ["write-through", "write-back", "write-around", "write-back journal=on"];
    let [through, back, around, journal] = compare(&script, &subjects)[..] else {
        panic!("one for each subject");
    };
    let ratio = rate(&back) / rate(&through);
    assert!((10.0..=100.0).contains(&ratio), "{ratio} times the writes");
    assert!(rate(&journal) / rate(&through) >= 10.0, "with the journal, too");
    for safe in [through, around, journal] {
        assert_eq!((safe.lost, safe.lost_at_crash), (0, 0), "{safe:?}");
    }
    assert_eq!((through.at_risk, around.at_risk), (0, 0));
    assert!(0 < back.lost_at_crash && back.lost_at_crash <= back.at_risk, "{back:?}");
    assert_eq!(back.lost, 0);
    assert_eq!((through.stale_reads, back.stale_reads), (0, 0));
    assert!(around.stale_reads > 0, "the textbook's write-around leaves the copy: {around:?}");
    assert!(around.read_p99_ms > back.read_p99_ms, "and its reads miss");
}

/// A flush has one connection; it takes `write_ms`, and for each row `row_ms` and a round trip.
fn busy_with_flushes(figures: &Figures, write_ms: f64) -> f64 {
    let round_trip = 4.0;
    figures.database_writes as f64 * write_ms + figures.database_rows as f64 * (5.0 + round_trip)
}

#[test]
fn in_steady_state_write_back_is_as_fast_as_it_drains() {
    for (write_ms, word, millis) in
        [(5.0, "5", 5_000), (50.0, "50", 10_000), (200.0, "200", 20_000)]
    {
        let script = workload("steady-state", millis, word);
        let back = compare(&script, &["write-back"])[0];
        let share = busy_with_flushes(&back, write_ms) / millis as f64;
        assert!((0.9..=1.0).contains(&share), "{word} ms: it flushes {share} of the time");
        let rows_per_s = back.database_rows as f64 * 1e3 / millis as f64;
        let of_drain = rate(&back) / rows_per_s;
        assert!((1.0..=1.3).contains(&of_drain), "{word} ms: {of_drain} of the drain rate");
    }
}

#[test]
fn in_steady_state_the_advantage_is_gone() {
    let script = workload("steady-state", 10_000, "50");
    let [through, back, around] =
        compare(&script, &["write-through", "write-back", "write-around"])[..]
    else {
        panic!("one for each subject");
    };
    assert!((0.5..=1.5).contains(&(rate(&back) / rate(&through))), "{back:?} {through:?}");
    assert!(around.never_read < back.never_read, "what goes around does not pollute the cache");
    assert!(back.never_read < through.never_read, "{back:?} {through:?}");
}

#[test]
fn the_figures_follow_the_database() {
    let patterns = ["write-through", "write-back", "write-around"];
    let burst = |write_ms| compare(&workload("burst", 400, write_ms), &patterns);
    let [fast, usual, slow] = ["5", "50", "200"].map(burst);
    for pattern in [0, 2] {
        let rates = [&fast, &usual, &slow].map(|figures| rate(&figures[pattern]));
        assert!(rates[0] > 5.0 * rates[1] && rates[1] > 2.0 * rates[2], "{rates:?}");
        let waits = [&fast, &usual, &slow].map(|figures| figures[pattern].write_p50_ms);
        assert!(waits[0] < waits[1] && waits[1] < waits[2], "{waits:?}");
    }
    let rates = [&fast, &usual, &slow].map(|figures| rate(&figures[1]));
    assert!(rates[0] == rates[1] && rates[1] == rates[2], "only memory counts: {rates:?}");
    let risks = [&fast, &usual, &slow].map(|figures| figures[1].at_risk);
    assert!(risks[0] < risks[1] && risks[1] < risks[2], "but more is at risk: {risks:?}");
}

#[test]
fn the_same_comparison_twice_is_the_same() {
    let script = workload("burst", 100, "50");
    let subjects = WritePattern::ALL.map(Subject::of_pattern);
    assert_eq!(Comparison::new(&script, &subjects), Comparison::new(&script, &subjects));
}

/// The same log, played with a crash at its end.
fn lost_to_a_crash(script: &Script, words: &str) -> u64 {
    let mut script = subject(words).of(script);
    let (end, crash) = (script.end(), vec![Command::Load(false), Command::Crash(Node::Cache)]);
    script.steps.push(Step::at(end, crash));
    let mut runner = Runner::new(script);
    runner.advance_to(END);
    assert!(runner.is_over());
    runner.folds().ledger.writes().lost
}

#[test]
fn what_a_crash_would_cost_is_what_a_crash_costs() {
    for millis in [3, 97, 211] {
        let script = workload("burst", millis, "5");
        for words in ["write-through", "write-back", "write-back journal=on"] {
            let told = compare(&script, &[words])[0];
            assert_eq!(told.lost_at_crash, lost_to_a_crash(&script, words), "{millis} ms, {words}");
        }
    }
}

#[test]
fn a_crash_in_the_log_counts_on_its_own() {
    let text = r#"
        step = [
            { do = ["write cart:7", "write user:1"] },
            { at_ms = 10, do = "crash cache" },
            { at_ms = 20, do = "restart cache" },
            { at_ms = 30, do = "write cart:7" },
            { at_ms = 40 },
        ]
    "#;
    let back = figures(text, "write-back");
    assert_eq!((back.lost, back.at_risk, back.lost_at_crash), (2, 1, 1));
    let through = figures(text, "write-through");
    assert_eq!((through.lost, through.at_risk, through.lost_at_crash), (0, 0, 0));
    assert_eq!(through.writes_refused_or_unknown, 2, "nobody was told OK");
}

#[test]
fn an_entry_that_nobody_finds_pollutes_the_cache() {
    let text = r#"
        world.cache.capacity = 2
        step = [
            { do = "read cart:7" },
            { at_ms = 100, do = "read cart:7" },
            { at_ms = 200, do = "read user:1" },
            { at_ms = 300, do = "read views:42" },
            { at_ms = 400, do = "read cart:7" },
            { at_ms = 500, do = "read cart:7" },
            { at_ms = 600 },
        ]
    "#;
    let figures = figures(text, "write-back");
    assert_eq!((figures.cached, figures.never_read), (4, 2), "user:1 and views:42");
    assert_eq!(figures.hit_percent.map(f64::round), Some(33.0), "2 of 6 look-ups");
}

#[test]
fn a_write_to_an_entry_is_no_new_entry() {
    let text =
        r#"step = [{ do = "write cart:7" }, { at_ms = 9, do = "write cart:7" }, { at_ms = 99 }]"#;
    let polluted = |words| {
        let figures = figures(text, words);
        (figures.cached, figures.never_read)
    };
    assert_eq!(polluted("write-back"), (1, 1));
    assert_eq!(polluted("write-through"), (1, 1));
    assert_eq!(polluted("write-around"), (0, 0));
}

#[test]
fn a_crash_ends_the_stay_of_every_entry() {
    let text = r#"
        step = [
            { do = "read cart:7" },
            { at_ms = 100, do = ["crash cache", "restart cache"] },
            { at_ms = 200, do = "read cart:7" },
            { at_ms = 300, do = "read cart:7" },
            { at_ms = 400 },
        ]
    "#;
    let figures = figures(text, "write-back");
    assert_eq!((figures.cached, figures.never_read), (2, 1));
}

#[track_caller]
fn assert_diverges(text: &str, words: &str, (sum_ms, longest_ms): (f64, f64)) {
    let found = figures(text, words);
    let (sum, longest) = (found.divergence_key_s * 1e3, found.longest_divergence_ms);
    let close = (sum - sum_ms).abs() < 0.01 && (longest - longest_ms).abs() < 0.01;
    assert!(close, "{words}: {sum} and {longest} instead of {sum_ms} and {longest_ms}");
}

/// The cache has it after 0.6 ms; a flush takes 2 ms to the database and 55 ms there.
#[test]
fn a_dirty_entry_diverges_until_it_is_saved() {
    let text = r#"step = [{ do = "write cart:7" }, { at_ms = 10, do = "flush" }, { at_ms = 200 }]"#;
    assert_diverges(text, "write-back", (66.4, 66.4));
    assert_diverges(text, "write-through", (52.0, 52.0));
    assert_diverges(text, "write-around", (0.0, 0.0));
}

#[test]
fn a_copy_that_a_write_went_around_diverges_to_the_end() {
    let text = r#"
        step = [{ do = "read cart:7" }, { at_ms = 100, do = "write cart:7" }, { at_ms = 1000 }]
    "#;
    assert_diverges(text, "write-around", (848.0, 848.0));
    assert_diverges(text, "write-around cached_copy=invalidate", (2.6, 2.6));
}

#[test]
fn the_spells_of_all_keys_count_and_a_crash_ends_them() {
    let text = r#"
        step = [
            { do = "write cart:7" },
            { at_ms = 10, do = "write user:1" },
            { at_ms = 30, do = "crash cache" },
            { at_ms = 100 },
        ]
    "#;
    assert_diverges(text, "write-back", (29.4 + 19.4, 29.4));
}

#[test]
fn a_command_that_a_subject_cannot_do_is_left_out_and_told() {
    let text = r#"
        world.write = "write-back"
        step = [
            { do = "write cart:7" },
            { at_ms = 1, do = ["hold #1", "read user:1"] },
            { at_ms = 20 },
        ]
    "#;
    let subjects = [WritePattern::WriteBack, WritePattern::WriteAround].map(Subject::of_pattern);
    let runs = Comparison::new(&parse(text).recorded(), &subjects).runs;
    assert_eq!(runs.iter().map(|run| run.left_out).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_run_without_time_has_no_rates() {
    let nothing = figures("", "write-back");
    assert_eq!(
        (nothing.writes_per_s, nothing.write_p50_ms, nothing.stale_percent),
        (None, None, None)
    );
    assert_eq!((nothing.cached, nothing.divergence_key_s), (0, 0.0));
}
