//! What can be asked of the engine, in the very words of scripts.

use std::fmt;
use std::str::FromStr;

use super::names::{Action, ClientId, Node, ReadPattern, WritePattern};
use crate::limits;

/// One thing to do, now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// Choose how writes travel from now on.
    WritePattern(WritePattern),
    /// Choose how reads travel from now on.
    ReadPattern(ReadPattern),
    /// Switch automatic load on or off.
    Load(bool),
    /// Set the rate of automatic load in operations a second; none: as fast as answers come.
    LoadRate(Option<u32>),
}

impl Command {
    /// The first client does something with a key.
    pub fn issue(action: Action, key: impl Into<String>) -> Self {
        let client = ClientId::FIRST;
        let key = key.into();
        Self::Issue { client, action, key }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issue { client, action, key } => {
                if *client != ClientId::FIRST {
                    write!(f, "client {}: ", client.0)?;
                }
                write!(f, "{} {key}", verb(*action))
            }
            Self::Flush => f.write_str("flush"),
            Self::Crash(node) => write!(f, "crash {node}"),
            Self::Restart(node) => write!(f, "restart {node}"),
            Self::WritePattern(pattern) => write!(f, "write-pattern {pattern}"),
            Self::ReadPattern(pattern) => write!(f, "read-pattern {pattern}"),
            Self::Load(on) => f.write_str(if *on { "load on" } else { "load off" }),
            Self::LoadRate(Some(rate)) => write!(f, "load-rate {rate}"),
            Self::LoadRate(None) => f.write_str("load-rate max"),
        }
    }
}

const fn verb(action: Action) -> &'static str {
    match action {
        Action::Write => "write",
        Action::Delete => "delete",
        Action::Read => "read",
    }
}

/// The error is a sentence that says what was expected.
impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (client, rest) = split_client(text.trim())?;
        let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let argument = argument.trim();
        if let Some(action) = action(word) {
            let key = key_name(word, argument)?;
            let client = client.unwrap_or(ClientId::FIRST);
            return Ok(Self::Issue { client, action, key });
        }
        match client {
            Some(_) => Err(format!("a client can write, read or delete, not `{word}`")),
            None => world_command(word, argument),
        }
    }
}

fn split_client(text: &str) -> Result<(Option<ClientId>, &str), String> {
    let Some(rest) = text.strip_prefix("client ") else {
        return Ok((None, text));
    };
    let (number, command) = rest
        .split_once(':')
        .ok_or_else(|| format!("expected `client N: COMMAND`, found `{text}`"))?;
    let number = whole_number(number, 1, limits::CLIENTS, "a client's number")?;
    Ok((Some(ClientId(number)), command.trim()))
}

fn action(word: &str) -> Option<Action> {
    [Action::Write, Action::Delete, Action::Read].into_iter().find(|action| verb(*action) == word)
}

fn key_name(word: &str, argument: &str) -> Result<String, String> {
    let fits = !argument.is_empty()
        && argument.len() <= limits::KEY_NAME
        && argument.chars().all(|c| c.is_ascii_graphic());
    match fits {
        true => Ok(argument.to_owned()),
        false => Err(format!(
            "expected `{word} KEY` with a key of 1 to {} printable ASCII characters without spaces, \
             such as cart:7",
            limits::KEY_NAME
        )),
    }
}

fn world_command(word: &str, argument: &str) -> Result<Command, String> {
    match word {
        "flush" if argument.is_empty() => Ok(Command::Flush),
        "flush" => Err(format!("`flush` takes no argument, found `{argument}`")),
        "crash" => node(word, argument).map(Command::Crash),
        "restart" => node(word, argument).map(Command::Restart),
        "write-pattern" => argument.parse().map(Command::WritePattern),
        "read-pattern" => argument.parse().map(Command::ReadPattern),
        "load" => on_off(argument).map(Command::Load),
        "load-rate" => load_rate(argument).map(Command::LoadRate),
        _ => Err(format!("`{word}` is not a command; expected {COMMANDS}")),
    }
}

const COMMANDS: &str = "write KEY, read KEY, delete KEY, flush, crash NODE, restart NODE, \
     write-pattern PATTERN, read-pattern PATTERN, load on|off, load-rate N|max, or client N: COMMAND";

fn node(word: &str, argument: &str) -> Result<Node, String> {
    match argument {
        "cache" => Ok(Node::Cache),
        "database" => Ok(Node::Database),
        _ => {
            Err(format!("expected `{word} cache` or `{word} database`, found `{word} {argument}`"))
        }
    }
}

fn on_off(argument: &str) -> Result<bool, String> {
    match argument {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("expected `load on` or `load off`, found `load {argument}`")),
    }
}

fn load_rate(argument: &str) -> Result<Option<u32>, String> {
    match argument {
        "max" => Ok(None),
        rate => whole_number(rate, 1, limits::LOAD_RATE, "a load rate").map(Some),
    }
}

fn whole_number(text: &str, least: u32, most: u32, what: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("expected {what} from {least} to {most}, found `{}`", text.trim()))
}
