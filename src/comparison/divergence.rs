//! How long cache and database disagree.

use std::time::Duration;

use crate::holdings::Holdings;
use crate::protocol::{Event, Fact, Key, Node, Time};

/// The spells in which the cache held something else for a key than the database.
#[derive(Clone, Default)]
pub(super) struct Divergence {
    /// Since when each key is in such a spell.
    since: Vec<Option<Time>>,
    over: Spells,
}

/// Spells of all keys.
#[derive(Clone, Copy, Default)]
pub(super) struct Spells {
    /// How long they took, all together.
    pub(super) total: Duration,
    /// How long the longest one took.
    pub(super) longest: Duration,
}

impl Spells {
    fn add(&mut self, span: Duration) {
        self.total += span;
        self.longest = self.longest.max(span);
    }
}

impl Divergence {
    /// All spells up to this instant, those that are not over among them.
    pub(super) fn spells(&self, now: Time) -> Spells {
        let mut spells = self.over;
        self.since.iter().flatten().for_each(|since| spells.add(now - *since));
        spells
    }

    /// Follows one event, behind the holdings.
    pub(super) fn apply(&mut self, event: &Event, holdings: &Holdings) {
        match &event.fact {
            Fact::KeyAdded { .. } => self.since.push(None),
            Fact::Cached { key, .. }
            | Fact::Cleaned { key, .. }
            | Fact::Dropped { key, .. }
            | Fact::Removed { key, .. } => {
                self.look_at(event.at, *key, holdings);
            }
            Fact::Persisted { write, .. } => self.look_at(event.at, write.key, holdings),
            Fact::Crashed(Node::Cache) => self.look_at_all(event.at, holdings),
            _ => {}
        }
    }

    fn look_at_all(&mut self, at: Time, holdings: &Holdings) {
        (0..self.since.len()).for_each(|key| self.look_at(at, Key(key as u32), holdings));
    }

    fn look_at(&mut self, at: Time, key: Key, holdings: &Holdings) {
        let diverges = holdings.of(key).diverges();
        let since = &mut self.since[key.index()];
        match (*since, diverges) {
            (None, true) => *since = Some(at),
            (Some(begun), false) => {
                *since = None;
                self.over.add(at - begun);
            }
            _ => {}
        }
    }
}
