//! What takes longer than a frame: another course of events that is to be shown, and what is done there then.

use dirtybit::{Command, Node, Time};

use super::playback::Playback;
use super::scene::Scene;
use super::timeline::Coming;

/// As much is done at once: less than anybody notices.
pub(crate) const AT_ONCE: usize = 250_000;
/// And as much in each frame, if it was not enough.
pub(crate) const IN_A_FRAME: usize = 60_000;

/// A course of events on its way, why, and what is to be done there.
pub(super) struct Errand {
    purpose: Purpose,
    coming: Coming,
    pub(super) then: Vec<Command>,
}

/// Why another course is to be shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Branch,
    Compare,
    /// What was compared is to be swept.
    Single,
    /// The cache crashes there.
    Crash(Time),
}

/// What has come: why, and what could not be done there.
pub(crate) struct Arrival {
    pub(crate) purpose: Purpose,
    pub(crate) done: Result<(), String>,
}

impl Errand {
    pub(super) fn new(purpose: Purpose, coming: Coming) -> Self {
        Self { purpose, coming, then: Vec::new() }
    }

    pub(super) fn crash(at: Time, coming: Coming) -> Self {
        let then = vec![Command::Crash(Node::Cache)];
        Self { purpose: Purpose::Crash(at), coming, then }
    }
}

impl Playback {
    /// How far the course is that is on its way, from 0 to 1.
    pub(crate) fn progress(&self) -> Option<f64> {
        self.errand.as_ref().map(|errand| errand.coming.progress())
    }

    /// What is shown stays.
    pub(crate) fn give_up(&mut self) {
        self.errand = None;
    }

    /// Does its part for what is on its way; says what has come.
    pub(crate) fn work(&mut self, events: usize, scenes: &mut Vec<Scene>) -> Option<Arrival> {
        let is_there = self.errand.as_mut()?.coming.work(events);
        let Errand { purpose, coming, mut then } = self.errand.take_if(|_| is_there)?;
        let (at, mut timeline) = (self.now(), coming.arrive());
        match purpose {
            Purpose::Branch => self.begin_branch(timeline, at),
            Purpose::Single => self.show_branch(timeline, at, scenes),
            Purpose::Compare => self.show_compared(timeline, at, scenes),
            Purpose::Crash(at) => {
                // As in the sweep, no input comes after the crash.
                timeline.leave_script();
                self.show_branch(timeline, at, scenes);
                then.splice(..0, scenes[0].load.on.then_some(Command::Load(false)));
            }
        }
        let mut done = then.iter().map(|command| self.give(command, scenes)).collect::<Vec<_>>();
        if purpose == Purpose::Branch && done.iter().all(Result::is_err) {
            self.take_branch_back();
        }
        let refused = done.iter().position(Result::is_err);
        Some(Arrival { purpose, done: refused.map_or(Ok(()), |place| done.swap_remove(place)) })
    }
}
