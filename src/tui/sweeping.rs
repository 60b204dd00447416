//! A crash sweep in the background: the screen goes on meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use dirtybit::script::Script;
use dirtybit::{Curve, Subject};

use crate::sweeper::{self, Progress, Watch};

/// A sweep that runs; dropped, it ends.
pub(crate) struct Sweeping {
    state: Arc<State>,
    curves: Receiver<Vec<Curve>>,
}

/// What both sides know.
#[derive(Default)]
struct State {
    cancelled: AtomicBool,
    done: AtomicUsize,
    of: AtomicUsize,
}

impl Sweeping {
    pub(crate) fn begin(recorded: Script, subjects: Vec<Subject>) -> Self {
        let state = Arc::new(State::default());
        let (sender, curves) = channel();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            if let Some(curves) = shared.sweep(&recorded, &subjects) {
                let _nobody_may_wait_any_more = sender.send(curves);
            }
        });
        Self { state, curves }
    }

    pub(crate) fn progress(&self) -> Progress {
        let State { done, of, .. } = &*self.state;
        Progress { done: done.load(Ordering::Relaxed), of: of.load(Ordering::Relaxed) }
    }

    /// The curves, as soon as they are there.
    ///
    /// # Panics
    /// If the sweep has panicked.
    pub(crate) fn curves(&self) -> Option<Vec<Curve>> {
        match self.curves.try_recv() {
            Ok(curves) => Some(curves),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => panic!("the sweep has failed"),
        }
    }
}

impl Drop for Sweeping {
    fn drop(&mut self) {
        self.state.cancelled.store(true, Ordering::Relaxed);
    }
}

impl State {
    fn sweep(&self, recorded: &Script, subjects: &[Subject]) -> Option<Vec<Curve>> {
        let progress = |progress: Progress| {
            self.of.store(progress.of, Ordering::Relaxed);
            self.done.fetch_max(progress.done, Ordering::Relaxed);
        };
        let watch = Watch { cancelled: &self.cancelled, progress: &progress };
        sweeper::sweep(recorded, subjects, sweeper::every_core(), &watch)
    }
}
