//! The one table of commands: it feeds the parser, its errors, the prompt's completion and the help.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::command::Command;
use super::fault::Selection;
use super::names::{Action, ClientId, FlightId, LinkName, Node, ReadPattern, WritePattern};
use super::trigger::Trigger;
use crate::limits;
use crate::world::{KNOBS, Setting};

/// One word that begins a command.
pub struct Word {
    /// The word.
    pub word: &'static str,
    /// What stands behind it.
    pub usage: &'static str,
    /// What it does.
    pub help: &'static str,
    arguments: &'static [Argument],
    parse: fn(&str) -> Result<Command, String>,
}

impl Word {
    /// Whether it usually has nothing behind it.
    fn can_stand_alone(&self) -> bool {
        self.arguments.is_empty() || (self.usage.starts_with('[') && !self.usage.contains(' '))
    }
}

/// What can stand at a place, for completion.
#[derive(Clone, Copy)]
enum Argument {
    Key,
    KeyOrWay,
    Prefix,
    Among(&'static [&'static str]),
    Knob,
    ValueOfKnob,
    Free,
}

const NODES: Argument = Argument::Among(&["cache", "database"]);
const LINKS: Argument = Argument::Among(&["app-cache", "cache-database", "app-database"]);
const WRITE_PATTERNS: Argument = Argument::Among(&["write-through", "write-back", "write-around"]);
const WAY_NAMES: &[&str] =
    &["app-cache", "cache-app", "cache-database", "database-cache", "app-database", "database-app"];
const WAYS: Argument = Argument::Among(WAY_NAMES);
/// Any number will do; these are those that the keyboard knows.
const CLIENTS: [&str; 4] = ["1", "2", "3", "4"];

macro_rules! words {
    ($($word:literal $usage:literal $help:literal [$($argument:expr),*] $parse:expr;)+) => {
        &[$(Word {
            word: $word,
            usage: $usage,
            help: $help,
            arguments: &[$($argument),*],
            parse: $parse,
        }),+]
    };
}

/// Every command but the two prefixes `client N:` and `when MOMENT:`.
pub static WORDS: &[Word] = words! {
    "write" "KEY" "write a new version of a key" [Argument::Key] |key| issue("write", Action::Write, key);
    "read" "KEY" "read a key" [Argument::Key] |key| issue("read", Action::Read, key);
    "delete" "KEY" "delete a key" [Argument::Key] |key| issue("delete", Action::Delete, key);
    "add" "KEY N" "add to a key" [Argument::Key, Argument::Free] add;
    "flush" "" "flush the dirty entries now" [] |rest| alone("flush", Command::Flush, rest);
    "crash" "cache|database" "kill a node" [NODES] |rest| node("crash", rest).map(Command::Crash);
    "restart" "cache|database" "start a node again" [NODES] |rest| node("restart", rest).map(Command::Restart);
    "kill" "N" "kill a client: it hears no answer any more" [Argument::Among(&CLIENTS)] |rest| client(rest).map(Command::Kill);
    "set" "KNOB VALUE" "turn a knob" [Argument::Knob, Argument::ValueOfKnob] set;
    "write-pattern" "PATTERN" "how writes travel from now on" [WRITE_PATTERNS]
        |rest| rest.parse().map(|pattern: WritePattern| Command::write_pattern(pattern));
    "read-pattern" "PATTERN" "how reads travel from now on" [Argument::Among(&["read-through", "cache-aside"])]
        |rest| rest.parse().map(|pattern: ReadPattern| Command::read_pattern(pattern));
    "route" "PREFIX* PATTERN|off" "a write pattern for the keys that begin like this" [Argument::Prefix, Argument::Among(&["write-through", "write-back", "write-around", "off"])] route;
    "load" "on|off" "automatic load" [Argument::Among(&["on", "off"])] load;
    "load-rate" "N|max" "operations a second" [Argument::Among(&["5", "20", "100", "500", "max"])] load_rate;
    "cut" "LINK" "nothing gets through a link" [LINKS] |rest| rest.parse().map(Command::Cut);
    "heal" "LINK" "messages get through again" [LINKS] |rest| rest.parse().map(Command::Heal);
    "slow" "on|off" "the database takes ten times as long" [Argument::Among(&["on", "off"])] slow;
    "refuse-write" "[off]" "the database refuses its next write" [Argument::Among(&["on", "off"])] |rest| next("refuse-write", rest).map(Command::RefuseWrite);
    "drop-ack" "[off]" "the next acknowledgement is lost on its way" [Argument::Among(&["on", "off"])] |rest| next("drop-ack", rest).map(Command::DropAck);
    "hold" "[KEY] [FROM-TO] | #N" "hold the newest such message in the air, or else the next one" [Argument::KeyOrWay, WAYS] hold;
    "release" "[KEY] [FROM-TO] | #N" "let go of what is held" [Argument::KeyOrWay, WAYS] release;
    "disarm" "[N]" "take an armed command away, or all of them" [Argument::Free] disarm;
};

/// The error is a sentence that says what was expected.
impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.strip_prefix("when ") {
            Some(armed) => arm(text, armed),
            None => at_once(text),
        }
    }
}

fn arm(text: &str, armed: &str) -> Result<Command, String> {
    let (moment, command) = armed
        .split_once(':')
        .ok_or_else(|| format!("expected `when MOMENT: COMMAND`, found `{text}`"))?;
    let command = command.trim();
    if command.starts_with("when ") {
        return Err("a trap cannot set a trap".to_owned());
    }
    Ok(Command::Arm(moment.trim().parse()?, Box::new(at_once(command)?)))
}

fn at_once(text: &str) -> Result<Command, String> {
    let (client, rest) = split_client(text)?;
    let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let known = WORDS.iter().find(|known| known.word == word).ok_or_else(|| unknown(word))?;
    let command = (known.parse)(argument.trim())?;
    match (client, command) {
        (None, command) => Ok(command),
        (Some(client), Command::Issue { action, key, .. }) => {
            Ok(Command::Issue { client, action, key })
        }
        _ => Err(format!("a client can write, read, delete or add, not `{word}`")),
    }
}

/// The word that a command begins with, if there is no such command; behind prefixes, too.
pub fn unknown_word(text: &str) -> Option<&str> {
    let armed = text.trim().strip_prefix("when ");
    let command = armed.map_or(Some(text), |armed| Some(armed.split_once(':')?.1))?;
    let (_, command) = split_client(command.trim()).ok()?;
    let word = command.split_whitespace().next()?;
    WORDS.iter().all(|known| known.word != word).then_some(word)
}

fn unknown(word: &str) -> String {
    let known: Vec<_> = WORDS.iter().map(|known| known.word).collect();
    format!(
        "`{word}` is not a command; expected {}, `client N: COMMAND` or `when MOMENT: COMMAND`",
        known.join(", ")
    )
}

fn split_client(text: &str) -> Result<(Option<ClientId>, &str), String> {
    let Some(rest) = text.strip_prefix("client ") else {
        return Ok((None, text));
    };
    let (number, command) = rest
        .split_once(':')
        .ok_or_else(|| format!("expected `client N: COMMAND`, found `{text}`"))?;
    Ok((Some(client(number)?), command.trim()))
}

fn client(number: &str) -> Result<ClientId, String> {
    let number = number.trim().strip_prefix("client ").unwrap_or(number);
    whole_number(number, 1, limits::CLIENTS, "a client's number").map(ClientId)
}

fn alone(word: &str, command: Command, rest: &str) -> Result<Command, String> {
    match rest.is_empty() {
        true => Ok(command),
        false => Err(format!("`{word}` takes no argument, found `{rest}`")),
    }
}

fn issue(word: &str, action: Action, key: &str) -> Result<Command, String> {
    match is_key(key) {
        true => Ok(Command::issue(action, key)),
        false => Err(format!("expected `{word} KEY` with {}", a_key())),
    }
}

fn is_key(name: &str) -> bool {
    !name.is_empty() && name.len() <= limits::KEY_NAME && name.chars().all(|c| c.is_ascii_graphic())
}

fn a_key() -> String {
    format!(
        "a key of 1 to {} printable ASCII characters without spaces, such as cart:7",
        limits::KEY_NAME
    )
}

fn add(rest: &str) -> Result<Command, String> {
    let (key, amount) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let most = limits::INCREMENT;
    let amount = amount.trim().parse().ok().filter(|amount| (-most..=most).contains(amount));
    match amount.filter(|_| is_key(key)) {
        Some(amount) => Ok(Command::issue(Action::Add(amount), key)),
        None => Err(format!(
            "expected `add KEY N` with a whole number from -{most} to {most} and {}, found `add {rest}`",
            a_key()
        )),
    }
}

fn node(word: &str, argument: &str) -> Result<Node, String> {
    match argument {
        "cache" => Ok(Node::Cache),
        "database" => Ok(Node::Database),
        _ => {
            Err(format!("expected `{word} cache` or `{word} database`, found `{word} {argument}`"))
        }
    }
}

fn set(rest: &str) -> Result<Command, String> {
    let (knob, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Setting::new(knob, value.trim()).map(Command::Set)
}

fn route(rest: &str) -> Result<Command, String> {
    let (prefix, pattern) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let prefix = prefix
        .strip_suffix('*')
        .filter(|prefix| is_key(prefix))
        .ok_or_else(|| format!("expected `route PREFIX* PATTERN|off`, such as `route feed:* write-back`, found `route {rest}`"))?;
    let pattern = match pattern.trim() {
        "off" => None,
        pattern => Some(pattern.parse().map_err(|error| format!("{error}; or off"))?),
    };
    Ok(Command::Route { prefix: prefix.to_owned(), pattern })
}

fn on_off(word: &str, argument: &str) -> Result<bool, String> {
    match argument {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("expected `{word} on` or `{word} off`, found `{word} {argument}`")),
    }
}

/// On, unless it says off.
fn next(word: &str, rest: &str) -> Result<bool, String> {
    if rest.is_empty() { Ok(true) } else { on_off(word, rest) }
}

fn disarm(rest: &str) -> Result<Command, String> {
    if rest.is_empty() {
        return Ok(Command::Disarm(None));
    }
    let number =
        rest.parse().map_err(|_| format!("expected `disarm` or `disarm N`, found `disarm {rest}`"));
    number.map(|trap| Command::Disarm(Some(trap)))
}

fn load(rest: &str) -> Result<Command, String> {
    on_off("load", rest).map(Command::Load)
}

fn slow(rest: &str) -> Result<Command, String> {
    let factor = if on_off("slow", rest)? { 10 } else { 1 };
    Ok(Command::set("database.slowdown", factor))
}

fn load_rate(rest: &str) -> Result<Command, String> {
    let rate = match rest {
        "max" => 0,
        rate => whole_number(rate, 1, limits::LOAD_RATE, "a load rate or `max`")?,
    };
    Ok(Command::set("load.per_second", rate))
}

fn hold(rest: &str) -> Result<Command, String> {
    match flight(rest)? {
        Some(flight) => Ok(Command::HoldFlight(flight)),
        None => selection("hold", rest).map(Command::Hold),
    }
}

fn release(rest: &str) -> Result<Command, String> {
    match flight(rest)? {
        Some(flight) => Ok(Command::ReleaseFlight(flight)),
        None => selection("release", rest).map(Command::Release),
    }
}

fn flight(rest: &str) -> Result<Option<FlightId>, String> {
    let Some(number) = rest.strip_prefix('#') else {
        return Ok(None);
    };
    let number = number.parse().map_err(|_| format!("expected a message's number, found `{rest}`"));
    number.map(|number| Some(FlightId(number)))
}

fn selection(word: &str, rest: &str) -> Result<Selection, String> {
    let mut selection = Selection::default();
    for part in rest.split_whitespace() {
        match (ends(part), &selection) {
            (Some(ends), Selection { ends: None, .. }) => selection.ends = Some(ends),
            (None, Selection { key: None, ends: None }) if is_key(part) => {
                selection.key = Some(part.into());
            }
            _ => {
                return Err(format!(
                    "expected `{word} [KEY] [FROM-TO]`, such as `{word} cart:7 app-cache`, found `{word} {rest}`"
                ));
            }
        }
    }
    Ok(selection)
}

/// Where a message leaves and where it goes.
fn ends(text: &str) -> Option<(Node, Node)> {
    let between = LinkName::ALL.map(LinkName::ends);
    let both_ways = between.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]);
    both_ways.into_iter().find(|(from, to)| format!("{from}-{to}") == text)
}

fn whole_number(text: &str, least: u32, most: u32, what: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("expected {what} from {least} to {most}, found `{}`", text.trim()))
}

/// What a line that has been begun can go on as: whole lines, in the order of the table.
pub fn complete(line: &str, keys: &[&str]) -> Vec<String> {
    let (before, command) = match line.rfind(": ") {
        Some(colon) => line.split_at(colon + 2),
        None => ("", line),
    };
    let candidates = match command.rfind(' ') {
        None => first_words(before, command),
        Some(space) => {
            let (begun, word) = command.split_at(space + 1);
            let arguments = arguments(begun, word, keys);
            arguments.map(|argument| format!("{begun}{argument}")).collect()
        }
    };
    candidates.into_iter().map(|candidate| format!("{before}{candidate}")).collect()
}

fn first_words(before: &str, begun: &str) -> Vec<String> {
    let prefixes = ["client ", "when "].into_iter().filter(|prefix| match *prefix {
        "client " => !before.contains("client "),
        _ => before.is_empty(),
    });
    let words = WORDS.iter().map(|word| match word.can_stand_alone() {
        true => word.word.to_owned(),
        false => format!("{} ", word.word),
    });
    let all = words.chain(prefixes.map(str::to_owned));
    all.filter(|word| word.starts_with(begun)).collect()
}

fn arguments<'a>(
    begun: &str,
    word: &'a str,
    keys: &[&'a str],
) -> Box<dyn Iterator<Item = String> + 'a> {
    let mut before = begun.split_whitespace();
    let first = before.next().unwrap_or_default();
    if first == "when" {
        let typed = begun.trim_start_matches("when ").to_owned();
        return Box::new(moments(typed, word));
    }
    if first == "client" {
        let numbers = CLIENTS.iter().filter(move |number| number.starts_with(word));
        return Box::new(numbers.map(|number| format!("{number}: ")));
    }
    let before: Vec<_> = before.collect();
    let known = WORDS.iter().find(|known| known.word == first);
    let argument = known.and_then(|known| known.arguments.get(before.len()));
    let all: Vec<String> = match argument {
        Some(Argument::Key) => keys.iter().map(|key| (*key).to_owned()).collect(),
        Some(Argument::KeyOrWay) => {
            keys.iter().chain(WAY_NAMES).map(|word| (*word).to_owned()).collect()
        }
        Some(Argument::Prefix) => prefixes(keys),
        Some(Argument::Among(words)) => words.iter().map(|word| (*word).to_owned()).collect(),
        Some(Argument::Knob) => KNOBS.iter().map(|knob| format!("{} ", knob.name)).collect(),
        Some(Argument::ValueOfKnob) => values(before.first().copied().unwrap_or_default()),
        Some(Argument::Free) | None => Vec::new(),
    };
    Box::new(all.into_iter().filter(move |candidate| candidate.starts_with(word)))
}

/// `user:* ` for all keys that begin with `user:`.
fn prefixes(keys: &[&str]) -> Vec<String> {
    let ends = keys.iter().filter_map(|key| Some(&key[..=key.find(':')?]));
    let distinct: BTreeSet<_> = ends.collect();
    distinct.into_iter().map(|prefix| format!("{prefix}* ")).collect()
}

fn values(knob: &str) -> Vec<String> {
    let knob = KNOBS.iter().find(|known| known.name == knob);
    knob.map_or(&[][..], |knob| knob.values).iter().map(|value| (*value).to_owned()).collect()
}

/// A moment has several words: what is typed of it already is left out of the rest.
fn moments<'a>(typed: String, word: &'a str) -> impl Iterator<Item = String> + 'a {
    let named = Trigger::NAMED.into_iter().map(|trigger| trigger.to_string());
    named.filter_map(move |moment| {
        let rest = moment.strip_prefix(&typed)?;
        rest.starts_with(word).then(|| format!("{rest}: "))
    })
}
