//! How much virtual time a moment at the screen is worth: the only place that knows both clocks.

mod captions;

use std::time::Duration;

use dirtybit::script::Script;
use dirtybit::{Command, Subject, Time};

use super::branches::Branches;
use super::errand::{Errand, Purpose};
use super::pace::{Pace, SPEEDS, cinema_rate};
use super::scene::Scene;
use super::timeline::Timeline;

/// Where to go in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Travel {
    /// To where something happened last.
    EventBack,
    /// To where something happens next; at the end of what is known, time goes on so far.
    EventForth,
    /// To where an operation began last.
    OperationBack,
    /// To where an operation ends next, likewise.
    OperationForth,
    /// To where a script said something last.
    CaptionBack,
    /// To where it says something next; at the end of what is known, it is played so far.
    CaptionForth,
    Home,
    End,
    To(Time),
}

/// How fast cinema speeds up again, in seconds to e times the rate; it slows down at once.
const EASING: f64 = 0.06;
/// A frame that comes later than this does not make time jump.
const LONGEST_FRAME: Duration = Duration::from_millis(100);
/// Deadlines that one frame of cinema stops at; what is left of the frame then is let go.
const STOPS: usize = 2_000;

/// What is shown of which branch, and how fast it goes.
pub(crate) struct Playback {
    branches: Branches,
    /// Microseconds, with the fraction that the engine does not know.
    position: f64,
    rate: f64,
    /// The script has come to its end.
    pub(super) has_ended: bool,
    /// How much of the time at the screen could be played: less than 1 where too much happens.
    share: f64,
    /// What is on its way to be shown.
    pub(super) errand: Option<Errand>,
    /// The caption after this instant is waited for.
    awaits_caption: Option<Time>,
    /// The rate of the single run, while it is compared.
    single_rate: Option<f64>,
}

impl Playback {
    pub(crate) fn new(script: Script) -> Self {
        Self {
            branches: Branches::new(Timeline::new(script)),
            position: 0.0,
            rate: 1.0,
            has_ended: false,
            share: 1.0,
            errand: None,
            awaits_caption: None,
            single_rate: None,
        }
    }

    /// Shows the beginning.
    pub(crate) fn begin(&mut self) -> Vec<Scene> {
        let mut scenes = vec![Scene::default()];
        self.advance(Time::ZERO, &mut scenes);
        scenes
    }

    /// The branch that is shown.
    pub(crate) fn timeline(&self) -> &Timeline {
        self.branches.shown()
    }

    /// It, and those that were left.
    pub(crate) fn branches(&self) -> &Branches {
        &self.branches
    }

    /// What the branch that is shown has come to.
    pub(crate) fn at_end(&mut self) -> Vec<Scene> {
        let end = self.timeline().end();
        self.branches.shown_mut().scenes_at(end)
    }

    /// Whether what is shown has been, and more after it.
    pub(crate) fn is_past(&self) -> bool {
        self.now() < self.timeline().end()
    }

    /// Whether anything moves or is due.
    pub(crate) fn is_pending(&self) -> bool {
        self.next_stop().is_some()
    }

    /// Virtual seconds that a second is worth now.
    pub(crate) fn rate(&self) -> f64 {
        if self.is_pending() { self.rate * self.share } else { 1.0 }
    }

    /// Whether the script has come to its end since the last call.
    pub(crate) fn has_just_ended(&mut self) -> bool {
        std::mem::take(&mut self.has_ended)
    }

    /// Does something at the moment that the screen shows; in the past, a branch begins with it.
    pub(crate) fn submit(&mut self, command: &Command, scenes: &mut [Scene]) -> Result<(), String> {
        if let Some(why) = self.timeline().objection(command, scenes) {
            return Err(why);
        }
        if self.errand.is_none() && !self.is_past() {
            return self.give(command, scenes);
        }
        let at = self.now();
        let errand = self.errand.get_or_insert_with(|| {
            Errand::new(Purpose::Branch, self.branches.shown_mut().branch(at))
        });
        errand.then.push(command.clone());
        Ok(())
    }

    pub(super) fn give(&mut self, command: &Command, scenes: &mut [Scene]) -> Result<(), String> {
        let done = self.branches.shown_mut().submit(command, scenes);
        self.arrive(scenes);
        self.rate = self.rate.min(cinema_rate(scenes));
        done
    }

    /// Goes elsewhere in time.
    pub(crate) fn travel(&mut self, travel: Travel, scenes: &mut Vec<Scene>) {
        let (now, end) = (self.now(), self.timeline().end());
        let awaited = self.awaits_caption.take();
        let timeline = self.branches.shown();
        let to = match travel {
            Travel::CaptionBack => timeline.previous_caption(now),
            Travel::CaptionForth => return self.go_to_caption(awaited.is_some(), scenes),
            Travel::To(instant) => Some(instant.min(end)),
            Travel::Home => Some(timeline.begins_at()),
            Travel::End => Some(end),
            Travel::EventBack => timeline.previous_instant(now),
            Travel::OperationBack => timeline.previous_operation_start(now),
            Travel::EventForth if now < end => timeline.next_instant(now).or(Some(end)),
            Travel::OperationForth if now < end => timeline.next_operation_end(now).or(Some(end)),
            Travel::EventForth | Travel::OperationForth => {
                return self.step(travel == Travel::OperationForth, scenes);
            }
        };
        if let Some(to) = to {
            self.seek(to, scenes);
        }
    }

    /// Shows another branch, at the moment at which it was left.
    pub(crate) fn turn_to_other_branch(&mut self, scenes: &mut Vec<Scene>) -> bool {
        let left = self.branches.turn(self.now());
        if let Some(left) = left {
            self.seek_elsewhere(left, scenes);
        }
        left.is_some()
    }

    /// Shows the same moment under several subjects.
    pub(crate) fn compare(&mut self, subjects: &[Subject]) {
        self.errand = Some(Errand::new(Purpose::Compare, self.timeline().compare(subjects)));
    }

    /// Shows the single run again, at the moment at which it was left.
    pub(crate) fn stop_comparing(&mut self, scenes: &mut Vec<Scene>) {
        if let Some(left) = self.branches.stop_comparing(self.now()) {
            self.seek_elsewhere(left, scenes);
            self.rate = self.single_rate.take().unwrap_or(self.rate);
        }
    }

    /// Shows the same moment of a single run of what was done.
    pub(crate) fn show_single(&mut self, script: Script) {
        let end = self.timeline().end();
        self.errand = Some(Errand::new(Purpose::Single, Timeline::rerun(script, end)));
    }

    /// Leaves what is shown at an instant for a branch that is the same up to there.
    pub(super) fn begin_branch(&mut self, timeline: Timeline, at: Time) {
        self.branches.begin(timeline, at);
    }

    /// Nothing was done in the branch that has just begun, so it is the same as what it left.
    pub(super) fn take_branch_back(&mut self) {
        self.branches.take_back();
    }

    /// Lets the cache crash at an instant of what is shown, or of what comes of other inputs.
    pub(crate) fn crash_at(&mut self, at: Time, other: Option<Script>) {
        let coming = match other {
            Some(script) => Timeline::rerun(script, at),
            None => self.branches.shown_mut().branch(at),
        };
        self.errand = Some(Errand::crash(at, coming));
    }

    /// Leaves what is shown for a branch that has come to an instant.
    pub(super) fn show_branch(&mut self, timeline: Timeline, at: Time, scenes: &mut Vec<Scene>) {
        self.branches.begin(timeline, self.now());
        self.seek_elsewhere(at, scenes);
    }

    pub(super) fn show_compared(&mut self, timeline: Timeline, at: Time, scenes: &mut Vec<Scene>) {
        self.single_rate = Some(self.rate);
        self.branches.compare(timeline, at);
        self.seek_elsewhere(at, scenes);
    }

    /// What was waited for in the course that was left is not waited for here.
    fn seek_elsewhere(&mut self, to: Time, scenes: &mut Vec<Scene>) {
        self.awaits_caption = None;
        self.seek(to, scenes);
    }

    fn seek(&mut self, to: Time, scenes: &mut Vec<Scene>) {
        *scenes = self.branches.shown_mut().scenes_at(to);
        self.position = 0.0;
        self.arrive(scenes);
        self.rate = cinema_rate(scenes);
    }

    /// Goes on at the end of what is known until something happens, or an operation ends.
    fn step(&mut self, to_operation_end: bool, scenes: &mut [Scene]) {
        let begun = self.now();
        for _ in 0..STOPS {
            let Some(next) = self.timeline().next_deadline() else {
                return;
            };
            self.advance(next, scenes);
            let timeline = self.timeline();
            let happened = match to_operation_end {
                true => timeline.next_operation_end(begun),
                false => timeline.next_instant(begun),
            };
            if happened.is_some() {
                return;
            }
        }
    }

    /// Lets this much time at the screen pass.
    pub(crate) fn play(&mut self, elapsed: Duration, pace: Pace, scenes: &mut [Scene]) {
        self.share = (LONGEST_FRAME.as_secs_f64() / elapsed.as_secs_f64().max(1e-9)).min(1.0);
        let elapsed = elapsed.min(LONGEST_FRAME).as_secs_f64();
        match pace {
            Pace::Fixed(number) => {
                self.rate = SPEEDS[number];
                if self.is_pending() {
                    self.pass(elapsed, scenes);
                }
            }
            Pace::Cinema => self.play_cinema(elapsed, scenes),
        }
    }

    /// Stops wherever something happens or is due, because that may slow the time down.
    fn play_cinema(&mut self, mut left: f64, scenes: &mut [Scene]) {
        for _ in 0..STOPS {
            let Some(next) = self.next_stop() else {
                self.rate = 1.0;
                return;
            };
            let well_seen = cinema_rate(scenes);
            self.rate = self.rate.min(well_seen);
            let until = (next.as_micros() as f64 - self.position).max(0.0) / 1e6 / self.rate;
            if until > left {
                self.pass(left, scenes);
                self.speed_up(left, well_seen);
                return;
            }
            left -= until;
            self.position = next.as_micros() as f64;
            self.speed_up(until, well_seen);
            self.advance(next, scenes);
            if self.has_ended || self.is_caption_reached() {
                return;
            }
        }
    }

    fn next_stop(&self) -> Option<Time> {
        let (now, timeline) = (self.now(), self.timeline());
        match self.is_past() {
            true => timeline.next_instant(now).or(Some(timeline.end())),
            false => timeline.next_deadline(),
        }
    }

    fn speed_up(&mut self, elapsed: f64, well_seen: f64) {
        self.rate = well_seen.min(self.rate * (elapsed / EASING).exp());
    }

    fn pass(&mut self, elapsed: f64, scenes: &mut [Scene]) {
        self.position += elapsed * self.rate * 1e6;
        if self.timeline().next_deadline().is_none() {
            // Where nothing is due, time stands still.
            self.position = self.position.min(self.timeline().end().as_micros() as f64);
        }
        let to = self.now();
        if !self.stop_at_caption(to, scenes) {
            self.advance(to, scenes);
        }
    }

    /// What has been is shown again; what has not, happens.
    fn advance(&mut self, limit: Time, scenes: &mut [Scene]) {
        let timeline = self.branches.shown_mut();
        let ends_at = timeline.ends_at();
        let end = ends_at.map(|end| end.max(timeline.end())).filter(|end| *end < limit);
        let limit = end.unwrap_or(limit);
        let known = limit.min(timeline.end());
        if scenes.iter().any(|scene| scene.now < known) {
            timeline.replay(scenes, known);
        }
        if limit >= timeline.end() {
            timeline.advance_to(limit, scenes);
            self.has_ended |= ends_at.is_some() && timeline.is_done();
        }
        if let Some(end) = end {
            self.position = end.as_micros() as f64;
        }
        self.arrive(scenes);
    }

    /// What is shown tells where one is.
    fn arrive(&mut self, scenes: &[Scene]) {
        self.position = self.position.max(scenes[0].now.as_micros() as f64);
    }

    /// The instant that is shown.
    pub(crate) fn now(&self) -> Time {
        Time::from_micros(self.position as u64)
    }
}

#[cfg(test)]
mod tests {
    use dirtybit::World;

    use super::*;
    use crate::tui::pace::HELD;

    fn after(commands: &[&str]) -> (Playback, Vec<Scene>) {
        let mut playback = Playback::new(Script::new(World::default(), 7));
        let mut scenes = playback.begin();
        for command in commands {
            let command = command.parse().expect("a command");
            playback.submit(&command, &mut scenes).expect("nothing speaks against it");
        }
        (playback, scenes)
    }

    #[test]
    fn what_is_held_does_not_hold_the_time() {
        let (mut playback, mut scenes) = after(&["hold cart:7", "write cart:7"]);
        assert!((cinema_rate(&scenes) - HELD).abs() < 1e-9, "all that is in the air is held");
        for _ in 0..60 {
            playback.play(Duration::from_millis(16), Pace::Cinema, &mut scenes);
        }
        assert!(
            scenes[0].now > Time::from_millis(20) && scenes[0].now < Time::from_millis(60),
            "{}",
            scenes[0].now
        );
    }

    #[test]
    fn what_flies_beside_it_is_still_well_seen() {
        let (_, scenes) = after(&["hold cart:7", "write cart:7", "client 2: read user:1"]);
        assert!(cinema_rate(&scenes) < 1.0 / 400.0);
    }

    #[test]
    fn a_lone_timeout_is_waited_for_in_real_time() {
        let (mut playback, mut scenes) = after(&["cut app-cache", "write cart:7"]);
        for _ in 0..60 {
            playback.play(Duration::from_millis(16), Pace::Cinema, &mut scenes);
        }
        assert!(scenes[0].flights.is_empty() && scenes[0].is_awaited());
        assert!((playback.rate() - 1.0).abs() < 1e-9);
    }
}
