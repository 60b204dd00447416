//! The moments that can be waited for: by a script's step, or by an armed command.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fact::{EntryState, Event, Fact};
use super::names::{Action, Outcome};

/// A moment in the history, recognised by the event that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Trigger {
    /// A flush began.
    FlushStarted,
    /// Half of the rows of a flush are in the database, or in its transaction.
    FlushHalfDone,
    /// A flush ended.
    FlushDone,
    /// A client was told OK for a write or a read.
    Acknowledged,
    /// A client was told OK for a write.
    WriteAcknowledged,
    /// The cache has a write that the database is still to acknowledge.
    CacheUpdated,
    /// Something became durable.
    Persisted,
    /// A look-up did not find its key in the cache.
    Missed,
    /// The event with this number, or a later one, was recorded.
    Event(u64),
}

impl Trigger {
    /// The triggers that have a name in scripts.
    pub const NAMED: [Self; 8] = [
        Self::FlushStarted,
        Self::FlushHalfDone,
        Self::FlushDone,
        Self::Acknowledged,
        Self::WriteAcknowledged,
        Self::CacheUpdated,
        Self::Persisted,
        Self::Missed,
    ];

    /// Whether this event makes the moment.
    pub fn matches(self, event: &Event) -> bool {
        let fact = &event.fact;
        match self {
            Self::FlushStarted => matches!(fact, Fact::FlushStarted { .. }),
            Self::FlushHalfDone => is_half_of_flush(fact),
            Self::FlushDone => matches!(fact, Fact::FlushEnded { .. }),
            Self::Acknowledged => is_acknowledgement(fact),
            Self::WriteAcknowledged => is_acknowledgement(fact) && !is_read(fact),
            Self::CacheUpdated => {
                matches!(fact, Fact::Cached { state: EntryState::Pending, write: Some(_), .. })
            }
            Self::Persisted => matches!(fact, Fact::Persisted { .. }),
            Self::Missed => matches!(fact, Fact::Missed { .. }),
            Self::Event(seq) => event.seq >= seq,
        }
    }
}

fn is_half_of_flush(fact: &Fact) -> bool {
    let (Fact::Staged { row, .. }
    | Fact::Persisted { row: Some(row), .. }
    | Fact::Outdated { row: Some(row), .. }
    | Fact::Repeated { row: Some(row), .. }) = fact
    else {
        return false;
    };
    row.number == row.of.div_ceil(2)
}

fn is_acknowledgement(fact: &Fact) -> bool {
    matches!(fact, Fact::Finished { outcome: Outcome::Acked(_), .. })
}

fn is_read(fact: &Fact) -> bool {
    matches!(fact, Fact::Finished { action: Action::Read, .. })
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FlushStarted => "flush started",
            Self::FlushHalfDone => "flush half done",
            Self::FlushDone => "flush done",
            Self::Acknowledged => "acknowledged",
            Self::WriteAcknowledged => "write acknowledged",
            Self::CacheUpdated => "cache updated",
            Self::Persisted => "persisted",
            Self::Missed => "missed",
            Self::Event(seq) => return write!(f, "event {seq}"),
        })
    }
}

/// The error lists the moments that have a name.
impl FromStr for Trigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMED.into_iter().find(|trigger| trigger.to_string() == text);
        found.ok_or_else(|| format!("expected {}, found \"{text}\"", Self::names()))
    }
}

impl Trigger {
    /// The names of all that have one, in quotes, for errors.
    pub(crate) fn names() -> String {
        Self::NAMED.map(|trigger| format!("\"{trigger}\"")).join(", ")
    }
}
