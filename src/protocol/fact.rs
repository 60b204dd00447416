//! What happened, as the nodes themselves report it: the only source of every view.

use std::panic::Location;

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::command::Command;
use super::fault::Fault;
use super::message::{Flight, Reception};
use super::names::{
    Action, ClientId, FlightId, Key, Node, OpId, Outcome, Pattern, Version, WritePattern,
};
use super::time::Time;
use super::trigger::Trigger;
use super::value::{Value, Write};
use crate::world::Setting;

/// A fact with its place in the history.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// When it happened.
    pub at: Time,
    /// Its number in the history; breaks ties of time.
    pub seq: u64,
    /// What happened.
    pub fact: Fact,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fact {
    /// A key came into being, with what the database holds for it.
    KeyAdded {
        /// Its number from now on.
        key: Key,
        /// Its name.
        name: Box<str>,
        /// What the database starts with.
        stored: Option<Value>,
    },
    /// A setting has this value from now on. A run begins with those that are not as usual, and
    /// with the patterns.
    Set(Setting),
    /// Writes of keys that begin like this follow a pattern of their own from now on; none: they
    /// follow the pattern of all the others again.
    Routed {
        /// What the keys begin with.
        prefix: Box<str>,
        /// The pattern.
        pattern: Option<WritePattern>,
    },
    /// Automatic load was switched or its rate was set.
    LoadSet {
        /// Whether clients issue operations by themselves.
        on: bool,
        /// Operations a second by all of them together; none: as fast as answers come.
        per_second: Option<u32>,
    },

    /// A client began an operation.
    Issued {
        /// The operation.
        op: OpId,
        /// Who asks.
        client: ClientId,
        /// What for.
        action: Action,
        /// Of which key.
        key: Key,
        /// The version a write carries.
        version: Option<Version>,
        /// How it takes off.
        pattern: Pattern,
    },
    /// A client's operation ended.
    Finished {
        /// The operation.
        op: OpId,
        /// What it was for.
        action: Action,
        /// How.
        outcome: Outcome,
    },
    /// A client died; it hears no answer any more.
    Killed(ClientId),
    /// Nobody waits for an answer any longer: it took too long.
    TimedOut {
        /// Who waited.
        node: Node,
        /// For whom.
        op: OpId,
        /// For which key.
        key: Key,
    },
    /// An operation reached this line of its pattern's source file.
    Step {
        /// The operation.
        op: OpId,
        /// The line that runs now: a place in this very program, which has no written form.
        #[serde(serialize_with = "not_written", deserialize_with = "not_read")]
        line: &'static Location<'static>,
    },

    /// A message left.
    Sent(Flight),
    /// A message arrived.
    Arrived {
        /// Which.
        flight: FlightId,
        /// Who was there to take it.
        reception: Reception,
    },
    /// A message is held in the air.
    Held(FlightId),
    /// A message that was held flies on.
    Released {
        /// Which.
        flight: FlightId,
        /// When it gets there now.
        arrives: Time,
    },
    /// A node works on a request.
    Serving(Service),

    /// A look-up found the key in the cache.
    Hit {
        /// The operation that looked.
        op: OpId,
        /// The key.
        key: Key,
        /// What the cache holds.
        value: Value,
    },
    /// A look-up did not find the key in the cache.
    Missed {
        /// The operation that looked.
        op: OpId,
        /// The key.
        key: Key,
    },
    /// The cache now holds this.
    Cached {
        /// The operation that brought it.
        op: OpId,
        /// The key.
        key: Key,
        /// The value.
        value: Value,
        /// What the cache owes the database for it.
        state: EntryState,
        /// The write that made it so; none for a copy of what the database has.
        write: Option<Write>,
    },
    /// A copy of what the database had came too late: its lease was withdrawn by a write.
    FillRejected {
        /// The operation that brought it.
        op: OpId,
        /// The key.
        key: Key,
        /// What it would have filled in.
        value: Value,
    },
    /// The cache takes this entry for saved: it owes the database nothing for it.
    Cleaned {
        /// The key.
        key: Key,
        /// What the cache holds.
        value: Value,
    },
    /// The cache gave up saving this entry, and goes on serving it.
    Dropped {
        /// The key.
        key: Key,
        /// What the cache holds.
        value: Value,
    },
    /// The cache holds the key no longer.
    Removed {
        /// The key.
        key: Key,
        /// What it held.
        value: Value,
        /// Why.
        cause: Removal,
    },
    /// When the flusher will wake by itself; none: it has nothing to wait for.
    FlushDue(Option<Time>),
    /// A flush began.
    FlushStarted {
        /// The flush.
        op: OpId,
        /// What set it off.
        cause: FlushCause,
        /// The rows it will save, in their order.
        rows: Box<[Write]>,
    },
    /// A flush ended.
    FlushEnded {
        /// The flush.
        op: OpId,
        /// False if the database failed it; its unsaved rows stay dirty.
        complete: bool,
    },

    /// A request waits: at the database for a connection or for a row that another one is
    /// writing, at the cache for room.
    Queued {
        /// Where.
        node: Node,
        /// Its operation.
        op: OpId,
        /// Its key.
        key: Key,
    },
    /// A write is durable.
    Persisted {
        /// The operation that wrote it.
        op: OpId,
        /// The write.
        write: Write,
        /// What the database holds from now on.
        value: Value,
        /// Its place in a flush; none for a write on its own.
        row: Option<Row>,
    },
    /// A write found a newer version in the database and left it as it is.
    Outdated {
        /// The operation that wrote.
        op: OpId,
        /// The write.
        write: Write,
        /// Its place in a flush; none for a write on its own.
        row: Option<Row>,
    },
    /// An increment found its own id in the database: it had been applied before.
    Repeated {
        /// The operation that wrote.
        op: OpId,
        /// The write.
        write: Write,
        /// Its place in a flush; none for a write on its own.
        row: Option<Row>,
    },
    /// A row of an atomic batch is written; it is durable when the last one is.
    Staged {
        /// The flush.
        op: OpId,
        /// The write.
        write: Write,
        /// Its place in the flush.
        row: Row,
    },
    /// A batch ended before its last row: the database rolled all of its rows back.
    Aborted {
        /// The flush.
        op: OpId,
    },

    /// A write is in the journal, and outlives the cache; what it covers is there no longer.
    Journaled {
        /// The operation that wrote.
        op: OpId,
        /// The write.
        write: Write,
    },
    /// The journal keeps no longer what this write covers.
    Truncated {
        /// The write that is done with.
        write: Write,
        /// Records that are left.
        left: u32,
    },
    /// A cache that comes up reads what the journal has kept.
    ReplayStarted {
        /// How much there is.
        records: u32,
    },

    /// A fault waits for its moment, or lasts.
    FaultSet(Fault),
    /// A fault has struck, or is over.
    FaultCleared(Fault),
    /// A command waits for a moment.
    Armed {
        /// Which trap.
        trap: u32,
        /// The moment.
        trigger: Trigger,
        /// What is done then.
        command: Box<Command>,
    },
    /// The moment came: the command is given now.
    Sprung {
        /// Which trap.
        trap: u32,
    },
    /// The trap was taken away.
    Disarmed {
        /// Which trap.
        trap: u32,
    },

    /// A node died, with its memory and its tasks.
    Crashed(Node),
    /// A node runs again.
    Restarted(Node),
}

/// A node's work on one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Service {
    /// Who works.
    pub node: Node,
    /// The operation.
    pub op: OpId,
    /// The key.
    pub key: Key,
    /// At what.
    pub work: Work,
    /// When the work began.
    pub from: Time,
    /// When it will be done.
    pub until: Time,
}

/// What a node works at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Work {
    /// Looking a key up in memory.
    Get,
    /// Storing a value in memory.
    Set(Value),
    /// Changing what is in memory.
    Change(Write),
    /// Writing to the journal.
    Append(Write),
    /// Forgetting a copy.
    Invalidate,
    /// Putting back what was there before.
    Restore,
    /// Reading from disk.
    Fetch,
    /// Writing to disk.
    Persist(Write),
}

/// What the cache owes the database for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EntryState {
    /// Nothing.
    Clean,
    /// The write itself: the database has not got it yet.
    Dirty,
    /// The write, which is on its way while the client waits.
    Pending,
}

/// Why an entry left the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Removal {
    /// To make room; it was the least recently used.
    Evicted,
    /// It was deleted.
    Deleted,
    /// The write that had put it there failed.
    RolledBack,
    /// Its time to live was over.
    Expired,
    /// The database has, or may have, something newer: a write that went around the cache, or one
    /// that the cache did not keep, said so.
    Invalidated,
}

/// What set a flush off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FlushCause {
    /// The oldest dirty entry has waited for the flush interval.
    Interval,
    /// There are as many dirty entries as make a batch.
    Batch,
    /// Somebody asked for it.
    ByHand,
    /// A dirty entry has to make room.
    Eviction,
    /// The one before failed.
    Retry,
}

/// A row's place in its flush, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    /// Which.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

fn not_written<S: Serializer>(_: &&'static Location<'static>, _: S) -> Result<S::Ok, S::Error> {
    Err(S::Error::custom("a line of code has no written form"))
}

fn not_read<'de, D: Deserializer<'de>>(_: D) -> Result<&'static Location<'static>, D::Error> {
    Err(de::Error::custom("a line of code has no written form"))
}
