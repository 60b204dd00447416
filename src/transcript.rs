//! A run in words: one line an event, for the terminal and for tests that read as timing diagrams.

use std::fmt::Write as _;

use fnv::FnvHashMap;

use crate::protocol::{
    Action, EntryState, Event, Fact, Flight, FlightId, FlushCause, Key, Node, OpId, Outcome,
    Payload, Reception, Removal, Value, Version,
};

/// Turns events into lines. It remembers only names.
#[derive(Clone, Default)]
pub struct Transcript {
    keys: Vec<Box<str>>,
    operations: FnvHashMap<OpId, String>,
    flights: FnvHashMap<FlightId, (Node, String)>,
}

impl Transcript {
    /// The event's line; none for events that only matter to the screen.
    pub fn line(&mut self, event: &Event) -> Option<String> {
        let (who, what) = self.describe(&event.fact)?;
        Some(format!("{:>11.3} ms  {who:<9} {what}", event.at.as_millis_f64()))
    }

    fn describe(&mut self, fact: &Fact) -> Option<(Node, String)> {
        let line = match fact {
            Fact::KeyAdded { name, .. } => {
                self.keys.push(name.clone());
                return None;
            }
            Fact::WritePatternSet(pattern) => (Node::App, format!("writes: {pattern}")),
            Fact::ReadPatternSet(pattern) => (Node::App, format!("reads: {pattern}")),
            Fact::LoadSet { on, per_second } => return self.load(*on, *per_second),
            Fact::Issued { op, action, key, version, .. } => {
                (Node::App, self.issued(*op, *action, *key, *version))
            }
            Fact::Finished { op, outcome } => (Node::App, self.finished(*op, *outcome)),
            Fact::Sent(flight) => (flight.from, self.sent(flight)),
            Fact::Arrived { flight, reception } => return self.arrived(*flight, *reception),
            Fact::Queued { node, key, .. } => (*node, format!("{} waits", self.key(*key))),
            Fact::Persisted { key, value, .. } => {
                (Node::Database, format!("{} is durable", self.pair(*key, *value)))
            }
            Fact::Outdated { key, value, .. } => {
                (Node::Database, format!("{} is outdated", self.pair(*key, *value)))
            }
            Fact::Crashed(node) => (*node, "CRASHED".into()),
            Fact::Restarted(node) => (*node, "restarted".into()),
            Fact::Step { .. } | Fact::Serving(_) | Fact::FlushDue(_) => return None,
            cache => (Node::Cache, self.at_cache(cache)?),
        };
        Some(line)
    }

    fn at_cache(&self, fact: &Fact) -> Option<String> {
        Some(match fact {
            Fact::Hit { key, value, .. } => format!("hit: {}", self.pair(*key, *value)),
            Fact::Missed { key, .. } => format!("miss: {}", self.key(*key)),
            Fact::Cached { key, value, state, .. } => {
                format!("{} is {}", self.pair(*key, *value), state_word(*state))
            }
            Fact::Cleaned { key, value } => format!("{} is clean", self.pair(*key, *value)),
            Fact::Removed { key, value, cause } => {
                format!("{} is {}", self.pair(*key, *value), removal_word(*cause))
            }
            Fact::FlushStarted { cause, rows, .. } => {
                let rows: Vec<_> = rows.iter().map(|row| self.pair(row.key, row.value)).collect();
                format!("flush {}: {}", cause_words(*cause), rows.join(", "))
            }
            Fact::FlushEnded { complete: true, .. } => "flush done".into(),
            Fact::FlushEnded { complete: false, .. } => "flush failed".into(),
            _ => return None,
        })
    }

    fn load(&self, on: bool, per_second: Option<u32>) -> Option<(Node, String)> {
        let rate = per_second.map_or("as fast as answers come".into(), |rate| format!("{rate}/s"));
        on.then(|| (Node::App, format!("automatic load on, {rate}")))
    }

    fn issued(&mut self, op: OpId, action: Action, key: Key, version: Option<Version>) -> String {
        let name = self.key(key);
        let words = match (action, version) {
            (Action::Write, Some(version)) => format!("write {name} = {version}"),
            (Action::Delete, Some(version)) => format!("delete {name} ({version})"),
            _ => format!("read {name}"),
        };
        self.operations.insert(op, words.clone());
        words
    }

    fn finished(&mut self, op: OpId, outcome: Outcome) -> String {
        let mut words = self.operations.remove(&op).unwrap_or_default();
        let ending = match outcome {
            Outcome::Acked(None) if words.starts_with("read") => ": nothing there".into(),
            Outcome::Acked(None) => ": OK".into(),
            Outcome::Acked(Some(value)) => format!(": {}", value_words(value)),
            Outcome::Refused(why) => format!(": REFUSED, {why}"),
            Outcome::Unknown => ": UNKNOWN, no answer".into(),
        };
        let _infallible = words.write_str(&ending);
        words
    }

    /// Only what does not arrive as it should is worth a line.
    fn arrived(&mut self, flight: FlightId, reception: Reception) -> Option<(Node, String)> {
        let (to, what) = self.flights.remove(&flight)?;
        match reception {
            Reception::Delivered => None,
            Reception::Rejected => Some((to, format!("takes no more: {what}"))),
            Reception::Nobody => Some((to, format!("nobody there for: {what}"))),
        }
    }

    fn sent(&mut self, flight: &Flight) -> String {
        let key = self.key(flight.key);
        let what = match flight.payload {
            Payload::Write(value) => format!("write {}", self.pair(flight.key, value)),
            Payload::Read => format!("read {key}"),
            Payload::Fill(value) => format!("fill {}", self.pair(flight.key, value)),
            Payload::Ack => format!("ok {key}"),
            Payload::Found(Some(value)) => format!("found {}", self.pair(flight.key, value)),
            Payload::Found(None) => format!("no {key}"),
            Payload::Refused(_) => format!("refused {key}"),
            Payload::Reset => format!("reset {key}"),
        };
        let line = format!("-> {:<8}  {what}", flight.to);
        self.flights.insert(flight.id, (flight.to, what));
        line
    }

    fn key(&self, key: Key) -> &str {
        &self.keys[key.index()]
    }

    fn pair(&self, key: Key, value: Value) -> String {
        format!("{} = {}", self.key(key), value_words(value))
    }
}

fn value_words(value: Value) -> String {
    match value.deleted {
        true => format!("deleted ({})", value.version),
        false => value.version.to_string(),
    }
}

const fn state_word(state: EntryState) -> &'static str {
    match state {
        EntryState::Clean => "clean",
        EntryState::Dirty => "dirty",
        EntryState::Pending => "pending",
    }
}

const fn removal_word(cause: Removal) -> &'static str {
    match cause {
        Removal::Evicted => "evicted",
        Removal::Deleted => "removed",
        Removal::RolledBack => "rolled back",
    }
}

const fn cause_words(cause: FlushCause) -> &'static str {
    match cause {
        FlushCause::Interval => "by interval",
        FlushCause::Batch => "by number of dirty entries",
        FlushCause::ByHand => "by hand",
        FlushCause::Eviction => "before eviction",
        FlushCause::Retry => "again",
    }
}
