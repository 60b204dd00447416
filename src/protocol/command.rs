//! What can be asked of the engine, in the very words of scripts and of the prompt.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::Selection;
use super::names::{Action, ClientId, FlightId, LinkName, Node, ReadPattern, WritePattern};
use super::trigger::Trigger;
use crate::world::Setting;

/// One thing to do, now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Command {
    /// A client begins an operation.
    Issue {
        /// Who.
        client: ClientId,
        /// What.
        action: Action,
        /// The key's name; a new name makes a new key.
        key: String,
    },
    /// Flush the dirty entries now.
    Flush,
    /// Kill a node.
    Crash(Node),
    /// Start a node that is down.
    Restart(Node),
    /// Kill a client: whatever it waits for, it does not hear the answer.
    Kill(ClientId),
    /// Turn a knob. What is under way goes on as it took off.
    Set(Setting),
    /// Choose how writes of the keys that begin like this travel; none: like all the others.
    Route {
        /// What the keys begin with.
        prefix: String,
        /// The pattern.
        pattern: Option<WritePattern>,
    },
    /// Switch automatic load on or off.
    Load(bool),
    /// Let nothing through a link any more.
    Cut(LinkName),
    /// Let messages through a link again.
    Heal(LinkName),
    /// Refuse the next write at the database, when its work is done; or rather do not.
    RefuseWrite(bool),
    /// Lose the next acknowledgement on its way; or rather do not.
    DropAck(bool),
    /// Hold a message in the air: the newest one of this kind or, if none is there, the next one.
    Hold(Selection),
    /// Hold this very message in the air.
    HoldFlight(FlightId),
    /// Let go of the messages of this kind that are held.
    Release(Selection),
    /// Let go of this very message.
    ReleaseFlight(FlightId),
    /// Give a command as soon as the moment comes, once.
    Arm(Trigger, Box<Command>),
    /// Take an armed command away, by its number; none: all of them.
    Disarm(Option<u32>),
}

impl Command {
    /// The first client does something with a key.
    pub fn issue(action: Action, key: impl Into<String>) -> Self {
        let client = ClientId::FIRST;
        let key = key.into();
        Self::Issue { client, action, key }
    }

    /// Turns a knob.
    ///
    /// # Panics
    /// If there is no such knob or it cannot have this value; use [`Setting::new`] for what a
    /// person types.
    pub fn set(knob: &str, value: impl fmt::Display) -> Self {
        Self::Set(Setting::new(knob, &value.to_string()).expect("a knob and one of its values"))
    }

    /// Chooses how writes travel from now on.
    pub fn write_pattern(pattern: WritePattern) -> Self {
        Self::set("write", pattern)
    }

    /// Chooses how reads travel from now on.
    pub fn read_pattern(pattern: ReadPattern) -> Self {
        Self::set("read", pattern)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issue { client, action, key } => issue(f, *client, *action, key),
            Self::Flush => f.write_str("flush"),
            Self::Crash(node) => write!(f, "crash {node}"),
            Self::Restart(node) => write!(f, "restart {node}"),
            Self::Kill(client) => write!(f, "kill {}", client.0),
            Self::Set(setting) => write!(f, "set {} {}", setting.name(), setting.value()),
            Self::Route { prefix, pattern: Some(pattern) } => {
                write!(f, "route {prefix}* {pattern}")
            }
            Self::Route { prefix, pattern: None } => write!(f, "route {prefix}* off"),
            Self::Load(on) => f.write_str(if *on { "load on" } else { "load off" }),
            Self::Cut(link) => write!(f, "cut {link}"),
            Self::Heal(link) => write!(f, "heal {link}"),
            Self::RefuseWrite(on) => write!(f, "refuse-write{}", not(*on)),
            Self::DropAck(on) => write!(f, "drop-ack{}", not(*on)),
            Self::Hold(selection) => write!(f, "hold{selection}"),
            Self::HoldFlight(flight) => write!(f, "hold #{}", flight.0),
            Self::Release(selection) => write!(f, "release{selection}"),
            Self::ReleaseFlight(flight) => write!(f, "release #{}", flight.0),
            Self::Arm(trigger, command) => write!(f, "when {trigger}: {command}"),
            Self::Disarm(None) => f.write_str("disarm"),
            Self::Disarm(Some(trap)) => write!(f, "disarm {trap}"),
        }
    }
}

const fn not(on: bool) -> &'static str {
    if on { "" } else { " off" }
}

fn issue(f: &mut fmt::Formatter<'_>, client: ClientId, action: Action, key: &str) -> fmt::Result {
    if client != ClientId::FIRST {
        write!(f, "client {}: ", client.0)?;
    }
    match action {
        Action::Write => write!(f, "write {key}"),
        Action::Delete => write!(f, "delete {key}"),
        Action::Add(amount) => write!(f, "add {key} {amount}"),
        Action::Read => write!(f, "read {key}"),
    }
}

/// As it stands behind `hold`: nothing for any message, else with a space before each part.
impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = &self.key {
            write!(f, " {key}")?;
        }
        match self.ends {
            Some((from, to)) => write!(f, " {from}-{to}"),
            None => Ok(()),
        }
    }
}
