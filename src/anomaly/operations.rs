//! The operations under way, and what may still change a key: what the detectors share.

use fnv::FnvHashMap;

use super::flushes::Flushes;
use super::per_key::PerKey;
use super::requests::Requests;
use super::sessions::{Session, Sessions};
use crate::protocol::{
    Action, ClientId, Event, Fact, Flight, FlightId, Key, Node, OpId, Payload, Reception, Time,
    Value, Version, Write,
};

/// An operation stays for as long as its client waits or one of its requests is worked at, whatever
/// ends later.
#[derive(Clone, Default)]
pub(super) struct Operations {
    clients: FnvHashMap<OpId, Operation>,
    flushes: Flushes,
    /// Requests in the air.
    flights: FnvHashMap<FlightId, (OpId, Node)>,
    keys: PerKey<Traffic>,
    sessions: Sessions,
    settled: Vec<Key>,
    over: Vec<OpId>,
}

/// A client's operation.
#[derive(Clone)]
pub(super) struct Operation {
    pub(super) client: ClientId,
    pub(super) action: Action,
    pub(super) key: Key,
    /// Of a write.
    pub(super) version: Option<Version>,
    pub(super) issued: Time,
    /// The cache answered it.
    pub(super) hit: bool,
    /// The cache could not answer it at once.
    pub(super) missed: bool,
    /// What its client knew of the key when it began.
    pub(super) session: Session,
    requests: Requests,
    finished: bool,
}

/// What is going on about one key.
#[derive(Clone, Copy, Default)]
struct Traffic {
    /// Writes, reads that missed, and rows of flushes: all that may still change what is held.
    changing: u32,
    /// Looks into the database after a miss.
    fetches: u32,
}

impl Operation {
    const fn is_over(&self) -> bool {
        self.finished && self.requests.is_idle()
    }

    /// Whether it may change what the cache or the database hold.
    fn is_changing(&self) -> bool {
        self.version.is_some() || self.missed
    }
}

impl Operations {
    /// An operation of a client that is not over, or that ends right now.
    pub(super) fn of(&self, op: OpId) -> Option<&Operation> {
        self.clients.get(&op)
    }

    /// The keys that nothing is under way to change any more, if this event made it so or changed
    /// what is held.
    pub(super) fn settled(&self) -> &[Key] {
        &self.settled
    }

    /// How many misses of a key fetch it from the database now.
    pub(super) fn fetches(&self, key: Key) -> u32 {
        self.keys.of(key).map_or(0, |traffic| traffic.fetches)
    }

    /// Whether the write of this version is still under way as such.
    pub(super) fn is_writing(&self, key: Key, version: Version) -> bool {
        let is_it = |op: &Operation| op.key == key && op.version == Some(version);
        self.clients.values().any(|op| is_it(op) && !op.is_over())
    }

    /// Whether a flush may still save this version, or a newer one.
    pub(super) fn is_flushing(&self, key: Key, version: Version) -> bool {
        self.flushes.carry(key, version)
    }

    /// The version that a reader saw. Where it found nothing, it may have been any delete so far.
    pub(super) fn version_of(&self, key: Key, seen: Option<Value>) -> Version {
        self.sessions.version_of(key, seen)
    }

    pub(super) fn apply(&mut self, event: &Event) {
        self.settled.clear();
        self.sessions.apply(&event.fact);
        match &event.fact {
            Fact::Issued { .. } => self.issue(event),
            Fact::Finished { op, outcome, .. } => {
                if let Some(Operation { client, key, action, version, .. }) = self.clients.get(op) {
                    self.sessions.learn((*client, *key), (*action, *version), *outcome);
                }
                self.change(*op, |operation| operation.finished = true);
            }
            Fact::Hit { op, .. } => self.change(*op, |operation| operation.hit = true),
            Fact::Missed { op, .. } => self.miss(*op),
            Fact::Sent(flight) if flight.payload.is_request() => self.depart(flight),
            Fact::Sent(flight) => self.answer(flight),
            Fact::Arrived { flight, reception } => self.arrive(*flight, *reception),
            Fact::FlushStarted { op, rows, .. } => {
                self.flushes.start(*op, rows);
                rows.iter().for_each(|row| self.keys.of_mut(row.key).changing += 1);
            }
            Fact::FlushEnded { op, .. } => {
                let gone = self.flushes.end(*op);
                self.calm(&gone);
            }
            Fact::Aborted { op } => {
                let gone = self.flushes.abort(*op);
                self.calm(&gone);
            }
            Fact::Crashed(node) => self.crash(*node),
            Fact::Cached { key, .. }
            | Fact::Cleaned { key, .. }
            | Fact::Dropped { key, .. }
            | Fact::Removed { key, .. } => self.look_at(*key),
            Fact::Persisted { op, write, .. } => {
                self.save(*op, *write);
                self.look_at(write.key);
            }
            Fact::Outdated { op, write, .. } | Fact::Repeated { op, write, .. } => {
                self.save(*op, *write);
            }
            _ => {}
        }
    }

    /// To be called when all have seen the event.
    pub(super) fn forget_those_over(&mut self) {
        for op in self.over.drain(..) {
            self.clients.remove(&op);
        }
    }

    #[cfg(test)]
    pub(super) fn are_over(&self) -> bool {
        let is_calm = |traffic: &Traffic| traffic.changing == 0 && traffic.fetches == 0;
        self.clients.is_empty()
            && self.flights.is_empty()
            && self.flushes.is_empty()
            && self.keys.iter().all(is_calm)
    }

    fn issue(&mut self, event: &Event) {
        let Fact::Issued { op, client, action, key, version, .. } = event.fact else {
            return;
        };
        let session = match action {
            Action::Read => self.sessions.of(client, key),
            _ => Session::default(),
        };
        let (requests, issued) = (Requests::default(), event.at);
        let (hit, missed, finished) = Default::default();
        let operation = Operation {
            client,
            action,
            key,
            version,
            issued,
            hit,
            missed,
            session,
            requests,
            finished,
        };
        self.keys.of_mut(key).changing += u32::from(operation.is_changing());
        self.clients.insert(op, operation);
    }

    fn miss(&mut self, op: OpId) {
        if let Some(operation) = self.clients.get_mut(&op) {
            let was_changing = operation.is_changing();
            operation.missed = true;
            self.keys.of_mut(operation.key).changing += u32::from(!was_changing);
        }
    }

    fn depart(&mut self, flight: &Flight) {
        let Flight { id, op, to, payload, .. } = *flight;
        match payload {
            Payload::Write(write) if self.flushes.contains(op) => {
                self.flushes.depart(op, id, write);
            }
            _ if !self.clients.contains_key(&op) => return,
            _ => self.change(op, |operation| operation.requests.depart(flight, operation.missed)),
        }
        self.flights.insert(id, (op, to));
    }

    fn arrive(&mut self, flight: FlightId, reception: Reception) {
        let Some((op, to)) = self.flights.remove(&flight) else {
            return;
        };
        if self.flushes.contains(op) {
            let gone = self.flushes.arrive(op, flight, reception);
            return self.calm(&gone);
        }
        self.change(op, |operation| operation.requests.arrive(to, reception));
    }

    fn answer(&mut self, flight: &Flight) {
        let Flight { op, key, from, payload, .. } = *flight;
        if matches!(payload, Payload::Refused(_) | Payload::Reset | Payload::Unknown) {
            let gone = self.flushes.refuse(op, key);
            self.calm(&gone);
        }
        self.change(op, |operation| operation.requests.answer(from));
    }

    /// A row of a flush is done with.
    fn save(&mut self, op: OpId, write: Write) {
        let gone = self.flushes.save(op, write);
        self.calm(&gone);
    }

    fn crash(&mut self, node: Node) {
        let gone = self.flushes.crash(node);
        self.calm(&gone);
        let mut all: Vec<_> = self.clients.keys().copied().collect();
        all.sort_unstable();
        for op in all {
            self.change(op, |operation| operation.requests.crash(node));
        }
    }

    /// Changes an operation, and keeps the figures of its key.
    fn change(&mut self, op: OpId, change: impl FnOnce(&mut Operation)) {
        let Some(operation) = self.clients.get_mut(&op) else {
            return;
        };
        let before = (operation.is_over(), operation.requests.fetching);
        change(operation);
        let traffic = self.keys.of_mut(operation.key);
        traffic.fetches += u32::from(operation.requests.fetching);
        traffic.fetches -= u32::from(before.1);
        if operation.is_over() && !before.0 {
            let (key, was_changing) = (operation.key, operation.is_changing());
            self.over.push(op);
            if was_changing {
                self.calm(&[key]);
            }
        }
    }

    /// Something that might have changed these keys is over.
    fn calm(&mut self, keys: &[Key]) {
        for key in keys {
            self.keys.of_mut(*key).changing -= 1;
            self.look_at(*key);
        }
    }

    fn look_at(&mut self, key: Key) {
        if self.keys.of(key).is_none_or(|traffic| traffic.changing == 0) {
            self.settled.push(key);
        }
    }
}
