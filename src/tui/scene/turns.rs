//! How the knobs stood at any moment of the run, from how they were turned.

use dirtybit::{Setting, Time};

use super::Scene;

/// Every turn of a knob: when, and what it was turned from.
#[derive(Clone, Default)]
pub(super) struct Turns(Vec<(Time, Setting)>);

impl Scene {
    /// Remembers what a knob is at, just before it is turned.
    pub(super) fn note_turn(&mut self, name: &'static str) {
        self.turns.0.push((self.now, self.folds.world.setting(name)));
    }

    /// What a knob was at when something happened; who turns it at the same moment does so
    /// because it happened.
    pub(crate) fn setting_at(&self, name: &'static str, at: Time) -> Setting {
        let mut turns = self.turns.0.iter().filter(|(_, before)| before.name() == name);
        let next = turns.find(|(turned, _)| *turned >= at);
        next.map_or_else(|| self.folds.world.setting(name), |(_, before)| before.clone())
    }
}
