//! A virtual day under automatic load: how long it takes, and whether memory stays flat.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::{Duration, Instant};

use dirtybit::{Command, Engine, Folds, World};

/// The worlds that keep most: what is usual, and what is written down twice.
const WORLDS: [(&str, &[&str]); 3] = [
    ("as usual", &[]),
    ("journal, single rows", &["set write_back.journal on", "set write_back.coalescing off"]),
    ("write-around, expiry", &["write-pattern write-around", "set cache.ttl_ms 1000"]),
];
const DAY: Duration = Duration::from_secs(86_400);
const SLICE: Duration = Duration::from_secs(1);

fn main() {
    for (name, commands) in WORLDS {
        let (begun, folds) = (Instant::now(), day(commands));
        let (events, seconds) = (folds.events, begun.elapsed().as_secs_f64());
        println!("{name:<22} {events:>9} events in {seconds:>5.1} s, at most {} resident", peak());
    }
}

fn day(commands: &[&str]) -> Folds {
    let mut engine = Engine::new(World::default(), 7);
    let mut folds = Folds::default();
    for command in commands.iter().chain(&["load on"]) {
        let command: Command = command.parse().expect("a command");
        engine.submit(&command).expect("there is room for it");
    }
    while engine.now().as_micros() < DAY.as_micros() as u64 {
        let limit = engine.now() + SLICE;
        for event in engine.advance_to(limit) {
            folds.apply(&event);
        }
    }
    folds
}

/// The most memory that this process has had so far, where the system tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("(not told here)".to_owned(), |peak| peak.trim().to_owned())
}
