//! The faults that wait for their moment, or last, and where the nodes ask for them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::context::Context;
use crate::protocol::{Fact, Fault, Flight, Key, LinkName, Payload, Selection};

#[derive(Default)]
pub(crate) struct Faults {
    cut: RefCell<BTreeSet<LinkName>>,
    refuse_write: Cell<bool>,
    drop_ack: Cell<bool>,
    hold: RefCell<Option<Hold>>,
}

/// A wish to hold a message that has not left yet.
#[derive(Clone)]
pub(crate) struct Hold {
    pub(crate) key: Option<Key>,
    pub(crate) selection: Selection,
}

impl Hold {
    pub(crate) fn matches(&self, flight: &Flight) -> bool {
        self.key.is_none_or(|key| key == flight.key)
            && self.selection.ends.is_none_or(|ends| ends == (flight.from, flight.to))
    }
}

impl Context {
    pub(crate) fn cut(&self, link: LinkName) {
        if self.faults.cut.borrow_mut().insert(link) {
            self.record(Fact::FaultSet(Fault::Cut(link)));
        }
    }

    pub(crate) fn heal(&self, link: LinkName) {
        if self.faults.cut.borrow_mut().remove(&link) {
            self.record(Fact::FaultCleared(Fault::Cut(link)));
        }
    }

    pub(crate) fn is_cut(&self, link: LinkName) -> bool {
        self.faults.cut.borrow().contains(&link)
    }

    pub(crate) fn refuse_next_write(&self, on: bool) {
        if self.faults.refuse_write.replace(on) != on {
            self.tell(Fault::RefuseWrite, on);
        }
    }

    fn tell(&self, fault: Fault, on: bool) {
        self.record(if on { Fact::FaultSet(fault) } else { Fact::FaultCleared(fault) });
    }

    /// Whether this write is the one to be refused.
    pub(crate) fn refuses_write(&self) -> bool {
        let refuses = self.faults.refuse_write.take();
        if refuses {
            self.record(Fact::FaultCleared(Fault::RefuseWrite));
        }
        refuses
    }

    pub(crate) fn drop_next_ack(&self, on: bool) {
        if self.faults.drop_ack.replace(on) != on {
            self.tell(Fault::DropAck, on);
        }
    }

    /// Whether this message is the acknowledgement to be lost.
    pub(crate) fn drops(&self, payload: Payload) -> bool {
        let drops = payload == Payload::Ack && self.faults.drop_ack.take();
        if drops {
            self.record(Fact::FaultCleared(Fault::DropAck));
        }
        drops
    }

    /// One wish at a time: a later one replaces an earlier one.
    pub(crate) fn hold_next(&self, hold: Hold) {
        self.hold_none();
        self.record(Fact::FaultSet(Fault::Hold(hold.selection.clone())));
        self.faults.hold.replace(Some(hold));
    }

    pub(crate) fn hold_none(&self) {
        if let Some(hold) = self.faults.hold.take() {
            self.record(Fact::FaultCleared(Fault::Hold(hold.selection)));
        }
    }

    /// Whether this message, which is just leaving, is the one to be held.
    pub(crate) fn holds(&self, flight: &Flight) -> bool {
        let holds = self.faults.hold.borrow().as_ref().is_some_and(|hold| hold.matches(flight));
        if holds {
            self.hold_none();
        }
        holds
    }
}
