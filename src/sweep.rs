//! The crash sweep: the same inputs, played again for every instant at which the cache could die.

mod course;
mod curve;
mod stakes;

use crate::engine::Engine;
use crate::ledger::Ledger;
use crate::limits;
use crate::protocol::{Command, Node, Time};
use crate::script::{Happening, Moment, Player, Script, Slice};
use crate::subject::Subject;
use course::{Boundary, Course};
pub use curve::{Curve, Exposure, begin_of_part};

/// The inputs of a run, and the instants at which its cache could die.
///
/// These are the instants at which something happened while the cache was up: between two of them
/// nothing changes, so that a crash comes to the same. Where what happened cannot have changed what a
/// crash costs, the run need not be played again: it costs what it does at the instant before.
///
/// A sweep is plain data: its instants can be tried in any order, and on any thread.
#[derive(Clone, Debug)]
pub struct Sweep {
    subject: Subject,
    /// What was done, with every step at its instant.
    script: Script,
    boundaries: Vec<Boundary>,
    reruns: Vec<usize>,
    every: usize,
    of: usize,
}

impl Sweep {
    /// Plays a recorded script once under a subject, and finds the instants.
    pub fn new(recorded: &Script, subject: Subject) -> Self {
        let mut player = Player::lenient(subject.of(recorded));
        let course = follow(&mut player, recorded.end());
        let script = player.record().clone();
        let Course { boundaries, every, of, .. } = course;
        let reruns = (0..boundaries.len()).filter(|number| boundaries[*number].is_new).collect();
        Self { subject, script, boundaries, reruns, every, of }
    }

    /// What the run is made under.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The instants at which the cache could die, in their order.
    pub fn instants(&self) -> impl ExactSizeIterator<Item = Time> {
        self.boundaries.iter().map(|boundary| boundary.at)
    }

    /// The numbers of the instants for which the run has to be played again, in their order: the
    /// later the instant, the longer that takes.
    pub fn reruns(&self) -> &[usize] {
        &self.reruns
    }

    /// Plays the run again until all of the instant of this number has happened. There automatic load
    /// stops and the cache crashes. No input comes after that; what is under way comes to its end,
    /// within [`limits::PLAY_OUT`]. Says how many acknowledged writes are lost from the crash on.
    ///
    /// # Panics
    /// If there is no such instant.
    pub fn lost_if_crashed_at(&self, number: usize) -> u64 {
        let Boundary { at, load_is_on, .. } = self.boundaries[number];
        let mut run = Rerun::until(&self.script, at);
        let before = run.ledger.writes().lost;
        if load_is_on {
            run.submit(&Command::Load(false));
        }
        run.submit(&Command::Crash(Node::Cache));
        run.advance_to(at + limits::PLAY_OUT);
        run.ledger.writes().lost - before
    }

    /// The curve, from what [`Self::lost_if_crashed_at`] says of each of [`Self::reruns`].
    pub fn curve(&self, lost: &[u64]) -> Curve {
        let mut lost = lost.iter().copied();
        let mut now = 0;
        let exposure = |boundary: &Boundary| {
            now = if boundary.is_new { lost.next().unwrap_or(now) } else { now };
            Exposure { at: boundary.at, until: boundary.at + boundary.span, lost: now }
        };
        Curve {
            subject: self.subject.clone(),
            points: self.boundaries.iter().map(exposure).collect(),
            every: self.every,
            of: self.of,
        }
    }
}

fn follow(player: &mut Player, end: Time) -> Course {
    let (mut course, mut slice) = (Course::default(), Slice::default());
    while player.now() < end || !player.is_done() {
        let told = player.advance_to(slice.end(player.now()).min(end));
        slice.adapt(told.len());
        for happening in told {
            if let Happening::Event(event) = happening {
                course.apply(&event);
            }
        }
    }
    course.end(end);
    course
}

/// A run that is played again.
struct Rerun {
    engine: Engine,
    ledger: Ledger,
    slice: Slice,
}

impl Rerun {
    /// Steps come when all of their instant has happened.
    fn until(script: &Script, limit: Time) -> Self {
        let engine = Engine::new(script.world.clone(), script.seed);
        let mut run = Self { engine, ledger: Ledger::default(), slice: Slice::default() };
        for step in &script.steps {
            match step.moment {
                Moment::At(at) if at <= limit => run.advance_to(at),
                _ => break,
            }
            step.commands.iter().for_each(|command| run.submit(command));
        }
        run.advance_to(limit);
        run
    }

    fn submit(&mut self, command: &Command) {
        let _it_could_be_done_the_first_time = self.engine.submit(command);
    }

    /// Long runs take little memory, and a time in which nothing happens takes none.
    fn advance_to(&mut self, limit: Time) {
        while let Some(next) = self.engine.next_deadline().filter(|next| *next < limit) {
            self.play_to(self.slice.end(next).min(limit));
        }
        self.play_to(limit);
    }

    fn play_to(&mut self, limit: Time) {
        let events = self.engine.advance_to(limit);
        self.slice.adapt(events.len());
        for event in &events {
            self.ledger.apply(event);
        }
    }
}
