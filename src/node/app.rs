//! The application: its clients ask, wait, and are told one outcome an operation.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio_util::sync::CancellationToken;

use super::cache::CacheRequest;
use super::context::Context;
use super::database::DatabaseRequest;
use super::link::{Answer, Failure, Link};
use super::remote::{CacheRemote, DatabaseRemote};
use super::single_flight::SingleFlight;
use crate::limits;
use crate::pattern;
use crate::protocol::{
    Action, ClientId, Fact, Key, Node, OpId, Outcome, Pattern, Refusal, Value, Version, Write,
};
use crate::world::{CacheDown, CachedCopy, Misses};

/// The application's ways to the other two, and its clients.
pub(crate) struct AppNode {
    pub(crate) context: Rc<Context>,
    pub(crate) cache: Link<CacheRequest>,
    pub(crate) database: Link<DatabaseRequest>,
    /// The keys' names, by their numbers.
    pub(crate) names: Rc<RefCell<Vec<String>>>,
    /// The clients that have asked for something; the token is the client's life.
    clients: RefCell<BTreeMap<ClientId, CancellationToken>>,
    single_flight: SingleFlight,
    last_version: Cell<u64>,
    in_flight: Cell<usize>,
}

/// What a client asks for.
#[derive(Clone, Copy)]
struct Request {
    action: Action,
    key: Key,
    version: Option<Version>,
    pattern: Pattern,
}

impl AppNode {
    pub(crate) fn new(
        context: &Rc<Context>,
        cache: Link<CacheRequest>,
        database: Link<DatabaseRequest>,
    ) -> Rc<Self> {
        let (names, clients, last_version, in_flight) = Default::default();
        let (context, single_flight) = (context.clone(), SingleFlight::default());
        Rc::new(Self {
            context,
            cache,
            database,
            names,
            clients,
            single_flight,
            last_version,
            in_flight,
        })
    }

    /// A client's operation, from the question to its outcome.
    pub(crate) async fn perform(self: Rc<Self>, client: ClientId, action: Action, key: Key) {
        let (op, version) = (self.context.new_op(), self.version_for(action));
        let pattern = self.pattern(action, key);
        self.context.record(Fact::Issued { op, client, action, key, version, pattern });
        let request = Request { action, key, version, pattern };
        let outcome = self.live_or_die(client, op, request).await;
        self.context.record(Fact::Finished { op, action, outcome });
    }

    /// A client that is killed hears no answer; what it has set in motion goes on.
    async fn live_or_die(self: &Rc<Self>, client: ClientId, op: OpId, request: Request) -> Outcome {
        if self.in_flight.get() >= limits::OPERATIONS {
            return Outcome::Refused(Refusal::QueueFull(Node::App));
        }
        let _counted = InFlight::new(&self.in_flight);
        let life = self.clients.borrow_mut().entry(client).or_default().clone();
        tokio::select! {
            biased;
            () = life.cancelled() => Outcome::Unknown,
            outcome = self.run(op, request) => outcome,
        }
    }

    async fn run(self: &Rc<Self>, op: OpId, request: Request) -> Outcome {
        let app = App { node: self.clone(), op };
        let Request { action, key, version, pattern } = request;
        let change = version.zip(action.change());
        match (pattern, change) {
            (Pattern::Write(pattern), Some((version, change))) => {
                let write = Write { key, version, change };
                acked(pattern::write_at_app(pattern, &app, write).await.map(|()| None))
            }
            (Pattern::Read(pattern), _) => acked(pattern::read_at_app(pattern, &app, key).await),
            (Pattern::Write(_), None) => unreachable!("every write has a version"),
        }
    }

    /// Its next operation is another life.
    pub(crate) fn kill(&self, client: ClientId) {
        if let Some(life) = self.clients.borrow_mut().remove(&client) {
            self.context.record(Fact::Killed(client));
            life.cancel();
        }
    }

    fn pattern(&self, action: Action, key: Key) -> Pattern {
        let world = self.context.world();
        match action {
            Action::Read => Pattern::Read(world.read),
            _ if world.route.is_empty() => Pattern::Write(world.write),
            _ => Pattern::Write(world.write_pattern_of(&self.names.borrow()[key.index()])),
        }
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

/// Counts an operation for as long as it lasts.
struct InFlight<'a>(&'a Cell<usize>);

impl<'a> InFlight<'a> {
    fn new(count: &'a Cell<usize>) -> Self {
        count.update(|count| count + 1);
        Self(count)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.update(|count| count - 1);
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

    /// Whether a write that went around the cache tells it so.
    pub(crate) fn invalidates(&self) -> bool {
        self.node.context.world().write_around.cached_copy == CachedCopy::Invalidate
    }

    /// Whether it goes to the database itself when the cache is down.
    pub(crate) fn falls_back(&self) -> bool {
        self.node.context.world().app.cache_down == CacheDown::FallBack
    }

    /// Fetches what is missing; by the settings, misses that meet share one fetch.
    #[track_caller]
    pub(crate) fn on_miss(
        &self,
        key: Key,
        fetch: impl AsyncFnOnce() -> Answer<Option<Value>>,
    ) -> impl Future<Output = Answer<Option<Value>>> {
        self.node.context.step(self.op, Location::caller());
        self.fetch_missing(key, fetch)
    }

    async fn fetch_missing(
        &self,
        key: Key,
        fetch: impl AsyncFnOnce() -> Answer<Option<Value>>,
    ) -> Answer<Option<Value>> {
        match self.node.context.world().cache.misses {
            Misses::Each => fetch().await,
            Misses::SingleFlight => {
                let (op, context) = (self.op, &self.node.context);
                let waits = || context.record(Fact::Queued { node: Node::App, op, key });
                self.node.single_flight.run(key, waits, fetch).await
            }
        }
    }
}
