//! Plays a script on an engine, takes commands by hand besides, and keeps a record of all of it.

use std::collections::VecDeque;

use super::expectation::Expectation;
use super::{Moment, Script, Step};
use crate::engine::{Engine, Rejection};
use crate::history::Folds;
use crate::limits;
use crate::protocol::{Command, Event, Time, Trigger};

/// An engine with the steps that it has still to take, and those that it has taken.
///
/// A step comes when all of its instant has happened, and so does a command by hand: its time alone
/// says where it stands in the history.
pub struct Player {
    engine: Engine,
    steps: VecDeque<Step>,
    /// What has been done so far: every step is at an instant.
    record: Script,
    /// When the last step came.
    since: Time,
    /// What the next step waits for happened at the very instant of the last one.
    met: bool,
    /// Commands that cannot be done are left out.
    is_lenient: bool,
    ending: Ending,
    /// The steps of the script that are over, and when that was.
    over: Vec<(Time, Step)>,
    /// What the script has still to do when it has come to where it was left.
    later: Option<Later>,
    told: Vec<Happening>,
}

/// The steps that a script had still to take at an instant.
struct Later {
    from: Time,
    /// When its last step came.
    since: Time,
    steps: VecDeque<Step>,
    is_lenient: bool,
}

/// How a script ends when its last step has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// With the last look, or with what went wrong.
    AtOnce,
    /// When nothing moves any more.
    AtRest,
}

/// One thing to tell of a run.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Something happened in the world.
    Event(Event),
    /// The script says something to the audience, at this instant.
    Caption(Time, String),
    /// The script expects something of the run as it is now.
    Expected(Expected),
    /// An expectation did not hold, a moment never came, or a command could not be done: at this
    /// instant, so it is told.
    Failure(Time, String),
}

/// What a step expects.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The line of the file on which the step begins.
    line: usize,
    /// When it is expected.
    pub at: Time,
    expectations: Vec<Expectation>,
}

impl Expected {
    /// What does not hold, each as a sentence.
    pub fn failures(&self, folds: &Folds) -> Vec<String> {
        let (line, at) = (self.line, self.at.as_millis_f64());
        let failed = self.expectations.iter().filter_map(|expectation| expectation.failure(folds));
        failed.map(|failure| format!("line {line}, at {at} ms: {failure}")).collect()
    }
}

/// Whether the next step has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Came,
    NotYet,
    Never,
}

impl Player {
    /// A run at time zero. Where a moment never comes, or a command cannot be done, the script ends.
    pub fn new(script: Script) -> Self {
        let steps = script.steps.into();
        let record = Script { steps: Vec::new(), variants: Vec::new(), ..script };
        Self {
            engine: Engine::new(record.world.clone(), record.seed),
            steps,
            record,
            since: Time::ZERO,
            met: false,
            is_lenient: false,
            ending: Ending::AtRest,
            over: Vec::new(),
            later: None,
            told: Vec::new(),
        }
    }

    /// The same inputs in what may be another world: what cannot be done there is left out.
    pub fn lenient(script: Script) -> Self {
        Self { is_lenient: true, ..Self::new(script) }
    }

    /// The same run up to an instant that has been; from there on its script does what it had still
    /// to do then.
    pub fn branch(&self, from: Time) -> Self {
        let (over, left): (Vec<_>, Vec<_>) =
            self.over.iter().cloned().partition(|(at, _)| *at <= from);
        let left = left.into_iter().map(|(_, step)| step);
        let later = Later {
            from,
            since: over.last().map_or(Time::ZERO, |(at, _)| *at),
            steps: left.chain(self.steps.iter().cloned()).collect(),
            is_lenient: self.is_lenient,
        };
        Self { over, later: Some(later), ..Self::lenient(self.record.until(from)) }
    }

    /// What the script has still to do is not done.
    pub fn leave_script(&mut self) {
        self.steps.clear();
    }

    /// Does something now, with all that follows from it without delay.
    ///
    /// # Errors
    /// [`Rejection`], if the command cannot be done; nothing has happened then.
    pub fn submit(&mut self, command: &Command) -> Result<(), Rejection> {
        if self.record.steps.len() >= limits::INPUTS {
            return Err(Rejection::TooManyInputs);
        }
        let (_, refused) = self.perform(std::slice::from_ref(command));
        refused.map_or(Ok(()), |(_, why)| Err(why))?;
        self.note(Step::at(self.now(), vec![command.clone()]));
        Ok(())
    }

    /// Plays up to this instant and tells what happened. How the time is cut makes no difference.
    pub fn advance_to(&mut self, limit: Time) -> Vec<Happening> {
        if let Some(from) = self.later.as_ref().map(|later| later.from).filter(|at| *at <= limit) {
            self.go_on_from(from);
        }
        self.take_steps(limit);
        if self.is_done() {
            self.run(limit, None);
        }
        self.take_told()
    }

    fn go_on_from(&mut self, from: Time) {
        self.take_steps(from);
        self.run(from, None);
        if let Some(later) = self.later.take() {
            (self.steps, self.since) = (later.steps, later.since);
            self.is_lenient = later.is_lenient;
        }
    }

    /// Plays up to this instant, but not beyond the last step.
    pub(super) fn take_steps(&mut self, limit: Time) {
        while !self.is_done() && self.play_to(limit) {}
    }

    /// Plays, after the last step, until nothing moves, but for so long at most; says whether it has
    /// come so far.
    pub(super) fn play_out(&mut self, limit: Time) -> bool {
        let deadline = self.since + limits::PLAY_OUT;
        self.ending == Ending::AtOnce || self.rest(deadline, limit) != Progress::NotYet
    }

    pub(super) fn take_told(&mut self) -> Vec<Happening> {
        std::mem::take(&mut self.told)
    }

    /// Whether all steps have been taken, or will never be.
    pub fn is_done(&self) -> bool {
        self.steps.is_empty()
    }

    /// Whether a step that is still to be taken says something to the audience.
    pub fn says_more(&self) -> bool {
        self.steps.iter().any(|step| step.say.is_some())
    }

    /// When the script ends, if it is certain: nothing is done then, and all that is left comes at
    /// an instant.
    pub fn ends_at(&self) -> Option<Time> {
        let last = self.steps.back().filter(|step| step.is_empty())?;
        let is_certain = self.steps.iter().all(|step| matches!(step.moment, Moment::At(_)));
        is_certain.then(|| last.instant().max(self.since))
    }

    /// The virtual time that has been reached.
    pub fn now(&self) -> Time {
        self.engine.now()
    }

    /// The next instant at which anything can happen without a hand; none: everything is at rest.
    pub fn next_deadline(&self) -> Option<Time> {
        let of_step = self.steps.front().map(|step| match step.moment {
            Moment::At(at) => at.max(self.now()),
            Moment::After(delay) => (self.since + delay).max(self.now()),
            Moment::When(_) | Moment::Idle => self.engine.next_deadline().unwrap_or(self.now()),
        });
        let of_engine = self.engine.next_deadline();
        of_step.map_or(of_engine, |at| Some(of_engine.map_or(at, |other| at.min(other))))
    }

    /// What has been done so far, as a script whose steps are all at an instant: played again, it
    /// makes the same history.
    pub fn record(&self) -> &Script {
        &self.record
    }

    /// What has been done so far and the steps that are still to be taken, those of them at an
    /// instant whose instant is certain: played again, it makes the same history and goes on like
    /// this one.
    pub fn script(&self) -> Script {
        let mut since = Some(self.since);
        let steps = self.steps.iter().map(|step| {
            since = match (step.moment, since) {
                (Moment::At(at), Some(since)) => Some(at.max(since)),
                (Moment::After(delay), Some(since)) => Some(since + delay),
                _ => None,
            };
            Step { moment: since.map_or(step.moment, Moment::At), ..step.clone() }
        });
        let steps = self.record.steps.iter().cloned().chain(steps).collect();
        Script { steps, ..self.record.clone() }
    }

    /// Plays until the next step has come; says whether there may be more to do before the limit.
    fn play_to(&mut self, limit: Time) -> bool {
        let Some(step) = self.steps.front() else {
            return false;
        };
        let came = match step.moment {
            Moment::At(at) => self.wait(at.max(self.since), limit),
            Moment::After(delay) => self.wait(self.since + delay, limit),
            Moment::When(trigger) => self.watch(trigger, limit),
            Moment::Idle => self.rest(self.since + limits::LONGEST_WAIT, limit),
        };
        match came {
            Progress::Came => self.take_step(),
            Progress::Never => self.give_up(),
            Progress::NotYet => {}
        }
        came != Progress::NotYet
    }

    fn wait(&mut self, until: Time, limit: Time) -> Progress {
        self.run(until.min(limit), None);
        if until <= limit { Progress::Came } else { Progress::NotYet }
    }

    fn watch(&mut self, trigger: Trigger, limit: Time) -> Progress {
        let deadline = self.since + limits::LONGEST_WAIT;
        if std::mem::take(&mut self.met) || self.run(limit.min(deadline), Some(trigger)) {
            return Progress::Came;
        }
        let hopeless = self.engine.next_deadline().is_none() || limit >= deadline;
        if hopeless { Progress::Never } else { Progress::NotYet }
    }

    /// Runs from deadline to deadline, so that it ends at the very instant of rest.
    fn rest(&mut self, deadline: Time, limit: Time) -> Progress {
        self.run(self.engine.now(), None);
        while let Some(next) = self.engine.next_deadline() {
            if next > deadline {
                return Progress::Never;
            }
            self.run(next.min(limit), None);
            if next > limit {
                return Progress::NotYet;
            }
        }
        Progress::Came
    }

    fn take_step(&mut self) {
        let Some(step) = self.steps.pop_front() else {
            return;
        };
        self.since = self.engine.now();
        self.ending = if step.commands.is_empty() { Ending::AtOnce } else { Ending::AtRest };
        self.told.extend(step.caption().map(|words| Happening::Caption(self.since, words)));
        if self.later.is_none() {
            self.over.push((self.since, step.clone()));
        }
        let (done, refused) = self.perform(&step.commands);
        if let Some((command, why)) = refused.filter(|_| !self.is_lenient) {
            self.fail(format!("line {}: `{command}`: {why}", step.line));
            return self.note(Step { commands: done, expectations: Vec::new(), ..step });
        }
        if !step.expectations.is_empty() {
            let (line, expectations) = (step.line, step.expectations.clone());
            self.told.push(Happening::Expected(Expected { line, at: self.since, expectations }));
        }
        self.note(Step { commands: done, ..step });
    }

    /// Gives commands, one after the other; says which were done, and which was the first that
    /// could not be.
    fn perform(&mut self, commands: &[Command]) -> (Vec<Command>, Option<(Command, Rejection)>) {
        self.engine.watch(self.next_trigger());
        let (mut done, mut refused) = (Vec::new(), None);
        for command in commands {
            match self.engine.submit(command) {
                Ok(()) => done.push(command.clone()),
                Err(why) => refused = refused.or_else(|| Some((command.clone(), why))),
            }
            if refused.is_some() && !self.is_lenient {
                break;
            }
        }
        self.run_on();
        (done, refused)
    }

    /// Lets all of this instant happen, and looks out for what the next step waits for.
    fn run_on(&mut self) {
        let events = self.engine.advance_to(self.engine.now());
        self.tell(events);
        self.met |= self.next_trigger().is_some() && !self.engine.is_watching();
        self.engine.watch(None);
        self.run(self.engine.now(), None);
    }

    fn next_trigger(&self) -> Option<Trigger> {
        match self.steps.front()?.moment {
            Moment::When(trigger) => Some(trigger),
            _ => None,
        }
    }

    /// A step whose moment never comes ends the script: what follows it means nothing without it.
    fn give_up(&mut self) {
        if let Some(Step { line, moment, .. }) = self.steps.front() {
            let what = match moment {
                Moment::When(trigger) => trigger.to_string(),
                _ => "idle".to_owned(),
            };
            self.fail(format!("line {line}: waited for \"{what}\", which never came"));
        }
    }

    fn fail(&mut self, failure: String) {
        self.told.push(Happening::Failure(self.now(), failure));
        let now = self.now();
        self.over.extend(self.steps.drain(..).map(|step| (now, step)));
        self.ending = Ending::AtOnce;
    }

    /// Keeps a step that was taken; what is done at one instant is one step.
    fn note(&mut self, step: Step) {
        let step = Step { moment: Moment::At(self.now()), with: Default::default(), ..step };
        match self.record.steps.last_mut() {
            Some(last) if last.moment == step.moment && last.goes_on_with(&step) => {
                last.commands.extend(step.commands);
            }
            _ if step.is_empty() => {}
            _ => self.record.steps.push(step),
        }
    }

    /// Runs the engine; says whether the trigger, if any, was met. Then all of its instant has
    /// happened.
    fn run(&mut self, limit: Time, trigger: Option<Trigger>) -> bool {
        let (events, met) = match trigger {
            Some(trigger) => self.engine.advance_until(limit, trigger),
            None => (self.engine.advance_to(limit), false),
        };
        self.tell(events);
        if met {
            let rest = self.engine.advance_to(self.engine.now());
            self.tell(rest);
        }
        met
    }

    fn tell(&mut self, events: Vec<Event>) {
        self.told.extend(events.into_iter().map(Happening::Event));
    }
}
