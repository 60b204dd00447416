//! The script format: one for sessions, lessons and tests.

mod embedded;
mod expectation;
mod parse;
mod player;
mod print;
mod record;
mod runner;
mod slice;
mod variant;

use std::collections::BTreeMap;
use std::time::Duration;

pub use embedded::{Embedded, embedded};
pub use expectation::Expectation;
pub use parse::ScriptError;
pub use player::{Expected, Happening, Player};
pub use runner::Runner;
pub use slice::Slice;
pub use variant::{NoSuchVariant, Variant};

use crate::protocol::{Command, Time, Trigger};
use crate::world::World;

/// A script: settings, and steps in time.
#[derive(Clone, Debug)]
pub struct Script {
    /// What it is about, in a line.
    pub title: String,
    /// Seeds every dice roll of the run.
    pub seed: u64,
    /// The settings it begins with.
    pub world: World,
    /// Other settings that it can be played with, by name: a cure, a common mistake.
    pub variants: Vec<Variant>,
    /// What happens, in this order.
    pub steps: Vec<Step>,
}

/// One step of a script: it waits for its moment, and acts.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of the file on which it begins.
    pub line: usize,
    /// Its moment.
    pub moment: Moment,
    /// What to do then, all at once.
    pub commands: Vec<Command>,
    /// What to tell the audience.
    pub say: Option<String>,
    /// What to ask the audience.
    pub ask: Option<Question>,
    /// What must hold then, once the commands are given.
    pub expectations: Vec<Expectation>,
    /// What it says and expects instead, played with a variant of this name.
    pub with: BTreeMap<String, Telling>,
}

/// What a step says and expects.
#[derive(Clone, Debug)]
pub struct Telling {
    /// What to tell the audience.
    pub say: Option<String>,
    /// What must hold.
    pub expectations: Vec<Expectation>,
}

/// A question with choices, for lessons.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answers to choose from.
    pub choices: Vec<String>,
}

/// When a step comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At an instant.
    At(Time),
    /// So long after the step before it.
    After(Duration),
    /// When something happens.
    When(Trigger),
    /// When nothing moves and nothing is due.
    Idle,
}
