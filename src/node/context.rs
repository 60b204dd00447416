//! What every node shares: the clock, the recorder, the settings, the faults, the dice and the counters.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use tokio::sync::Notify;

use super::air::Air;
use super::faults::Faults;
use super::recorder::Recorder;
use crate::clock::Clock;
use crate::protocol::{Fact, FlightId, Key, Node, OpId, Service, Work};
use crate::world::{Millis, World};

/// However fast a node is set, its work takes time: a loop of instant answers would never end.
const SHORTEST_SERVICE: Duration = Duration::from_micros(1);

pub(crate) struct Context {
    pub(crate) clock: Clock,
    pub(crate) recorder: Recorder,
    pub(crate) air: Air,
    pub(crate) faults: Faults,
    /// A knob was turned.
    pub(crate) world_changed: Notify,
    world: RefCell<Rc<World>>,
    random: RefCell<ChaCha8Rng>,
    next_op: Cell<u64>,
    next_flight: Cell<u64>,
    next_lease: Cell<u64>,
}

impl Context {
    pub(crate) fn new(clock: Clock, world: World, seed: u64) -> Rc<Self> {
        let (next_op, next_flight, next_lease) = Default::default();
        Rc::new(Self {
            recorder: Recorder::new(clock.clone()),
            clock,
            air: Air::default(),
            faults: Faults::default(),
            world_changed: Notify::new(),
            world: RefCell::new(Rc::new(world)),
            random: RefCell::new(ChaCha8Rng::seed_from_u64(seed)),
            next_op,
            next_flight,
            next_lease,
        })
    }

    /// How everything is set now; the next look may find it changed.
    pub(crate) fn world(&self) -> Rc<World> {
        self.world.borrow().clone()
    }

    pub(crate) fn change_world(&self, change: impl FnOnce(&mut World)) {
        change(Rc::make_mut(&mut self.world.borrow_mut()));
        self.world_changed.notify_waiters();
    }

    pub(crate) fn record(&self, fact: Fact) {
        self.recorder.record(fact);
    }

    /// Reports that an operation reached a line of its pattern.
    pub(crate) fn step(&self, op: OpId, line: &'static Location<'static>) {
        self.record(Fact::Step { op, line });
    }

    /// Works on a request for as long as it takes.
    pub(crate) fn serve(
        &self,
        node: Node,
        (op, key): (OpId, Key),
        work: Work,
        span: Duration,
    ) -> impl Future<Output = ()> + use<> {
        let from = self.clock.now();
        let until = from + span.max(SHORTEST_SERVICE);
        self.record(Fact::Serving(Service { node, op, key, work, from, until }));
        self.clock.sleep_until(until)
    }

    pub(crate) fn new_op(&self) -> OpId {
        OpId(next(&self.next_op))
    }

    pub(crate) fn new_flight(&self) -> FlightId {
        FlightId(next(&self.next_flight))
    }

    /// A number that no lease of any start of the cache has had.
    pub(crate) fn new_lease(&self) -> u64 {
        next(&self.next_lease)
    }

    /// A latency: its base and a part of the jitter, by chance.
    pub(crate) fn latency(&self, base: Millis) -> Duration {
        let jitter = self.world().link.jitter_ms.duration();
        match jitter.is_zero() {
            true => base.duration(),
            false => base.duration() + self.roll(|dice| dice.random_range(Duration::ZERO..=jitter)),
        }
    }

    pub(crate) fn roll<T>(&self, with: impl FnOnce(&mut ChaCha8Rng) -> T) -> T {
        with(&mut self.random.borrow_mut())
    }
}

fn next(counter: &Cell<u64>) -> u64 {
    counter.replace(counter.get() + 1)
}
