//! What a message changes, and what it asks of the engine; nothing here touches a screen or a clock.

mod compare;
mod look;
mod pages;
mod sweep;
mod time;

use std::path::PathBuf;

use dirtybit::{
    Action, ClientId, Command, FlightId, Node, ReadPattern, Subject, Time, WritePattern,
};

use ratatui::layout::Rect;

use super::chart::{Chart, Point};
use super::overlay::{Kind, Overlay, Step};
use super::pace::Pace;
use super::places::Wish;
use super::playback::Travel;
use super::prompt::{Edit, Prompt};
use super::save::{Answer, SaveLine};
use super::scene::Scene;
use super::theme::Name;

/// What somebody at the keyboard can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    Write,
    Read,
    Delete,
    Add,
    Burst,
    NextClient,
    Flush,
    Select(isize),
    SelectLane(usize),
    /// A write pattern, or a run of several.
    Choose(usize),
    NextReadPattern,
    Crash(Node),
    Load,
    NextLoadRate,
    Pause,
    Faster,
    Slower,
    Cinema,
    Help,
    Close,
    /// Opens a list, or closes it.
    Open(Kind),
    /// Something in the list that is open.
    List(Step),
    CloseList,
    OpenPrompt,
    /// Something in the prompt.
    Prompt(Edit),
    /// Give the terminal to the shell; the loop does it.
    Suspend,
    NextTheme,
    /// Shows a panel, or hides it.
    Code,
    Diagram,
    /// Shows the stage alone, for a talk, or everything again.
    Present,
    /// Shows everything again, as soon as nothing is over the stage.
    EndPresentation,
    /// Shows nothing for a moment.
    Blank,
    Travel(Travel),
    /// To the branch that was left last.
    OtherBranch,
    /// Several settings side by side, or one run again.
    Compare,
    /// Opens the chart of what a crash costs, or closes it.
    Sweep,
    /// Something on that chart.
    Chart(Point),
    /// Shows the crash that is pointed at on it.
    ShowCrash,
    /// Asks where to save the session.
    OpenSave,
    /// Something in the line that asks.
    Save(Answer),
    Quit,
}

/// What a message asks for, beyond what it changes in the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// The engine does something.
    Do(Command),
    /// Another moment is shown.
    Travel(Travel),
    /// Another branch is shown.
    OtherBranch,
    /// The same is shown under several settings.
    Compare,
    /// One run is shown again.
    StopComparing,
    /// What a crash costs is found out.
    Sweep,
    /// It is found out for one run of what was done in a comparison.
    SweepCompared,
    /// It is not.
    CancelSweep,
    /// A crash of the cache is shown, with what was done before it, under a subject.
    Crash { subject: Subject, at: Time },
    /// A name is found for the session.
    OfferSave,
    /// The session is saved.
    Save { path: PathBuf, over: bool },
}

/// Everything that the screen depends on.
pub(crate) struct Model {
    /// What is shown of every run: one, or when patterns are compared, one for each.
    pub(crate) scenes: Vec<Scene>,
    /// The run that lists and keys are about.
    pub(crate) focus: usize,
    /// What each run is compared under; none while there is only one.
    pub(crate) labels: Vec<String>,
    subjects: Vec<Subject>,
    pub(crate) seed: u64,
    /// The lane of the selected key.
    pub(crate) selected: usize,
    /// The client that acts.
    pub(crate) client: ClientId,
    pub(crate) pace: Pace,
    /// Virtual seconds that a second is worth now.
    pub(crate) rate: f64,
    pub(crate) paused: bool,
    /// Time goes on when one comes back from the past.
    resumes: bool,
    /// What is shown has been, and more after it.
    pub(crate) is_past: bool,
    /// How far the course of events is that is on its way to be shown, from 0 to 1.
    pub(crate) progress: Option<f64>,
    /// There are other branches.
    pub(crate) has_branches: bool,
    /// The one that was left last is a comparison.
    pub(crate) is_comparison_next: bool,
    /// Somebody has been told what can be done in the past.
    has_met_past: bool,
    /// The cache has just crashed: for a moment its box is all alarm.
    pub(crate) is_alarmed: bool,
    /// The theme, as soon as somebody has chosen it, or the terminal.
    pub(crate) theme: Option<Name>,
    /// Nothing moves and nothing is due: time stands still.
    pub(crate) at_rest: bool,
    pub(crate) help: bool,
    /// How much room there is.
    pub(crate) screen: Rect,
    pub(crate) is_presenting: bool,
    /// Nothing is shown; then time goes on, unless it stood still before.
    pub(crate) blank: Option<bool>,
    pub(crate) is_ascii: bool,
    pub(crate) code: Wish,
    pub(crate) diagram: Wish,
    /// The list that is open over the panels.
    pub(crate) overlay: Option<Overlay>,
    /// The chart of the crash sweep, over the panels, too.
    pub(crate) chart: Chart,
    pub(crate) prompt: Prompt,
    pub(crate) save: SaveLine,
    /// What could not be done, until the next key.
    pub(crate) refusal: Option<String>,
    /// What was done, until the next key.
    pub(crate) notice: Option<String>,
    /// The message under the cursor of the list of flights.
    pub(crate) highlighted: Option<FlightId>,
    /// The crashes whose post-mortem was closed.
    closed: usize,
    pub(crate) quit: bool,
}

/// Keys that a burst writes.
const BURST: usize = 5;

/// Clients that can act by hand.
const CLIENTS: u32 = 4;

/// The rates of automatic load to choose from, in operations a second; 0: no pause.
const LOAD_RATES: [u32; 5] = [5, 20, 100, 500, 0];

impl Model {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            scenes: vec![Scene::default()],
            focus: 0,
            labels: Vec::new(),
            subjects: Vec::new(),
            seed,
            selected: 0,
            client: ClientId::FIRST,
            pace: Pace::default(),
            rate: 1.0,
            paused: false,
            resumes: false,
            is_past: false,
            progress: None,
            has_branches: false,
            is_comparison_next: false,
            has_met_past: false,
            is_alarmed: false,
            theme: None,
            at_rest: false,
            help: false,
            screen: Rect::new(0, 0, 80, 24),
            is_presenting: false,
            blank: None,
            is_ascii: false,
            code: Wish::default(),
            diagram: Wish::default(),
            overlay: None,
            chart: Chart::default(),
            prompt: Prompt::default(),
            save: SaveLine::default(),
            notice: None,
            refusal: None,
            highlighted: None,
            closed: 0,
            quit: false,
        }
    }

    /// The run that lists and keys are about.
    pub(crate) fn scene(&self) -> &Scene {
        &self.scenes[self.focus]
    }

    pub(crate) fn is_down(&self, node: Node) -> bool {
        self.scene().folds.holdings.is_down(node)
    }

    pub(crate) fn has_dirty(&self) -> bool {
        self.scene().folds.holdings.dirty() > 0
    }

    pub(crate) fn has_flights(&self) -> bool {
        !self.scene().flights.is_empty()
    }

    pub(crate) fn has_anomalies(&self) -> bool {
        self.scene().folds.anomalies.iter().next().is_some()
    }

    pub(crate) fn is_other(&self, pattern: WritePattern) -> bool {
        self.scene().folds.world.write != pattern
    }

    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self.pace, Pace::Fixed(_))
    }

    pub(crate) fn selected_key(&self) -> Option<&str> {
        self.name(self.selected)
    }

    /// Says what the engine would not do.
    pub(crate) fn refuse(&mut self, why: String) {
        self.refusal = Some(why);
    }

    /// Follows what the messages in the air have become.
    pub(crate) fn follow(&mut self) {
        self.highlighted = self.overlay.and_then(|overlay| overlay.flight(self));
    }

    /// Changes what the message means to change; returns what is to be done besides.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Intent> {
        (self.refusal, self.notice) = (None, None);
        let intents = match message {
            Message::Travel(travel) => self.travel(travel),
            Message::OtherBranch => self.leave_branch(),
            Message::Compare => self.compare(),
            Message::Sweep => self.sweep(),
            Message::Chart(to) => self.point(to),
            Message::ShowCrash => self.crash_as_charted(),
            Message::OpenSave => vec![Intent::OfferSave],
            Message::Save(answer) => self.answer(answer),
            _ => self.act(message).into_iter().map(Intent::Do).collect(),
        };
        self.follow();
        intents
    }

    /// What concerns the run.
    fn act(&mut self, message: Message) -> Vec<Command> {
        match message {
            Message::List(Step::Turn(turn)) => {
                self.overlay.map_or_else(Vec::new, |overlay| overlay.turn(self, turn))
            }
            Message::Prompt(edit) => self.edit(edit),
            _ => self.give(message),
        }
    }

    fn give(&mut self, message: Message) -> Vec<Command> {
        match message {
            Message::Write => self.issue(Action::Write),
            Message::Read => self.issue(Action::Read),
            Message::Delete => self.issue(Action::Delete),
            Message::Add => self.issue(Action::Add(1)),
            Message::Burst => self.burst(),
            Message::Flush => vec![Command::Flush],
            Message::Choose(number) => self.choose(number),
            Message::NextReadPattern => vec![Command::read_pattern(self.other_read_pattern())],
            Message::Crash(node) if self.is_down(node) => vec![Command::Restart(node)],
            Message::Crash(node) => vec![Command::Crash(node)],
            Message::Load => vec![Command::Load(!self.scene().load.on)],
            Message::NextLoadRate => vec![Command::set("load.per_second", self.next_load_rate())],
            _ => {
                self.look(message);
                Vec::new()
            }
        }
    }

    /// What concerns only the one who looks.
    fn look(&mut self, message: Message) {
        match message {
            Message::Select(by) => self.select(by),
            Message::SelectLane(lane) if lane < self.scene().lanes.len() => self.selected = lane,
            Message::NextClient => self.client = ClientId(self.client.0 % CLIENTS + 1),
            Message::Pause => self.pause(),
            Message::Faster => self.pace = self.pace.faster(self.rate),
            Message::Slower => self.pace = self.pace.slower(self.rate),
            Message::Cinema => self.pace = Pace::default(),
            Message::Help => self.help = !self.help,
            Message::NextTheme => self.next_theme(),
            Message::Code => self.code = self.turned_code(),
            Message::Diagram => self.diagram = self.turned_diagram(),
            Message::EndPresentation if self.is_diagram_over_stage() => self.close(),
            Message::Present | Message::EndPresentation => self.present(),
            Message::Blank => self.blank(),
            Message::Close => self.close(),
            Message::Open(kind) => self.open(kind),
            Message::List(Step::Move(by)) => {
                self.overlay = self.overlay.map(|overlay| overlay.moved(self, by));
            }
            Message::CloseList => self.close_list(),
            Message::OpenPrompt => self.open_prompt(),
            Message::Quit => self.quit = true,
            _ => {}
        }
    }

    fn next_theme(&mut self) {
        let next = self.theme.unwrap_or_default().next();
        self.theme = Some(next);
        self.notice = Some(format!("theme: {}", next.words()));
    }

    fn issue(&self, action: Action) -> Vec<Command> {
        self.command(action, self.selected).into_iter().collect()
    }

    fn burst(&self) -> Vec<Command> {
        let lanes = self.scene().lanes.len().max(1);
        let keys = (0..BURST.min(lanes)).map(|offset| (self.selected + offset) % lanes);
        keys.filter_map(|lane| self.command(Action::Write, lane)).collect()
    }

    fn command(&self, action: Action, lane: usize) -> Option<Command> {
        let (client, key) = (self.client, self.name(lane)?.to_owned());
        Some(Command::Issue { client, action, key })
    }

    fn name(&self, lane: usize) -> Option<&str> {
        self.scene().folds.holdings.keys().get(lane).map(|holding| &*holding.name)
    }

    fn select(&mut self, by: isize) {
        let last = self.scene().lanes.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    fn other_read_pattern(&self) -> ReadPattern {
        match self.scene().folds.world.read {
            ReadPattern::ReadThrough => ReadPattern::CacheAside,
            ReadPattern::CacheAside => ReadPattern::ReadThrough,
        }
    }

    fn next_load_rate(&self) -> u32 {
        let rate = self.scene().folds.world.load.per_second;
        let now = LOAD_RATES.iter().position(|known| *known == rate);
        LOAD_RATES[now.map_or(0, |now| (now + 1) % LOAD_RATES.len())]
    }
}
