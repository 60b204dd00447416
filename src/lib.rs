//! dirtybit: what cache write patterns really do.

mod anomaly;
mod clock;
mod engine;
mod history;
mod holdings;
mod ledger;
pub mod limits;
mod node;
mod pattern;
mod protocol;
mod report;
pub mod script;
mod transcript;
mod trigger;
mod world;

pub use anomaly::{Anomalies, Anomaly, AnomalyName};
pub use engine::{Engine, TooManyKeys};
pub use history::Folds;
pub use holdings::{Holding, Holdings};
pub use ledger::{
    CacheUse, DatabaseLoad, Latencies, Latency, Ledger, LostWrite, ReadCounts, Verdict, WriteCounts,
};
pub use protocol::{
    Action, ClientId, Command, EntryState, Event, Fact, Flight, FlightId, FlushCause, Key, Node,
    OpId, Outcome, Payload, ReadPattern, Reception, Refusal, Removal, Row, Service, Time, Value,
    Version, Work, Write, WritePattern,
};
pub use report::Report;
pub use transcript::Transcript;
pub use trigger::Trigger;
pub use world::{Millis, World};
