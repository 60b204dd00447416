//! Plays a script on an engine, in slices of any size.

use std::collections::VecDeque;

use super::{Moment, Script, Step};
use crate::engine::Engine;
use crate::history::Folds;
use crate::limits;
use crate::protocol::{Event, Time, Trigger};

/// A script that is being played.
pub struct Runner {
    engine: Engine,
    folds: Folds,
    steps: VecDeque<Step>,
    /// When the last step came.
    since: Time,
    ending: Ending,
    /// What the next step waits for happened at the very instant of the last one.
    met: bool,
    told: Vec<Happening>,
    failures: Vec<String>,
}

/// How a run ends when its last step has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// With the last look.
    AtOnce,
    /// When nothing moves any more.
    AtRest,
    /// It has ended.
    Over,
}

/// One thing to tell of a run.
#[derive(Debug)]
pub enum Happening {
    /// Something happened in the world.
    Event(Event),
    /// The script says something to the audience.
    Caption(String),
    /// An expectation did not hold, or a moment never came.
    Failure(String),
}

impl Runner {
    /// A run at time zero.
    pub fn new(script: Script) -> Self {
        Self {
            engine: Engine::new(script.world, script.seed),
            folds: Folds::default(),
            steps: script.steps.into(),
            since: Time::ZERO,
            ending: Ending::AtRest,
            met: false,
            told: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Plays up to this instant and tells what happened. How the time is cut makes no difference.
    pub fn advance_to(&mut self, limit: Time) -> Vec<Happening> {
        while !self.is_over() && self.play_to(limit) {}
        std::mem::take(&mut self.told)
    }

    /// Whether the run has ended.
    pub fn is_over(&self) -> bool {
        self.ending == Ending::Over
    }

    /// The virtual time that has been reached.
    pub fn now(&self) -> Time {
        self.engine.now()
    }

    /// What is known so far.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// The expectations that did not hold so far, each as a sentence.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// Plays until the next step has come; says whether there may be more to do before the limit.
    fn play_to(&mut self, limit: Time) -> bool {
        let Some(step) = self.steps.front() else {
            return self.play_out(limit);
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

    fn play_out(&mut self, limit: Time) -> bool {
        if self.ending == Ending::AtOnce {
            self.run(self.engine.now(), None);
        } else if self.rest(self.since + limits::PLAY_OUT, limit) == Progress::NotYet {
            return false;
        }
        self.ending = Ending::Over;
        false
    }

    fn take_step(&mut self) {
        let Some(step) = self.steps.pop_front() else {
            return;
        };
        self.since = self.engine.now();
        self.told.extend(step.say.clone().map(Happening::Caption));
        self.engine.watch(self.next_trigger());
        for command in &step.commands {
            if let Err(error) = self.engine.submit(command) {
                self.fail(format!("line {}: `{command}`: {error}", step.line));
                self.ending = Ending::Over;
                return;
            }
        }
        self.run(self.since, None);
        self.met = self.next_trigger().is_some() && !self.engine.is_watching();
        self.engine.watch(None);
        self.check(&step);
        let looks_only = step.commands.is_empty();
        self.ending = if looks_only { Ending::AtOnce } else { Ending::AtRest };
    }

    fn next_trigger(&self) -> Option<Trigger> {
        match self.steps.front()?.moment {
            Moment::When(trigger) => Some(trigger),
            _ => None,
        }
    }

    fn check(&mut self, step: &Step) {
        for expectation in &step.expectations {
            if let Some(failure) = expectation.failure(&self.folds) {
                let at = self.since.as_millis_f64();
                self.fail(format!("line {}, at {at} ms: {failure}", step.line));
            }
        }
    }

    /// A step whose moment never comes ends the run: what follows it means nothing without it.
    fn give_up(&mut self) {
        if let Some(Step { line, moment, .. }) = self.steps.front() {
            let what = match moment {
                Moment::When(trigger) => trigger.to_string(),
                _ => "idle".to_owned(),
            };
            self.fail(format!("line {line}: waited for \"{what}\", which never came"));
        }
        self.ending = Ending::Over;
    }

    fn fail(&mut self, failure: String) {
        self.told.push(Happening::Failure(failure.clone()));
        self.failures.push(failure);
    }

    /// Runs the engine; says whether the trigger, if any, was met.
    fn run(&mut self, limit: Time, trigger: Option<Trigger>) -> bool {
        let (events, met) = match trigger {
            Some(trigger) => self.engine.advance_until(limit, trigger),
            None => (self.engine.advance_to(limit), false),
        };
        for event in &events {
            self.folds.apply(event);
        }
        self.told.extend(events.into_iter().map(Happening::Event));
        met
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Came,
    NotYet,
    Never,
}
