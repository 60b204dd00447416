//! The engine: it owns the world of one run, takes commands, and moves the time from outside.

mod keys;
mod messages;
mod rejection;
mod server;
mod traps;

use std::rc::Rc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, VirtualRuntime};
use crate::limits;
use crate::node::app::AppNode;
use crate::node::cache::CacheRequest;
use crate::node::context::Context;
use crate::node::database::DatabaseRequest;
use crate::node::disk::Disk;
use crate::node::journal::Journal;
use crate::node::link::Link;
use crate::node::{cache, database, load};
use crate::protocol::{Command, Event, Fact, LinkName, Node, Time, Trigger, Value, WritePattern};
use crate::world::{Setting, World};

use keys::Keys;
pub use rejection::Rejection;
use server::Server;
use traps::Traps;

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
    journal: Journal,
    keys: Keys,
    load: Option<CancellationToken>,
    traps: Traps,
}

impl Engine {
    /// A run at time zero: the database has its keys, the cache is cold.
    pub fn new(world: World, seed: u64) -> Self {
        let clock = Clock::default();
        let context = Context::new(clock.clone(), world, seed);
        let (cache, database) = (Server::new(Node::Cache), Server::new(Node::Database));
        let to_cache = Link::new(&context, LinkName::AppCache, &cache.door);
        let around = Link::new(&context, LinkName::AppDatabase, &database.door);
        let cache_to_database = Link::new(&context, LinkName::CacheDatabase, &database.door);
        let app = AppNode::new(&context, to_cache, around);
        let mut engine = Self {
            runtime: VirtualRuntime::new(clock.clone()),
            keys: Keys::new(&app.names),
            app,
            clock,
            cache,
            database,
            cache_to_database,
            flush_asked: Rc::default(),
            disk: Rc::default(),
            journal: Journal::default(),
            load: None,
            traps: Traps::default(),
            context,
        };
        engine.begin();
        engine
    }

    fn begin(&mut self) {
        let world = self.context.world();
        for setting in world.remarkable() {
            self.context.record(Fact::Set(setting));
        }
        for (prefix, pattern) in &world.route {
            let (prefix, pattern) = (prefix.as_str().into(), Some(*pattern));
            self.context.record(Fact::Routed { prefix, pattern });
        }
        self.record_load();
        for name in &world.keys {
            self.add_key(name, Some(Value::FIRST));
        }
        let _inside = self.runtime.enter();
        self.start_database();
        self.start_cache();
    }

    /// Does something now, with all that follows from it without delay: of two commands at one
    /// instant, the first has taken effect when the second comes.
    ///
    /// # Errors
    /// [`Rejection`], if the command cannot be done; nothing has happened then.
    ///
    /// # Panics
    /// With the panic of a task, if one panicked.
    pub fn submit(&mut self, command: &Command) -> Result<(), Rejection> {
        self.start(command)?;
        self.runtime.settle();
        self.spring_traps();
        Ok(())
    }

    fn start(&mut self, command: &Command) -> Result<(), Rejection> {
        let _inside = self.runtime.enter();
        match command {
            Command::Issue { client, action, key } => {
                let key = self.key(key)?;
                self.clock.spawn(self.app.clone().perform(*client, *action, key));
            }
            Command::Flush => self.ask_for_flush(),
            Command::Crash(node) => self.crash(*node),
            Command::Restart(node) => self.restart(*node),
            Command::Kill(client) => self.app.kill(*client),
            Command::Set(setting) => self.set(setting),
            Command::Route { prefix, pattern } => self.route(prefix, *pattern)?,
            Command::Load(on) => self.set_load(*on),
            Command::Cut(link) => self.context.cut(*link),
            Command::Heal(link) => self.context.heal(*link),
            Command::RefuseWrite(on) => self.context.refuse_next_write(*on),
            Command::DropAck(on) => self.context.drop_next_ack(*on),
            Command::Hold(kind) => self.hold(kind)?,
            Command::HoldFlight(flight) => self.hold_flight(*flight)?,
            Command::Release(kind) => self.release(kind)?,
            Command::ReleaseFlight(flight) => self.release_flight(*flight)?,
            Command::Arm(trigger, command) => self.arm(*trigger, command)?,
            Command::Disarm(trap) => self.disarm(*trap)?,
        }
        Ok(())
    }

    /// Runs up to this instant and returns what happened. Where a watched moment comes, or an
    /// armed one, the time stops until all that follows without delay has happened too.
    ///
    /// # Panics
    /// With the panic of a task, if one panicked.
    pub fn advance_to(&mut self, limit: Time) -> Vec<Event> {
        let watches = self.is_watching();
        loop {
            self.runtime.advance_to(limit);
            let sprung = self.spring_traps();
            if !sprung || watches != self.is_watching() {
                return self.context.recorder.take();
            }
        }
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

    /// A cache that is down has nothing to flush, and keeps no note of the wish.
    fn ask_for_flush(&self) {
        if self.cache.is_up() {
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
            Node::Cache if !self.cache.is_up() => {
                self.context.record(Fact::Restarted(node));
                self.start_cache();
            }
            Node::Database if !self.database.is_up() => {
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
        let journal = self.journal.clone();
        let process = cache::start(&self.context, inbox, asked, database, journal);
        self.cache.process = Some(process);
    }

    fn start_database(&mut self) {
        let inbox = self.database.door.open(limits::DATABASE_INBOX);
        self.database.process = Some(database::start(&self.context, inbox, &self.disk));
    }

    fn set(&mut self, setting: &Setting) {
        self.context.record(Fact::Set(setting.clone()));
        self.context.change_world(|world| world.turn(setting));
        if setting.name().starts_with("load.") {
            self.set_load(self.load.is_some());
        }
    }

    fn route(&self, prefix: &str, pattern: Option<WritePattern>) -> Result<(), Rejection> {
        let routes = &self.context.world().route;
        let is_new = pattern.is_some() && !routes.contains_key(prefix);
        if is_new && routes.len() >= limits::ROUTES {
            return Err(Rejection::TooManyRoutes);
        }
        self.context.record(Fact::Routed { prefix: prefix.into(), pattern });
        self.context.change_world(|world| world.send(prefix, pattern));
        Ok(())
    }

    fn set_load(&mut self, on: bool) {
        if let Some(life) = self.load.take() {
            life.cancel();
        }
        self.load = on.then(|| load::start(&self.app, &self.keys.count));
        self.record_load();
    }

    fn record_load(&self) {
        let rate = self.context.world().load.per_second;
        let per_second = Some(rate).filter(|rate| *rate > 0);
        self.context.record(Fact::LoadSet { on: self.load.is_some(), per_second });
    }
}
