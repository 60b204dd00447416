//! The cache, from inside, in the hands of one operation: the verbs that patterns are made of.

use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use super::admission::{self, Admission, Ticket};
use super::cache::{CacheNode, Lease, LookUp};
use super::eviction;
use super::journal::Record;
use super::link::{Answer, Failure};
use super::memory::Entry;
use super::remote::DatabaseRemote;
use crate::protocol::{
    Change, EntryState, Fact, Key, Node, OpId, Refusal, Removal, Value, Work, Write,
};
use crate::world::{MarkClean, Misses, WriteThroughOrder};

/// The cache, from inside, in the hands of one operation.
pub(crate) struct Cache {
    pub(crate) node: Rc<CacheNode>,
    pub(crate) op: OpId,
}

/// What a write replaced; none if it was not stored at all.
pub(crate) struct Previous(pub(super) Option<Option<Entry>>);

impl Cache {
    /// Looks a key up.
    #[track_caller]
    pub(crate) fn get(&self, key: Key) -> impl Future<Output = LookUp> {
        self.step();
        self.look_up(key)
    }

    /// Stores a write that is on its way to the database, and returns what it replaced.
    #[track_caller]
    pub(crate) fn set(&self, write: Write) -> impl Future<Output = Answer<Previous>> {
        self.step();
        self.store_pending(write)
    }

    /// Asks for a place in the dirty queue.
    #[track_caller]
    pub(crate) fn admit(&self, write: Write) -> impl Future<Output = Answer<Admission>> {
        self.step();
        admission::admit(self, write)
    }

    /// Stores a write that the database will get later.
    #[track_caller]
    pub(crate) fn set_dirty(
        &self,
        write: Write,
        ticket: Ticket,
    ) -> impl Future<Output = Answer<()>> {
        self.step();
        self.store_dirty(write, ticket)
    }

    /// Stores a write that the database has already.
    #[track_caller]
    pub(crate) fn set_clean(&self, write: Write) -> impl Future<Output = ()> {
        self.step();
        self.store_clean(write)
    }

    /// Forgets a copy that may be out of date.
    #[track_caller]
    pub(crate) fn invalidate(&self, key: Key) -> impl Future<Output = ()> {
        self.step();
        self.forget(key)
    }

    /// Does with a write that failed what the settings say.
    #[track_caller]
    pub(crate) fn undo(&self, write: Write, previous: Previous) -> impl Future<Output = ()> {
        self.step();
        self.roll_back(write, previous)
    }

    /// Keeps a copy of what the database has, or knows that it has nothing.
    #[track_caller]
    pub(crate) fn fill(
        &self,
        key: Key,
        found: Option<Value>,
        lease: Lease,
    ) -> impl Future<Output = ()> {
        self.step();
        self.store_copy(key, found, lease)
    }

    /// The database has this write now: its entry is clean, unless it was rewritten meanwhile.
    #[track_caller]
    pub(crate) fn mark_clean(&self, saved: Write) {
        self.step();
        let is_flush = self.node.state(saved.key) == Some(EntryState::Dirty);
        let always = self.node.context.world().write_back.mark_clean == MarkClean::Always;
        if self.node.memory.borrow_mut().settle(saved, always && is_flush) {
            self.cleaned(saved.key);
        }
        self.truncate(saved);
        self.node.withdraw_lease(saved.key);
        self.forget_older(saved);
        self.node.changed.notify_waiters();
    }

    /// A copy that was fetched before the database had this write, and kept while it was on its way.
    fn forget_older(&self, saved: Write) {
        let copy = self.node.value(saved.key).filter(|copy| copy.version < saved.version);
        if copy.is_some() && !self.owes(saved.key) {
            self.remove(saved.key, Removal::Invalidated);
        }
    }

    /// Fetches what is missing; by the settings, misses that meet share one fetch.
    #[track_caller]
    pub(crate) fn on_miss(
        &self,
        key: Key,
        fetch: impl AsyncFnOnce() -> Answer<Option<Value>>,
    ) -> impl Future<Output = Answer<Option<Value>>> {
        self.step();
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
                let waits = || self.record(Fact::Queued { node: Node::Cache, op: self.op, key });
                self.node.single_flight.run(key, waits, fetch).await
            }
        }
    }

    /// Goes on by the rule of another pattern.
    #[track_caller]
    pub(crate) fn go_on<F: Future>(&self, pattern: F) -> F {
        self.step();
        pattern
    }

    /// Does two things without waiting for either.
    pub(crate) async fn at_once<A: Future, B: Future>(&self, a: A, b: B) -> (A::Output, B::Output) {
        tokio::join!(a, b)
    }

    /// The database, as reached from here.
    pub(crate) fn database(&self) -> DatabaseRemote {
        let (context, link) = (self.node.context.clone(), self.node.database.clone());
        DatabaseRemote { context, link, op: self.op }
    }

    /// In which order a write-through goes about it.
    pub(crate) fn order(&self) -> WriteThroughOrder {
        self.node.context.world().write_through.order
    }

    #[track_caller]
    fn step(&self) {
        self.node.context.step(self.op, Location::caller());
    }

    pub(crate) async fn look_up(&self, key: Key) -> LookUp {
        self.work(key, Work::Get).await;
        let (op, found) = (self.op, self.node.memory.borrow_mut().get(key));
        match found {
            Some(value) => {
                self.record(Fact::Hit { op, key, value });
                LookUp::Hit(value)
            }
            None => {
                self.record(Fact::Missed { op, key });
                LookUp::Miss(self.node.lease(key))
            }
        }
    }

    /// An increment of something that is not here has nothing to add to: the database has.
    async fn store_pending(&self, write: Write) -> Answer<Previous> {
        self.work(write.key, Work::Change(write)).await;
        let turn = self.node.write_turns.of(write.key);
        let _turn = turn.lock().await;
        if !write.change.is_absolute() {
            eviction::flush_first(&self.node, write.key).await?;
        }
        self.node.withdraw_lease(write.key);
        if self.is_outdated(write) || self.has_no_base(write) {
            return Ok(Previous(None));
        }
        eviction::make_room(self, write.key).await?;
        self.node.withdraw_lease(write.key);
        let before = self.node.memory.borrow_mut().put_pending(write);
        self.cached(write, EntryState::Pending);
        Ok(Previous(Some(before)))
    }

    async fn store_dirty(&self, write: Write, _ticket: Ticket) -> Answer<()> {
        self.work(write.key, Work::Change(write)).await;
        let turn = self.node.write_turns.of(write.key);
        let _turn = turn.lock().await;
        if self.is_outdated(write) {
            return Ok(());
        }
        let base = self.base(write).await?;
        eviction::make_room(self, write.key).await?;
        self.append(write, base).await?;
        if let Err(failure) = eviction::make_room(self, write.key).await {
            self.truncate(write);
            return Err(failure);
        }
        self.node.withdraw_lease(write.key);
        let (now, coalescing) = (self.node.context.clock.now(), self.node.coalesces());
        self.node.memory.borrow_mut().put_dirty(write, base, now, coalescing);
        self.cached(write, EntryState::Dirty);
        Ok(())
    }

    /// What an increment adds to, when the cache has to fetch it first.
    async fn base(&self, write: Write) -> Answer<Option<Value>> {
        match self.has_no_base(write) {
            true => self.database().fetch_base(write.key).await,
            false => Ok(None),
        }
    }

    fn has_no_base(&self, write: Write) -> bool {
        !write.change.is_absolute() && !self.node.memory.borrow().contains(write.key)
    }

    /// With the version check on, something newer stays as it is.
    fn is_outdated(&self, write: Write) -> bool {
        let entry = self.node.value(write.key);
        write.change.is_absolute()
            && self.node.context.world().version_check
            && entry.is_some_and(|entry| entry.version > write.version)
    }

    /// Write-ahead: the journal has the write before the memory shows it.
    async fn append(&self, write: Write, base: Option<Value>) -> Answer<()> {
        let settings = self.node.context.world().write_back.clone();
        if !settings.journal {
            return Ok(());
        }
        self.serve(write.key, Work::Append(write), settings.journal_ms.duration()).await;
        let before = self.node.value(write.key).or(base);
        let record = Record { write, value: Value::after(before, write) };
        let appended = self.node.journal.append(record);
        appended.map_err(|_full| Failure::Refused(Refusal::JournalFull))?;
        self.record(Fact::Journaled { op: self.op, write });
        Ok(())
    }

    fn truncate(&self, write: Write) {
        if let Some(left) = self.node.journal.truncate(write) {
            self.record(Fact::Truncated { write, left });
        }
    }

    async fn store_clean(&self, write: Write) {
        self.work(write.key, Work::Change(write)).await;
        let turn = self.node.write_turns.of(write.key);
        let _turn = turn.lock().await;
        self.node.withdraw_lease(write.key);
        let stays_away =
            self.owes_more_than(write) || self.is_outdated(write) || self.has_no_base(write);
        if stays_away || eviction::make_room(self, write.key).await.is_err() {
            return;
        }
        self.node.withdraw_lease(write.key);
        self.truncate(write);
        if write.change == Change::Delete {
            return self.remove(write.key, Removal::Deleted);
        }
        let before = self.node.value(write.key);
        self.node.memory.borrow_mut().put_clean(write.key, Value::after(before, write));
        self.cached(write, EntryState::Clean);
    }

    /// Whether the cache owes the database something that this write does not make obsolete.
    fn owes_more_than(&self, write: Write) -> bool {
        let entry = self.node.value(write.key);
        let is_older = entry.is_some_and(|entry| entry.version < write.version);
        let is_obsolete = is_older && write.change.is_absolute();
        match self.node.state(write.key) {
            Some(EntryState::Dirty) => !is_obsolete,
            state => state == Some(EntryState::Pending),
        }
    }

    pub(super) fn owes(&self, key: Key) -> bool {
        self.node.state(key).is_some_and(|state| state != EntryState::Clean)
    }

    fn cached(&self, write: Write, state: EntryState) {
        if let Some(value) = self.node.value(write.key) {
            self.now_cached(write.key, value, state, Some(write));
        }
    }

    pub(super) fn now_cached(
        &self,
        key: Key,
        value: Value,
        state: EntryState,
        write: Option<Write>,
    ) {
        self.record(Fact::Cached { op: self.op, key, value, state, write });
        self.node.start_to_live(key);
        self.node.changed.notify_waiters();
    }

    fn cleaned(&self, key: Key) {
        let Some(value) = self.node.value(key) else {
            return;
        };
        self.record(Fact::Cleaned { key, value });
        self.node.start_to_live(key);
        if value.deleted && !self.node.context.world().cache.negative_caching {
            self.remove(key, Removal::Deleted);
        }
    }

    pub(crate) fn remove(&self, key: Key, cause: Removal) {
        let removed = self.node.memory.borrow_mut().remove(key);
        if let Some(value) = removed {
            self.record(Fact::Removed { key, value, cause });
            self.node.changed.notify_waiters();
        }
    }

    pub(super) fn work(&self, key: Key, work: Work) -> impl Future<Output = ()> + use<> {
        let span = self.node.context.world().cache.op_ms.duration();
        self.serve(key, work, span)
    }

    fn serve(
        &self,
        key: Key,
        work: Work,
        span: std::time::Duration,
    ) -> impl Future<Output = ()> + use<> {
        self.node.context.serve(Node::Cache, (self.op, key), work, span)
    }

    pub(crate) fn record(&self, fact: Fact) {
        self.node.context.record(fact);
    }
}
