//! Penetration: read after read of a key that does not exist goes through to the database.

use super::operations::Operations;
use super::per_key::PerKey;
use super::{Evidence, Explanation, Findings};
use crate::protocol::{Fact, Flight, Key, Node, Payload, Time, Value};

pub(super) const EXPLANATION: Explanation = Explanation {
    audience: "The key does not exist, so the cache never holds it, and every read goes to the database.",
    engineer: "Cache penetration: a cache that stores only what exists cannot answer for what does not; cache the absence as well (negative caching, as DNS does: RFC 2308), or ask a Bloom filter first.",
    cure: Some(("cache.negative_caching", "on")),
};

/// Reads in a row that make it a habit.
const MANY: u32 = 3;

/// Named once for every series of reads.
#[derive(Clone, Default)]
pub(super) struct Detector {
    series: PerKey<Series>,
}

/// Reads that found nothing, each begun after the answer to the one before: those that meet
/// are a stampede.
#[derive(Clone, Copy, Default)]
struct Series {
    reads: u32,
    last: Time,
}

impl Detector {
    pub(super) fn follow(
        &mut self,
        evidence: &Evidence<'_>,
        operations: &Operations,
        found: &mut Findings<'_>,
    ) {
        match evidence.event.fact {
            Fact::Sent(flight) if flight.from == Node::Database => {
                self.answer(flight, operations, found);
            }
            Fact::Issued { key, version: Some(_), .. } => self.end(key),
            Fact::Persisted { write, .. } => self.end(write.key),
            Fact::Cached { key, value, .. } if value.deleted => self.end(key),
            _ => {}
        }
    }

    fn answer(&mut self, flight: Flight, operations: &Operations, found: &mut Findings<'_>) {
        let Flight { op, key, payload: Payload::Found(value), departs, .. } = flight else {
            return;
        };
        if value.and_then(Value::live).is_some() {
            return self.end(key);
        }
        let series = self.series.of_mut(key);
        if operations.of(op).is_some_and(|read| read.issued >= series.last) {
            *series = Series { reads: series.reads + 1, last: departs };
            if series.reads == MANY {
                found.add(key, Some(op));
            }
        }
    }

    fn end(&mut self, key: Key) {
        *self.series.of_mut(key) = Series::default();
    }
}
