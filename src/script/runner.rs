//! Plays a script to its end, folds what happens, and checks what it expects.

use super::{Expected, Happening, Player, Script};
use crate::history::Folds;
use crate::protocol::Time;

/// A script that is being played to its end.
pub struct Runner {
    player: Player,
    folds: Folds,
    is_over: bool,
    failures: Vec<String>,
}

impl Runner {
    /// A run at time zero.
    pub fn new(script: Script) -> Self {
        Self {
            player: Player::new(script),
            folds: Folds::default(),
            is_over: false,
            failures: Vec::new(),
        }
    }

    /// Plays up to this instant and tells what happened. How the time is cut makes no difference.
    pub fn advance_to(&mut self, limit: Time) -> Vec<Happening> {
        if !self.is_over {
            self.player.take_steps(limit);
            self.is_over = self.player.is_done() && self.player.play_out(limit);
        }
        let told = self.player.take_told();
        told.into_iter().flat_map(|happening| self.follow(happening)).collect()
    }

    /// Whether the run has ended.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The virtual time that has been reached.
    pub fn now(&self) -> Time {
        self.player.now()
    }

    /// What is known so far.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }

    /// The expectations that did not hold so far, each as a sentence.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// What has been done so far, with every step at its instant.
    pub fn record(&self) -> &Script {
        self.player.record()
    }

    /// Folds what happened; of what is expected, only what does not hold is told.
    fn follow(&mut self, happening: Happening) -> Vec<Happening> {
        match happening {
            Happening::Event(event) => {
                self.folds.apply(&event);
                vec![Happening::Event(event)]
            }
            Happening::Expected(expected) => self.check(&expected),
            Happening::Failure(at, failure) => vec![self.fail(at, failure)],
            caption @ Happening::Caption(..) => vec![caption],
        }
    }

    fn check(&mut self, expected: &Expected) -> Vec<Happening> {
        let failures = expected.failures(&self.folds);
        failures.into_iter().map(|failure| self.fail(expected.at, failure)).collect()
    }

    fn fail(&mut self, at: Time, failure: String) -> Happening {
        self.failures.push(failure.clone());
        Happening::Failure(at, failure)
    }
}
