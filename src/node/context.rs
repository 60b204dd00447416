//! What every node shares: the clock, the recorder, the settings, the dice and the counters.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::recorder::Recorder;
use crate::clock::Clock;
use crate::protocol::{Fact, FlightId, Key, Node, OpId, Service, Work};
use crate::world::{Millis, World};

/// However fast a node is set, its work takes time: a loop of instant answers would never end.
const SHORTEST_SERVICE: Duration = Duration::from_micros(1);

pub(crate) struct Context {
    pub(crate) clock: Clock,
    pub(crate) recorder: Recorder,
    pub(crate) world: World,
    random: RefCell<ChaCha8Rng>,
    next_op: Cell<u64>,
    next_flight: Cell<u64>,
}

impl Context {
    pub(crate) fn new(clock: Clock, world: World, seed: u64) -> Rc<Self> {
        let recorder = Recorder::new(clock.clone());
        let random = RefCell::new(ChaCha8Rng::seed_from_u64(seed));
        let (next_op, next_flight) = Default::default();
        Rc::new(Self { clock, recorder, world, random, next_op, next_flight })
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

    /// A latency: its base and a part of the jitter, by chance.
    pub(crate) fn latency(&self, base: Millis) -> Duration {
        let jitter = self.world.link.jitter_ms.duration();
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
