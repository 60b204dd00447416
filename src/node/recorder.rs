//! The only emitter of events: it numbers facts, stamps them with the time, and watches for a trigger.

use std::cell::{Cell, RefCell};

use crate::clock::Clock;
use crate::protocol::{Event, Fact, Trigger};

pub(crate) struct Recorder {
    clock: Clock,
    events: RefCell<Vec<Event>>,
    next_seq: Cell<u64>,
    trigger: Cell<Option<Trigger>>,
    traps: RefCell<Vec<(u32, Trigger)>>,
    /// The traps whose moment has come, in the order in which it came.
    sprung: RefCell<Vec<u32>>,
}

impl Recorder {
    pub(crate) fn new(clock: Clock) -> Self {
        let (events, next_seq, trigger) = Default::default();
        let (traps, sprung) = Default::default();
        Self { clock, events, next_seq, trigger, traps, sprung }
    }

    pub(crate) fn record(&self, fact: Fact) {
        let (at, seq) = (self.clock.now(), self.next_seq.get());
        self.next_seq.set(seq + 1);
        let event = Event { at, seq, fact };
        if self.trigger.get().is_some_and(|trigger| trigger.matches(&event)) {
            self.trigger.set(None);
            self.clock.halt();
        }
        self.spring(&event);
        self.events.borrow_mut().push(event);
    }

    fn spring(&self, event: &Event) {
        let mut traps = self.traps.borrow_mut();
        if traps.iter().any(|(_, trigger)| trigger.matches(event)) {
            let sprung = traps.extract_if(.., |(_, trigger)| trigger.matches(event));
            self.sprung.borrow_mut().extend(sprung.map(|(trap, _)| trap));
            self.clock.halt();
        }
    }

    /// Halts the clock once, at the next event that matches the trap's trigger.
    pub(crate) fn arm(&self, trap: u32, trigger: Trigger) {
        self.traps.borrow_mut().push((trap, trigger));
    }

    pub(crate) fn disarm(&self, trap: u32) {
        self.traps.borrow_mut().retain(|(armed, _)| *armed != trap);
    }

    /// The traps whose moment has come since the last call.
    pub(crate) fn take_sprung(&self) -> Vec<u32> {
        self.sprung.take()
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
