//! The operation whose code is looked at, and what it does or waits for at its line.

use dirtybit::{Flight, Key, Node, OpId, Pattern, Service, Source, WritePattern};

use super::trail::{End, Task, Trail};
use super::{Operation, Scene, Wait, Waiting};

/// The operation whose code is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Focus {
    op: OpId,
    pub(crate) task: Task,
    pub(crate) trail: Trail,
    /// Its client has been told, or nobody waits for it.
    pub(crate) end: Option<End>,
    /// It is over for its client, and not for the cache.
    pub(crate) goes_on: bool,
}

/// What an operation does at its line.
#[derive(Clone, Copy)]
pub(crate) enum Doing<'a> {
    /// No line has run yet.
    Comes(Option<&'a Flight>),
    /// It runs; if that takes time, as work of its node.
    Runs(Option<&'a Service>),
    Waits(For<'a>),
    /// Its file has returned; the answer is on its way, unless it was lost.
    Returned(Option<&'a Flight>),
    /// The cache died.
    Died,
    Ended,
}

/// What an operation waits for.
#[derive(Clone, Copy)]
pub(crate) enum For<'a> {
    Flight(&'a Flight),
    Service(&'a Service),
    Wait(Wait),
    /// A flush that makes room, or saves what the operation builds upon.
    Flush,
    /// Others who came before.
    Turn,
    /// An answer, of which nothing can be seen.
    Answer,
}

impl Trail {
    /// Who runs the file that it is in.
    pub(crate) fn node(&self) -> Option<Node> {
        self.now.and_then(|place| place.source()).map(|source| source.node)
    }

    /// Whether nothing of it runs at the cache.
    pub(super) fn is_over(&self) -> bool {
        self.node() != Some(Node::Cache) || self.answered || self.orphaned
    }
}

impl Focus {
    /// The file of its pattern.
    pub(crate) fn source(&self) -> &'static Source {
        match self.task {
            Task::Operation(Operation { pattern: Pattern::Write(pattern), .. }) => {
                Source::of_write(pattern)
            }
            Task::Operation(Operation { pattern: Pattern::Read(pattern), .. }) => {
                Source::of_read(pattern)
            }
            Task::Flush(_) => Source::of_write(WritePattern::WriteBack),
        }
    }
}

impl Scene {
    /// The operation that is looked at, when this key is selected: what is under way on it; else
    /// what began last on any key, and is under way; else what ended last on any key.
    pub(crate) fn focus(&self, lane: usize) -> Option<Focus> {
        let is_here = |key: Key| key.index() == lane;
        let mut latest = self.operations.iter().rev();
        let here = latest.find(|(_, operation)| is_here(operation.key));
        let flush = self.flush.as_ref();
        let has_row = flush.is_some_and(|flush| flush.rows.iter().any(|row| is_here(row.key)));
        let newest = self.operations.last_key_value();
        here.map(|(op, operation)| operation_in_focus(*op, operation))
            .or_else(|| self.flush_in_focus().filter(|_| has_row))
            .or_else(|| {
                let newest = newest.map(|(op, operation)| operation_in_focus(*op, operation));
                newest.into_iter().chain(self.flush_in_focus()).max_by_key(|focus| focus.op)
            })
            .or_else(|| self.ended_in_focus(lane))
    }

    pub(crate) fn flush_in_focus(&self) -> Option<Focus> {
        let flush = self.flush.as_ref()?;
        let (op, task, trail) = (flush.op, Task::Flush(flush.rows.len()), flush.trail);
        Some(Focus { op, task, trail, end: None, goes_on: false })
    }

    fn ended_in_focus(&self, lane: usize) -> Option<Focus> {
        let ended = self.lanes.iter().enumerate().filter_map(|(of, lane)| Some((of, lane.ended?)));
        let (_, ended) = ended.max_by_key(|(of, ended)| (ended.at, *of == lane, ended.op))?;
        let (goes_on, end) = (ended.goes_on(), Some(ended.end));
        Some(Focus { op: ended.op, task: ended.task, trail: ended.trail, end, goes_on })
    }

    /// What the operation in focus does.
    pub(crate) fn doing(&self, focus: &Focus) -> Doing<'_> {
        let Focus { trail, .. } = focus;
        let is_at_cache = trail.node() == Some(Node::Cache);
        match () {
            () if is_at_cache && trail.orphaned => Doing::Died,
            () if focus.end.is_some() && !focus.goes_on => Doing::Ended,
            () if trail.now.is_none() => Doing::Comes(self.flight_of(focus.op)),
            () if is_at_cache && trail.answered => {
                let answer = self.flight_of(focus.op).filter(|flight| flight.to == Node::App);
                Doing::Returned(answer)
            }
            () => self.running(focus).unwrap_or_else(|| Doing::Waits(self.waited_for(focus))),
        }
    }

    /// A line runs while its node works on it, and at the instant at which it is reached, until
    /// something is asked for.
    fn running(&self, focus: &Focus) -> Option<Doing<'_>> {
        let (op, node) = (focus.op, focus.trail.node());
        let works = |service: &&Service| service.op == op && Some(service.node) == node;
        let service = self.services.iter().rev().find(works);
        let is_new = focus.trail.at == self.now && !focus.trail.asked && !focus.trail.queued;
        (service.is_some() || is_new).then_some(Doing::Runs(service))
    }

    fn waited_for(&self, Focus { op, trail, .. }: &Focus) -> For<'_> {
        let service = self.services.iter().rev().find(|service| service.op == *op);
        let waits = |one: &&Waiting| one.op == *op && (trail.queued || one.node == Node::Database);
        let wait = self.waiting.iter().rev().find(waits);
        let may_queue = trail.node() == Some(Node::Cache) && !trail.asked;
        let is_flush = self.flush.as_ref().is_some_and(|flush| flush.op == *op);
        None.or_else(|| self.flight_of(*op).map(For::Flight))
            .or_else(|| service.map(For::Service))
            .or_else(|| wait.map(|waiting| For::Wait(waiting.why)))
            .unwrap_or(match may_queue && !is_flush {
                true if self.flush.is_some() => For::Flush,
                true => For::Turn,
                false => For::Answer,
            })
    }

    fn flight_of(&self, op: OpId) -> Option<&Flight> {
        self.flights.values().rev().find(|flight| flight.op == op)
    }
}

fn operation_in_focus(op: OpId, operation: &Operation) -> Focus {
    let (task, trail) = (Task::Operation(*operation), operation.trail);
    Focus { op, task, trail, end: None, goes_on: false }
}
