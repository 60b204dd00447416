//! A course that is on its way: what has been done is done again, a piece at a time.

use dirtybit::Time;
use dirtybit::script::Slice;

use super::{Run, Timeline};
use crate::tui::scene::Scene;

/// What it takes to fold an event and to write it down, compared with letting it happen.
const TELLING: usize = 4;

/// A course, and the instant that it has to come to before it can be shown.
pub(crate) struct Coming {
    timeline: Timeline,
    /// What every run comes to; none where it is known what it has been.
    scenes: Option<Vec<Scene>>,
    to: Time,
}

impl Coming {
    /// It is known what these runs have been.
    pub(super) fn known(timeline: Timeline, to: Time) -> Self {
        Self { timeline, scenes: None, to }
    }

    /// It is to be written down what these runs have been.
    pub(super) fn new(timeline: Timeline, to: Time) -> Self {
        let scenes = Some(vec![Scene::default(); timeline.runs.len()]);
        Self { timeline, scenes, to }
    }

    /// How much of its way is done, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        let ways = self.timeline.runs.iter().map(|run| run.player.now().as_secs_f64());
        let whole = self.to.as_secs_f64() * self.timeline.runs.len() as f64;
        if whole > 0.0 { ways.sum::<f64>() / whole } else { 1.0 }
    }

    /// Goes on for about so many events; says whether it is there.
    pub(crate) fn work(&mut self, events: usize) -> bool {
        let (mut left, to) = (events, self.to);
        for (place, run) in self.timeline.runs.iter_mut().enumerate() {
            let scene = self.scenes.as_mut().map(|scenes| &mut scenes[place]);
            if !run.go_on(to, scene, &mut left) {
                return false;
            }
        }
        true
    }

    /// The course, as soon as it is there.
    pub(crate) fn arrive(self) -> Timeline {
        self.timeline
    }
}

impl Run {
    /// Says whether it has come there before nothing is left to spend.
    fn go_on(&mut self, to: Time, mut scene: Option<&mut Scene>, left: &mut usize) -> bool {
        let mut slice = Slice::default();
        while self.player.now() < to {
            if *left == 0 {
                return false;
            }
            let happened =
                self.go_on_to(to.min(slice.end(self.player.now())), scene.as_deref_mut());
            slice.adapt(happened);
            *left = left.saturating_sub(happened + 1);
        }
        // Also at the very beginning, something happens.
        self.go_on_to(to, scene);
        true
    }

    fn go_on_to(&mut self, limit: Time, scene: Option<&mut Scene>) -> usize {
        match scene {
            Some(scene) => self.advance_to(limit, scene) * TELLING,
            None => self.player.advance_to(limit).len(),
        }
    }
}
