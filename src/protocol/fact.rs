//! What happened, as the nodes themselves report it: the only source of every view.

use std::panic::Location;

use super::names::{
    Action, ClientId, FlightId, Key, Node, OpId, Outcome, ReadPattern, Refusal, Value, Version,
    Write, WritePattern,
};
use super::time::Time;

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// Writes issued from now on follow this pattern.
    WritePatternSet(WritePattern),
    /// Reads issued from now on follow this pattern.
    ReadPatternSet(ReadPattern),
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
        /// The version a write or delete carries.
        version: Option<Version>,
    },
    /// A client's operation ended.
    Finished {
        /// The operation.
        op: OpId,
        /// How.
        outcome: Outcome,
    },
    /// An operation reached this line of its pattern's source file.
    Step {
        /// The operation.
        op: OpId,
        /// The line that runs now.
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
    },
    /// The database has this entry now; the cache owes it nothing for it.
    Cleaned {
        /// The key.
        key: Key,
        /// What both hold.
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
        /// The key.
        key: Key,
        /// What the database holds from now on.
        value: Value,
        /// Its place in a flush; none for a write on its own.
        row: Option<Row>,
    },
    /// A flushed row found a newer version and left it as it is.
    Outdated {
        /// The flush.
        op: OpId,
        /// The key.
        key: Key,
        /// What the row carried.
        value: Value,
        /// Its place in the flush.
        row: Row,
    },

    /// A node died, with its memory and its tasks.
    Crashed(Node),
    /// A node runs again.
    Restarted(Node),
}

/// A message on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flight {
    /// Which.
    pub id: FlightId,
    /// The operation it belongs to.
    pub op: OpId,
    /// The key it is about.
    pub key: Key,
    /// Where it left.
    pub from: Node,
    /// Where it goes.
    pub to: Node,
    /// What it carries.
    pub payload: Payload,
    /// When it left.
    pub departs: Time,
    /// When it gets there.
    pub arrives: Time,
}

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// Please store this.
    Write(Value),
    /// Please read.
    Read,
    /// Please take this copy of what the database has.
    Fill(Value),
    /// Done.
    Ack,
    /// What was found; none: nothing there.
    Found(Option<Value>),
    /// It was not done.
    Refused(Refusal),
    /// The node died while it worked on the request.
    Reset,
}

impl Payload {
    /// True for what travels towards the one who does the work.
    pub const fn is_request(self) -> bool {
        matches!(self, Self::Write(_) | Self::Read | Self::Fill(_))
    }
}

/// Who took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reception {
    /// The one it was meant for.
    Delivered,
    /// The node is up but takes no more.
    Rejected,
    /// Nobody: the node is down, or the one who asked has died.
    Nobody,
}

/// A node's work on one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// Looking a key up in memory.
    Get,
    /// Storing a value in memory.
    Set(Value),
    /// Putting back what was there before.
    Restore,
    /// Reading from disk.
    Fetch,
    /// Writing to disk.
    Persist(Value),
}

/// What the cache owes the database for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryState {
    /// Nothing.
    Clean,
    /// The write itself: the database has not got it yet.
    Dirty,
    /// The write, which is on its way while the client waits.
    Pending,
}

/// Why an entry left the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// To make room; it was the least recently used.
    Evicted,
    /// It was deleted.
    Deleted,
    /// The write that had put it there failed.
    RolledBack,
}

/// What set a flush off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Which.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}
