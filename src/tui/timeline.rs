//! One course of events: what is done in it, what comes of it, and every moment that it has had.

mod coming;
mod comparison;

use dirtybit::script::{Happening, Player, Script};
use dirtybit::{Command, Subject, Time};

pub(crate) use coming::Coming;

use super::history::{Entry, History, Marks};
use super::scene::Scene;

/// Runs of the same inputs, in lock step: one, or when patterns are compared, one for each.
pub(crate) struct Timeline {
    runs: Vec<Run>,
    /// When it left the course that was there before it.
    pub(crate) left: Option<Time>,
    /// Something was done in it by hand.
    is_touched: bool,
}

/// A run, and what it has been.
struct Run {
    /// What it is compared under.
    subject: Option<Subject>,
    player: Player,
    history: History,
}

impl Timeline {
    /// A run at its beginning.
    pub(crate) fn new(script: Script) -> Self {
        let run = Run { subject: None, player: Player::new(script), history: History::default() };
        Self { runs: vec![run], left: None, is_touched: false }
    }

    /// How far it has come.
    pub(crate) fn end(&self) -> Time {
        self.runs[0].player.now()
    }

    /// How many inputs it has had.
    pub(crate) fn inputs(&self) -> usize {
        self.runs[0].player.record().steps.len()
    }

    /// The next instant at which anything can happen by itself.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        self.runs.iter().filter_map(|run| run.player.next_deadline()).min()
    }

    /// When its script ends, if that is certain.
    pub(crate) fn ends_at(&self) -> Option<Time> {
        self.runs[0].player.ends_at()
    }

    /// Whether its script is over.
    pub(crate) fn is_done(&self) -> bool {
        self.runs[0].player.is_done()
    }

    /// The first instant that is known of.
    pub(crate) fn begins_at(&self) -> Time {
        self.of_runs(|history| Some(history.begins_at())).max().unwrap_or_default()
    }

    /// The next instant at which something happened.
    pub(crate) fn next_instant(&self, after: Time) -> Option<Time> {
        self.of_runs(|history| history.next_instant(after)).min()
    }

    /// The last instant before this one at which something happened.
    pub(crate) fn previous_instant(&self, before: Time) -> Option<Time> {
        self.of_runs(|history| history.previous_instant(before)).max()
    }

    /// The next instant at which an operation ended.
    pub(crate) fn next_operation_end(&self, after: Time) -> Option<Time> {
        self.of_runs(|history| history.next_operation_end(after)).min()
    }

    /// The last instant before this one at which an operation began.
    pub(crate) fn previous_operation_start(&self, before: Time) -> Option<Time> {
        self.of_runs(|history| history.previous_operation_start(before)).max()
    }

    /// The next instant at which a script said something.
    pub(crate) fn next_caption(&self, after: Time) -> Option<Time> {
        self.of_runs(|history| history.next_caption(after)).min()
    }

    /// The last instant before this one at which a script said something.
    pub(crate) fn previous_caption(&self, before: Time) -> Option<Time> {
        self.of_runs(|history| history.previous_caption(before)).max()
    }

    /// Whether its script has still something to say.
    pub(crate) fn says_more(&self) -> bool {
        self.runs[0].player.says_more()
    }

    fn of_runs(&self, of: impl Fn(&History) -> Option<Time>) -> impl Iterator<Item = Time> {
        self.runs.iter().filter_map(move |run| of(&run.history))
    }

    /// What happened when, in one of its runs.
    pub(crate) fn marks(&self, run: usize) -> &Marks {
        self.runs[run].history.marks()
    }

    /// What it shows at an instant that has been.
    pub(crate) fn scenes_at(&mut self, instant: Time) -> Vec<Scene> {
        let instant = instant.max(self.begins_at());
        self.runs.iter_mut().map(|run| run.history.scene_at(instant)).collect()
    }

    /// Lets what it shows go on to a later instant that has been.
    pub(crate) fn replay(&self, scenes: &mut [Scene], to: Time) {
        for (run, scene) in self.runs.iter().zip(scenes) {
            run.history.play(scene, to);
        }
    }

    /// What its script has still to do is not done.
    pub(crate) fn leave_script(&mut self) {
        self.runs.iter_mut().for_each(|run| run.player.leave_script());
    }

    /// Goes on from its end.
    pub(crate) fn advance_to(&mut self, limit: Time, scenes: &mut [Scene]) {
        for (run, scene) in self.runs.iter_mut().zip(scenes) {
            run.advance_to(limit, scene);
        }
    }

    /// Does something at its end; where there are several runs, in each that takes it.
    pub(crate) fn submit(&mut self, command: &Command, scenes: &mut [Scene]) -> Result<(), String> {
        self.is_touched = true;
        let mut refusals = Vec::new();
        for (run, scene) in self.runs.iter_mut().zip(scenes).filter(|(run, _)| run.allows(command))
        {
            if let Err(why) = run.submit(command, scene) {
                refusals.push((run.label(), why));
            }
        }
        self.tell_refusals(&refusals)
    }

    /// The course that begins at an instant that has been: up to it, everything is the same.
    pub(crate) fn branch(&mut self, at: Time) -> Coming {
        let runs = self.runs.iter_mut().map(|run| run.branch(at)).collect();
        Coming::known(Self { runs, left: Some(at), is_touched: false }, at)
    }

    /// What has been done in one of its runs, as a script that ends where this does.
    pub(crate) fn record(&self, run: usize) -> Script {
        self.runs[run].player.record().clone().ending_at(self.end())
    }
}

impl Run {
    fn allows(&self, command: &Command) -> bool {
        self.subject.as_ref().is_none_or(|subject| subject.allows(command))
    }

    fn submit(&mut self, command: &Command, scene: &mut Scene) -> Result<(), String> {
        let done = self.player.submit(command);
        self.advance_to(self.player.now(), scene);
        done.map_err(|refused| refused.to_string())
    }

    /// Says how much happened.
    fn advance_to(&mut self, limit: Time, scene: &mut Scene) -> usize {
        let happened = self.player.advance_to(limit);
        let events = happened.len();
        for happening in happened {
            for entry in entries(happening, scene) {
                self.history.push(&entry, scene);
            }
        }
        scene.pass(self.player.now());
        self.history.pass(self.player.now());
        events
    }

    fn branch(&mut self, at: Time) -> Self {
        let player = self.player.branch(at);
        let (history, _) = self.history.until(at);
        Self { subject: self.subject.clone(), player, history }
    }
}

/// What happened, as it is written down.
fn entries(happening: Happening, scene: &Scene) -> Vec<Entry> {
    match happening {
        Happening::Event(event) => vec![Entry::Event(event)],
        Happening::Caption(at, words) => vec![Entry::Caption(at, words)],
        Happening::Failure(at, words) => vec![Entry::Failure(at, words)],
        Happening::Expected(expected) => {
            let failures = expected.failures(&scene.folds).into_iter();
            failures.map(|words| Entry::Failure(expected.at, words)).collect()
        }
    }
}
