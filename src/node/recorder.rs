//! The only emitter of events: it numbers facts, stamps them with the time, and watches for a trigger.

use std::cell::{Cell, RefCell};

use crate::clock::Clock;
use crate::protocol::{Event, Fact};
use crate::trigger::Trigger;

pub(crate) struct Recorder {
    clock: Clock,
    events: RefCell<Vec<Event>>,
    next_seq: Cell<u64>,
    trigger: Cell<Option<Trigger>>,
}

impl Recorder {
    pub(crate) fn new(clock: Clock) -> Self {
        let (events, next_seq, trigger) = Default::default();
        Self { clock, events, next_seq, trigger }
    }

    pub(crate) fn record(&self, fact: Fact) {
        let (at, seq) = (self.clock.now(), self.next_seq.get());
        self.next_seq.set(seq + 1);
        let event = Event { at, seq, fact };
        if self.trigger.get().is_some_and(|trigger| trigger.matches(&event)) {
            self.trigger.set(None);
            self.clock.halt();
        }
        self.events.borrow_mut().push(event);
    }

    /// Halts the clock once, at the next event that matches.
    pub(crate) fn watch(&self, trigger: Option<Trigger>) {
        self.trigger.set(trigger);
    }

    /// True while the trigger set last has not matched.
    pub(crate) fn is_watching(&self) -> bool {
        self.trigger.get().is_some()
    }

    /// Hands over what was recorded since the last call.
    pub(crate) fn take(&self) -> Vec<Event> {
        self.events.take()
    }
}
