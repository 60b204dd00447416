//! The cache: fast memory that owes the database its dirty entries, and dies with all it holds.

use std::cell::RefCell;
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio::sync::{Mutex, Notify, mpsc};

use super::context::Context;
use super::database::DatabaseRequest;
use super::link::{About, Answer, Failure, Link, Request, Responder};
use super::memory::{Entry, Memory, Victim};
use super::process::Process;
use super::remote::DatabaseRemote;
use super::turns::Turns;
use super::{eviction, flusher};
use crate::pattern;
use crate::protocol::{
    EntryState, Fact, Key, Node, OpId, Refusal, Removal, Value, Work, Write, WritePattern,
};

/// What can be asked of the cache.
pub(crate) enum CacheRequest {
    Write(About, WritePattern, Write, Responder<()>),
    Read(About, Responder<Option<Value>>),
    Get(About, Responder<Option<Value>>),
    Fill(About, Value, Responder<()>),
}

impl Request for CacheRequest {
    fn refuse(self, why: Refusal) {
        let failure = Failure::Refused(why);
        match self {
            Self::Write(.., responder) | Self::Fill(.., responder) => responder.reply(Err(failure)),
            Self::Read(.., responder) | Self::Get(.., responder) => responder.reply(Err(failure)),
        }
    }
}

/// One start of the cache: its memory, and its way to the database.
pub(crate) struct CacheNode {
    pub(crate) context: Rc<Context>,
    pub(crate) memory: RefCell<Memory>,
    /// Something that a flusher or a write in want of room waits for may have changed.
    pub(crate) changed: Notify,
    /// Somebody asked for a flush.
    pub(crate) flush_asked: Rc<Notify>,
    /// Writes of one key are stored in the order in which they came.
    write_turns: Turns,
    /// One entry in want of room at a time.
    pub(crate) room_turn: Mutex<()>,
    /// One flush at a time.
    pub(crate) flush_turn: Mutex<()>,
    database: Link<DatabaseRequest>,
}

/// Starts a cache with an empty memory.
pub(crate) fn start(
    context: &Rc<Context>,
    inbox: mpsc::Receiver<CacheRequest>,
    flush_asked: Rc<Notify>,
    database: Link<DatabaseRequest>,
) -> Process {
    let node = Rc::new(CacheNode {
        context: context.clone(),
        memory: RefCell::new(Memory::new(context.world.cache.capacity)),
        changed: Notify::new(),
        flush_asked,
        write_turns: Turns::default(),
        room_turn: Mutex::default(),
        flush_turn: Mutex::default(),
        database,
    });
    let process = Process::new(context);
    process.spawn(accept(node.clone(), process.clone(), inbox));
    process.spawn(flusher::run(node));
    process
}

async fn accept(node: Rc<CacheNode>, process: Process, mut inbox: mpsc::Receiver<CacheRequest>) {
    while let Some(request) = inbox.recv().await {
        process.spawn(handle(node.clone(), request));
    }
}

async fn handle(node: Rc<CacheNode>, request: CacheRequest) {
    match request {
        CacheRequest::Write(About { op, .. }, pattern, write, responder) => {
            responder.reply(pattern::write_at_cache(pattern, &node.cache(op), write).await);
        }
        CacheRequest::Read(About { op, key }, responder) => {
            responder.reply(pattern::read_through::read(&node.cache(op), key).await);
        }
        CacheRequest::Get(About { op, key }, responder) => {
            responder.reply(Ok(node.cache(op).look_up(key).await));
        }
        CacheRequest::Fill(About { op, key }, value, responder) => {
            node.cache(op).store_copy(Write { key, value }).await;
            responder.reply(Ok(()));
        }
    }
}

impl CacheNode {
    /// The cache as one operation sees it.
    pub(crate) fn cache(self: &Rc<Self>, op: OpId) -> Cache {
        Cache { node: self.clone(), op }
    }

    /// Whether others wait for room already, or nobody can simply be evicted.
    pub(crate) fn must_wait_for_room(&self, key: Key) -> bool {
        let victim = self.memory.borrow().victim_for(key);
        let is_easy = matches!(victim, None | Some(Victim::Clean(_)));
        !is_easy || self.room_turn.try_lock().is_err()
    }
}

/// The cache, from inside, in the hands of one operation.
pub(crate) struct Cache {
    pub(crate) node: Rc<CacheNode>,
    pub(crate) op: OpId,
}

/// What a key's entry was before a write replaced it.
pub(crate) struct Previous(Option<Entry>);

impl Cache {
    /// Looks a key up; none if the cache does not hold it.
    #[track_caller]
    pub(crate) fn get(&self, key: Key) -> impl Future<Output = Option<Value>> {
        self.step();
        self.look_up(key)
    }

    /// Stores a write that is on its way to the database, and returns what it replaced.
    #[track_caller]
    pub(crate) fn set(&self, write: Write) -> impl Future<Output = Answer<Previous>> {
        self.step();
        self.store(write, EntryState::Pending)
    }

    /// Stores a write that the database will get later.
    #[track_caller]
    pub(crate) fn set_dirty(&self, write: Write) -> impl Future<Output = Answer<()>> {
        self.step();
        async move { self.store(write, EntryState::Dirty).await.map(drop) }
    }

    /// Puts back what a failed write had replaced.
    #[track_caller]
    pub(crate) fn restore(&self, write: Write, previous: Previous) -> impl Future<Output = ()> {
        self.step();
        self.put_back(write.key, previous)
    }

    /// Keeps a copy of what the database has.
    #[track_caller]
    pub(crate) fn fill(&self, key: Key, value: Value) -> impl Future<Output = ()> {
        self.step();
        self.store_copy(Write { key, value })
    }

    /// The database has this write now: its entry is clean, unless it was rewritten meanwhile.
    #[track_caller]
    pub(crate) fn mark_clean(&self, saved: Write) {
        self.step();
        let Write { key, value } = saved;
        if !self.node.memory.borrow_mut().mark_clean(saved) {
            return;
        }
        self.record(Fact::Cleaned { key, value });
        if value.deleted {
            self.remove(key, Removal::Deleted);
        }
        self.node.changed.notify_waiters();
    }

    /// The database, as reached from here.
    pub(crate) fn database(&self) -> DatabaseRemote {
        let (context, link) = (self.node.context.clone(), self.node.database.clone());
        DatabaseRemote { context, link, op: self.op }
    }

    #[track_caller]
    fn step(&self) {
        self.node.context.step(self.op, Location::caller());
    }

    async fn look_up(&self, key: Key) -> Option<Value> {
        self.work(key, Work::Get).await;
        let (op, found) = (self.op, self.node.memory.borrow_mut().get(key));
        self.record(match found {
            Some(value) => Fact::Hit { op, key, value },
            None => Fact::Missed { op, key },
        });
        found
    }

    async fn store(&self, write: Write, state: EntryState) -> Answer<Previous> {
        self.work(write.key, Work::Set(write.value)).await;
        let turn = self.node.write_turns.of(write.key);
        let _turn = turn.lock().await;
        eviction::make_room(self, write.key).await?;
        let now = self.node.context.clock.now();
        let previous = self.node.memory.borrow_mut().put(write, state, now);
        self.cached(write, state);
        Ok(Previous(previous))
    }

    async fn put_back(&self, key: Key, previous: Previous) {
        self.work(key, Work::Restore).await;
        let Some(entry) = previous.0 else {
            return self.remove(key, Removal::RolledBack);
        };
        if eviction::make_room(self, key).await.is_ok() {
            let restored = self.node.memory.borrow_mut().restore(key, entry);
            self.cached(Write { key, value: restored.value }, restored.state);
        }
    }

    /// A copy gives way to an entry that the database is still to get, and is not worth a refusal.
    async fn store_copy(&self, copy: Write) {
        self.work(copy.key, Work::Set(copy.value)).await;
        if copy.value.deleted || self.owes(copy.key) {
            return;
        }
        if eviction::make_room(self, copy.key).await.is_ok() && !self.owes(copy.key) {
            let now = self.node.context.clock.now();
            self.node.memory.borrow_mut().put(copy, EntryState::Clean, now);
            self.cached(copy, EntryState::Clean);
        }
    }

    fn owes(&self, key: Key) -> bool {
        let entry = self.node.memory.borrow().peek(key);
        entry.is_some_and(|entry| entry.state != EntryState::Clean)
    }

    fn cached(&self, Write { key, value }: Write, state: EntryState) {
        let op = self.op;
        self.record(Fact::Cached { op, key, value, state });
        self.node.changed.notify_waiters();
    }

    pub(crate) fn remove(&self, key: Key, cause: Removal) {
        let removed = self.node.memory.borrow_mut().remove(key);
        if let Some(value) = removed {
            self.record(Fact::Removed { key, value, cause });
            self.node.changed.notify_waiters();
        }
    }

    fn work(&self, key: Key, work: Work) -> impl Future<Output = ()> + use<> {
        let span = self.node.context.world.cache.op_ms.duration();
        self.node.context.serve(Node::Cache, (self.op, key), work, span)
    }

    pub(crate) fn record(&self, fact: Fact) {
        self.node.context.record(fact);
    }
}
