//! Crash sweeps on every core: one driver for the command and for the screen.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use dirtybit::script::Script;
use dirtybit::{Curve, Subject, Sweep, WritePattern};

/// What is swept besides the patterns: the cure for the one that loses.
const CURE: &str = "write-back journal=on";

/// What is always swept: the three patterns, and write-back with a journal.
pub(crate) fn subjects() -> Vec<Subject> {
    WritePattern::ALL.into_iter().map(Subject::of_pattern).chain(CURE.parse()).collect()
}

/// How far a sweep has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Runs that have been played again.
    pub(crate) done: usize,
    /// How many it takes.
    pub(crate) of: usize,
}

/// Who watches a sweep.
pub(crate) struct Watch<'a> {
    /// Set from anywhere, it ends the sweep as soon as the runs that are being played are over.
    pub(crate) cancelled: &'a AtomicBool,
    /// Is told of every run that is over, from any thread.
    pub(crate) progress: &'a (dyn Fn(Progress) + Sync),
}

/// Sweeps a recorded script under every subject, with so many threads; none if it was cancelled.
/// Their number makes no difference to the curves.
pub(crate) fn sweep(
    recorded: &Script,
    subjects: &[Subject],
    threads: usize,
    watch: &Watch<'_>,
) -> Option<Vec<Curve>> {
    let prepare = |number: usize| Sweep::new(recorded, subjects[number].clone());
    let sweeps = spread(subjects.len(), threads, watch.cancelled, prepare)?;
    let runs = runs(&sweeps);
    let done = AtomicUsize::new(0);
    let rerun = |number: usize| {
        let (subject, instant) = runs[number];
        let lost = sweeps[subject].lost_if_crashed_at(instant);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        (watch.progress)(Progress { done, of: runs.len() });
        (subject, instant, lost)
    };
    let mut lost = spread(runs.len(), threads, watch.cancelled, rerun)?;
    lost.sort_unstable();
    Some(sweeps.iter().enumerate().map(|(subject, sweep)| curve(sweep, subject, &lost)).collect())
}

/// As many threads as the machine can run at once.
pub(crate) fn every_core() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Every run that has to be played again, as the numbers of its subject and its instant. The long ones
/// come first: no core waits for another one in the end.
fn runs(sweeps: &[Sweep]) -> Vec<(usize, usize)> {
    let of_subject = |(subject, sweep): (usize, &Sweep)| {
        sweep.reruns().iter().map(|instant| (subject, *instant)).collect::<Vec<_>>()
    };
    let mut runs: Vec<_> = sweeps.iter().enumerate().flat_map(of_subject).collect();
    runs.sort_unstable_by_key(|(_, instant)| std::cmp::Reverse(*instant));
    runs
}

/// The curve of one subject, from what all runs came to, in their order.
fn curve(sweep: &Sweep, subject: usize, lost: &[(usize, usize, u64)]) -> Curve {
    let own = lost.iter().filter(|(of, ..)| *of == subject);
    sweep.curve(&own.map(|(.., lost)| *lost).collect::<Vec<_>>())
}

/// Does so many pieces of work on so many threads, and returns what each came to, in their order;
/// none if it was cancelled before all were done.
fn spread<T: Send>(
    pieces: usize,
    threads: usize,
    cancelled: &AtomicBool,
    work: impl Fn(usize) -> T + Sync,
) -> Option<Vec<T>> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|piece| *piece < pieces);
    let go_on = || take().filter(|_| !cancelled.load(Ordering::Relaxed));
    let worker = || std::iter::from_fn(go_on).map(|piece| (piece, work(piece))).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(worker)).collect();
        let ended = workers.into_iter().map(thread::ScopedJoinHandle::join);
        ended.flat_map(|done| done.unwrap_or_else(|panic| resume_unwind(panic))).collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(piece, _)| *piece);
    (done.len() == pieces).then(|| done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    const LOAD: &str = r#"
        world.load.per_second = 60
        step = [{ at_ms = 0, do = "load on" }, { at_ms = 500 }]
    "#;

    fn recorded() -> Script {
        Script::parse("test.toml", LOAD).expect("it is well formed").recorded()
    }

    fn two_subjects() -> Vec<Subject> {
        ["write-back", "write-around"].map(|words| words.parse().expect("a subject")).to_vec()
    }

    fn curves(threads: usize) -> Option<Vec<Curve>> {
        let watch = Watch { cancelled: &AtomicBool::new(false), progress: &|_| {} };
        sweep(&recorded(), &two_subjects(), threads, &watch)
    }

    #[test]
    fn the_number_of_threads_makes_no_difference() {
        let one = curves(1).expect("nobody cancels");
        assert_eq!(
            one.iter().map(|curve| curve.subject.clone()).collect::<Vec<_>>(),
            two_subjects()
        );
        assert!(one[0].worst().is_some_and(|worst| worst.lost > 0));
        for threads in [2, 7, 0] {
            assert_eq!(curves(threads).as_ref(), Some(&one));
        }
    }

    #[test]
    fn every_run_is_told_of_once() {
        let told = Mutex::new(Vec::new());
        let progress = |progress: Progress| told.lock().expect("no thread panics").push(progress);
        let watch = Watch { cancelled: &AtomicBool::new(false), progress: &progress };
        sweep(&recorded(), &two_subjects(), 3, &watch).expect("nobody cancels");
        let mut told = told.into_inner().expect("no thread panics");
        told.sort_unstable_by_key(|progress| progress.done);
        let of = told.len();
        let whole: Vec<_> = (1..=of).map(|done| Progress { done, of }).collect();
        assert!(of > 0);
        assert_eq!(told, whole);
    }

    #[test]
    fn a_sweep_ends_when_it_is_cancelled() {
        let (cancelled, played) = (AtomicBool::new(false), AtomicUsize::new(0));
        let progress = |_| {
            played.fetch_add(1, Ordering::Relaxed);
            cancelled.store(true, Ordering::Relaxed);
        };
        let watch = Watch { cancelled: &cancelled, progress: &progress };
        assert_eq!(sweep(&recorded(), &two_subjects(), 2, &watch), None);
        assert!(played.into_inner() <= 2, "no run is begun any more");
    }

    #[test]
    fn a_sweep_that_is_cancelled_beforehand_plays_nothing() {
        let progress = |_| panic!("nothing is played");
        let watch = Watch { cancelled: &AtomicBool::new(true), progress: &progress };
        assert_eq!(sweep(&recorded(), &two_subjects(), 2, &watch), None);
    }
}
