//! Cache and database as reached over a link, in the hands of one operation.

use std::future::Future;
use std::panic::Location;
use std::rc::Rc;

use tokio::sync::mpsc;

use super::air::Landing;
use super::cache::{CacheRequest, Lease, LookUp};
use super::context::Context;
use super::database::{DatabaseRequest, RowRequest, RowTaken};
use super::link::{About, Answer, Failure, Link};
use crate::protocol::{
    Key, Node, OpId, Payload, Reception, Refusal, Row, Value, Write, WritePattern,
};

/// The cache, as reached from the application.
pub(crate) struct CacheRemote {
    pub(crate) context: Rc<Context>,
    pub(crate) link: Link<CacheRequest>,
    pub(crate) op: OpId,
}

impl CacheRemote {
    /// Looks a key up.
    #[track_caller]
    pub(crate) fn get(&self, key: Key) -> impl Future<Output = Answer<LookUp>> {
        self.context.step(self.op, Location::caller());
        let about = self.about(key);
        let payload = Payload::Read;
        self.link
            .call(about, payload, move |responder| CacheRequest::Get(about, responder))
            .answer()
    }

    /// Gives the cache a copy of what the database has, or tells it that it has nothing.
    #[track_caller]
    pub(crate) fn fill(
        &self,
        key: Key,
        found: Option<Value>,
        lease: Lease,
    ) -> impl Future<Output = Answer<()>> {
        self.context.step(self.op, Location::caller());
        let about = self.about(key);
        let payload = Payload::Fill(found.unwrap_or(Value::ABSENT));
        let request = move |responder| CacheRequest::Fill(about, found, lease, responder);
        self.link.call(about, payload, request).answer()
    }

    /// Has the cache forget its copy.
    #[track_caller]
    pub(crate) fn invalidate(&self, key: Key) -> impl Future<Output = Answer<()>> {
        self.context.step(self.op, Location::caller());
        let about = self.about(key);
        let request = move |responder| CacheRequest::Invalidate(about, responder);
        self.link.call(about, Payload::Invalidate, request).answer()
    }

    /// Has the cache write by a pattern that it runs.
    pub(crate) async fn write(&self, pattern: WritePattern, write: Write) -> Answer<()> {
        let about = self.about(write.key);
        let payload = Payload::Write(write);
        let request = move |responder| CacheRequest::Write(about, pattern, write, responder);
        self.link.call(about, payload, request).answer().await
    }

    /// Has the cache read, and fetch what it misses.
    pub(crate) async fn read(&self, key: Key) -> Answer<Option<Value>> {
        let about = self.about(key);
        let request = move |responder| CacheRequest::Read(about, responder);
        self.link.call(about, Payload::Read, request).answer().await
    }

    fn about(&self, key: Key) -> About {
        About { op: self.op, key }
    }
}

/// The database, as reached from the cache or on the road around it.
pub(crate) struct DatabaseRemote {
    pub(crate) context: Rc<Context>,
    pub(crate) link: Link<DatabaseRequest>,
    pub(crate) op: OpId,
}

impl DatabaseRemote {
    /// Makes a write durable.
    #[track_caller]
    pub(crate) fn persist(&self, write: Write) -> impl Future<Output = Answer<()>> + use<> {
        self.context.step(self.op, Location::caller());
        let about = About { op: self.op, key: write.key };
        let request = move |responder| DatabaseRequest::Persist(about, write, responder);
        self.link.call(about, Payload::Write(write), request).answer()
    }

    /// Reads a row; none if there is none.
    #[track_caller]
    pub(crate) fn fetch(&self, key: Key) -> impl Future<Output = Answer<Option<Value>>> + use<> {
        self.context.step(self.op, Location::caller());
        self.fetch_base(key)
    }

    /// Reads a row on the cache's own account, for an increment to add to.
    pub(crate) fn fetch_base(
        &self,
        key: Key,
    ) -> impl Future<Output = Answer<Option<Value>>> + use<> {
        let about = About { op: self.op, key };
        let request = move |responder| DatabaseRequest::Fetch(about, responder);
        self.link.call(about, Payload::Read, request).answer()
    }

    /// Opens a batch: rows that follow one another on one connection.
    #[track_caller]
    pub(crate) fn batch(self, rows: usize) -> Batch {
        self.context.step(self.op, Location::caller());
        let (sender, receiver) = mpsc::channel(1);
        Batch {
            remote: self,
            sender,
            opening: Some(receiver),
            sent: Vec::new(),
            number: 0,
            of: rows as u32,
        }
    }
}

/// A batch on its way, row by row. The next row leaves when the one before is answered, so what has
/// not left yet dies with the sender.
pub(crate) struct Batch {
    remote: DatabaseRemote,
    sender: mpsc::Sender<RowRequest>,
    opening: Option<mpsc::Receiver<RowRequest>>,
    /// Rows that are not known to be durable.
    sent: Vec<Write>,
    number: u32,
    of: u32,
}

impl Batch {
    /// Writes the next row, unless the database has a newer one. Returns the rows that are durable
    /// by that: the row itself or, at the end of an atomic batch, all of them.
    #[track_caller]
    pub(crate) fn persist(&mut self, write: Write) -> impl Future<Output = Answer<Vec<Write>>> {
        self.remote.context.step(self.remote.op, Location::caller());
        self.next_row(write)
    }

    async fn next_row(&mut self, write: Write) -> Answer<Vec<Write>> {
        self.number += 1;
        let row = Row { number: self.number, of: self.of };
        let about = About { op: self.remote.op, key: write.key };
        let (responder, waiting) = self.remote.link.wire().exchange(about);
        let request = RowRequest { about, write, row, responder };
        self.sent.push(write);
        match self.opening.take() {
            Some(rows) => self.open(request, rows),
            None => self.follow(request),
        }
        Ok(match waiting.answer().await? {
            RowTaken::Durable => std::mem::take(&mut self.sent),
            RowTaken::InTransaction => Vec::new(),
        })
    }

    fn open(&self, first: RowRequest, rows: mpsc::Receiver<RowRequest>) {
        let (about, payload) = (first.about, Payload::Write(first.write));
        hand_over(&self.sender, first);
        self.remote.link.send(about, payload, move || DatabaseRequest::Batch(rows));
    }

    fn follow(&self, request: RowRequest) {
        let (about, payload) = (request.about, Payload::Write(request.write));
        let sender = self.sender.clone();
        self.remote.link.wire().carry(about, payload, move |flight, landing, wire| {
            if landing == Landing::Lost {
                wire.arrived(flight, Reception::Lost);
                return request.responder.lose();
            }
            let open = !sender.is_closed();
            wire.arrived(flight, if open { Reception::Delivered } else { Reception::Nobody });
            hand_over(&sender, request);
        });
    }
}

/// A connection that its other end has left refuses: the row was certainly not written.
fn hand_over(connection: &mpsc::Sender<RowRequest>, request: RowRequest) {
    if let Err(
        mpsc::error::TrySendError::Closed(request) | mpsc::error::TrySendError::Full(request),
    ) = connection.try_send(request)
    {
        let why = Refusal::Down(Node::Database);
        request.responder.reply(Err(Failure::Refused(why)));
    }
}
