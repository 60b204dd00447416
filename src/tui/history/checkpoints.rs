//! Scenes that are kept, so that none has to be folded from the very beginning.

use std::collections::VecDeque;
use std::rc::Rc;

use dirtybit::{Time, limits};

use super::bounds::Bounds;
use crate::tui::scene::Scene;

/// A scene, and the instant up to which everything that happened is in it; none: nothing is.
#[derive(Clone, Default)]
pub(super) struct Checkpoint {
    pub(super) at: Option<Time>,
    pub(super) scene: Rc<Scene>,
    weight: usize,
}

impl Checkpoint {
    fn of(scene: &Scene) -> Self {
        let weight = weight(scene);
        Self { at: Some(scene.now), scene: Rc::new(scene.clone()), weight }
    }
}

/// The bytes that a copy of a scene takes, as they were measured: some for itself, some for every key,
/// and some for every session that is watched.
fn weight(scene: &Scene) -> usize {
    let (keys, clients) = (scene.lanes.len(), scene.folds.world.load.clients as usize);
    let sessions = (keys * clients).min(limits::SESSIONS / 2);
    130_000 + keys * 2_500 + sessions * 50
}

fn weight_of<'a>(checkpoints: impl IntoIterator<Item = &'a Checkpoint>) -> usize {
    checkpoints.into_iter().map(|one| one.weight).sum()
}

/// Those that are spread over the whole history, and those near the place that is looked at.
#[derive(Clone)]
pub(super) struct Checkpoints {
    spread: Vec<Checkpoint>,
    /// How often the spacing has been doubled.
    doubled: u32,
    /// Entries since the last one.
    entries: u32,
    near: VecDeque<Checkpoint>,
}

impl Default for Checkpoints {
    fn default() -> Self {
        let spread = vec![Checkpoint::default()];
        Self { spread, doubled: 0, entries: 0, near: VecDeque::new() }
    }
}

impl Checkpoints {
    /// The first one; before it, nothing is known.
    pub(super) fn first(&self) -> &Checkpoint {
        &self.spread[0]
    }

    /// The last one that is not later than an instant.
    pub(super) fn latest(&self, instant: Time) -> &Checkpoint {
        let not_later = |one: &&Checkpoint| one.at <= Some(instant);
        let spread = self.spread.partition_point(|one| one.at <= Some(instant));
        let near = self.near.iter().filter(not_later).max_by_key(|one| one.at);
        let spread = &self.spread[spread.saturating_sub(1)];
        near.filter(|near| near.at > spread.at).unwrap_or(spread)
    }

    /// Something happens next, at an instant: if it is time for a checkpoint, and nothing else can
    /// happen at the scene's instant, there is one.
    pub(super) fn follow(&mut self, scene: &Scene, next: Time, bounds: &Bounds) {
        self.entries += 1;
        if self.entries > bounds.spacing << self.doubled && scene.now < next {
            self.spread.push(Checkpoint::of(scene));
            self.entries = 1;
            if weight_of(&self.spread) > bounds.checkpoints {
                self.thin_out();
            }
        }
    }

    fn thin_out(&mut self) {
        let mut number = 0;
        self.spread.retain(|_| {
            number += 1;
            number % 2 == 1
        });
        self.doubled += 1;
    }

    /// Likewise for a scene on its way to a place that is looked at, so many entries after the
    /// last checkpoint. Says whether there is one.
    pub(super) fn approach(
        &mut self,
        scene: &Scene,
        next: Time,
        entries: u32,
        bounds: &Bounds,
    ) -> bool {
        let is_due = entries >= bounds.near && scene.now < next;
        if is_due {
            self.near.push_back(Checkpoint::of(scene));
            while weight_of(&self.near) > bounds.near_checkpoints {
                self.near.pop_front();
            }
        }
        is_due
    }

    /// Those up to an instant.
    pub(super) fn until(&self, instant: Option<Time>) -> Self {
        let kept = self.spread.iter().filter(|one| one.at <= instant);
        let spread = kept.cloned().collect();
        Self { spread, doubled: self.doubled, entries: 0, near: VecDeque::new() }
    }

    /// Drops the first one, unless it is the only one. What happened before the next one need not
    /// be known any longer: says since when.
    pub(super) fn forget_first(&mut self) -> Option<Time> {
        if self.spread.len() > 1 {
            self.spread.remove(0);
        }
        let first = self.first().at;
        self.near.retain(|one| one.at >= first);
        first
    }
}
