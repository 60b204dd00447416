//! A run in words: one line an event, for the terminal and for tests that read as timing diagrams.

use std::fmt::Write as _;

use fnv::FnvHashMap;

use crate::protocol::{
    Action, Change, ClientId, EntryState, Event, Fact, Flight, FlightId, FlushCause, Key, Node,
    OpId, Outcome, Payload, Reception, Removal, Value, Version, Write, WritePattern,
};
use crate::world::Setting;

/// Turns events into lines. It remembers only names.
#[derive(Clone, Default)]
pub struct Transcript {
    keys: Vec<Box<str>>,
    operations: FnvHashMap<OpId, String>,
    flights: FnvHashMap<FlightId, (Node, String)>,
    traps: FnvHashMap<u32, String>,
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
            Fact::Set(setting) => (Node::App, set(setting)),
            Fact::Routed { prefix, pattern } => (Node::App, routed(prefix, *pattern)),
            Fact::LoadSet { on, per_second } => return self.load(*on, *per_second),
            Fact::Issued { op, client, action, key, version, .. } => {
                (Node::App, self.issued((*op, *client), *action, *key, *version))
            }
            Fact::Finished { op, action, outcome } => {
                (Node::App, self.finished(*op, *action, *outcome))
            }
            Fact::Sent(flight) => (flight.from, self.sent(flight)),
            Fact::Arrived { flight, reception } => return self.arrived(*flight, *reception),
            Fact::Queued { node, key, .. } => (*node, format!("{} waits", self.key(*key))),
            Fact::Killed(client) => (Node::App, format!("client {} KILLED", client.0)),
            Fact::TimedOut { node, key, .. } => {
                (*node, format!("{}: waits no longer", self.key(*key)))
            }
            Fact::Persisted { .. }
            | Fact::Outdated { .. }
            | Fact::Repeated { .. }
            | Fact::Staged { .. }
            | Fact::Aborted { .. } => (Node::Database, self.at_database(fact)?),
            Fact::Held(_) | Fact::Released { .. } => return self.in_the_air(fact),
            Fact::FaultSet(fault) => (Node::App, format!("fault set: {fault}")),
            Fact::FaultCleared(fault) => (Node::App, format!("fault over: {fault}")),
            Fact::Armed { trap, trigger, command } => {
                let words = format!("when {trigger}: {command}");
                self.traps.insert(*trap, words.clone());
                (Node::App, format!("armed: {words}"))
            }
            Fact::Sprung { trap } => (Node::App, format!("the trap springs: {}", self.trap(*trap))),
            Fact::Disarmed { trap } => (Node::App, format!("disarmed: {}", self.trap(*trap))),
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
            Fact::FillRejected { key, value, .. } => {
                format!("{} is rejected: its lease was withdrawn", self.pair(*key, *value))
            }
            Fact::Dropped { key, value } => {
                format!("{} is given up", self.pair(*key, *value))
            }
            Fact::Journaled { write, .. } => format!("{} is in the journal", self.change(write)),
            Fact::Truncated { write, left } => {
                format!("journal truncated at {}: {left} left", self.change(write))
            }
            Fact::ReplayStarted { records } => format!("replays the journal: {records}"),
            Fact::Cleaned { key, value } => format!("{} is clean", self.pair(*key, *value)),
            Fact::Removed { key, value, cause } => {
                format!("{} is {}", self.pair(*key, *value), removal_word(*cause))
            }
            Fact::FlushStarted { cause, rows, .. } => {
                let rows: Vec<_> = rows.iter().map(|row| self.change(row)).collect();
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

    /// The first client is the one that is not named.
    fn issued(
        &mut self,
        (op, client): (OpId, ClientId),
        action: Action,
        key: Key,
        version: Option<Version>,
    ) -> String {
        let name = self.key(key);
        let what = match (action, version) {
            (Action::Write, Some(version)) => format!("write {name} = {version}"),
            (Action::Delete, Some(version)) => format!("delete {name} ({version})"),
            (Action::Add(amount), Some(version)) => format!("add {name} {amount:+} ({version})"),
            _ => format!("read {name}"),
        };
        let words = match client {
            ClientId::FIRST => what,
            ClientId(number) => format!("client {number}: {what}"),
        };
        self.operations.insert(op, words.clone());
        words
    }

    fn finished(&mut self, op: OpId, action: Action, outcome: Outcome) -> String {
        let mut words = self.operations.remove(&op).unwrap_or_default();
        let ending = match outcome {
            Outcome::Acked(None) if action == Action::Read => ": nothing there".into(),
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
            Reception::Lost => Some((to, format!("lost on the way: {what}"))),
        }
    }

    fn sent(&mut self, flight: &Flight) -> String {
        let key = self.key(flight.key);
        let what = match flight.payload {
            Payload::Write(write) => format!("write {}", self.change(&write)),
            Payload::Invalidate => format!("invalidate {key}"),
            Payload::Read => format!("read {key}"),
            Payload::Fill(value) => format!("fill {}", self.pair(flight.key, value)),
            Payload::Ack => format!("ok {key}"),
            Payload::Found(Some(value)) => format!("found {}", self.pair(flight.key, value)),
            Payload::Found(None) => format!("no {key}"),
            Payload::Refused(_) => format!("refused {key}"),
            Payload::Reset => format!("reset {key}"),
            Payload::Unknown => format!("unknown {key}"),
        };
        let line = format!("-> {:<8}  {what}", flight.to);
        self.flights.insert(flight.id, (flight.to, what));
        line
    }

    fn at_database(&self, fact: &Fact) -> Option<String> {
        Some(match fact {
            Fact::Persisted { write, value, .. } => match write.change {
                Change::Add(_) => {
                    let row = self.pair(write.key, *value);
                    format!("{} is durable: {row}", self.change(write))
                }
                _ => format!("{} is durable", self.change(write)),
            },
            Fact::Outdated { write, .. } => format!("{} is outdated", self.change(write)),
            Fact::Repeated { write, .. } => format!("{} was applied before", self.change(write)),
            Fact::Staged { write, .. } => {
                format!("{} is in the transaction", self.change(write))
            }
            Fact::Aborted { .. } => "the batch is rolled back".to_owned(),
            _ => return None,
        })
    }

    fn in_the_air(&self, fact: &Fact) -> Option<(Node, String)> {
        let (flight, word) = match fact {
            Fact::Held(flight) => (flight, "held"),
            Fact::Released { flight, .. } => (flight, "released"),
            _ => return None,
        };
        let (to, what) = self.flights.get(flight)?;
        Some((*to, format!("{word} in the air: {what}")))
    }

    fn change(&self, write: &Write) -> String {
        let name = self.key(write.key);
        match write.change {
            Change::Set => format!("{name} = {}", write.version),
            Change::Delete => format!("{name} = deleted ({})", write.version),
            Change::Add(amount) => format!("{name} {amount:+} ({})", write.version),
        }
    }

    fn trap(&mut self, trap: u32) -> String {
        self.traps.remove(&trap).unwrap_or_default()
    }

    fn key(&self, key: Key) -> &str {
        &self.keys[key.index()]
    }

    fn pair(&self, key: Key, value: Value) -> String {
        format!("{} = {}", self.key(key), value_words(value))
    }
}

fn value_words(value: Value) -> String {
    match value {
        Value::ABSENT => "nothing".to_owned(),
        Value { deleted: true, version, .. } => format!("deleted ({version})"),
        Value { total: 0, version, .. } => version.to_string(),
        Value { total, version, .. } => format!("{version} ({total})"),
    }
}

fn set(setting: &Setting) -> String {
    let value = setting.value();
    match setting.name() {
        "write" => format!("writes: {value}"),
        "read" => format!("reads: {value}"),
        name => format!("{name} = {value}"),
    }
}

fn routed(prefix: &str, pattern: Option<WritePattern>) -> String {
    let pattern = pattern.map_or("as all others", WritePattern::name);
    format!("writes of {prefix}*: {pattern}")
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
        Removal::Expired => "expired",
        Removal::Invalidated => "invalidated",
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
