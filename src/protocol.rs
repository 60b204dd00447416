//! All that crosses between the engine and whoever watches it: commands in, events out.

mod command;
mod fact;
mod fault;
mod grammar;
mod message;
mod names;
mod spelling;
mod time;
mod trigger;
mod value;

pub use command::Command;
pub use fact::{EntryState, Event, Fact, FlushCause, Removal, Row, Service, Work};
pub use fault::{Fault, Selection};
pub use grammar::{WORDS, Word, complete, unknown_word};
pub use message::{Flight, Payload, Reception};
pub use names::{
    Action, ClientId, FlightId, Key, LinkName, Node, OpId, Outcome, Pattern, ReadPattern, Refusal,
    Version, WritePattern,
};
pub use spelling::nearest;
pub use time::Time;
pub use trigger::Trigger;
pub use value::{Change, Value, Write};
