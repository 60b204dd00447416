//! What a history is made of: everything that happened, and what was said to it.

use dirtybit::{Event, Fact, Time};

use crate::tui::scene::Scene;

/// One thing that happened, or was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Event(Event),
    /// A script says something to what happens.
    Caption(Time, String),
    /// A script did not get what it expected.
    Failure(Time, String),
}

impl Entry {
    /// When it happened.
    pub(crate) const fn at(&self) -> Time {
        match self {
            Self::Event(event) => event.at,
            Self::Caption(at, _) | Self::Failure(at, _) => *at,
        }
    }

    /// Lets a scene follow it.
    pub(crate) fn apply_to(&self, scene: &mut Scene) {
        scene.pass(self.at());
        match self {
            Self::Event(event) => scene.apply(event),
            Self::Caption(_, words) => scene.tell_caption(words),
            Self::Failure(_, words) => scene.tell_failure(words),
        }
    }

    /// Whether a client's operation began.
    pub(super) const fn is_issue(&self) -> bool {
        matches!(self, Self::Event(Event { fact: Fact::Issued { .. }, .. }))
    }

    /// Whether a script says something.
    pub(super) const fn is_caption(&self) -> bool {
        matches!(self, Self::Caption(..))
    }

    /// Whether a client's operation ended.
    pub(super) const fn is_end(&self) -> bool {
        matches!(self, Self::Event(Event { fact: Fact::Finished { .. }, .. }))
    }
}
