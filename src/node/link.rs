//! A link between two nodes: what has left the sender arrives, whatever becomes of the sender, unless
//! the link is cut.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::air::Landing;
use super::context::Context;
use super::process::Door;
use crate::protocol::{
    Fact, Flight, FlightId, Key, LinkName, Node, OpId, Payload, Reception, Refusal, Time, Value,
};
use crate::world::Millis;

/// Why a request came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It certainly was not done.
    Refused(Refusal),
    /// Whoever worked on it died before answering, or the answer did not come in time.
    Unknown,
}

pub(crate) type Answer<T> = Result<T, Failure>;

/// What a message is about.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub(crate) op: OpId,
    pub(crate) key: Key,
}

/// What can be asked through a door.
pub(crate) trait Request: 'static {
    /// Answers that it is not done.
    fn refuse(self, why: Refusal);
    /// Lets whoever asked wait for ever.
    fn lose(self);
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
            Err(Failure::Unknown) => Payload::Unknown,
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
    pub(crate) fn new(context: &Rc<Context>, name: LinkName, door: &Rc<Door<Q>>) -> Self {
        Self { wire: Wire::new(context, name), door: door.clone() }
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
        self.wire.carry(about, payload, move |flight, landing, wire| {
            if landing == Landing::Lost {
                wire.arrived(flight, Reception::Lost);
                return request().lose();
            }
            match door.deliver(request()) {
                Ok(()) => wire.arrived(flight, Reception::Delivered),
                Err((reception, why, request)) => {
                    wire.arrived(flight, reception);
                    request.refuse(why);
                }
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
    name: LinkName,
    /// Nothing overtakes on a connection, but what is held.
    last_there: Cell<Time>,
    last_back: Cell<Time>,
}

impl Wire {
    fn new(context: &Rc<Context>, name: LinkName) -> Rc<Self> {
        let (last_there, last_back) = Default::default();
        Rc::new(Self { context: context.clone(), name, last_there, last_back })
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
        hand_over: impl FnOnce(FlightId, Landing, &Self) + 'static,
    ) {
        let flight = self.take_off(about, payload, self.name.ends(), &self.last_there);
        self.land(flight, hand_over);
    }

    fn carry_back(
        self: &Rc<Self>,
        about: About,
        payload: Payload,
        hand_over: impl FnOnce(FlightId, Landing, &Self) + 'static,
    ) {
        let (from, to) = self.name.ends();
        let flight = self.take_off(about, payload, (to, from), &self.last_back);
        self.land(flight, hand_over);
    }

    fn take_off(
        &self,
        About { op, key }: About,
        payload: Payload,
        (from, to): (Node, Node),
        last: &Cell<Time>,
    ) -> FlightId {
        let departs = self.context.clock.now();
        let arrives = (departs + self.context.latency(self.latency())).max(last.get());
        last.set(arrives);
        let id = self.context.new_flight();
        self.context.take_off(Flight { id, op, key, from, to, payload, departs, arrives });
        id
    }

    fn latency(&self) -> Millis {
        let link = &self.context.world().link;
        match self.name {
            LinkName::AppCache => link.app_cache_ms,
            LinkName::CacheDatabase => link.cache_database_ms,
            LinkName::AppDatabase => link.app_database_ms,
        }
    }

    /// How long whoever asks over this wire waits for an answer.
    fn timeout(&self) -> Duration {
        let world = self.context.world();
        match self.name {
            LinkName::CacheDatabase => world.cache.timeout_ms.duration(),
            LinkName::AppCache | LinkName::AppDatabase => world.app.timeout_ms.duration(),
        }
    }

    /// The network's own task: no crash of a node touches it.
    fn land(
        self: &Rc<Self>,
        flight: FlightId,
        hand_over: impl FnOnce(FlightId, Landing, &Self) + 'static,
    ) {
        let wire = self.clone();
        self.context.clock.spawn(async move {
            let landing = wire.context.land(flight).await;
            let is_cut = wire.context.is_cut(wire.name);
            hand_over(flight, if is_cut { Landing::Lost } else { landing }, &wire);
        });
    }

    pub(crate) fn arrived(&self, flight: FlightId, reception: Reception) {
        self.context.record(Fact::Arrived { flight, reception });
    }
}

/// What comes to the end at which a reply is awaited.
enum Delivery<T> {
    Reply(Answer<T>),
    /// The request or its reply is lost: nothing will ever come.
    Nothing,
}

/// The end at which a request is answered. Dropped without an answer, it tells the caller that the
/// one who worked on the request is gone.
pub(crate) struct Responder<T> {
    wire: Rc<Wire>,
    about: About,
    caller: oneshot::Sender<Delivery<T>>,
}

impl<T: Reply> Responder<T> {
    pub(crate) fn reply(self, answer: Answer<T>) {
        let payload = answer.payload();
        self.send(payload, answer);
    }

    fn send(self, payload: Payload, answer: Answer<T>) {
        let Self { wire, about, caller } = self;
        wire.carry_back(about, payload, move |flight, landing, wire| {
            let (reception, delivery) = match landing {
                Landing::Lost => (Reception::Lost, Delivery::Nothing),
                Landing::Safe if caller.is_closed() => (Reception::Nobody, Delivery::Nothing),
                Landing::Safe => (Reception::Delivered, Delivery::Reply(answer)),
            };
            wire.arrived(flight, reception);
            let _nobody_waits = caller.send(delivery);
        });
    }
}

impl<T> Responder<T> {
    /// The request never came: the caller is not told anything.
    pub(crate) fn lose(self) {
        let _nobody_waits = self.caller.send(Delivery::Nothing);
    }
}

/// The end at which a reply is awaited.
pub(crate) struct Waiting<T> {
    wire: Rc<Wire>,
    about: About,
    reply: oneshot::Receiver<Delivery<T>>,
}

impl<T: Reply> Waiting<T> {
    /// Waits for the reply, but not for ever.
    pub(crate) async fn answer(self) -> Answer<T> {
        let Self { wire, about, reply } = self;
        let timeout = wire.context.clock.sleep(wire.timeout());
        tokio::select! {
            biased;
            answer = Self::delivered(&wire, about, reply) => answer,
            () = timeout => {
                let (About { op, key }, (node, _)) = (about, wire.name.ends());
                wire.context.record(Fact::TimedOut { node, op, key });
                Err(Failure::Unknown)
            }
        }
    }

    async fn delivered(
        wire: &Rc<Wire>,
        about: About,
        reply: oneshot::Receiver<Delivery<T>>,
    ) -> Answer<T> {
        match reply.await {
            Ok(Delivery::Reply(answer)) => answer,
            Ok(Delivery::Nothing) => std::future::pending().await,
            Err(_dropped) => Self::reset(wire, about).await,
        }
    }

    /// The system of the node that died resets the connection.
    async fn reset(wire: &Rc<Wire>, about: About) -> Answer<T> {
        let (responder, waiting) = wire.exchange::<T>(about);
        responder.send(Payload::Reset, Err(Failure::Unknown));
        match waiting.reply.await {
            Ok(Delivery::Reply(answer)) => answer,
            _ => std::future::pending().await,
        }
    }
}
