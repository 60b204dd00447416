//! The database: slow, with few connections, and durable row by row.

use std::rc::Rc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::connections::{Connection, Connections};
use super::context::Context;
use super::disk::{Checks, Commit, Disk};
use super::link::{About, Answer, Failure, Reply, Request, Responder};
use super::process::Process;
use super::turns::Turns;
use crate::protocol::{Fact, Node, OpId, Payload, Refusal, Row, Value, Work, Write};

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
    pub(crate) responder: Responder<RowTaken>,
}

/// The answer to one row of a batch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowTaken {
    /// This row is durable, and so is every one before it.
    Durable,
    /// It will be when the batch ends.
    InTransaction,
}

impl Reply for RowTaken {
    fn payload(&self) -> Payload {
        Payload::Ack
    }
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

    fn lose(self) {
        match self {
            Self::Persist(.., responder) => responder.lose(),
            Self::Fetch(_, responder) => responder.lose(),
            Self::Batch(mut rows) => {
                while let Ok(row) = rows.try_recv() {
                    row.responder.lose();
                }
            }
        }
    }
}

/// One start of the database.
struct Database {
    context: Rc<Context>,
    disk: Rc<Disk>,
    connections: Connections,
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
        connections: Connections::default(),
        rows: Turns::default(),
    });
    let process = Process::new(context);
    process.spawn(accept(database.clone(), process.clone(), inbox));
    process.spawn(follow_settings(database));
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

/// More connections let in those who wait.
async fn follow_settings(database: Rc<Database>) {
    loop {
        database.context.world_changed.notified().await;
        database.let_in();
    }
}

async fn handle(database: Rc<Database>, request: DatabaseRequest) {
    match request {
        DatabaseRequest::Persist(about, write, responder) => {
            responder.reply(database.persist(about, write).await);
        }
        DatabaseRequest::Fetch(about, responder) => responder.reply(database.fetch(about).await),
        DatabaseRequest::Batch(rows) => {
            let done = match database.context.world().database.atomic_batches {
                true => database.save_transaction(rows).await,
                false => database.save_rows(rows).await,
            };
            if let Some((responder, failure)) = done {
                responder.reply(Err(failure));
            }
        }
    }
    database.let_in();
}

/// The row that a batch broke off at.
type BrokenOff = Option<(Responder<RowTaken>, Failure)>;

impl Database {
    async fn persist(&self, about: About, write: Write) -> Answer<()> {
        let _connection = self.connect(about).await?;
        self.save(about, write, self.context.world().database.write_ms.duration()).await;
        self.commit(about.op, write, None)
    }

    async fn fetch(&self, about: About) -> Answer<Option<Value>> {
        let _connection = self.connect(about).await?;
        let cost = self.context.world().database.read_ms.duration();
        self.serve(about, Work::Fetch, cost).await;
        Ok(self.disk.read(about.key))
    }

    /// One connection for the whole batch; each row is durable as soon as it is written.
    async fn save_rows(&self, mut rows: mpsc::Receiver<RowRequest>) -> BrokenOff {
        let mut connection = None;
        while let Some(RowRequest { about, write, row, responder }) = rows.recv().await {
            if let Err(failure) = self.take_row(&mut connection, about, write).await {
                return Some((responder, failure));
            }
            match self.commit(about.op, write, Some(row)) {
                Ok(()) => responder.reply(Ok(RowTaken::Durable)),
                Err(failure) => return Some((responder, failure)),
            }
        }
        None
    }

    /// All rows become durable with the last one; if that never comes, none of them does.
    async fn save_transaction(&self, mut rows: mpsc::Receiver<RowRequest>) -> BrokenOff {
        let (mut connection, mut taken) = (None, Vec::new());
        while let Some(RowRequest { about, write, row, responder }) = rows.recv().await {
            let worked = self.take_row(&mut connection, about, write).await;
            if let Err(failure) = worked.and_then(|()| self.refuse_if_asked()) {
                self.roll_back(&taken, about.op);
                return Some((responder, failure));
            }
            taken.push((about.op, write, row));
            if row.number < row.of {
                self.context.record(Fact::Staged { op: about.op, write, row });
                responder.reply(Ok(RowTaken::InTransaction));
                continue;
            }
            for (op, write, row) in taken.drain(..) {
                self.write(op, write, Some(row));
            }
            responder.reply(Ok(RowTaken::Durable));
        }
        if let Some((op, ..)) = taken.first() {
            self.roll_back(&taken, *op);
        }
        None
    }

    fn roll_back(&self, taken: &[(OpId, Write, Row)], op: OpId) {
        if !taken.is_empty() {
            self.context.record(Fact::Aborted { op });
        }
    }

    async fn take_row<'a>(
        &'a self,
        connection: &mut Option<Connection<'a>>,
        about: About,
        write: Write,
    ) -> Answer<()> {
        let cost = self.context.world().database.clone();
        let mut span = cost.row_ms.duration();
        if connection.is_none() {
            *connection = Some(self.connect(about).await?);
            span += cost.write_ms.duration();
        }
        self.save(about, write, span).await;
        Ok(())
    }

    async fn save(&self, about: About, write: Write, cost: Duration) {
        let lock = self.rows.of(write.key);
        let _locked = match lock.try_lock() {
            Ok(locked) => locked,
            Err(_held) => {
                self.queued(about);
                lock.lock().await
            }
        };
        self.serve(about, Work::Persist(write), cost).await;
    }

    fn commit(&self, op: OpId, write: Write, row: Option<Row>) -> Answer<()> {
        self.refuse_if_asked()?;
        self.write(op, write, row);
        Ok(())
    }

    fn refuse_if_asked(&self) -> Answer<()> {
        match self.context.refuses_write() {
            true => Err(Failure::Refused(Refusal::ByDatabase)),
            false => Ok(()),
        }
    }

    /// A flushed row is an upsert "unless newer": what was written past the cache stays.
    fn write(&self, op: OpId, write: Write, row: Option<Row>) {
        let world = self.context.world();
        let checks = Checks {
            newer_stays: row.is_some() || world.version_check,
            knows_ids: world.write_back.write_ids,
        };
        self.context.record(match self.disk.write(write, checks) {
            Commit::Persisted(value) => Fact::Persisted { op, write, value, row },
            Commit::Outdated => Fact::Outdated { op, write, row },
            Commit::Repeated => Fact::Repeated { op, write, row },
        });
    }

    async fn connect(&self, about: About) -> Answer<Connection<'_>> {
        let settings = self.context.world().database.clone();
        if let Some(connection) = self.connections.try_take(settings.connections) {
            return Ok(connection);
        }
        if self.connections.waiting() >= settings.queue as usize {
            return Err(Failure::Refused(Refusal::QueueFull(Node::Database)));
        }
        self.queued(about);
        Ok(self.connections.wait().await)
    }

    fn let_in(&self) {
        self.connections.let_in(self.context.world().database.connections);
    }

    fn queued(&self, About { op, key }: About) {
        self.context.record(Fact::Queued { node: Node::Database, op, key });
    }

    async fn serve(&self, About { op, key }: About, work: Work, cost: Duration) {
        let slowdown = self.context.world().database.slowdown;
        self.context.serve(Node::Database, (op, key), work, cost * slowdown).await;
    }
}
