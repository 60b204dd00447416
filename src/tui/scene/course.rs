//! What happened between the nodes of late, stroke by stroke: what a space-time diagram draws.

use std::collections::VecDeque;

use dirtybit::{
    Action, ClientId, Fact, Fault, Flight, FlightId, Key, LinkName, Node, OpId, Outcome, Reception,
    Service, Time, Verdict,
};

use super::Scene;

/// So many strokes are kept; older ones are forgotten.
const STROKES: usize = 256;

/// The latest strokes, in the order in which they began.
#[derive(Clone)]
pub(crate) struct Course {
    strokes: VecDeque<Stroke>,
    most: usize,
    /// How many there were that are not kept any longer.
    pub(crate) forgotten: u64,
}

impl Default for Course {
    fn default() -> Self {
        Self { strokes: VecDeque::new(), most: STROKES, forgotten: 0 }
    }
}

/// Something that is drawn.
#[derive(Clone, Copy)]
pub(crate) enum Stroke {
    Message(Message),
    Service(Service),
    Finished(Finished),
    /// A node crashed.
    Down(Node, Time),
    /// It runs again.
    Up(Node, Time),
    /// A flush of so many rows began.
    Flush(usize, Time),
    Killed(ClientId, Time),
    /// A request has to wait at a node.
    Queued(Node, Key, Time),
    Cut(LinkName, Time),
    Healed(LinkName, Time),
}

/// A message, and what became of it.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    /// If it was held and let go, it arrives when it does so after that.
    pub(crate) flight: Flight,
    /// Whose operation it belongs to; none for a flush.
    pub(crate) client: Option<ClientId>,
    /// Since when it was held, the last time that it was.
    pub(crate) held: Option<Time>,
    pub(crate) released: Option<Time>,
    /// Unless it is taken by the one that it is meant for.
    ending: Option<(Time, Reception)>,
}

/// A client's operation that ended.
#[derive(Clone, Copy)]
pub(crate) struct Finished {
    pub(crate) client: ClientId,
    pub(crate) action: Action,
    pub(crate) issued: Time,
    pub(crate) at: Time,
    pub(crate) outcome: Outcome,
    pub(crate) verdict: Option<Verdict>,
}

impl Stroke {
    /// The instant of it; of what lasts, when it began.
    pub(crate) const fn at(&self) -> Time {
        match self {
            Self::Message(message) => message.flight.departs,
            Self::Service(service) => service.from,
            Self::Finished(finished) => finished.at,
            Self::Down(_, at)
            | Self::Up(_, at)
            | Self::Flush(_, at)
            | Self::Killed(_, at)
            | Self::Queued(_, _, at)
            | Self::Cut(_, at)
            | Self::Healed(_, at) => *at,
        }
    }
}

impl Message {
    /// When and how its way ended, if it has.
    pub(crate) fn ended(&self, now: Time) -> Option<(Time, Reception)> {
        let arrives = self.flight.arrives;
        let has_landed = !self.is_held() && arrives <= now;
        self.ending.or(has_landed.then_some((arrives, Reception::Delivered)))
    }

    pub(crate) const fn is_held(&self) -> bool {
        self.held.is_some() && self.released.is_none()
    }
}

impl Course {
    /// Keeps more strokes than a screen has room for.
    pub(crate) fn keeping(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub(crate) fn strokes(&self) -> impl DoubleEndedIterator<Item = &Stroke> {
        self.strokes.iter()
    }

    fn push(&mut self, stroke: Stroke) {
        if self.strokes.len() == self.most {
            self.strokes.pop_front();
            self.forgotten += 1;
        }
        self.strokes.push_back(stroke);
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        self.strokes.iter().rev().filter_map(|stroke| match stroke {
            Stroke::Message(message) => Some(message),
            _ => None,
        })
    }

    /// Whose an operation was that has ended already; what the cache sends for it since is nobody's.
    fn client(&self, op: OpId) -> Option<ClientId> {
        let mut its = self.messages().filter(|message| message.flight.op == op);
        its.find_map(|message| message.client)
    }

    fn message(&mut self, id: FlightId) -> Option<&mut Message> {
        self.strokes.iter_mut().rev().find_map(|stroke| match stroke {
            Stroke::Message(message) if message.flight.id == id => Some(message),
            _ => None,
        })
    }

    fn follow_message(&mut self, fact: &Fact, now: Time) {
        match *fact {
            Fact::Held(id) => {
                if let Some(message) = self.message(id) {
                    (message.held, message.released) = (Some(now), None);
                }
            }
            Fact::Released { flight, arrives } => {
                if let Some(message) = self.message(flight) {
                    message.released = Some(now);
                    message.flight.arrives = arrives;
                }
            }
            Fact::Arrived { flight, reception } if reception != Reception::Delivered => {
                if let Some(message) = self.message(flight) {
                    message.ending = Some((now, reception));
                }
            }
            _ => {}
        }
    }
}

impl Scene {
    /// Operations whose clients wait for an answer: who waits, and since when.
    pub(crate) fn waits(&self) -> impl Iterator<Item = (ClientId, Time)> {
        self.operations.values().map(|operation| (operation.client, operation.issued))
    }

    /// While it is still known whose an operation is that ends now.
    pub(super) fn follow_course(&mut self, fact: &Fact, verdict: Option<Verdict>) {
        let now = self.now;
        let stroke = match fact {
            Fact::Sent(flight) => self.sent(flight),
            Fact::Serving(service) => Stroke::Service(*service),
            Fact::Finished { op, outcome, .. } => match self.finished(*op, *outcome, verdict) {
                Some(finished) => Stroke::Finished(finished),
                None => return,
            },
            Fact::Crashed(node) => Stroke::Down(*node, now),
            Fact::Restarted(node) => Stroke::Up(*node, now),
            Fact::FlushStarted { rows, .. } => Stroke::Flush(rows.len(), now),
            Fact::Killed(client) => Stroke::Killed(*client, now),
            Fact::Queued { node, key, .. } => Stroke::Queued(*node, *key, now),
            Fact::FaultSet(Fault::Cut(link)) => Stroke::Cut(*link, now),
            Fact::FaultCleared(Fault::Cut(link)) => Stroke::Healed(*link, now),
            _ => return self.course.follow_message(fact, now),
        };
        self.course.push(stroke);
    }

    fn sent(&self, flight: &Flight) -> Stroke {
        let known = self.operations.get(&flight.op).map(|operation| operation.client);
        let is_of_client = flight.from == Node::App || flight.to == Node::App;
        let client = match known {
            None if is_of_client => self.course.client(flight.op),
            known => known,
        };
        let (held, released, ending) = (None, None, None);
        Stroke::Message(Message { flight: *flight, client, held, released, ending })
    }

    fn finished(&self, op: OpId, outcome: Outcome, verdict: Option<Verdict>) -> Option<Finished> {
        let operation = self.operations.get(&op)?;
        let (client, action, issued) = (operation.client, operation.action, operation.issued);
        Some(Finished { client, action, issued, at: self.now, outcome, verdict })
    }
}
