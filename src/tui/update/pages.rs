//! What opens over the screen and closes again: help, post-mortem, lists, and the prompt.

use dirtybit::{Command, Time, limits};

use super::Model;
use crate::tui::overlay::{Kind, Overlay};
use crate::tui::prompt::{Edit, Prompt};

impl Model {
    /// Whether there is a page that enter closes.
    pub(crate) fn is_page_open(&self) -> bool {
        self.help || (self.overlay.is_none() && self.post_mortem().is_some())
    }

    /// Whether a list is to be seen, and takes the keys that lists know.
    pub(crate) fn is_list_on_top(&self) -> bool {
        self.overlay.is_some() && !self.help
    }

    /// Since when a post-mortem is to be shown: the first crash after the last one was closed.
    pub(crate) fn post_mortem(&self) -> Option<Time> {
        self.scene.crashes.get(self.closed).map(|crash| crash.at)
    }

    /// Who pauses by hand wants it so, whatever list is closed later.
    pub(super) fn pause(&mut self) {
        self.paused = !self.paused;
        if let Some(overlay) = &mut self.overlay {
            overlay.resumes = false;
        }
    }

    pub(super) fn close(&mut self) {
        if self.help {
            self.help = false;
        } else {
            self.closed = self.scene.crashes.len();
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
        let holdings = self.scene.folds.holdings.keys();
        let keys: Vec<_> = holdings.iter().map(|holding| &*holding.name).collect();
        edit(&mut self.prompt, &keys);
    }
}
