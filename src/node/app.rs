//! The application: its clients ask, wait, and are told one outcome an operation.

use std::cell::Cell;
use std::rc::Rc;

use super::cache::CacheRequest;
use super::context::Context;
use super::database::DatabaseRequest;
use super::link::{Answer, Failure, Link};
use super::remote::{CacheRemote, DatabaseRemote};
use crate::limits;
use crate::pattern;
use crate::protocol::{
    Action, ClientId, Fact, Key, Node, OpId, Outcome, ReadPattern, Refusal, Value, Version, Write,
    WritePattern,
};

/// The application's ways to the other two, and the patterns its operations take off with.
pub(crate) struct AppNode {
    pub(crate) context: Rc<Context>,
    pub(crate) cache: Link<CacheRequest>,
    pub(crate) database: Link<DatabaseRequest>,
    pub(crate) write_pattern: Cell<WritePattern>,
    pub(crate) read_pattern: Cell<ReadPattern>,
    last_version: Cell<u64>,
    in_flight: Cell<usize>,
}

impl AppNode {
    pub(crate) fn new(
        context: &Rc<Context>,
        cache: Link<CacheRequest>,
        database: Link<DatabaseRequest>,
    ) -> Rc<Self> {
        let write_pattern = Cell::new(context.world.write);
        let read_pattern = Cell::new(context.world.read);
        let (context, last_version, in_flight) =
            (context.clone(), Cell::default(), Cell::default());
        Rc::new(Self {
            context,
            cache,
            database,
            write_pattern,
            read_pattern,
            last_version,
            in_flight,
        })
    }

    /// A client's operation, from the question to its outcome.
    pub(crate) async fn perform(self: Rc<Self>, client: ClientId, action: Action, key: Key) {
        let (op, version) = (self.context.new_op(), self.version_for(action));
        self.context.record(Fact::Issued { op, client, action, key, version });
        let outcome = match self.in_flight.get() < limits::OPERATIONS {
            true => self.run(op, action, key, version).await,
            false => Outcome::Refused(Refusal::QueueFull(Node::App)),
        };
        self.context.record(Fact::Finished { op, outcome });
    }

    async fn run(
        self: &Rc<Self>,
        op: OpId,
        action: Action,
        key: Key,
        version: Option<Version>,
    ) -> Outcome {
        self.in_flight.update(|count| count + 1);
        let app = App { node: self.clone(), op };
        let outcome = match version {
            Some(version) => {
                let deleted = action == Action::Delete;
                let write = Write { key, value: Value { version, deleted } };
                acked(
                    pattern::write_at_app(self.write_pattern.get(), &app, write)
                        .await
                        .map(|()| None),
                )
            }
            None => acked(pattern::read_at_app(self.read_pattern.get(), &app, key).await),
        };
        self.in_flight.update(|count| count - 1);
        outcome
    }

    fn version_for(&self, action: Action) -> Option<Version> {
        if action == Action::Read {
            return None;
        }
        self.last_version.update(|version| version + 1);
        Some(Version(self.last_version.get()))
    }
}

fn acked(answer: Answer<Option<Value>>) -> Outcome {
    match answer {
        Ok(seen) => Outcome::Acked(seen),
        Err(Failure::Refused(why)) => Outcome::Refused(why),
        Err(Failure::Unknown) => Outcome::Unknown,
    }
}

/// The application, in the hands of one operation.
pub(crate) struct App {
    node: Rc<AppNode>,
    op: OpId,
}

impl App {
    /// The cache, as reached from here.
    pub(crate) fn cache(&self) -> CacheRemote {
        let (context, link) = (self.node.context.clone(), self.node.cache.clone());
        CacheRemote { context, link, op: self.op }
    }

    /// The database, on the road around the cache.
    pub(crate) fn database(&self) -> DatabaseRemote {
        let (context, link) = (self.node.context.clone(), self.node.database.clone());
        DatabaseRemote { context, link, op: self.op }
    }
}
