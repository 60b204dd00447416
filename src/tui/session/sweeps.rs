//! The crash sweep of a session: it is begun, watched and kept, and its crashes are shown.

use dirtybit::script::Script;
use dirtybit::{Subject, Time};

use super::Session;
use crate::sweeper::{self, Progress};
use crate::tui::chart::{Curves, State};
use crate::tui::sweeping::Sweeping;

/// What is swept, or was swept last.
pub(super) struct Sweep {
    log: Log,
    recorded: Script,
    subjects: Vec<Subject>,
    /// A client was told OK for a write before the end.
    has_acknowledged: bool,
    /// None when it is over.
    running: Option<Sweeping>,
}

/// Which inputs there were, and how far time had come: as long as that is the same, so is the chart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Log {
    branch: usize,
    inputs: usize,
    end: Time,
}

impl Session {
    /// Whether a sweep runs: then there is something to be seen of it.
    pub(crate) fn is_sweeping(&self) -> bool {
        self.sweep.as_ref().is_some_and(|sweep| sweep.running.is_some())
    }

    /// Opens the chart; what was swept already is not swept again.
    pub(super) fn sweep(&mut self) {
        let recorded = self.playback.timeline().record(self.model.focus);
        if recorded.steps.iter().all(|step| step.commands.is_empty()) {
            let why = "nothing was done yet, so a crash has nothing to lose: w writes";
            return self.model.refuse(why.to_owned());
        }
        self.model.chart.is_open = true;
        let log = self.log();
        let is_swept = self.sweep.as_ref().is_some_and(|sweep| sweep.log == log);
        if is_swept && self.model.chart.curves().is_some() {
            return;
        }
        let subjects = subjects(&recorded, &self.subjects);
        let running = Some(Sweeping::begin(recorded.clone(), subjects.clone()));
        self.model.chart.state = State::Running(Progress { done: 0, of: 0 });
        let at_end = self.playback.at_end();
        let has_acknowledged = at_end[self.model.focus].folds.ledger.writes().acknowledged > 0;
        self.sweep = Some(Sweep { log, recorded, subjects, has_acknowledged, running });
    }

    pub(super) fn cancel_sweep(&mut self) {
        self.sweep = None;
    }

    /// Looks how far the sweep has come.
    pub(crate) fn watch_sweep(&mut self) {
        let log = self.log();
        let Some(sweep) = &mut self.sweep else {
            return;
        };
        if let Some(state) = sweep.next_state() {
            self.model.chart.state = state;
        }
        if let Some(curves) = self.model.chart.curves_mut() {
            curves.is_older = sweep.log != log;
        }
    }

    fn log(&self) -> Log {
        let (timeline, branch) = (self.playback.timeline(), self.playback.branches().number());
        Log { branch, inputs: timeline.inputs(), end: timeline.end() }
    }

    /// Sets out for a crash of the chart: what was done up to it is done under its subject.
    pub(super) fn crash_as_charted(&mut self, subject: &Subject, at: Time) {
        let Some(sweep) = &self.sweep else {
            return;
        };
        let is_shown = sweep.log.branch == self.playback.branches().number()
            && at >= self.playback.timeline().begins_at();
        let other = subject.changes(&sweep.recorded) || !is_shown;
        let script = other.then(|| subject.of(&sweep.recorded.until(at)));
        self.playback.crash_at(at, script);
    }
}

impl Sweep {
    /// How far it is now, unless it was over before.
    fn next_state(&mut self) -> Option<State> {
        let running = self.running.as_ref()?;
        let Some(curves) = running.curves() else {
            return Some(State::Running(running.progress()));
        };
        self.running = None;
        let mut subjects = self.subjects.iter();
        let own = subjects.position(|subject| !subject.changes(&self.recorded)).unwrap_or(0);
        let end = self.recorded.end();
        Some(State::Done(Curves::new(curves, end, own, self.has_acknowledged)))
    }
}

/// What is always swept, and the session as it is if that is something else.
fn subjects(recorded: &Script, compared: &[Subject]) -> Vec<Subject> {
    let mut subjects = sweeper::subjects();
    let others = compared.iter().filter(|other| !subjects.contains(other));
    subjects.extend(others.cloned().collect::<Vec<_>>());
    if subjects.iter().all(|subject| subject.changes(recorded)) {
        subjects.push(Subject::as_it_is());
    }
    subjects
}
