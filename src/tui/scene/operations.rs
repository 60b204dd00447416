//! What clients have asked for, until they are answered or give up.

use std::time::Duration;

use dirtybit::{
    Action, ClientId, Fact, Flight, Key, Node, OpId, Outcome, Pattern, Payload, Service, Time,
    Verdict, Version, Write,
};

use super::trail::Trail;
use super::waits::is_write_back;
use super::{Ending, LastOperation, Scene, Wait};
use crate::tui::account;

/// How long it can be seen that a client was killed.
const KILLED: Duration = Duration::from_secs(2);

/// A client's operation under way.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) client: ClientId,
    pub(crate) action: Action,
    pub(crate) key: Key,
    pub(crate) version: Option<Version>,
    pub(crate) issued: Time,
    pub(crate) hit: bool,
    pub(crate) missed: bool,
    /// How it travels.
    pub(super) pattern: Pattern,
    /// It has asked the database for what it reads.
    pub(super) fetches: bool,
    /// What it had to wait for, before it came to the database.
    pub(crate) waited: Option<Wait>,
    /// Why its client may never know how it ended, if it is not that a node died.
    pub(crate) doubt: Option<Doubt>,
    /// The lines of code that it has come through.
    pub(super) trail: Trail,
}

/// Why an outcome is unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Who waited gave up.
    TimedOut(Node),
    /// The client died.
    Killed,
}

impl Scene {
    pub(super) fn follow_operation(&mut self, fact: &Fact, verdict: Option<Verdict>) {
        match fact {
            Fact::Issued { .. } => self.issue(fact),
            Fact::Finished { op, outcome, .. } => self.finish(*op, *outcome, verdict),
            Fact::Killed(client) => self.kill(*client),
            Fact::TimedOut { node, op, key } => self.time_out(*node, *op, *key),
            Fact::Queued { .. } => self.follow_wait(fact),
            Fact::Serving(service) => self.serve(service),
            Fact::Hit { op, .. } | Fact::Missed { op, .. } => {
                if let Some(operation) = self.operations.get_mut(op) {
                    operation.hit |= matches!(fact, Fact::Hit { .. });
                    operation.missed |= matches!(fact, Fact::Missed { .. });
                }
            }
            _ => {}
        }
    }

    fn issue(&mut self, fact: &Fact) {
        let &Fact::Issued { op, client, action, key, version, pattern } = fact else {
            return;
        };
        let operation = Operation {
            client,
            action,
            key,
            version,
            issued: self.now,
            hit: false,
            missed: false,
            pattern,
            fetches: false,
            waited: None,
            doubt: None,
            trail: Trail::default(),
        };
        self.operations.insert(op, operation);
        let lane = &mut self.lanes[key.index()];
        lane.last = Some(LastOperation { op, issued: self.now, ending: None });
        lane.mark = None;
    }

    fn finish(&mut self, op: OpId, outcome: Outcome, verdict: Option<Verdict>) {
        let Some(operation) = self.operations.remove(&op) else {
            return;
        };
        self.waiting.retain(|waiting| waiting.op != op || waiting.node == Node::Database);
        let ending = Ending { outcome, took: self.now - operation.issued, verdict };
        let last = &mut self.lanes[operation.key.index()].last;
        if last.is_none_or(|last| last.op == op || last.ending.is_some()) {
            let issued = operation.issued;
            *last = Some(LastOperation { op, issued, ending: Some(ending) });
        }
        self.remember_operation(op, operation, outcome);
        let holding = self.folds.holdings.of(operation.key);
        self.tell_answer(operation.client, account::finished(&operation, &ending, holding));
    }

    fn kill(&mut self, client: ClientId) {
        let of_client = |operation: &&mut Operation| operation.client == client;
        let mut waits = 0;
        for operation in self.operations.values_mut().filter(of_client) {
            operation.doubt = Some(Doubt::Killed);
            waits += 1;
        }
        self.killed = Some((client, self.now));
        self.tell(account::killed(client, waits));
    }

    /// A client's own timeout is told with its outcome.
    fn time_out(&mut self, node: Node, op: OpId, key: Key) {
        if let Some(operation) = self.operations.get_mut(&op) {
            operation.doubt.get_or_insert(Doubt::TimedOut(node));
        }
        if node == Node::Cache {
            let flushes = self.flush.as_ref().is_some_and(|flush| flush.op == op);
            let span = self.folds.world.cache.timeout_ms;
            self.tell(account::gave_up(span, flushes, self.name(key)));
        }
    }

    /// Who was killed a moment ago.
    pub(crate) fn killed(&self) -> Option<ClientId> {
        let recent = self.killed.filter(|(_, at)| self.now - *at < KILLED);
        recent.map(|(client, _)| client)
    }

    /// An operation comes to the database, or to the cache's way there.
    pub(super) fn go_to_database(&mut self, flight: &Flight) {
        let Some(operation) = self.operations.get_mut(&flight.op) else {
            return;
        };
        operation.fetches |= flight.payload == Payload::Read;
        let operation = *operation;
        if let (Node::Cache, Payload::Write(Write { version, .. })) = (flight.from, flight.payload)
            && is_write_back(&operation)
            && !self.load.on
        {
            let name = self.name(operation.key);
            let told = account::through_full_queue(&operation, version, name);
            self.tell_wait(flight.op, told);
        }
    }

    pub(super) fn stop_waiting(&mut self, op: OpId, key: Key) {
        self.waiting.retain(|waiting| (waiting.op, waiting.key) != (op, key));
    }

    fn serve(&mut self, service: &Service) {
        self.stop_waiting(service.op, service.key);
        if service.until > self.now {
            self.services.push(*service);
        }
    }
}
