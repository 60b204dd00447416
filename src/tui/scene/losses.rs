//! Acknowledged writes that were lost, and how each loss came about.

use std::collections::VecDeque;

use dirtybit::{Change, Fact, LostWrite, Removal, Time, Value, Version, limits};

use super::{Gone, Lane, Scene};
use crate::tui::account;

/// What took the last copy of an acknowledged write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The cache crashed before it was saved, and nobody else saved it either.
    Crash,
    /// It was evicted before it was saved.
    Eviction,
    /// A flush failed, and the entry was given up.
    GivenUp,
    /// The cache took it for saved.
    FalseClean,
    /// An older version was written over it.
    Overwritten,
    /// Something else, such as a request that was lost on its way.
    Other,
}

impl Cause {
    /// Whether a journal could not have prevented it.
    pub(crate) fn is_beyond_a_journal(self) -> bool {
        matches!(self, Self::Overwritten | Self::Other)
    }

    fn of(lost: &LostWrite, fact: &Fact, crashed: Option<Time>, lane: &Lane) -> Self {
        let unsaved = lane.unsaved.filter(|(version, _)| *version >= lost.version);
        match fact {
            _ if lost.overwritten => Self::Overwritten,
            _ if unsaved.is_some() => unsaved.map_or(Self::Other, |(_, why)| why),
            _ if crashed >= Some(lost.acknowledged) => Self::Crash,
            Fact::Removed { cause: Removal::Evicted, .. } => Self::Eviction,
            _ => Self::Other,
        }
    }
}

/// The causes of the losses that are named one by one.
#[derive(Clone, Default)]
pub(super) struct Losses(VecDeque<(Version, Cause)>);

impl Scene {
    /// The writes that were lost since an instant.
    pub(crate) fn lost_since(&self, since: Time) -> impl Iterator<Item = &LostWrite> {
        self.folds.ledger.lost().filter(move |lost| lost.lost >= since)
    }

    /// How a write was lost.
    pub(crate) fn cause(&self, lost: &LostWrite) -> Cause {
        let known = self.losses.0.iter().rev().find(|(version, _)| *version == lost.version);
        known.map_or(Cause::Other, |(_, cause)| *cause)
    }

    pub(super) fn tell_losses(&mut self, before: u64, fact: &Fact) {
        let new = self.folds.ledger.writes().lost.saturating_sub(before) as usize;
        let losses: Vec<_> = self.folds.ledger.lost().rev().take(new).copied().collect();
        for lost in losses.into_iter().rev() {
            let crashed = self.crashes.last().map(|crash| crash.at);
            let lane = &self.lanes[lost.key.index()];
            self.lose(&lost, Cause::of(&lost, fact, crashed, lane));
        }
    }

    fn lose(&mut self, lost: &LostWrite, cause: Cause) {
        let (version, deleted, total) = (lost.version, lost.change == Change::Delete, 0);
        let value = Value { version, deleted, total };
        self.lanes[lost.key.index()].gone = Some(Gone::Lost(value));
        self.losses.0.push_back((lost.version, cause));
        let crowd = self.losses.0.len().saturating_sub(limits::LOST_NAMED);
        self.losses.0.drain(..crowd);
        let words = account::lost(lost, cause, self.folds.holdings.of(lost.key));
        self.tell(words);
    }
}
