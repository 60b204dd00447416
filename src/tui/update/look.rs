//! What is to be seen: panels of their own, the stage for a talk, or nothing for a moment.

use super::Model;
use crate::tui::places::{Places, Wish};

impl Model {
    pub(super) fn turned_code(&self) -> Wish {
        let places = Places::of(self, self.screen);
        let is_seen = places.is_some_and(|places| places.code.is_some());
        Wish::turned(is_seen || self.code == Wish::Shown)
    }

    pub(super) fn turned_diagram(&self) -> Wish {
        let places = Places::of(self, self.screen);
        Wish::turned(places.is_some_and(|places| places.diagram.is_some()))
    }

    /// Whether the diagram has taken the place of the stage.
    pub(crate) fn is_diagram_over_stage(&self) -> bool {
        Places::of(self, self.screen).is_some_and(|places| places.is_diagram_over_stage)
    }

    /// Whether keys are those of a presenter's remote: nothing else is open that needs them.
    pub(crate) fn is_presented_alone(&self) -> bool {
        self.is_presenting && !self.help && self.overlay.is_none() && !self.is_chart_open()
    }

    pub(super) fn present(&mut self) {
        self.is_presenting = !self.is_presenting;
        if self.is_presenting {
            self.notice =
                Some("z: back; page down, page up: captions; . or b: black; B: burst".to_owned());
        }
    }

    /// Nobody misses anything while the screen is black.
    pub(super) fn blank(&mut self) {
        match self.blank.take() {
            Some(was_paused) => self.paused = was_paused,
            None => {
                self.blank = Some(self.paused);
                self.paused = true;
            }
        }
    }
}
