//! The moments that a script can wait for.

use std::fmt;
use std::str::FromStr;

use crate::protocol::{Event, Fact};

/// A moment in the history, recognised by the event that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A flush began.
    FlushStarted,
    /// Half of the rows of a flush are in the database.
    FlushHalfDone,
    /// A flush ended.
    FlushDone,
    /// A client was told OK for a write or a read.
    Acknowledged,
    /// Something became durable.
    Persisted,
    /// The event with this number, or a later one, was recorded.
    Event(u64),
}

impl Trigger {
    /// The triggers that have a name in scripts.
    pub const NAMED: [Self; 5] = [
        Self::FlushStarted,
        Self::FlushHalfDone,
        Self::FlushDone,
        Self::Acknowledged,
        Self::Persisted,
    ];

    /// Whether this event makes the moment.
    pub fn matches(self, event: &Event) -> bool {
        match self {
            Self::FlushStarted => matches!(event.fact, Fact::FlushStarted { .. }),
            Self::FlushHalfDone => is_half_of_flush(&event.fact),
            Self::FlushDone => matches!(event.fact, Fact::FlushEnded { .. }),
            Self::Acknowledged => is_acknowledgement(&event.fact),
            Self::Persisted => matches!(event.fact, Fact::Persisted { .. }),
            Self::Event(seq) => event.seq >= seq,
        }
    }
}

fn is_half_of_flush(fact: &Fact) -> bool {
    let row = match fact {
        Fact::Persisted { row: Some(row), .. } | Fact::Outdated { row, .. } => row,
        _ => return false,
    };
    row.number == row.of.div_ceil(2)
}

fn is_acknowledgement(fact: &Fact) -> bool {
    use crate::protocol::Outcome;
    matches!(fact, Fact::Finished { outcome: Outcome::Acked(_), .. })
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FlushStarted => f.write_str("flush started"),
            Self::FlushHalfDone => f.write_str("flush half done"),
            Self::FlushDone => f.write_str("flush done"),
            Self::Acknowledged => f.write_str("acknowledged"),
            Self::Persisted => f.write_str("persisted"),
            Self::Event(seq) => write!(f, "event {seq}"),
        }
    }
}

/// The error lists the moments that have a name.
impl FromStr for Trigger {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::NAMED.into_iter().find(|trigger| trigger.to_string() == text);
        let known = Self::NAMED.map(|trigger| format!("\"{trigger}\"")).join(", ");
        found.ok_or_else(|| format!("expected {known} or \"idle\", found \"{text}\""))
    }
}
