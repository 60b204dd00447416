//! Which events may change what a crash of the cache costs, and which certainly do not.
//!
//! Think of the same crash at two instants. What happened between them makes no difference if it
//! would have happened in any case, or would have died with the cache:
//!
//! - Application and database go on after the crash as they would have without it, at the same
//!   instants. They do not if the application turns to the database because the cache is down, if a
//!   message is held, cut off or late, if latencies are diced, or if a trap is armed: then everything
//!   counts. The database depends on a flush alone, whose connection it gives back when the sender
//!   is gone; so while there is one, other requests count.
//! - In the cache all dies with it: its memory, the requests that it works on, and the answers that it
//!   has not sent. So only what leaves it counts: an OK, a message to the database, a record of the
//!   journal.

use fnv::{FnvHashMap, FnvHashSet};

use crate::ledger::WriteCounts;
use crate::limits;
use crate::protocol::{
    Fact, Flight, FlightId, Key, Node, OpId, Outcome, Pattern, Payload, Reception, Service,
    Version, Work, Write, WritePattern,
};
use crate::world::{CacheDown, World};

/// Follows a run as far as it takes to tell.
#[derive(Default)]
pub(super) struct Stakes {
    world: World,
    /// Something has happened after which everything counts.
    is_disturbed: bool,
    operations: FnvHashMap<OpId, Pattern>,
    flights: FnvHashMap<FlightId, Flight>,
    flushes: FnvHashSet<OpId>,
    /// Writes, other than rows of a flush, that may still become durable.
    persisting: FnvHashMap<OpId, Write>,
    newest: FnvHashMap<Key, Version>,
}

impl Stakes {
    /// Follows one fact; says whether a crash may cost something else after it than before it.
    /// `writes` are those before it.
    pub(super) fn apply(&mut self, fact: &Fact, writes: WriteCounts) -> bool {
        let is_indifferent = self.is_plain() && self.is_indifferent(fact, writes);
        self.follow(fact);
        !(is_indifferent && self.is_plain())
    }

    /// Whether a crash costs nothing: no acknowledged write depends on the cache, nor does one that
    /// it has answered already; and what is on its way to the database is newer than what it meets.
    pub(super) fn is_nothing_at_stake(&self, writes: WriteCounts) -> bool {
        let is_newest = |write: &Write| self.newest.get(&write.key) == Some(&write.version);
        self.is_plain()
            && self.is_all_durable(writes)
            && self.flushes.is_empty()
            && self.persisting.values().all(is_newest)
    }

    /// The application and the database do not mind when the cache dies.
    fn is_plain(&self) -> bool {
        !self.is_disturbed
            && self.world.link.jitter_ms.duration().is_zero()
            && self.world.app.cache_down == CacheDown::Fail
            && self.comes_to_rest()
    }

    /// With the longest line before it, the last request is served before the run is over.
    fn comes_to_rest(&self) -> bool {
        let (database, link) = (&self.world.database, &self.world.link);
        let request = [database.write_ms, database.read_ms, database.row_ms];
        let request: f64 = request.iter().map(|part| part.duration().as_secs_f64()).sum();
        let way = [link.app_cache_ms, link.cache_database_ms, link.app_database_ms];
        let ways: f64 = way.iter().map(|part| 2.0 * part.duration().as_secs_f64()).sum();
        let line = f64::from(database.queue) / f64::from(database.connections.max(1)) + 2.0;
        request * line * f64::from(database.slowdown) + ways < limits::PLAY_OUT.as_secs_f64() / 2.0
    }

    fn follow(&mut self, fact: &Fact) {
        match fact {
            Fact::Set(setting) => self.world.turn(setting),
            Fact::Issued { op, pattern, key, version, .. } => {
                self.operations.insert(*op, *pattern);
                self.newest.extend(version.map(|version| (*key, version)));
            }
            Fact::Finished { op, outcome, .. } => self.finish(*op, *outcome),
            Fact::Sent(flight) => self.send(flight),
            Fact::Arrived { flight, reception } => {
                self.flights.remove(flight);
                self.is_disturbed |= *reception != Reception::Delivered;
            }
            Fact::FlushStarted { op, .. } => {
                self.flushes.insert(*op);
            }
            Fact::FlushEnded { op, complete } => {
                self.flushes.remove(op);
                self.is_disturbed |= !complete;
            }
            Fact::TimedOut { .. }
            | Fact::Killed(_)
            | Fact::Held(_)
            | Fact::FaultSet(_)
            | Fact::Armed { .. }
            | Fact::Crashed(_) => self.is_disturbed = true,
            _ => {}
        }
    }

    /// A write without an answer may go on somewhere.
    fn finish(&mut self, op: OpId, outcome: Outcome) {
        let pattern = self.operations.remove(&op);
        let is_write = matches!(pattern, Some(Pattern::Write(_)));
        self.is_disturbed |= is_write && outcome == Outcome::Unknown;
        self.persisting.remove(&op);
    }

    fn send(&mut self, flight: &Flight) {
        self.flights.insert(flight.id, *flight);
        if let (Node::Database, Payload::Write(write)) = (flight.to, flight.payload)
            && !self.flushes.contains(&flight.op)
        {
            self.persisting.insert(flight.op, write);
        }
    }

    fn is_indifferent(&self, fact: &Fact, writes: WriteCounts) -> bool {
        if !self.flushes.is_empty() && !self.persisting.is_empty() {
            return matches!(fact, Fact::Step { .. });
        }
        match fact {
            Fact::Step { .. } | Fact::FlushDue(_) | Fact::Hit { .. } => true,
            Fact::Issued { pattern, .. } => *pattern != Pattern::Write(WritePattern::WriteAround),
            Fact::Finished { outcome, .. } => *outcome != Outcome::Unknown,
            Fact::Missed { .. } => self.is_quiet(),
            Fact::Sent(flight) => self.may_leave(flight),
            Fact::Arrived { flight, .. } => {
                self.flights.get(flight).is_some_and(|flight| self.may_arrive(flight))
            }
            Fact::Serving(service) => self.may_serve(service),
            Fact::Persisted { row: Some(_), write, .. } => write.change.is_absolute(),
            Fact::Persisted { .. } => self.flushes.is_empty() && self.is_all_durable(writes),
            Fact::Cached { .. }
            | Fact::Cleaned { .. }
            | Fact::Removed { .. }
            | Fact::Queued { node: Node::Database, .. } => self.flushes.is_empty(),
            _ => false,
        }
    }

    /// What leaves the application or the database leaves in any case; a read counts only if it could
    /// keep a write waiting.
    fn may_leave(&self, flight: &Flight) -> bool {
        match (flight.from, flight.to, flight.payload) {
            (Node::App, Node::Cache, _) => true,
            (Node::Cache, Node::App, Payload::Found(None)) => self.is_quiet(),
            (Node::Cache, Node::App, _) => self.is_read(flight.op),
            (_, Node::Database, Payload::Read) => self.is_quiet() && self.is_read(flight.op),
            (Node::Database, ..) => self.is_of_flush_if_any(flight.op),
            _ => false,
        }
    }

    fn may_arrive(&self, flight: &Flight) -> bool {
        match flight.payload {
            Payload::Invalidate | Payload::Fill(_) => self.is_quiet(),
            _ => flight.to != Node::Database || self.is_of_flush_if_any(flight.op),
        }
    }

    fn may_serve(&self, service: &Service) -> bool {
        match (service.node, service.work) {
            (Node::Cache, Work::Invalidate) => self.is_quiet(),
            (Node::Cache, work) => work != Work::Restore,
            (_, Work::Persist(_)) => true,
            _ => self.flushes.is_empty(),
        }
    }

    /// While there is a flush, the database depends on its sender.
    fn is_of_flush_if_any(&self, op: OpId) -> bool {
        self.flushes.is_empty() || self.flushes.contains(&op)
    }

    /// No write would become durable once the cache is gone.
    fn is_quiet(&self) -> bool {
        self.persisting.is_empty() && self.flushes.is_empty()
    }

    /// Nothing is acknowledged, or about to be, that only the cache has.
    fn is_all_durable(&self, writes: WriteCounts) -> bool {
        let back = Pattern::Write(WritePattern::WriteBack);
        writes.at_risk == 0 && self.operations.values().all(|pattern| *pattern != back)
    }

    fn is_read(&self, op: OpId) -> bool {
        matches!(self.operations.get(&op), Some(Pattern::Read(_)))
    }
}
