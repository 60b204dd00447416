//! From caption to caption, as a presenter's remote asks for it.

use dirtybit::Time;

use super::Playback;
use crate::tui::scene::Scene;

/// Deadlines that are skipped at once on the way to a caption; the rest is played.
const SKIPS: usize = 20_000;

impl Playback {
    /// What has been said is shown at once; what has not is waited for, and who does not want to wait
    /// asks again.
    pub(super) fn go_to_caption(&mut self, is_awaited: bool, scenes: &mut Vec<Scene>) {
        let (now, end, timeline) = (self.now(), self.timeline().end(), self.timeline());
        let to = match timeline.next_caption(now) {
            None if timeline.says_more() => {
                self.awaits_caption = Some(end);
                Some(end).filter(|end| now < *end)
            }
            next => next,
        };
        if let Some(to) = to {
            self.seek(to, scenes);
        } else if is_awaited && self.awaits_caption() {
            self.skip_to_caption(scenes);
        }
    }

    fn skip_to_caption(&mut self, scenes: &mut [Scene]) {
        for _ in 0..SKIPS {
            let next = self.timeline().next_deadline().filter(|_| !self.is_caption_reached());
            let Some(next) = next else {
                return;
            };
            self.advance(next, scenes);
        }
    }

    /// Lets time pass up to an instant, but not beyond a caption that is waited for; says whether
    /// there was one.
    pub(super) fn stop_at_caption(&mut self, to: Time, scenes: &mut [Scene]) -> bool {
        while let Some(next) = self.next_stop().filter(|next| self.awaits_caption() && *next < to) {
            self.position = next.as_micros() as f64;
            self.advance(next, scenes);
            if self.is_caption_reached() {
                return true;
            }
        }
        false
    }

    /// Whether time goes on until the script says something.
    pub(crate) fn awaits_caption(&self) -> bool {
        self.awaits_caption.is_some()
    }

    /// Whether it has said something that was waited for, since the last call.
    pub(crate) fn has_reached_caption(&mut self) -> bool {
        let is_reached = self.is_caption_reached();
        self.awaits_caption.take_if(|_| is_reached).is_some()
    }

    pub(super) fn is_caption_reached(&self) -> bool {
        self.awaits_caption.is_some_and(|since| self.timeline().next_caption(since).is_some())
    }
}
