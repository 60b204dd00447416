//! Scripts that were recorded: every step is at an instant, and they can be cut and played again.

use super::{Moment, Runner, Script, Slice, Step};
use crate::protocol::{Command, Time};
use crate::world::World;

impl Script {
    /// A run in which nothing is done.
    pub fn new(world: World, seed: u64) -> Self {
        let title = "untitled".to_owned();
        Self { title, seed, world, variants: Vec::new(), steps: Vec::new() }
    }

    /// What is done when this is played, with every step at the instant at which it came; the last
    /// one is where the run ended.
    pub fn recorded(self) -> Self {
        let (mut runner, mut slice) = (Runner::new(self), Slice::default());
        while !runner.is_over() {
            let told = runner.advance_to(slice.end(runner.now()));
            slice.adapt(told.len());
        }
        runner.record().clone().ending_at(runner.now())
    }

    /// The steps up to an instant, of a script that was recorded.
    pub fn until(&self, limit: Time) -> Self {
        let steps = self.steps.iter().filter(|step| step.instant() <= limit).cloned();
        Self { steps: steps.collect(), ..self.clone() }
    }

    /// The same, played to the end of this instant and no further.
    pub fn ending_at(mut self, end: Time) -> Self {
        if !self.steps.last().is_some_and(|last| last.is_empty() && last.instant() == end) {
            self.steps.push(Step::at(end, Vec::new()));
        }
        self
    }

    /// Whether every step is at an instant.
    pub fn is_recorded(&self) -> bool {
        self.steps.iter().all(|step| matches!(step.moment, Moment::At(_)))
    }

    /// When the last step comes, of a script that was recorded.
    pub fn end(&self) -> Time {
        self.steps.last().map_or(Time::ZERO, Step::instant)
    }
}

impl Step {
    /// Something to do at an instant.
    pub fn at(at: Time, commands: Vec<Command>) -> Self {
        Self {
            line: 0,
            moment: Moment::At(at),
            commands,
            say: None,
            ask: None,
            expectations: Vec::new(),
            with: Default::default(),
        }
    }

    /// When it comes, if it was recorded.
    pub(super) fn instant(&self) -> Time {
        match self.moment {
            Moment::At(at) => at,
            _ => Time::MAX,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty() && self.has_no_words()
    }

    /// Whether what is done in both, one after the other, is the same as if it were done in one.
    pub(super) fn goes_on_with(&self, next: &Self) -> bool {
        self.expectations.is_empty() && next.has_no_words()
    }

    /// What it says to the audience, and what it asks.
    pub(super) fn caption(&self) -> Option<String> {
        let asked =
            self.ask.as_ref().map(|ask| format!("{} ({})", ask.question, ask.choices.join(" / ")));
        let words: Vec<_> = self.say.iter().cloned().chain(asked).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    fn has_no_words(&self) -> bool {
        self.say.is_none() && self.ask.is_none() && self.expectations.is_empty()
    }
}
