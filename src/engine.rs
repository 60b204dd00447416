//! The engine: it owns the world of one run, takes commands, and moves the time from outside.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, VirtualRuntime};
use crate::limits;
use crate::node::app::AppNode;
use crate::node::cache::CacheRequest;
use crate::node::context::Context;
use crate::node::database::{DatabaseRequest, Disk};
use crate::node::link::Link;
use crate::node::process::{Door, Process};
use crate::node::{cache, database, load};
use crate::protocol::{Command, Event, Fact, Key, Node, Time, Value, Version, Write};
use crate::trigger::Trigger;
use crate::world::World;

/// A run: three nodes, their links, and the history they make.
///
/// The same settings, seed and commands at the same instants give the same events, however the
/// time between is cut into steps.
pub struct Engine {
    runtime: VirtualRuntime,
    clock: Clock,
    context: Rc<Context>,
    app: Rc<AppNode>,
    cache: Server<CacheRequest>,
    database: Server<DatabaseRequest>,
    cache_to_database: Link<DatabaseRequest>,
    flush_asked: Rc<Notify>,
    disk: Rc<Disk>,
    keys: Keys,
    load: Option<CancellationToken>,
    load_rate: Option<u32>,
}

/// A node that can be started again.
struct Server<Q> {
    door: Rc<Door<Q>>,
    process: Option<Process>,
}

impl<Q> Server<Q> {
    fn new(node: Node) -> Self {
        Self { door: Door::new(node), process: None }
    }
}

#[derive(Default)]
struct Keys {
    by_name: HashMap<String, Key>,
    count: Rc<Cell<u32>>,
}

/// The run has as many keys as it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyKeys;

impl std::fmt::Display for TooManyKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a run has room for {} keys", limits::KEYS)
    }
}

impl std::error::Error for TooManyKeys {}

impl Engine {
    /// A run at time zero: the database has its keys, the cache is cold.
    pub fn new(world: World, seed: u64) -> Self {
        let clock = Clock::default();
        let context = Context::new(clock.clone(), world, seed);
        let (cache, database) = (Server::new(Node::Cache), Server::new(Node::Database));
        let link = &context.world.link;
        let to_cache =
            Link::new(&context, (Node::App, Node::Cache), link.app_cache_ms, &cache.door);
        let around =
            Link::new(&context, (Node::App, Node::Database), link.app_database_ms, &database.door);
        let cache_to_database = Link::new(
            &context,
            (Node::Cache, Node::Database),
            link.cache_database_ms,
            &database.door,
        );
        let mut engine = Self {
            runtime: VirtualRuntime::new(clock.clone()),
            app: AppNode::new(&context, to_cache, around),
            clock,
            cache,
            database,
            cache_to_database,
            flush_asked: Rc::default(),
            disk: Rc::default(),
            keys: Keys::default(),
            load: None,
            load_rate: Some(context.world.load.per_second).filter(|rate| *rate > 0),
            context,
        };
        engine.begin();
        engine
    }

    fn begin(&mut self) {
        let (write, read) = (self.app.write_pattern.get(), self.app.read_pattern.get());
        self.context.record(Fact::WritePatternSet(write));
        self.context.record(Fact::ReadPatternSet(read));
        self.record_load();
        for name in self.context.world.keys.clone() {
            let value = Value { version: Version(0), deleted: false };
            self.add_key(&name, Some(value));
        }
        let _inside = self.runtime.enter();
        self.start_database();
        self.start_cache();
    }

    /// Does something now, with all that follows from it without delay: of two commands at one
    /// instant, the first has taken effect when the second comes.
    ///
    /// # Errors
    /// [`TooManyKeys`], for an operation on a new key when the run has no room for it.
    ///
    /// # Panics
    /// With the panic of a task, if one panicked.
    pub fn submit(&mut self, command: &Command) -> Result<(), TooManyKeys> {
        self.start(command)?;
        self.runtime.settle();
        Ok(())
    }

    fn start(&mut self, command: &Command) -> Result<(), TooManyKeys> {
        let _inside = self.runtime.enter();
        match command {
            Command::Issue { client, action, key } => {
                let key = self.key(key)?;
                self.clock.spawn(self.app.clone().perform(*client, *action, key));
            }
            Command::Flush => self.ask_for_flush(),
            Command::Crash(node) => self.crash(*node),
            Command::Restart(node) => self.restart(*node),
            Command::WritePattern(pattern) => {
                self.app.write_pattern.set(*pattern);
                self.context.record(Fact::WritePatternSet(*pattern));
            }
            Command::ReadPattern(pattern) => {
                self.app.read_pattern.set(*pattern);
                self.context.record(Fact::ReadPatternSet(*pattern));
            }
            Command::Load(on) => self.set_load(*on, self.load_rate),
            Command::LoadRate(rate) => self.set_load(self.load.is_some(), *rate),
        }
        Ok(())
    }

    /// Runs up to this instant and returns what happened.
    ///
    /// # Panics
    /// With the panic of a task, if one panicked.
    pub fn advance_to(&mut self, limit: Time) -> Vec<Event> {
        self.runtime.advance_to(limit);
        self.context.recorder.take()
    }

    /// Makes the engine stop, once, at the instant of the next event that matches, when all that
    /// follows from it without delay has happened too. An earlier wish is forgotten.
    pub fn watch(&mut self, trigger: Option<Trigger>) {
        self.context.recorder.watch(trigger);
    }

    /// Whether the engine still watches for the trigger that was set last.
    pub fn is_watching(&self) -> bool {
        self.context.recorder.is_watching()
    }

    /// Like [`Self::advance_to`], but stops at the first event that matches, as [`Self::watch`]
    /// does. Says whether there was one.
    pub fn advance_until(&mut self, limit: Time, trigger: Trigger) -> (Vec<Event>, bool) {
        self.watch(Some(trigger));
        let events = self.advance_to(limit);
        let matched = !self.is_watching();
        self.watch(None);
        (events, matched)
    }

    /// The virtual time that has been reached.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The next instant at which anything can happen by itself; none: everything is at rest.
    pub fn next_deadline(&self) -> Option<Time> {
        self.clock.next_deadline()
    }

    fn key(&mut self, name: &str) -> Result<Key, TooManyKeys> {
        match self.keys.by_name.get(name) {
            Some(key) => Ok(*key),
            None if self.keys.count.get() as usize >= limits::KEYS => Err(TooManyKeys),
            None => Ok(self.add_key(name, None)),
        }
    }

    fn add_key(&mut self, name: &str, stored: Option<Value>) -> Key {
        let key = Key(self.keys.count.get());
        self.keys.count.set(key.0 + 1);
        self.keys.by_name.insert(name.to_owned(), key);
        if let Some(value) = stored {
            self.disk.write(Write { key, value });
        }
        self.context.record(Fact::KeyAdded { key, name: name.into(), stored });
        key
    }

    /// A cache that is down has nothing to flush, and keeps no note of the wish.
    fn ask_for_flush(&self) {
        if self.cache.process.is_some() {
            self.flush_asked.notify_one();
        }
    }

    fn crash(&mut self, node: Node) {
        match node {
            Node::Cache => self.cache.crash(&self.context, node),
            Node::Database => self.database.crash(&self.context, node),
            Node::App => {}
        }
    }

    fn restart(&mut self, node: Node) {
        match node {
            Node::Cache if self.cache.process.is_none() => {
                self.context.record(Fact::Restarted(node));
                self.start_cache();
            }
            Node::Database if self.database.process.is_none() => {
                self.context.record(Fact::Restarted(node));
                self.start_database();
            }
            _ => {}
        }
    }

    fn start_cache(&mut self) {
        self.flush_asked = Rc::default();
        let inbox = self.cache.door.open(limits::CACHE_INBOX);
        let (asked, database) = (self.flush_asked.clone(), self.cache_to_database.clone());
        self.cache.process = Some(cache::start(&self.context, inbox, asked, database));
    }

    fn start_database(&mut self) {
        let inbox = self.database.door.open(limits::DATABASE_INBOX);
        self.database.process = Some(database::start(&self.context, inbox, &self.disk));
    }

    fn set_load(&mut self, on: bool, rate: Option<u32>) {
        if let Some(life) = self.load.take() {
            life.cancel();
        }
        self.load_rate = rate;
        self.load = on.then(|| load::start(&self.app, rate, &self.keys.count));
        self.record_load();
    }

    fn record_load(&self) {
        let (on, per_second) = (self.load.is_some(), self.load_rate);
        self.context.record(Fact::LoadSet { on, per_second });
    }
}

impl<Q> Server<Q> {
    fn crash(&mut self, context: &Context, node: Node) {
        if let Some(process) = self.process.take() {
            self.door.close();
            context.record(Fact::Crashed(node));
            process.kill();
        }
    }
}
