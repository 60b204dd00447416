//! Messages on the links: where they go, what they carry, and who takes them.

use serde::{Deserialize, Serialize};

use super::names::{FlightId, Key, Node, OpId, Refusal};
use super::time::Time;
use super::value::{Value, Write};

/// A message on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Payload {
    /// Please do this.
    Write(Write),
    /// Please read.
    Read,
    /// Please take this copy of what the database has.
    Fill(Value),
    /// Please forget your copy.
    Invalidate,
    /// Done.
    Ack,
    /// What was found; none: nothing there.
    Found(Option<Value>),
    /// It was not done.
    Refused(Refusal),
    /// The node died while it worked on the request.
    Reset,
    /// Whoever worked on the request does not know itself what came of it.
    Unknown,
}

impl Payload {
    /// True for what travels towards the one who does the work.
    pub const fn is_request(self) -> bool {
        matches!(self, Self::Write(_) | Self::Read | Self::Fill(_) | Self::Invalidate)
    }
}

/// Who took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reception {
    /// The one it was meant for.
    Delivered,
    /// The node is up but takes no more.
    Rejected,
    /// Nobody: the node is down, or the one who asked has died.
    Nobody,
    /// Nobody: it was lost on the way.
    Lost,
}
