//! What a tape has to show of a history: what kind of thing happened when, in few bytes.

use bitflags::bitflags;
use dirtybit::{Action, AnomalyName, Event, Fact, Node, Time};

use super::Entry;
use crate::tui::scene::Scene;

bitflags! {
    /// What kinds of things happened.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Kinds: u16 {
        /// A client began a write, a delete or an increment.
        const WRITE = 1;
        /// A client began a read.
        const READ = 1 << 1;
        /// A flush was under way.
        const FLUSH = 1 << 2;
        const CACHE_CRASH = 1 << 3;
        const DATABASE_CRASH = 1 << 4;
        const RESTART = 1 << 5;
        /// Something went wrong that has a name.
        const ANOMALY = 1 << 6;
        /// An acknowledged write was lost.
        const LOSS = 1 << 7;
        const CAPTION = 1 << 8;
        const FAILURE = 1 << 9;
    }
}

/// So many spans of time are told apart; when they are used up, every two of them become one.
const SPANS: usize = 1 << 15;

/// What happened in spans of equal length.
#[derive(Clone, Default)]
pub(crate) struct Marks {
    spans: Vec<Kinds>,
    /// A span takes two to the power of this many microseconds.
    scale: u32,
    last: Time,
    is_flushing: bool,
}

/// What can be seen to have gone wrong.
#[derive(Clone, Copy)]
pub(super) struct Trouble {
    lost: u64,
    anomalies: u64,
}

impl Trouble {
    pub(super) fn of(scene: &Scene) -> Self {
        let anomalies = AnomalyName::ALL.iter().map(|name| scene.folds.anomalies.count(*name));
        Self { lost: scene.folds.ledger.writes().lost, anomalies: anomalies.sum() }
    }

    fn since(self, before: Self) -> Kinds {
        let lost = if self.lost > before.lost { Kinds::LOSS } else { Kinds::empty() };
        let found = self.anomalies > before.anomalies;
        lost | if found { Kinds::ANOMALY } else { Kinds::empty() }
    }
}

impl Marks {
    /// What happened from one instant to right before another. Where much time is told, something
    /// may have happened a little earlier, but never later, and is found once.
    pub(crate) fn in_span(&self, from: Time, to: Time) -> Kinds {
        let end = self.spans.len().min(self.span(to));
        let spans = self.spans.get(self.span(from)..end).unwrap_or_default();
        spans.iter().fold(Kinds::empty(), |all, one| all | *one)
    }

    /// Time went by up to an instant.
    pub(super) fn pass(&mut self, now: Time) {
        if self.is_flushing && now > self.last {
            self.mark(self.last, now, Kinds::FLUSH);
        }
        self.last = self.last.max(now);
    }

    /// Something happened; the scene has followed it.
    pub(super) fn follow(&mut self, entry: &Entry, before: Trouble, scene: &Scene) {
        let at = entry.at();
        self.pass(at);
        let kinds = kinds(entry) | Trouble::of(scene).since(before);
        self.mark(at, at, kinds);
        self.is_flushing = scene.flush.is_some();
    }

    /// What happened up to the span of an instant, and since when nothing is told any more.
    pub(super) fn before(&self, instant: Time) -> (Self, Time) {
        let span = self.span(instant);
        let spans = self.spans[..span.min(self.spans.len())].to_vec();
        let since = Time::from_micros((span as u64) << self.scale);
        (Self { spans, scale: self.scale, last: since, is_flushing: false }, since)
    }

    fn mark(&mut self, from: Time, to: Time, kinds: Kinds) {
        if kinds.is_empty() {
            return;
        }
        while self.span(to) >= SPANS {
            self.merge();
        }
        let (first, last) = (self.span(from), self.span(to));
        if self.spans.len() <= last {
            self.spans.resize(last + 1, Kinds::empty());
        }
        self.spans[first..=last].iter_mut().for_each(|span| *span |= kinds);
    }

    fn merge(&mut self) {
        let pairs = self.spans.chunks(2);
        self.spans = pairs.map(|pair| pair[0] | pair.get(1).copied().unwrap_or_default()).collect();
        self.scale += 1;
    }

    fn span(&self, instant: Time) -> usize {
        usize::try_from(instant.as_micros() >> self.scale).unwrap_or(usize::MAX)
    }
}

fn kinds(entry: &Entry) -> Kinds {
    match entry {
        Entry::Event(Event { fact, .. }) => match fact {
            Fact::Issued { action: Action::Read, .. } => Kinds::READ,
            Fact::Issued { .. } => Kinds::WRITE,
            Fact::FlushStarted { .. } => Kinds::FLUSH,
            Fact::Crashed(Node::Cache) => Kinds::CACHE_CRASH,
            Fact::Crashed(Node::Database) => Kinds::DATABASE_CRASH,
            Fact::Restarted(_) => Kinds::RESTART,
            _ => Kinds::empty(),
        },
        Entry::Caption(..) => Kinds::CAPTION,
        Entry::Failure(..) => Kinds::FAILURE,
    }
}
