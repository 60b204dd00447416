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
//! # Ok::<(), dirtybit::Rejection>(())
//! ```
//!
//! # The map
//!
//! | room | what it is for |
//! |---|---|
//! | `protocol` | all that crosses: [`Command`] in, [`Event`] with its [`Fact`] out; the grammar of commands, the moments that can be waited for |
//! | `clock` | virtual time for tokio tasks |
//! | `world`, [`limits`] | every setting with its default and its row in [`KNOBS`]; every bound with what happens at it |
//! | `node` | the nouns: app, cache, journal, database, links; they hold state and report facts |
//! | `pattern` | the verbs: five short files that read like the textbook |
//! | `source` | [`Source`]: the patterns' own files, as they were compiled |
//! | `engine` | [`Engine`]: `submit` and `advance_to` |
//! | `ledger` | [`Ledger`]: what became of every write, and what every read was worth |
//! | `holdings` | [`Holdings`]: what each node holds for each key |
//! | `hazard` | [`Hazards`]: what waits to go wrong: faults, traps, held messages |
//! | `anomaly` | [`Anomalies`]: what went wrong, by name, one detector each |
//! | `history` | [`Folds`]: all of these folds together, and the hash of a history |
//! | [`script`] | the file format, its player, what was recorded, and the scripts that are embedded |
//! | `subject` | [`Subject`]: what the same inputs are compared under |
//! | `comparison` | [`Comparison`]: what the same inputs come to under several subjects, in [`Figures`] |
//! | `sweep` | [`Sweep`]: the same inputs with a crash at every instant, and its [`Curve`] |
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
//!   left a node still arrives, unless its link is cut. The disk and the journal stay.
//! - Every queue has a bound, in [`limits`] or in [`World`], and a refusal at it.

mod anomaly;
mod clock;
mod comparison;
mod engine;
mod hazard;
mod history;
mod holdings;
mod ledger;
pub mod limits;
mod node;
mod pattern;
mod protocol;
mod report;
pub mod script;
mod source;
mod subject;
mod sweep;
mod transcript;
mod world;

pub use anomaly::{Anomalies, Anomaly, AnomalyName, Explanation};
pub use comparison::{Comparison, Figures, Run};
pub use engine::{Engine, Rejection};
pub use hazard::{Hazards, Trap};
pub use history::Folds;
pub use holdings::{Holding, Holdings};
pub use ledger::{
    CacheUse, DatabaseLoad, Latencies, Latency, Ledger, LostWrite, ReadCounts, Verdict, WriteCounts,
};
pub use protocol::{
    Action, Change, ClientId, Command, EntryState, Event, Fact, Fault, Flight, FlightId,
    FlushCause, Key, LinkName, Node, OpId, Outcome, Pattern, Payload, ReadPattern, Reception,
    Refusal, Removal, Row, Selection, Service, Time, Trigger, Value, Version, WORDS, Word, Work,
    Write, WritePattern, complete, nearest, unknown_word,
};
pub use report::Report;
pub use source::Source;
pub use subject::Subject;
pub use sweep::{Curve, Exposure, Sweep, begin_of_part};
pub use transcript::Transcript;
pub use world::{
    AppSettings, CacheDown, CacheSettings, CachedCopy, DatabaseSettings, DirtyEviction,
    FailedFlush, Fill, KNOBS, Knob, LinkSettings, LoadSettings, MarkClean, Millis, Misses,
    OnFailure, Setting, WhenFull, World, WriteAroundSettings, WriteBackSettings, WriteThroughOrder,
    WriteThroughSettings,
};
