//! Faults that wait for their moment, or last, and the messages that they are about.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::names::{LinkName, Node};

/// A fault that waits for its moment, or lasts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// Nothing gets through a link.
    Cut(LinkName),
    /// The next write at the database is refused when its work is done.
    RefuseWrite,
    /// The next acknowledgement is lost on its way.
    DropAck,
    /// The next message of this kind is held in the air.
    Hold(Selection),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut(link) => write!(f, "{link} is cut"),
            Self::RefuseWrite => f.write_str("the database refuses its next write"),
            Self::DropAck => f.write_str("the next acknowledgement is lost"),
            Self::Hold(selection) => write!(f, "hold the next message{selection}"),
        }
    }
}

/// Messages of one key, or of one link, or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// The name of their key; none: of any.
    pub key: Option<Box<str>>,
    /// Where they leave and where they go; none: anywhere.
    pub ends: Option<(Node, Node)>,
}
