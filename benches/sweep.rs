//! How long the crash sweep of a ten-second session takes, and how many runs it is made of.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use dirtybit::script::{Script, embedded};
use dirtybit::{Subject, Sweep};

const SUBJECTS: [&str; 4] =
    ["write-through", "write-back", "write-around", "write-back journal=on"];

fn main() {
    for per_second in [20, 40] {
        let script = session(per_second);
        for subject in SUBJECTS {
            let begun = Instant::now();
            let sweep = prepare(&script, subject);
            let (runs, of) = (sweep.reruns().len(), sweep.instants().len());
            play(&sweep, 1);
            let took = begun.elapsed();
            println!(
                "{per_second}/s, {subject:<22} {took:>5.0?}, {runs:>3} runs for {of} instants"
            );
        }
        for threads in [1, 2] {
            let took = all(&script, threads);
            println!("{per_second}/s, all of them on {threads} threads: {took:.0?}");
        }
    }
}

fn session(per_second: u32) -> Script {
    let steady = embedded().find(|script| script.name == "ten-seconds").expect("it is there");
    let mut script = Script::parse(steady.name, steady.text).expect("it is well formed");
    script.world.load.per_second = per_second;
    script.recorded()
}

/// The best of three: the others were disturbed.
fn all(script: &Script, threads: usize) -> Duration {
    let once = || {
        let begun = Instant::now();
        for subject in SUBJECTS {
            play(&prepare(script, subject), threads);
        }
        begun.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

fn prepare(script: &Script, subject: &str) -> Sweep {
    Sweep::new(script, subject.parse::<Subject>().expect("a subject"))
}

/// The long runs first, each by whoever is free.
fn play(sweep: &Sweep, threads: usize) {
    let (next, runs) = (AtomicUsize::new(0), sweep.reruns());
    let worker = || {
        let take = || runs.iter().rev().nth(next.fetch_add(1, Ordering::Relaxed));
        std::iter::from_fn(take).map(|number| sweep.lost_if_crashed_at(*number)).sum::<u64>()
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));
}
