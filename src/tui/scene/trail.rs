//! Through which lines of the patterns' source files operations have come.

use std::panic::Location;
use std::time::Duration;

use dirtybit::{Fact, Flight, Key, Node, OpId, Outcome, Source, Time, Write};

use super::operations::Operation;
use super::{Flush, Scene};

/// The lines that an operation has come through; the lines of two files at the most.
#[derive(Clone, Copy, Default)]
pub(crate) struct Trail {
    /// Where it is, or was in the end.
    pub(crate) now: Option<Place>,
    /// Where it was in the file before this one.
    pub(crate) before: Option<Place>,
    /// When it came to where it is.
    pub(super) at: Time,
    /// It has asked another node since.
    pub(super) asked: bool,
    /// It has been told to wait since, by who runs its file.
    pub(super) queued: bool,
    /// The cache has sent it an answer since.
    pub(super) answered: bool,
    /// The cache has died since.
    pub(super) orphaned: bool,
}

/// A line of a file, and the lines that an operation has come through there.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    line: &'static Location<'static>,
    /// A bit for every line.
    through: u64,
}

impl Place {
    /// Counted from 1.
    pub(crate) fn line(&self) -> usize {
        self.line.line() as usize
    }

    pub(crate) fn source(&self) -> Option<&'static Source> {
        Source::of(self.line)
    }

    /// Whether the operation has been at this line.
    pub(crate) fn has_come_through(&self, line: usize) -> bool {
        self.through & bit(line) != 0
    }
}

/// The patterns' files are short; what is beyond them is not remembered.
fn bit(line: usize) -> u64 {
    1_u64.checked_shl(line as u32).unwrap_or_default()
}

impl Trail {
    fn step(&mut self, line: &'static Location<'static>, at: Time) {
        let mut next = Place { line, through: 0 };
        match self.now {
            Some(place) if place.line.file() == line.file() => next.through = place.through,
            place => self.before = place,
        }
        next.through |= bit(next.line());
        let (now, before) = (Some(next), self.before);
        *self = Self { now, before, at, ..Self::default() };
    }
}

/// What an operation is for.
#[derive(Clone, Copy)]
pub(crate) enum Task {
    /// What a client asked for.
    Operation(Operation),
    /// So many rows.
    Flush(usize),
}

/// How it ended.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// As its client was told, after so long.
    Told(Outcome, Duration),
    /// Every row was saved, or not.
    Flushed(bool),
    /// Its flush died with the cache.
    Died,
}

/// What ended last on a key.
#[derive(Clone, Copy)]
pub(crate) struct Ended {
    pub(super) op: OpId,
    pub(super) task: Task,
    pub(super) trail: Trail,
    pub(super) end: End,
    pub(super) at: Time,
}

impl Scene {
    pub(super) fn follow_code(&mut self, fact: &Fact) {
        match fact {
            Fact::Step { op, line } => {
                let now = self.now;
                self.change_trail(*op, |trail| trail.step(line, now));
            }
            Fact::Sent(Flight { op, from: Node::Cache, to: Node::App, .. }) => {
                self.change_trail(*op, |trail| trail.answered = true);
            }
            Fact::Sent(Flight { op, from: Node::App | Node::Cache, .. }) => {
                self.change_trail(*op, |trail| trail.asked = true);
            }
            _ => {}
        }
    }

    /// What has ended for its client may go on at the cache.
    fn change_trail(&mut self, op: OpId, change: impl FnOnce(&mut Trail)) {
        let flush = self.flush.as_mut().filter(|flush| flush.op == op);
        let mut ended = self.lanes.iter_mut().filter_map(|lane| lane.ended.as_mut());
        if let Some(operation) = self.operations.get_mut(&op) {
            change(&mut operation.trail);
        } else if let Some(flush) = flush {
            change(&mut flush.trail);
        } else if let Some(ended) = ended.find(|ended| ended.op == op) {
            change(&mut ended.trail);
        }
    }

    /// What runs at the cache does not go on when it dies.
    pub(super) fn orphan_trails(&mut self) {
        if let Some(mut flush) = self.flush.take() {
            flush.trail.orphaned = true;
            self.remember_flush(&flush, End::Died);
        }
        let ended = self.lanes.iter_mut().filter_map(|lane| lane.ended.as_mut());
        let ended = ended.filter(|ended| ended.goes_on()).map(|ended| &mut ended.trail);
        let under_way = self.operations.values_mut().map(|operation| &mut operation.trail);
        for trail in under_way.chain(ended).filter(|trail| !trail.answered) {
            trail.orphaned = true;
        }
    }

    pub(super) fn remember_operation(&mut self, op: OpId, operation: Operation, outcome: Outcome) {
        let end = End::Told(outcome, self.now - operation.issued);
        let (task, trail) = (Task::Operation(operation), operation.trail);
        self.remember(operation.key, Ended { op, task, trail, end, at: self.now });
    }

    pub(super) fn remember_flush(&mut self, flush: &Flush, end: End) {
        let (op, task, trail) = (flush.op, Task::Flush(flush.rows.len()), flush.trail);
        for Write { key, .. } in &flush.rows {
            self.remember(*key, Ended { op, task, trail, end, at: self.now });
        }
    }

    fn remember(&mut self, key: Key, ended: Ended) {
        self.lanes[key.index()].ended = Some(ended);
    }
}

impl Ended {
    /// Whether its client has given up, and the cache goes on with it.
    pub(super) fn goes_on(&self) -> bool {
        matches!(self.end, End::Told(Outcome::Unknown, _)) && !self.trail.is_over()
    }
}
