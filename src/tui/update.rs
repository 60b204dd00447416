//! What a message changes, and what it asks of the engine; nothing here touches a screen or a clock.

mod pages;

use dirtybit::{Action, ClientId, Command, FlightId, Node, ReadPattern, WritePattern};

use super::background::Background;
use super::overlay::{Kind, Overlay, Step};
use super::playback::Pace;
use super::prompt::{Edit, Prompt};
use super::scene::Scene;

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
    WritePattern(WritePattern),
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
    Quit,
}

/// Everything that the screen depends on.
pub(crate) struct Model {
    pub(crate) scene: Scene,
    pub(crate) seed: u64,
    /// The lane of the selected key.
    pub(crate) selected: usize,
    /// The client that acts.
    pub(crate) client: ClientId,
    pub(crate) pace: Pace,
    /// Virtual seconds that a second is worth now.
    pub(crate) rate: f64,
    pub(crate) paused: bool,
    /// The cache has just crashed: for a moment its box is all alarm.
    pub(crate) is_alarmed: bool,
    /// What the screen's background is like, as far as somebody has said so.
    pub(crate) background: Option<Background>,
    /// Nothing moves and nothing is due: time stands still.
    pub(crate) at_rest: bool,
    pub(crate) help: bool,
    /// The list that is open over the panels.
    pub(crate) overlay: Option<Overlay>,
    pub(crate) prompt: Prompt,
    /// What could not be done, until the next key.
    pub(crate) refusal: Option<String>,
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
            scene: Scene::default(),
            seed,
            selected: 0,
            client: ClientId::FIRST,
            pace: Pace::default(),
            rate: 1.0,
            paused: false,
            is_alarmed: false,
            background: None,
            at_rest: false,
            help: false,
            overlay: None,
            prompt: Prompt::default(),
            refusal: None,
            highlighted: None,
            closed: 0,
            quit: false,
        }
    }

    pub(crate) fn is_down(&self, node: Node) -> bool {
        self.scene.folds.holdings.is_down(node)
    }

    pub(crate) fn has_dirty(&self) -> bool {
        self.scene.folds.holdings.dirty() > 0
    }

    pub(crate) fn has_flights(&self) -> bool {
        !self.scene.flights.is_empty()
    }

    pub(crate) fn has_anomalies(&self) -> bool {
        self.scene.folds.anomalies.iter().next().is_some()
    }

    pub(crate) fn is_other(&self, pattern: WritePattern) -> bool {
        self.scene.folds.world.write != pattern
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

    /// Changes what the message means to change; returns what the engine has to do.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Command> {
        self.refusal = None;
        let commands = match message {
            Message::List(Step::Turn(turn)) => {
                self.overlay.map_or_else(Vec::new, |overlay| overlay.turn(self, turn))
            }
            Message::Prompt(edit) => self.edit(edit),
            _ => self.act(message),
        };
        self.follow();
        commands
    }

    /// What concerns the run.
    fn act(&mut self, message: Message) -> Vec<Command> {
        match message {
            Message::Write => self.issue(Action::Write),
            Message::Read => self.issue(Action::Read),
            Message::Delete => self.issue(Action::Delete),
            Message::Add => self.issue(Action::Add(1)),
            Message::Burst => self.burst(),
            Message::Flush => vec![Command::Flush],
            Message::WritePattern(pattern) => vec![Command::write_pattern(pattern)],
            Message::NextReadPattern => vec![Command::read_pattern(self.other_read_pattern())],
            Message::Crash(node) if self.is_down(node) => vec![Command::Restart(node)],
            Message::Crash(node) => vec![Command::Crash(node)],
            Message::Load => vec![Command::Load(!self.scene.load.on)],
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
            Message::SelectLane(lane) if lane < self.scene.lanes.len() => self.selected = lane,
            Message::NextClient => self.client = ClientId(self.client.0 % CLIENTS + 1),
            Message::Pause => self.pause(),
            Message::Faster => self.pace = self.pace.faster(self.rate),
            Message::Slower => self.pace = self.pace.slower(self.rate),
            Message::Cinema => self.pace = Pace::default(),
            Message::Help => self.help = !self.help,
            Message::NextTheme => self.background = Some(Background::other(self.background)),
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

    fn issue(&self, action: Action) -> Vec<Command> {
        self.command(action, self.selected).into_iter().collect()
    }

    fn burst(&self) -> Vec<Command> {
        let lanes = self.scene.lanes.len().max(1);
        let keys = (0..BURST.min(lanes)).map(|offset| (self.selected + offset) % lanes);
        keys.filter_map(|lane| self.command(Action::Write, lane)).collect()
    }

    fn command(&self, action: Action, lane: usize) -> Option<Command> {
        let (client, key) = (self.client, self.name(lane)?.to_owned());
        Some(Command::Issue { client, action, key })
    }

    fn name(&self, lane: usize) -> Option<&str> {
        self.scene.folds.holdings.keys().get(lane).map(|holding| &*holding.name)
    }

    fn select(&mut self, by: isize) {
        let last = self.scene.lanes.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    fn other_read_pattern(&self) -> ReadPattern {
        match self.scene.folds.world.read {
            ReadPattern::ReadThrough => ReadPattern::CacheAside,
            ReadPattern::CacheAside => ReadPattern::ReadThrough,
        }
    }

    fn next_load_rate(&self) -> u32 {
        let rate = self.scene.folds.world.load.per_second;
        let now = LOAD_RATES.iter().position(|known| *known == rate);
        LOAD_RATES[now.map_or(0, |now| (now + 1) % LOAD_RATES.len())]
    }
}
