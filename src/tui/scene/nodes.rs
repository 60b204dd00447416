//! Nodes that die and come up again.

use dirtybit::{Event, Node, Time, Trap};

use super::Scene;
use crate::tui::account;

/// A crash of the cache.
#[derive(Clone)]
pub(crate) struct Crash {
    pub(crate) at: Time,
    pub(crate) entries: usize,
    pub(crate) dirty: usize,
    /// What the journal kept at that moment.
    pub(crate) journaled: usize,
    /// The trap that did it.
    pub(crate) trap: Option<Trap>,
}

impl Scene {
    pub(super) fn count_crash(&mut self, event: &Event) {
        let trap = self.sprung.take().filter(|(seq, _)| seq + 1 == event.seq);
        let (at, trap) = (event.at, trap.map(|(_, trap)| trap));
        let holdings = &self.folds.holdings;
        let entries = holdings.keys().iter().filter(|key| key.cache.is_some()).count();
        let (dirty, journaled) = (holdings.dirty(), holdings.journaled());
        self.crashes.push(Crash { at, entries, dirty, journaled, trap });
    }

    pub(super) fn go_down(&mut self, node: Node) {
        self.services.retain(|service| service.node != node);
        if node == Node::Cache {
            self.orphan_trails();
            self.flush_due = None;
            self.replay = None;
            self.forget_gone();
        }
        self.waiting.retain(|waiting| waiting.node != node);
        self.tell(account::crashed(node, self.crashes.last()));
    }

    /// A cold cache shows nothing of what it held in another life.
    pub(super) fn come_up(&mut self, node: Node) {
        if node == Node::Cache {
            self.is_cold = true;
            self.forget_gone();
        }
        self.tell(account::restarted(node, self.folds.holdings.journaled()));
    }

    fn forget_gone(&mut self) {
        for lane in &mut self.lanes {
            lane.gone = None;
        }
    }
}
