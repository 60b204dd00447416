//! What one run has been: its scene at any instant is at hand.
//!
//! Everything that happened is written down, in chunks that are never changed once they are full:
//! a branch shares them with the run that it leaves. Scenes are kept on the way, so that only what
//! happened since the last one has to be folded again; whoever looks at a place leaves more of
//! them there, for the steps that follow.
//!
//! A scene is only ever asked for at a complete instant: all that happened at it is in it.

mod bounds;
mod checkpoints;
mod chunk;
mod entry;
mod marks;
mod record;

use dirtybit::Time;

use super::scene::Scene;
pub(crate) use bounds::Bounds;
use checkpoints::Checkpoints;
use marks::Trouble;
use record::Record;

pub(crate) use entry::Entry;
pub(crate) use marks::{Kinds, Marks};

/// Everything that happened in a run.
#[derive(Clone, Default)]
pub(crate) struct History {
    bounds: Bounds,
    record: Record,
    checkpoints: Checkpoints,
    marks: Marks,
    /// When something was said: not more often than a script has steps.
    captions: Vec<Time>,
    end: Time,
}

impl History {
    #[cfg(test)]
    pub(crate) fn within(bounds: Bounds) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// Writes down what happens next, and lets the scene of the run follow it.
    pub(crate) fn push(&mut self, entry: &Entry, scene: &mut Scene) {
        self.checkpoints.follow(scene, entry.at(), &self.bounds);
        self.record.push(entry, self.bounds.chunk);
        let before = Trouble::of(scene);
        entry.apply_to(scene);
        self.marks.follow(entry, before, scene);
        self.captions.extend(Some(entry.at()).filter(|_| entry.is_caption()));
        self.end = self.end.max(entry.at());
        while self.record.size() > self.bounds.bytes && self.forget() {}
    }

    /// Time goes by up to an instant, and nothing else happens.
    pub(crate) fn pass(&mut self, now: Time) {
        self.end = self.end.max(now);
        self.marks.pass(now);
    }

    /// The first instant that is known of: the beginning, unless so much has happened since that it
    /// was forgotten.
    pub(crate) fn begins_at(&self) -> Time {
        self.checkpoints.first().at.unwrap_or(Time::ZERO)
    }

    /// The last instant that is known of.
    #[cfg(test)]
    pub(crate) fn end(&self) -> Time {
        self.end
    }

    /// The bytes that are written down.
    #[cfg(test)]
    pub(crate) fn size(&self) -> usize {
        self.record.size()
    }

    /// What kinds of things happened when.
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The scene at an instant, or at the nearest one that is known of.
    pub(crate) fn scene_at(&mut self, instant: Time) -> Scene {
        let instant = instant.min(self.end).max(self.begins_at());
        let start = self.checkpoints.latest(instant);
        let (mut scene, mut entries) = ((*start.scene).clone(), 0);
        let happened = self.record.after(start.at);
        for entry in happened.take_while(|entry| entry.at() <= instant) {
            if self.checkpoints.approach(&scene, entry.at(), entries, &self.bounds) {
                entries = 0;
            }
            entry.apply_to(&mut scene);
            entries += 1;
        }
        scene.pass(instant);
        scene
    }

    /// Lets a scene of this history go on from its instant to a later one.
    pub(crate) fn play(&self, scene: &mut Scene, to: Time) {
        let happened = self.record.after(Some(scene.now));
        for entry in happened.take_while(|entry| entry.at() <= to) {
            entry.apply_to(scene);
        }
        scene.pass(to);
    }

    /// The next instant at which something happened.
    pub(crate) fn next_instant(&self, after: Time) -> Option<Time> {
        self.after(after).next().map(|entry| entry.at())
    }

    /// The last instant before this one at which something happened.
    pub(crate) fn previous_instant(&self, before: Time) -> Option<Time> {
        self.last_known(before, |_| true)
    }

    /// The next instant at which an operation of a client ended.
    pub(crate) fn next_operation_end(&self, after: Time) -> Option<Time> {
        let mut ends = self.after(after).filter(Entry::is_end);
        ends.next().map(|entry| entry.at())
    }

    /// The last instant before this one at which an operation of a client began.
    pub(crate) fn previous_operation_start(&self, before: Time) -> Option<Time> {
        self.last_known(before, Entry::is_issue)
    }

    /// The next instant at which a script said something.
    pub(crate) fn next_caption(&self, after: Time) -> Option<Time> {
        let next = self.captions.partition_point(|at| *at <= after);
        self.captions.get(next).copied()
    }

    /// The last instant before this one at which a script said something.
    pub(crate) fn previous_caption(&self, before: Time) -> Option<Time> {
        let next = self.captions.partition_point(|at| *at < before);
        let last = next.checked_sub(1).map(|last| self.captions[last]);
        last.filter(|at| *at >= self.begins_at())
    }

    fn after(&self, instant: Time) -> impl Iterator<Item = Entry> {
        self.record.after(Some(instant.max(self.begins_at())))
    }

    fn last_known(&self, before: Time, is_meant: impl Fn(&Entry) -> bool) -> Option<Time> {
        let last = self.record.last_before(before, is_meant).map(|entry| entry.at());
        last.filter(|at| *at >= self.begins_at())
    }

    /// This history up to an instant, for a branch, and the scene at its end.
    pub(crate) fn until(&mut self, instant: Time) -> (Self, Scene) {
        let instant = instant.min(self.end).max(self.begins_at());
        let (marks, told) = self.marks.before(instant);
        let (record, ends) = self.record.before(told);
        let start = ends.max(self.checkpoints.first().at);
        let mut scene = match start {
            Some(start) => self.scene_at(start),
            None => Scene::default(),
        };
        let checkpoints = self.checkpoints.until(start);
        let (bounds, end) = (self.bounds, start.unwrap_or_default());
        let captions = self.captions.iter().copied().filter(|at| Some(*at) <= start).collect();
        let mut branch = Self { bounds, record, checkpoints, marks, captions, end };
        let happened = self.record.after(start);
        for entry in happened.take_while(|entry| entry.at() <= instant) {
            branch.push(&entry, &mut scene);
        }
        scene.pass(instant);
        branch.pass(instant);
        (branch, scene)
    }

    /// Whether something could be forgotten.
    fn forget(&mut self) -> bool {
        let before = self.record.size();
        if let Some(since) = self.checkpoints.forget_first() {
            self.record.forget(since);
        }
        self.record.size() < before
    }
}
