//! A model and what it shows: messages go in, and what they ask for is done.

mod sweeps;

use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};
use dirtybit::script::Script;
use dirtybit::{Subject, WritePattern};
use ratatui::layout::Rect;

use super::errand::{AT_ONCE, Arrival, IN_A_FRAME, Purpose};
use super::keymap;
use super::panel::chart;
use super::panel::tape::{Branch, Tape};
use super::places::Places;
use super::playback::{Playback, Travel};
use super::save::{self, Saved};
use super::screen::{self, Spot};
use super::timeline::Timeline;
use super::update::{Intent, Message, Model};

/// Everything but the terminal.
pub(crate) struct Session {
    pub(crate) model: Model,
    pub(crate) playback: Playback,
    /// What runs are compared under.
    pub(crate) subjects: Vec<Subject>,
    /// The last crash sweep.
    sweep: Option<sweeps::Sweep>,
    /// How a session is saved: only a test does it in another way.
    pub(crate) saver: fn(&Script, &Path, bool) -> Result<Saved, String>,
}

impl Session {
    /// At the beginning of a run.
    pub(crate) fn new(script: Script) -> Self {
        let mut model = Model::new(script.seed);
        let mut playback = Playback::new(script);
        model.scenes = playback.begin();
        let subjects = WritePattern::ALL.map(Subject::of_pattern).into();
        let saver = save::save;
        let mut session = Self { model, playback, subjects, sweep: None, saver };
        session.look();
        session
    }

    /// What is drawn on a screen of this size: whoever steps over it steps from column to column.
    pub(crate) fn fit(&mut self, screen: Rect) {
        self.model.screen = screen;
        let places = Places::of(&self.model, screen);
        let width = places.map_or(screen.width, |places| places.main().width);
        self.model.chart.columns = chart::columns(width);
    }

    /// What a key means now, and does; unless it is for the loop.
    pub(crate) fn key(&mut self, key: &KeyEvent) -> Option<Message> {
        if self.playback.progress().is_some() && key.code == KeyCode::Esc {
            self.playback.give_up();
            self.look();
            return None;
        }
        match keymap::message(key, &self.model)? {
            Message::Suspend => Some(Message::Suspend),
            message => {
                self.mean(message);
                None
            }
        }
    }

    /// Whoever points at a lane selects it, and whoever points at a moment goes there.
    pub(crate) fn click(&mut self, area: Rect, cell: (u16, u16)) {
        match screen::spot(&self.model, &self.tape(), area, cell) {
            Some(Spot::Lane(lane)) => self.mean(Message::SelectLane(lane)),
            Some(Spot::Moment(instant)) => self.mean(Message::Travel(Travel::To(instant))),
            None if self.model.blank.is_some() => self.mean(Message::Blank),
            None => {}
        }
    }

    /// Pasted text is for whatever is typed into.
    pub(crate) fn paste(&mut self, text: &str) {
        match self.model.blank {
            Some(_) => self.mean(Message::Blank),
            None => self.model.paste(text),
        }
    }

    /// Does what a message asks for.
    pub(crate) fn mean(&mut self, message: Message) {
        // Nobody points at what cannot be seen: whatever it was brings the screen back.
        let is_blank = self.model.blank.is_some() && message != Message::Quit;
        let message = if is_blank { Message::Blank } else { message };
        // What is on its way to be shown is about to change what everything else is about.
        if self.playback.progress().is_some() && message != Message::Quit {
            return;
        }
        for intent in self.model.update(message) {
            self.carry_out(intent);
            self.look();
        }
        self.work(AT_ONCE);
        self.model.follow();
    }

    fn carry_out(&mut self, intent: Intent) {
        let (model, playback) = (&mut self.model, &mut self.playback);
        match intent {
            Intent::Do(command) => match playback.submit(&command, &mut model.scenes) {
                Err(refused) => model.refuse(refused),
                Ok(()) if playback.progress().is_none() => model.resume(),
                Ok(()) => {}
            },
            Intent::Travel(travel) => self.travel(travel),
            Intent::OfferSave => model.save.open(save::free_name()),
            Intent::Save { path, over } => self.save(&path, over),
            Intent::OtherBranch => {
                let looked_at = model.scene().write();
                playback.turn_to_other_branch(&mut model.scenes);
                model.show_runs(playback.timeline().subjects(), looked_at);
                model.arrive();
            }
            Intent::Compare => playback.compare(&self.subjects),
            Intent::StopComparing => self.stop_comparing(),
            Intent::Sweep => self.sweep(),
            Intent::SweepCompared => self.sweep_compared(),
            Intent::CancelSweep => self.cancel_sweep(),
            Intent::Crash { subject, at } => self.crash_as_charted(&subject, at),
        }
    }

    fn travel(&mut self, travel: Travel) {
        let (model, playback) = (&mut self.model, &mut self.playback);
        let before = playback.now();
        playback.travel(travel, &mut model.scenes);
        let is_there = playback.has_reached_caption();
        if playback.awaits_caption() {
            model.wait_for_caption();
        } else if playback.now() == before && !is_there {
            if !playback.is_past() {
                // There is nowhere to go, and nothing to stand still for.
                model.resume();
            }
            model.miss_caption(travel);
        }
        model.arrive();
        model.meet_past(playback.is_past());
    }

    /// Does its part for what is on its way to be shown.
    fn work(&mut self, events: usize) {
        let looked_at = self.model.scene().write();
        if let Some(Arrival { purpose, done }) = self.playback.work(events, &mut self.model.scenes)
        {
            let is_done = done.is_ok();
            if let Err(refused) = done {
                self.model.refuse(refused);
            }
            match purpose {
                Purpose::Branch if is_done => self.model.resume(),
                Purpose::Branch => {}
                Purpose::Single => self.sweep_single(looked_at),
                Purpose::Compare => self.show_compared(looked_at),
                Purpose::Crash(_) => self.model.show_crash(),
            }
        }
        self.look();
    }

    fn show_compared(&mut self, looked_at: WritePattern) {
        let (model, playback) = (&mut self.model, &self.playback);
        model.show_runs(playback.timeline().subjects(), looked_at);
        model.arrive();
        let left_out = playback.branches().other().and_then(Timeline::left_out);
        model.notice = left_out.map(|command| {
            format!("`{command}` is left out: under each pattern the number means another message")
        });
    }

    fn stop_comparing(&mut self) {
        let (model, playback) = (&mut self.model, &mut self.playback);
        let (looked_at, left) = (model.scene().write(), playback.now());
        let is_kept = playback.timeline().is_touched();
        playback.stop_comparing(&mut model.scenes);
        model.show_runs(playback.timeline().subjects(), looked_at);
        let is_elsewhere = playback.now() != left;
        // What stands still there anyway needs no pause, and takes the next key at once.
        model.come_back(playback.is_past() || (is_elsewhere && playback.is_pending()));
        model.arrive();
        if is_kept || is_elsewhere {
            let way_back = if is_kept { "; u: back to the comparison" } else { "" };
            model.notice =
                Some(format!("one run again, as it was at {} s{way_back}", playback.now()));
        }
    }

    /// The chart is of one run: what was done in a comparison is done in one, as it was looked at.
    fn sweep_compared(&mut self) {
        let timeline = self.playback.timeline();
        let recorded = timeline.record(self.model.focus);
        if recorded.steps.iter().all(|step| step.commands.is_empty()) {
            return self.sweep();
        }
        self.playback.show_single(recorded);
    }

    fn sweep_single(&mut self, looked_at: WritePattern) {
        let (model, playback) = (&mut self.model, &self.playback);
        let label = model.label(model.focus).to_owned();
        model.show_runs(playback.timeline().subjects(), looked_at);
        model.come_back(true);
        model.arrive();
        model.notice =
            Some(format!("one run of the same inputs, under {label}; u: back to the comparison"));
        self.sweep();
    }

    fn save(&mut self, path: &Path, over: bool) {
        let script = self.playback.timeline().record(self.model.focus);
        match (self.saver)(&script, path, over) {
            Ok(Saved::Done) => {
                let (path, end) = (save::quoted(path), script.end());
                let hash = self.playback.at_end()[self.model.focus].folds.hash();
                self.model.save.leave();
                self.model.notice =
                    Some(format!("{end} s saved, hash {hash:016x}; see `dirtybit play {path}`"));
            }
            Ok(Saved::Exists) => self.model.save.asks = true,
            Err(why) => self.model.refuse(why),
        }
    }

    /// All that has been, and what of it is shown.
    pub(crate) fn tape(&self) -> Tape<'_> {
        let (timeline, branches) = (self.playback.timeline(), self.playback.branches());
        let other = branches.other().filter(|_| branches.count() > 1);
        let branch = other.map(|other| Branch {
            number: branches.number(),
            count: branches.count(),
            left: timeline.left,
            other: Some(other.end()),
        });
        Tape {
            begins: timeline.begins_at(),
            end: timeline.end(),
            position: self.playback.now(),
            marks: timeline.marks(self.model.focus),
            of: self.model.labels.get(self.model.focus).map(String::as_str),
            is_paused: self.model.paused,
            branch,
        }
    }

    /// Whether anything moves.
    pub(crate) fn is_moving(&self) -> bool {
        self.model.progress.is_some() || (!self.model.paused && !self.model.at_rest)
    }

    /// Lets time at the screen pass.
    pub(crate) fn play(&mut self, elapsed: Duration) {
        if self.model.progress.is_some() {
            return self.work(IN_A_FRAME);
        }
        self.playback.play(elapsed, self.model.pace, &mut self.model.scenes);
        self.look();
        if self.playback.has_reached_caption() {
            self.model.stop();
        }
        if self.playback.has_just_ended() {
            self.model.end_of_script();
        }
    }

    /// What the model has to know of where one is in time.
    pub(crate) fn look(&mut self) {
        let (model, playback) = (&mut self.model, &self.playback);
        model.at_rest = !playback.is_pending();
        model.rate = playback.rate();
        model.is_past = playback.is_past();
        model.progress = playback.progress();
        let other = playback.branches().other();
        model.has_branches = other.is_some();
        model.is_comparison_next = other.is_some_and(Timeline::is_comparison);
        self.watch_sweep();
    }
}
