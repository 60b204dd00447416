//! A link between two nodes: what has left the sender arrives, whatever becomes of the sender.

use std::cell::Cell;
use std::rc::Rc;

use tokio::sync::oneshot;

use super::context::Context;
use super::process::Door;
use crate::protocol::{
    Fact, Flight, FlightId, Key, Node, OpId, Payload, Reception, Refusal, Time, Value,
};
use crate::world::Millis;

/// Why a request came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It certainly was not done.
    Refused(Refusal),
    /// Whoever worked on it died before answering.
    Unknown,
}

pub(crate) type Answer<T> = Result<T, Failure>;

/// What a message is about.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub(crate) op: OpId,
    pub(crate) key: Key,
}

/// What can be asked through a door, and refused there.
pub(crate) trait Request: 'static {
    fn refuse(self, why: Refusal);
}

/// What a reply says when it travels.
pub(crate) trait Reply: 'static {
    fn payload(&self) -> Payload;
}

impl Reply for () {
    fn payload(&self) -> Payload {
        Payload::Ack
    }
}

impl Reply for Option<Value> {
    fn payload(&self) -> Payload {
        Payload::Found(*self)
    }
}

impl<T: Reply> Reply for Answer<T> {
    fn payload(&self) -> Payload {
        match self {
            Ok(reply) => reply.payload(),
            Err(Failure::Refused(why)) => Payload::Refused(*why),
            Err(Failure::Unknown) => Payload::Reset,
        }
    }
}

/// The way from a node to another one's door.
pub(crate) struct Link<Q> {
    wire: Rc<Wire>,
    door: Rc<Door<Q>>,
}

impl<Q> Clone for Link<Q> {
    fn clone(&self) -> Self {
        Self { wire: self.wire.clone(), door: self.door.clone() }
    }
}

impl<Q: Request> Link<Q> {
    pub(crate) fn new(
        context: &Rc<Context>,
        ends: (Node, Node),
        latency: Millis,
        door: &Rc<Door<Q>>,
    ) -> Self {
        Self { wire: Wire::new(context, ends, latency), door: door.clone() }
    }

    /// Sends a request through the other node's door and waits for the reply.
    pub(crate) fn call<T: Reply>(
        &self,
        about: About,
        payload: Payload,
        request: impl FnOnce(Responder<T>) -> Q + 'static,
    ) -> Waiting<T> {
        let (responder, waiting) = self.wire.exchange(about);
        self.send(about, payload, move || request(responder));
        waiting
    }

    /// Sends a request that brings its own way of answering.
    pub(crate) fn send(
        &self,
        about: About,
        payload: Payload,
        request: impl FnOnce() -> Q + 'static,
    ) {
        let door = self.door.clone();
        self.wire.carry(about, payload, move |flight, wire| match door.deliver(request()) {
            Ok(()) => wire.arrived(flight, Reception::Delivered),
            Err((reception, why, request)) => {
                wire.arrived(flight, reception);
                request.refuse(why);
            }
        });
    }

    pub(crate) fn wire(&self) -> &Rc<Wire> {
        &self.wire
    }
}

/// What carries messages both ways between two nodes.
pub(crate) struct Wire {
    context: Rc<Context>,
    ends: (Node, Node),
    latency: Millis,
    /// Nothing overtakes on a connection.
    last_there: Cell<Time>,
    last_back: Cell<Time>,
}

impl Wire {
    fn new(context: &Rc<Context>, ends: (Node, Node), latency: Millis) -> Rc<Self> {
        let (last_there, last_back) = Default::default();
        Rc::new(Self { context: context.clone(), ends, latency, last_there, last_back })
    }

    /// The two ends of a reply that is still to come.
    pub(crate) fn exchange<T: Reply>(self: &Rc<Self>, about: About) -> (Responder<T>, Waiting<T>) {
        let (caller, reply) = oneshot::channel();
        let waiting = Waiting { wire: self.clone(), about, reply };
        (Responder { wire: self.clone(), about, caller }, waiting)
    }

    /// Carries a request to the other end, and hands it over there.
    pub(crate) fn carry(
        self: &Rc<Self>,
        about: About,
        payload: Payload,
        hand_over: impl FnOnce(FlightId, &Self) + 'static,
    ) {
        let flight = self.take_off(about, payload, self.ends, &self.last_there);
        self.land(flight, hand_over);
    }

    fn carry_back(
        self: &Rc<Self>,
        about: About,
        payload: Payload,
        hand_over: impl FnOnce(FlightId, &Self) + 'static,
    ) {
        let (from, to) = self.ends;
        let flight = self.take_off(about, payload, (to, from), &self.last_back);
        self.land(flight, hand_over);
    }

    fn take_off(
        &self,
        About { op, key }: About,
        payload: Payload,
        (from, to): (Node, Node),
        last: &Cell<Time>,
    ) -> Flight {
        let departs = self.context.clock.now();
        let arrives = (departs + self.context.latency(self.latency)).max(last.get());
        last.set(arrives);
        let id = self.context.new_flight();
        let flight = Flight { id, op, key, from, to, payload, departs, arrives };
        self.context.record(Fact::Sent(flight));
        flight
    }

    /// The network's own task: no crash of a node touches it.
    fn land(self: &Rc<Self>, flight: Flight, hand_over: impl FnOnce(FlightId, &Self) + 'static) {
        let wire = self.clone();
        self.context.clock.spawn(async move {
            wire.context.clock.sleep_until(flight.arrives).await;
            hand_over(flight.id, &wire);
        });
    }

    pub(crate) fn arrived(&self, flight: FlightId, reception: Reception) {
        self.context.record(Fact::Arrived { flight, reception });
    }
}

/// The end at which a request is answered. Dropped without an answer, it tells the caller that the
/// one who worked on the request is gone.
pub(crate) struct Responder<T> {
    wire: Rc<Wire>,
    about: About,
    caller: oneshot::Sender<Answer<T>>,
}

impl<T: Reply> Responder<T> {
    pub(crate) fn reply(self, answer: Answer<T>) {
        let Self { wire, about, caller } = self;
        wire.carry_back(about, answer.payload(), move |flight, wire| {
            let heard = !caller.is_closed();
            wire.arrived(flight, if heard { Reception::Delivered } else { Reception::Nobody });
            let _nobody_waits = caller.send(answer);
        });
    }
}

/// The end at which a reply is awaited.
pub(crate) struct Waiting<T> {
    wire: Rc<Wire>,
    about: About,
    reply: oneshot::Receiver<Answer<T>>,
}

impl<T: Reply> Waiting<T> {
    pub(crate) async fn answer(self) -> Answer<T> {
        match self.reply.await {
            Ok(answer) => answer,
            Err(_dropped) => Self::reset(&self.wire, self.about).await,
        }
    }

    /// The system of the node that died resets the connection.
    async fn reset(wire: &Rc<Wire>, about: About) -> Answer<T> {
        let (responder, waiting) = wire.exchange::<T>(about);
        responder.reply(Err(Failure::Unknown));
        waiting.reply.await.unwrap_or(Err(Failure::Unknown))
    }
}
