//! Traps: commands that are given as soon as their moment comes, so that a fault strikes where it should.

use std::collections::BTreeMap;

use super::{Engine, Rejection};
use crate::limits;
use crate::protocol::{Command, Fact, Trigger};

/// What is done when a trap springs.
#[derive(Default)]
pub(super) struct Traps {
    commands: BTreeMap<u32, Command>,
    next: u32,
}

impl Engine {
    pub(super) fn arm(&mut self, trigger: Trigger, command: &Command) -> Result<(), Rejection> {
        if self.traps.commands.len() >= limits::TRAPS {
            return Err(Rejection::TooManyTraps);
        }
        let trap = self.traps.next;
        self.traps.next += 1;
        self.traps.commands.insert(trap, command.clone());
        self.context.record(Fact::Armed { trap, trigger, command: Box::new(command.clone()) });
        self.context.recorder.arm(trap, trigger);
        Ok(())
    }

    /// Takes one trap away, or all of them.
    pub(super) fn disarm(&mut self, trap: Option<u32>) -> Result<(), Rejection> {
        if trap.is_some_and(|trap| !self.traps.commands.contains_key(&trap)) {
            return Err(Rejection::NoSuchTrap);
        }
        let armed: Vec<_> = self.traps.commands.keys().copied().collect();
        for trap in armed.into_iter().filter(|armed| trap.is_none_or(|trap| trap == *armed)) {
            self.traps.commands.remove(&trap);
            self.context.recorder.disarm(trap);
            self.context.record(Fact::Disarmed { trap });
        }
        Ok(())
    }

    /// Gives the commands of the traps that have sprung, until they set off no more; says whether
    /// there were any. A command that cannot be done any more is left out.
    pub(super) fn spring_traps(&mut self) -> bool {
        let mut any = false;
        loop {
            let sprung = self.context.recorder.take_sprung();
            if sprung.is_empty() {
                return any;
            }
            any = true;
            for trap in sprung {
                self.spring(trap);
            }
        }
    }

    fn spring(&mut self, trap: u32) {
        if let Some(command) = self.traps.commands.remove(&trap) {
            self.context.record(Fact::Sprung { trap });
            let _cannot_be_done = self.start(&command);
            self.runtime.settle();
        }
    }
}
