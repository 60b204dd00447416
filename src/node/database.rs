//! The database: slow, with few connections, and durable row by row.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use super::context::Context;
use super::link::{About, Answer, Failure, Request, Responder};
use super::process::Process;
use super::turns::Turns;
use crate::protocol::{Fact, Key, Node, Refusal, Row, Value, Work, Write};

/// What can be asked of the database.
pub(crate) enum DatabaseRequest {
    Persist(About, Write, Responder<()>),
    Fetch(About, Responder<Option<Value>>),
    /// Rows that come one after the other, each answered on its own.
    Batch(mpsc::Receiver<RowRequest>),
}

/// One row of a batch.
pub(crate) struct RowRequest {
    pub(crate) about: About,
    pub(crate) write: Write,
    pub(crate) row: Row,
    pub(crate) responder: Responder<()>,
}

impl Request for DatabaseRequest {
    fn refuse(self, why: Refusal) {
        let failure = Failure::Refused(why);
        match self {
            Self::Persist(.., responder) => responder.reply(Err(failure)),
            Self::Fetch(_, responder) => responder.reply(Err(failure)),
            Self::Batch(mut rows) => {
                while let Ok(row) = rows.try_recv() {
                    row.responder.reply(Err(failure));
                }
            }
        }
    }
}

/// What is durable: it outlives every crash.
#[derive(Default)]
pub(crate) struct Disk(RefCell<BTreeMap<Key, Value>>);

impl Disk {
    pub(crate) fn read(&self, key: Key) -> Option<Value> {
        self.0.borrow().get(&key).copied()
    }

    pub(crate) fn write(&self, write: Write) {
        self.0.borrow_mut().insert(write.key, write.value);
    }
}

/// One start of the database.
struct Database {
    context: Rc<Context>,
    disk: Rc<Disk>,
    connections: Semaphore,
    waiting: Cell<u32>,
    rows: Turns,
}

/// Starts a database on a disk.
pub(crate) fn start(
    context: &Rc<Context>,
    inbox: mpsc::Receiver<DatabaseRequest>,
    disk: &Rc<Disk>,
) -> Process {
    let database = Rc::new(Database {
        context: context.clone(),
        disk: disk.clone(),
        connections: Semaphore::new(context.world.database.connections as usize),
        waiting: Cell::default(),
        rows: Turns::default(),
    });
    let process = Process::new(context);
    process.spawn(accept(database, process.clone(), inbox));
    process
}

async fn accept(
    database: Rc<Database>,
    process: Process,
    mut inbox: mpsc::Receiver<DatabaseRequest>,
) {
    while let Some(request) = inbox.recv().await {
        process.spawn(handle(database.clone(), request));
    }
}

async fn handle(database: Rc<Database>, request: DatabaseRequest) {
    match request {
        DatabaseRequest::Persist(about, write, responder) => {
            responder.reply(database.persist(about, write).await);
        }
        DatabaseRequest::Fetch(about, responder) => responder.reply(database.fetch(about).await),
        DatabaseRequest::Batch(rows) => database.save_batch(rows).await,
    }
}

impl Database {
    async fn persist(&self, about: About, write: Write) -> Answer<()> {
        let _connection = self.connect(about).await?;
        let cost = self.context.world.database.write_ms.duration();
        self.save(about, write, None, cost).await;
        Ok(())
    }

    async fn fetch(&self, about: About) -> Answer<Option<Value>> {
        let _connection = self.connect(about).await?;
        let cost = self.context.world.database.read_ms.duration();
        self.serve(about, Work::Fetch, cost).await;
        Ok(self.disk.read(about.key))
    }

    /// One connection for the whole batch; each row is durable as soon as it is written.
    async fn save_batch(&self, mut rows: mpsc::Receiver<RowRequest>) {
        let mut connection = None;
        let cost = &self.context.world.database;
        while let Some(RowRequest { about, write, row, responder }) = rows.recv().await {
            let mut span = cost.row_ms.duration();
            if connection.is_none() {
                match self.connect(about).await {
                    Ok(permit) => connection = Some(permit),
                    Err(failure) => return responder.reply(Err(failure)),
                }
                span += cost.write_ms.duration();
            }
            self.save(about, write, Some(row), span).await;
            responder.reply(Ok(()));
        }
    }

    async fn save(&self, about: About, write: Write, row: Option<Row>, cost: Duration) {
        let lock = self.rows.of(write.key);
        let _locked = match lock.try_lock() {
            Ok(locked) => locked,
            Err(_held) => {
                self.queued(about);
                lock.lock().await
            }
        };
        self.serve(about, Work::Persist(write.value), cost).await;
        self.commit(about, write, row);
    }

    /// A flushed row is an upsert "unless newer": what was written past the cache stays.
    fn commit(&self, About { op, key }: About, write: Write, row: Option<Row>) {
        let value = write.value;
        let stored = self.disk.read(key);
        match row {
            Some(row) if stored.is_some_and(|stored| stored.version > value.version) => {
                self.context.record(Fact::Outdated { op, key, value, row });
            }
            _ => {
                self.disk.write(write);
                self.context.record(Fact::Persisted { op, key, value, row });
            }
        }
    }

    async fn connect(&self, about: About) -> Answer<SemaphorePermit<'_>> {
        if let Ok(permit) = self.connections.try_acquire() {
            return Ok(permit);
        }
        if self.waiting.get() >= self.context.world.database.queue {
            return Err(Failure::Refused(Refusal::QueueFull(Node::Database)));
        }
        self.queued(about);
        self.waiting.update(|waiting| waiting + 1);
        let permit = self.connections.acquire().await;
        self.waiting.update(|waiting| waiting - 1);
        permit.map_err(|_closed| Failure::Refused(Refusal::Down(Node::Database)))
    }

    fn queued(&self, About { op, key }: About) {
        self.context.record(Fact::Queued { node: Node::Database, op, key });
    }

    async fn serve(&self, About { op, key }: About, work: Work, cost: Duration) {
        self.context.serve(Node::Database, (op, key), work, cost).await;
    }
}
