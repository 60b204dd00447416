//! The textbook's comparison table, measured: the same inputs under several subjects.

mod divergence;
mod figures;
mod gauge;
mod pollution;

use serde::{Serialize, Serializer};

pub use figures::Figures;

use crate::limits;
use crate::protocol::{Command, Node, Time};
use crate::script::{Happening, Player, Script, Slice};
use crate::subject::Subject;
use gauge::Gauge;

/// What the same inputs came to under several subjects, measured at the same instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What the script is about.
    pub title: String,
    /// What seeded the runs.
    pub seed: u64,
    /// When the figures were taken, in milliseconds: at the end of the recording.
    pub time_ms: f64,
    /// The runs, in the order of their subjects.
    pub runs: Vec<Run>,
}

/// What the inputs came to under one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// The settings of this run.
    #[serde(serialize_with = "in_words")]
    pub subject: Subject,
    /// Commands of the script that could not be done under them, such as the release of a message
    /// that was never sent.
    pub left_out: usize,
    /// What was measured.
    #[serde(flatten)]
    pub figures: Figures,
}

impl Comparison {
    /// Plays a script that was recorded under each of these subjects.
    pub fn new(recorded: &Script, subjects: &[Subject]) -> Self {
        Self {
            title: recorded.title.clone(),
            seed: recorded.seed,
            time_ms: recorded.end().as_millis_f64(),
            runs: subjects.iter().map(|subject| Run::new(recorded, subject)).collect(),
        }
    }
}

impl Run {
    fn new(recorded: &Script, subject: &Subject) -> Self {
        let (end, script) = (recorded.end(), subject.of(recorded));
        let given = commands(&script);
        let mut bench = Bench::new(script);
        bench.play_to(end);
        let left_out = given - commands(bench.player.record());
        let mut figures = Figures::new(&bench.gauge, end);
        bench.crash_and_come_to_rest();
        figures.lost_at_crash = bench.gauge.ledger.writes().lost.saturating_sub(figures.lost);
        Self { subject: subject.clone(), left_out, figures }
    }
}

fn commands(script: &Script) -> usize {
    script.steps.iter().map(|step| step.commands.len()).sum()
}

fn in_words<S: Serializer>(subject: &Subject, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(subject)
}

/// A run with what measures it.
struct Bench {
    player: Player,
    gauge: Gauge,
}

impl Bench {
    fn new(script: Script) -> Self {
        Self { player: Player::lenient(script), gauge: Gauge::default() }
    }

    fn play_to(&mut self, end: Time) {
        let mut slice = Slice::default();
        while self.player.now() < end {
            let happened = self.advance_to(end.min(slice.end(self.player.now())));
            slice.adapt(happened);
        }
        self.advance_to(end);
    }

    /// The worst moment for the cache to die is now; what has left it still arrives.
    fn crash_and_come_to_rest(&mut self) {
        for command in [Command::Load(false), Command::Crash(Node::Cache)] {
            let _always_possible = self.player.submit(&command);
        }
        let deadline = self.player.now() + limits::PLAY_OUT;
        while let Some(next) = self.player.next_deadline().filter(|next| *next <= deadline) {
            self.advance_to(next);
        }
        self.advance_to(self.player.now());
    }

    /// Says how much happened.
    fn advance_to(&mut self, limit: Time) -> usize {
        let happened = self.player.advance_to(limit);
        for happening in &happened {
            if let Happening::Event(event) = happening {
                self.gauge.apply(event);
            }
        }
        happened.len()
    }
}
