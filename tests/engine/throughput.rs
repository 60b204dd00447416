//! What the patterns cost: throughput and latency, as the ledger measures them.

use dirtybit::script::Runner;
use dirtybit::{Latencies, Latency, Time, WritePattern};

use crate::support::{embedded_script, parse, play};

#[test]
fn in_a_burst_write_back_acknowledges_ten_times_as_much() {
    let ratio = ratio_in_a_second("eight-clients");
    assert!(ratio >= 10.0, "only {ratio:.1} times");
}

/// The counter-case: in the long run nothing is faster than what drains it.
#[test]
fn the_drain_rate_takes_the_advantage_away() {
    let ratio = ratio_in_a_second("drain-rate");
    assert!(ratio < 3.0, "still {ratio:.1} times");
}

#[expect(clippy::print_stdout, reason = "the figures are worth reading when a test fails")]
fn ratio_in_a_second(script: &str) -> f64 {
    let back = acknowledged_in_a_second(script, WritePattern::WriteBack);
    let through = acknowledged_in_a_second(script, WritePattern::WriteThrough);
    let ratio = back as f64 / through as f64;
    println!("{script}: write-back {back}, write-through {through}, {ratio:.1} times");
    ratio
}

fn acknowledged_in_a_second(script: &str, pattern: WritePattern) -> u64 {
    let mut script = embedded_script(script);
    script.world.write = pattern;
    let mut runner = Runner::new(script);
    runner.advance_to(Time::from_millis(1_000));
    runner.folds().ledger.writes().acknowledged
}

#[test]
fn at_the_defaults_writes_take_what_their_pattern_says() {
    for (pattern, millis) in [
        (WritePattern::WriteBack, 1.1),
        (WritePattern::WriteThrough, 55.1),
        (WritePattern::WriteAround, 54.0),
    ] {
        let text = format!("world.write = \"{pattern}\"\nstep = [{{ do = \"write cart:7\" }}]");
        assert_latency(&text, |latencies| latencies.under(pattern), millis);
    }
}

#[test]
fn at_the_defaults_reads_take_what_the_cache_saves_them() {
    for (pattern, miss) in [("read-through", 30.2), ("cache-aside", 31.2)] {
        let text = format!(
            "world.read = \"{pattern}\"
            step = [{{ do = \"read cart:7\" }}, {{ at_ms = 100, do = \"read cart:7\" }}]"
        );
        assert_latency(&text, |latencies| &latencies.miss, miss);
        assert_latency(&text, |latencies| &latencies.hit, 1.1);
    }
}

fn assert_latency(text: &str, choose: impl Fn(&Latencies) -> &Latency, millis: f64) {
    let (runner, _) = play(parse(text));
    let latency = choose(runner.folds().ledger.latencies());
    assert_eq!(latency.count(), 1, "{text}");
    let found = latency.quantile_ms(0.5).expect("one was measured");
    assert!((found - millis).abs() < 0.1, "{text}: {found} ms instead of {millis}");
}
