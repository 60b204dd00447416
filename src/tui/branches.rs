//! The branch that is shown, and those that were left for it.

use std::collections::VecDeque;

use dirtybit::Time;

use super::timeline::Timeline;

/// So many are kept; of more, the one that was left first is forgotten.
const MOST: usize = 8;

/// One branch, and others to come back to.
pub(crate) struct Branches {
    shown: Numbered,
    /// The one that was left last is at the end.
    left: VecDeque<Left>,
    /// How many there have been.
    count: usize,
}

struct Numbered {
    number: usize,
    timeline: Timeline,
}

/// A branch, and the moment that was shown of it.
struct Left {
    branch: Numbered,
    at: Time,
}

impl Branches {
    pub(crate) fn new(timeline: Timeline) -> Self {
        Self { shown: Numbered { number: 1, timeline }, left: VecDeque::new(), count: 1 }
    }

    pub(crate) fn shown(&self) -> &Timeline {
        &self.shown.timeline
    }

    pub(crate) fn shown_mut(&mut self) -> &mut Timeline {
        &mut self.shown.timeline
    }

    /// Its number, from 1.
    pub(crate) fn number(&self) -> usize {
        self.shown.number
    }

    /// How many there have been.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The one that was left last.
    pub(crate) fn other(&self) -> Option<&Timeline> {
        self.left.back().map(|left| &left.branch.timeline)
    }

    /// Leaves what is shown at an instant for another branch.
    pub(crate) fn begin(&mut self, timeline: Timeline, at: Time) {
        self.count += 1;
        self.show(Numbered { number: self.count, timeline }, at);
    }

    /// Forgets the branch that has just begun, as if it had not.
    pub(crate) fn take_back(&mut self) {
        if let Some(Left { branch, .. }) = self.left.pop_back() {
            self.shown = branch;
            self.count -= 1;
        }
    }

    fn show(&mut self, branch: Numbered, at: Time) {
        let branch = std::mem::replace(&mut self.shown, branch);
        self.left.push_back(Left { branch, at });
        if self.left.len() >= MOST {
            let compared = self.left.iter().position(|left| left.branch.timeline.is_comparison());
            self.left.remove(compared.unwrap_or(0));
        }
    }

    /// Leaves what is shown for the same branch under several subjects.
    pub(crate) fn compare(&mut self, timeline: Timeline, at: Time) {
        self.show(Numbered { number: self.shown.number, timeline }, at);
    }

    /// Turns from a comparison to the single run that it is of, or else to the one that was left
    /// last; says what was shown of it. A comparison in which nothing was done is forgotten: it can
    /// be had again. To another one, the next turn leads back.
    pub(crate) fn stop_comparing(&mut self, now: Time) -> Option<Time> {
        let number = self.number();
        let is_single = |left: &Left| !left.branch.timeline.is_comparison();
        let own =
            self.left.iter().rposition(|left| is_single(left) && left.branch.number == number);
        let single = own.or_else(|| self.left.iter().rposition(is_single))?;
        let Left { branch, at } = self.left.remove(single)?;
        let branch = std::mem::replace(&mut self.shown, branch);
        if branch.timeline.is_touched() {
            self.left.push_back(Left { branch, at: now });
        }
        Some(at)
    }

    /// Turns to the branch that was left last, so that each has its turn; says what was shown of it.
    pub(crate) fn turn(&mut self, now: Time) -> Option<Time> {
        let Left { branch, at } = self.left.pop_back()?;
        let branch = std::mem::replace(&mut self.shown, branch);
        self.left.push_front(Left { branch, at: now });
        Some(at)
    }
}
