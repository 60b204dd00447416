//! The cache: fast memory that owes the database its dirty entries, and dies with all it holds.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use tokio::sync::{Mutex, Notify, mpsc};

use super::context::Context;
use super::database::DatabaseRequest;
use super::journal::Journal;
use super::link::{About, Failure, Link, Reply, Request, Responder};
use super::memory::Memory;
use super::operation::Cache;
use super::process::Process;
use super::single_flight::SingleFlight;
use super::turns::Turns;
use super::{flusher, janitor, replay};
use crate::limits;
use crate::pattern;
use crate::protocol::{
    EntryState, Fact, Key, Node, OpId, Payload, Refusal, Value, Write, WritePattern,
};

/// What can be asked of the cache.
pub(crate) enum CacheRequest {
    Write(About, WritePattern, Write, Responder<()>),
    Read(About, Responder<Option<Value>>),
    Get(About, Responder<LookUp>),
    Fill(About, Option<Value>, Lease, Responder<()>),
    Invalidate(About, Responder<()>),
}

/// What a look-up came to.
pub(crate) enum LookUp {
    Hit(Value),
    /// Whoever fetches what is missing may fill it in, as long as the lease holds.
    Miss(Lease),
}

/// The right to fill in what was missing, until the key is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lease(u64);

impl Reply for LookUp {
    fn payload(&self) -> Payload {
        match self {
            Self::Hit(value) => Payload::Found(Some(*value)),
            Self::Miss(_) => Payload::Found(None),
        }
    }
}

impl Request for CacheRequest {
    fn refuse(self, why: Refusal) {
        let failure = Failure::Refused(why);
        match self {
            Self::Write(.., responder)
            | Self::Fill(.., responder)
            | Self::Invalidate(_, responder) => responder.reply(Err(failure)),
            Self::Read(_, responder) => responder.reply(Err(failure)),
            Self::Get(_, responder) => responder.reply(Err(failure)),
        }
    }

    fn lose(self) {
        match self {
            Self::Write(.., responder)
            | Self::Fill(.., responder)
            | Self::Invalidate(_, responder) => responder.lose(),
            Self::Read(_, responder) => responder.lose(),
            Self::Get(_, responder) => responder.lose(),
        }
    }
}

/// One start of the cache: its memory, and its way to the database.
pub(crate) struct CacheNode {
    pub(crate) context: Rc<Context>,
    pub(crate) memory: RefCell<Memory>,
    pub(crate) journal: Journal,
    /// Something that a flusher or a write in want of room waits for may have changed.
    pub(crate) changed: Notify,
    /// Somebody asked for a flush.
    pub(crate) flush_asked: Rc<Notify>,
    /// Somebody waits for entries that only a flush sets free.
    pub(crate) room_wanted: Notify,
    /// Writes of one key are stored in the order in which they came.
    pub(crate) write_turns: Turns,
    /// One entry in want of room at a time.
    pub(crate) room_turn: Mutex<()>,
    /// One flush at a time.
    pub(crate) flush_turn: Mutex<()>,
    /// Writes that were let in and are not in memory yet.
    pub(crate) admitted: Cell<usize>,
    pub(crate) single_flight: SingleFlight,
    pub(crate) database: Link<DatabaseRequest>,
    leases: RefCell<BTreeMap<Key, Lease>>,
}

/// Starts a cache with an empty memory; what the journal has kept is the first that it takes in.
pub(crate) fn start(
    context: &Rc<Context>,
    inbox: mpsc::Receiver<CacheRequest>,
    flush_asked: Rc<Notify>,
    database: Link<DatabaseRequest>,
    journal: Journal,
) -> Process {
    let node = Rc::new(CacheNode {
        context: context.clone(),
        memory: RefCell::new(Memory::new()),
        journal,
        changed: Notify::new(),
        flush_asked,
        room_wanted: Notify::new(),
        write_turns: Turns::default(),
        room_turn: Mutex::default(),
        flush_turn: Mutex::default(),
        admitted: Cell::default(),
        single_flight: SingleFlight::default(),
        database,
        leases: RefCell::default(),
    });
    let process = Process::new(context);
    process.spawn(accept(node.clone(), process.clone(), inbox));
    process.spawn(janitor::run(node.clone()));
    process.spawn(flusher::run(node));
    process
}

async fn accept(node: Rc<CacheNode>, process: Process, mut inbox: mpsc::Receiver<CacheRequest>) {
    replay::replay(&node).await;
    let begun = Rc::new(());
    while let Some(request) = inbox.recv().await {
        if Rc::strong_count(&begun) > limits::CACHE_REQUESTS {
            request.refuse(Refusal::QueueFull(Node::Cache));
            continue;
        }
        let (node, under_way) = (node.clone(), begun.clone());
        process.spawn(async move {
            handle(node, request).await;
            drop(under_way);
        });
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
        CacheRequest::Fill(About { op, key }, found, lease, responder) => {
            node.cache(op).store_copy(key, found, lease).await;
            responder.reply(Ok(()));
        }
        CacheRequest::Invalidate(About { op, key }, responder) => {
            node.cache(op).forget(key).await;
            responder.reply(Ok(()));
        }
    }
}

impl CacheNode {
    /// The cache as one operation sees it.
    pub(crate) fn cache(self: &Rc<Self>, op: OpId) -> Cache {
        Cache { node: self.clone(), op }
    }

    /// A lease for a key: the one that is out already, or a new one.
    pub(crate) fn lease(&self, key: Key) -> Lease {
        let mut leases = self.leases.borrow_mut();
        *leases.entry(key).or_insert_with(|| Lease(self.context.new_lease()))
    }

    pub(crate) fn holds_lease(&self, key: Key, lease: Lease) -> bool {
        self.leases.borrow().get(&key) == Some(&lease)
    }

    /// A key is written: what was read before must not be filled in any more.
    pub(crate) fn withdraw_lease(&self, key: Key) {
        self.leases.borrow_mut().remove(&key);
    }

    pub(crate) fn value(&self, key: Key) -> Option<Value> {
        self.memory.borrow().value(key)
    }

    pub(crate) fn state(&self, key: Key) -> Option<EntryState> {
        self.memory.borrow().peek(key).map(|entry| entry.state())
    }

    /// A write will never be saved, and its entry stays as it is.
    pub(crate) fn give_up(&self, write: Write) {
        let became_clean = self.memory.borrow_mut().settle(write, false);
        if let Some(value) = self.value(write.key).filter(|_| became_clean) {
            self.context.record(Fact::Dropped { key: write.key, value });
        }
        self.start_to_live(write.key);
        self.changed.notify_waiters();
    }

    /// A clean entry lives for so long, from now on.
    pub(crate) fn start_to_live(&self, key: Key) {
        let is_clean = self.state(key) == Some(EntryState::Clean);
        let ttl = self.context.world().cache.ttl_ms.filter(|_| is_clean);
        let expires = ttl.map(|ttl| self.context.clock.now() + ttl.duration());
        self.memory.borrow_mut().expire_at(key, expires);
    }

    pub(crate) fn start_all_to_live(&self) {
        let keys = self.memory.borrow().keys();
        keys.into_iter().for_each(|key| self.start_to_live(key));
    }
}
