//! What a message changes, and what it asks of the engine; nothing here touches a screen or a clock.

use dirtybit::{Action, Command, Node, ReadPattern, Time, WritePattern};

use super::playback::Pace;
use super::scene::Scene;

/// What somebody at the keyboard can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    Write,
    Read,
    Delete,
    Burst,
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
    /// Give the terminal to the shell; the loop does it.
    Suspend,
    NextTheme,
    Quit,
}

/// Everything that the screen depends on.
#[derive(Default)]
pub(crate) struct Model {
    pub(crate) scene: Scene,
    pub(crate) seed: u64,
    /// The lane of the selected key.
    pub(crate) selected: usize,
    pub(crate) pace: Pace,
    /// Virtual seconds that a second is worth now.
    pub(crate) rate: f64,
    pub(crate) paused: bool,
    /// The cache has just crashed: for a moment its box is all alarm.
    pub(crate) is_alarmed: bool,
    /// For a light background.
    pub(crate) is_light: bool,
    /// Nothing moves and nothing is due: time stands still.
    pub(crate) at_rest: bool,
    pub(crate) help: bool,
    /// The crashes whose post-mortem was closed.
    closed: usize,
    pub(crate) quit: bool,
}

/// Keys that a burst writes.
const BURST: usize = 5;

/// The rates of automatic load to choose from, in operations a second.
const LOAD_RATES: [Option<u32>; 5] = [Some(5), Some(20), Some(100), Some(500), None];

impl Model {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, rate: 1.0, ..Self::default() }
    }

    pub(crate) fn is_down(&self, node: Node) -> bool {
        self.scene.folds.holdings.is_down(node)
    }

    pub(crate) fn has_dirty(&self) -> bool {
        self.scene.folds.holdings.dirty() > 0
    }

    pub(crate) fn is_other(&self, pattern: WritePattern) -> bool {
        self.scene.write != pattern
    }

    pub(crate) fn is_fixed(&self) -> bool {
        matches!(self.pace, Pace::Fixed(_))
    }

    pub(crate) fn is_something_open(&self) -> bool {
        self.help || self.post_mortem().is_some()
    }

    /// Since when a post-mortem is to be shown: the first crash after the last one was closed.
    pub(crate) fn post_mortem(&self) -> Option<Time> {
        self.scene.crashes.get(self.closed).map(|crash| crash.at)
    }

    /// Changes what the message means to change; returns what the engine has to do.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Command> {
        match message {
            Message::Write => self.issue(Action::Write),
            Message::Read => self.issue(Action::Read),
            Message::Delete => self.issue(Action::Delete),
            Message::Burst => self.burst(),
            Message::Flush => vec![Command::Flush],
            Message::WritePattern(pattern) => vec![Command::WritePattern(pattern)],
            Message::NextReadPattern => vec![Command::ReadPattern(self.other_read_pattern())],
            Message::Crash(node) if self.is_down(node) => vec![Command::Restart(node)],
            Message::Crash(node) => vec![Command::Crash(node)],
            Message::Load => vec![Command::Load(!self.scene.load.on)],
            Message::NextLoadRate => vec![Command::LoadRate(self.next_load_rate())],
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
            Message::Pause => self.paused = !self.paused,
            Message::Faster => self.pace = self.pace.faster(self.rate),
            Message::Slower => self.pace = self.pace.slower(self.rate),
            Message::Cinema => self.pace = Pace::default(),
            Message::Help => self.help = !self.help,
            Message::NextTheme => self.is_light = !self.is_light,
            Message::Close => self.close(),
            Message::Quit => self.quit = true,
            _ => {}
        }
    }

    fn issue(&self, action: Action) -> Vec<Command> {
        self.name(self.selected).map(|key| Command::issue(action, key)).into_iter().collect()
    }

    fn burst(&self) -> Vec<Command> {
        let lanes = self.scene.lanes.len().max(1);
        let keys = (0..BURST.min(lanes)).map(|offset| (self.selected + offset) % lanes);
        keys.filter_map(|lane| Some(Command::issue(Action::Write, self.name(lane)?))).collect()
    }

    fn name(&self, lane: usize) -> Option<&str> {
        self.scene.folds.holdings.keys().get(lane).map(|holding| &*holding.name)
    }

    fn select(&mut self, by: isize) {
        let last = self.scene.lanes.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    fn other_read_pattern(&self) -> ReadPattern {
        match self.scene.read {
            ReadPattern::ReadThrough => ReadPattern::CacheAside,
            ReadPattern::CacheAside => ReadPattern::ReadThrough,
        }
    }

    fn next_load_rate(&self) -> Option<u32> {
        let now = LOAD_RATES.iter().position(|rate| *rate == self.scene.load.per_second);
        LOAD_RATES[now.map_or(0, |now| (now + 1) % LOAD_RATES.len())]
    }

    fn close(&mut self) {
        if self.help {
            self.help = false;
        } else {
            self.closed = self.scene.crashes.len();
        }
    }
}
