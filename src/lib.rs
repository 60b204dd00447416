//! What cache write patterns really do: the engine behind the `dirtybit` terminal program.
//!
//! A run is a cache, a slow database and the clients of an application, living as tokio tasks on a
//! virtual clock. [`Engine`] owns it: commands go in, time is moved from outside, events come out.
//! Everything that anybody sees is a fold over those events; no view looks into the engine.
//!
//! ```
//! use dirtybit::{Action, Command, Engine, Folds, Node, Time, World};
//!
//! let mut engine = Engine::new(World::default(), 7);
//! let mut folds = Folds::default();
//! let mut advance_to = |engine: &mut Engine, millis| {
//!     for event in engine.advance_to(Time::from_millis(millis)) {
//!         folds.apply(&event);
//!     }
//!     folds.ledger.writes()
//! };
//!
//! engine.submit(&Command::issue(Action::Write, "cart:7"))?;
//! assert_eq!(advance_to(&mut engine, 2).at_risk, 1, "acknowledged, and only in the cache");
//!
//! engine.submit(&Command::Crash(Node::Cache))?;
//! assert_eq!(advance_to(&mut engine, 3).lost, 1, "acknowledged, and gone");
//! # Ok::<(), dirtybit::TooManyKeys>(())
//! ```
//!
//! # The map
//!
//! | room | what it is for |
//! |---|---|
//! | `protocol` | all that crosses: [`Command`] in, [`Event`] with its [`Fact`] out |
//! | `clock` | virtual time for tokio tasks |
//! | `world`, [`limits`] | every setting with its default; every bound with what happens at it |
//! | `node` | the nouns: app, cache, database, links; they hold state and report facts |
//! | `pattern` | the verbs: five short files that read like the textbook |
//! | `engine` | [`Engine`]: `submit` and `advance_to` |
//! | `ledger` | [`Ledger`]: what became of every write, and what every read was worth |
//! | `holdings` | [`Holdings`]: what each node holds for each key |
//! | `anomaly` | [`Anomalies`]: what went wrong, by name |
//! | `history` | [`Folds`]: all of these folds together, and the hash of a history |
//! | `trigger` | [`Trigger`]: the moments that can be waited for |
//! | [`script`] | the file format, its runner, and the scripts that are embedded |
//! | `transcript`, `report` | a run in words, and as one object |
//!
//! `protocol <- clock <- node <- pattern <- engine`, and `protocol <- ledger, holdings <- history`.
//!
//! # What always holds
//!
//! - The same settings, seed and commands at the same instants give the same events, bit for bit,
//!   however the time between is cut into steps.
//! - Every write has exactly one fate: `acknowledged = durable + superseded + at risk + lost`.
//! - A crash drops a node's tasks and, with them, its memory; nothing is cleared by hand. What has
//!   left a node still arrives.
//! - Every queue has a bound, in [`limits`] or in [`World`], and a refusal at it.

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
pub use world::{
    CacheSettings, DatabaseSettings, LinkSettings, LoadSettings, Millis, World, WriteBackSettings,
};
