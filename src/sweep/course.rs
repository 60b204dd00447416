//! The course of a run, as far as a sweep needs it: the instants at which the cache could die.

use std::time::Duration;

use super::stakes::Stakes;
use crate::ledger::Ledger;
use crate::limits;
use crate::protocol::{Event, Fact, Node, Time};

/// An instant at which something happened, with the cache up when all of it had.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary {
    pub(super) at: Time,
    /// How long it was up from then on before something else happened, or rather before the next
    /// instant that is kept.
    pub(super) span: Duration,
    pub(super) load_is_on: bool,
    /// Since the boundary before, something happened that may change what a crash costs.
    pub(super) is_new: bool,
    /// A crash costs nothing, whatever happened.
    is_safe: bool,
}

/// Collects the boundaries of a run; of very many, every n-th.
pub(super) struct Course {
    pub(super) boundaries: Vec<Boundary>,
    /// Every how many-th boundary is kept.
    pub(super) every: usize,
    /// How many there were.
    pub(super) of: usize,
    ledger: Ledger,
    stakes: Stakes,
    /// The instant that is not over yet.
    at: Option<Time>,
    lost: u64,
    is_new: bool,
    cache_is_up: bool,
    load_is_on: bool,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            boundaries: Vec::new(),
            every: 1,
            of: 0,
            ledger: Ledger::default(),
            stakes: Stakes::default(),
            at: None,
            lost: 0,
            is_new: true,
            cache_is_up: true,
            load_is_on: false,
        }
    }
}

impl Course {
    pub(super) fn apply(&mut self, event: &Event) {
        if self.at.is_some_and(|at| at < event.at) {
            self.close(event.at);
        }
        self.at = Some(event.at);
        self.is_new |= self.stakes.apply(&event.fact, self.ledger.writes());
        self.ledger.apply(event);
        match event.fact {
            Fact::Crashed(Node::Cache) => self.cache_is_up = false,
            Fact::Restarted(Node::Cache) => self.cache_is_up = true,
            Fact::LoadSet { on, .. } => self.load_is_on = on,
            _ => {}
        }
    }

    /// Where two boundaries that follow each other are safe, it is nothing at both.
    pub(super) fn end(&mut self, end: Time) {
        self.close(end);
        let mut was_safe = false;
        for boundary in &mut self.boundaries {
            boundary.is_new &= !(was_safe && boundary.is_safe);
            was_safe = boundary.is_safe;
        }
    }

    /// All of an instant has happened.
    fn close(&mut self, next: Time) {
        let writes = self.ledger.writes();
        self.is_new |= writes.lost != std::mem::replace(&mut self.lost, writes.lost);
        let is_safe = self.stakes.is_nothing_at_stake(writes);
        if let Some(at) = self.at.take().filter(|_| self.cache_is_up) {
            self.add(at, next - at, is_safe);
        }
    }

    fn add(&mut self, at: Time, span: Duration, is_safe: bool) {
        let is_picked = self.of.is_multiple_of(self.every);
        self.of += 1;
        match self.boundaries.last_mut() {
            Some(last) if !is_picked => last.span += span,
            _ => {
                let (load_is_on, is_new) = (self.load_is_on, std::mem::take(&mut self.is_new));
                self.boundaries.push(Boundary { at, span, load_is_on, is_new, is_safe });
            }
        }
        if self.boundaries.len() > limits::SWEEP_CRASHES {
            self.thin_out();
        }
    }

    /// Every other boundary stands for the one after it, too.
    fn thin_out(&mut self) {
        self.every *= 2;
        let mut kept: Vec<Boundary> = Vec::new();
        for (number, boundary) in self.boundaries.drain(..).enumerate() {
            match kept.last_mut() {
                Some(last) if number % 2 == 1 => {
                    last.span += boundary.span;
                    self.is_new = boundary.is_new;
                }
                _ => {
                    let is_new = boundary.is_new | std::mem::take(&mut self.is_new);
                    kept.push(Boundary { is_new, ..boundary });
                }
            }
        }
        self.boundaries = kept;
    }
}
