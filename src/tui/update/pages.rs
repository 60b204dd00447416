//! What opens over the screen and closes again: help, post-mortem, lists, and the prompt.

use crossterm::event::KeyCode;
use dirtybit::{Command, Time, limits};

use super::{Intent, Model};
use crate::tui::overlay::{Kind, Overlay};
use crate::tui::places::Wish;
use crate::tui::prompt::{Edit, Prompt};
use crate::tui::save::Answer;

impl Model {
    /// Whether there is a page that enter closes.
    pub(crate) fn is_page_open(&self) -> bool {
        self.help
            || self.is_diagram_over_stage()
            || (self.overlay.is_none() && !self.is_chart_open() && self.post_mortem().is_some())
    }

    /// Whether a list is to be seen, and takes the keys that lists know.
    pub(crate) fn is_list_on_top(&self) -> bool {
        self.overlay.is_some() && !self.help
    }

    /// What was closed and is still to come is to be told again when it comes.
    pub(super) fn reopen(&mut self) {
        if !self.is_comparing() {
            self.closed = self.closed.min(self.scene().crashes.len());
        }
    }

    /// Since when a post-mortem is to be shown: the first crash after the last one was closed.
    /// Where runs are compared, each tells of its own losses.
    pub(crate) fn post_mortem(&self) -> Option<Time> {
        let crash = self.scene().crashes.get(self.closed);
        crash.filter(|_| !self.is_comparing()).map(|crash| crash.at)
    }

    pub(super) fn close(&mut self) {
        if self.help {
            self.help = false;
        } else if self.is_diagram_over_stage() {
            self.diagram = Wish::Hidden;
        } else if !self.is_comparing() && !self.is_chart_open() {
            self.closed = self.scene().crashes.len();
        }
    }

    /// A list covers whatever is there, but not the list that was open before.
    pub(super) fn open(&mut self, kind: Kind) {
        let was_open = self.overlay.is_some_and(|overlay| overlay.kind == kind) && !self.help;
        self.close_list();
        self.help = false;
        if was_open {
            return;
        }
        if let Some(why) = self.objection(kind) {
            return self.refuse(why.to_owned());
        }
        let overlay = Overlay::new(kind, self);
        self.paused |= overlay.resumes;
        self.overlay = Some(overlay);
    }

    pub(super) fn close_list(&mut self) {
        if self.overlay.take().is_some_and(|overlay| overlay.resumes) {
            self.paused = false;
        }
    }

    pub(super) fn open_prompt(&mut self) {
        self.help = false;
        self.with_keys(|prompt, keys| prompt.open(keys));
    }

    /// Pasted text goes to the prompt, whatever is open: its lines become commands to be looked at
    /// before they are given.
    pub(crate) fn paste(&mut self, text: &str) {
        if self.save.is_open() {
            return self.save.paste(text);
        }
        if !self.prompt.is_open() {
            self.open_prompt();
        }
        self.refusal = None;
        let mut is_taken = false;
        self.with_keys(|prompt, keys| is_taken = prompt.paste(text, keys));
        if !is_taken {
            self.refuse(format!("a line has at most {} characters", limits::PROMPT_LINE));
        }
    }

    /// Where there is such a file, only a plain yes writes over it.
    pub(super) fn answer(&mut self, answer: Answer) -> Vec<Intent> {
        let asks = std::mem::take(&mut self.save.asks);
        match answer {
            Answer::Key(key) if asks => {
                if let KeyCode::Char('y' | 'Y') = key.code {
                    return self.save_to(true);
                }
            }
            Answer::Key(key) => self.save.key(key),
            Answer::Go | Answer::Leave if asks => {}
            Answer::Go => return self.save_to(false),
            Answer::Leave => self.save.leave(),
        }
        Vec::new()
    }

    fn save_to(&mut self, over: bool) -> Vec<Intent> {
        match self.save.path() {
            Ok(path) => vec![Intent::Save { path, over }],
            Err(why) => {
                self.refuse(why);
                Vec::new()
            }
        }
    }

    pub(super) fn edit(&mut self, edit: Edit) -> Vec<Command> {
        match edit {
            Edit::Key(key) => self.with_keys(|prompt, keys| prompt.key(key, keys)),
            Edit::Complete(by) => self.with_keys(|prompt, keys| prompt.complete(by, keys)),
            Edit::Recall(by) => self.with_keys(|prompt, keys| prompt.recall(by, keys)),
            Edit::Leave => self.prompt.leave(),
            Edit::Run => return self.run(),
        }
        Vec::new()
    }

    fn run(&mut self) -> Vec<Command> {
        self.prompt.run().unwrap_or_else(|why| {
            self.refuse(why);
            Vec::new()
        })
    }

    /// The prompt completes the names of keys.
    fn with_keys(&mut self, edit: impl FnOnce(&mut Prompt, &[&str])) {
        let holdings = self.scenes[self.focus].folds.holdings.keys();
        let keys: Vec<_> = holdings.iter().map(|holding| &*holding.name).collect();
        edit(&mut self.prompt, &keys);
    }
}
