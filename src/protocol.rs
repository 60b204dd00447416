//! All that crosses between the engine and whoever watches it: commands in, events out.

mod command;
mod fact;
mod names;
mod time;

pub use command::Command;
pub use fact::{
    EntryState, Event, Fact, Flight, FlushCause, Payload, Reception, Removal, Row, Service, Work,
};
pub use names::{
    Action, ClientId, FlightId, Key, Node, OpId, Outcome, ReadPattern, Refusal, Value, Version,
    Write, WritePattern,
};
pub use time::Time;
