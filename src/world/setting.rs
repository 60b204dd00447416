//! One knob and the position it is turned to, checked before anybody can turn it.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::World;
use super::knob::KNOBS;
use crate::protocol::nearest;

/// A knob and one of the values that it can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Setting {
    name: &'static str,
    value: Box<str>,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, value) = <(String, String)>::deserialize(deserializer)?;
        Self::new(&name, &value).map_err(D::Error::custom)
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.name, &self.value).serialize(serializer)
    }
}

impl Setting {
    /// A knob by its name in the `[world]` of a script, and a value as it is written there; words
    /// need no quotes.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub fn new(name: &str, value: &str) -> Result<Self, String> {
        let knob = KNOBS.iter().find(|knob| knob.name == name);
        let name = knob.ok_or_else(|| unknown(name))?.name;
        let world =
            turned(&World::default(), name, value).map_err(|error| misfit(name, value, &error))?;
        Ok(Self { name, value: position(&world, name) })
    }

    /// The knob's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it is turned to.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// As a script's `[world]` has it, but for the quotes.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)
    }
}

/// What the reader of scripts says, for somebody who has only given a name and a value.
fn misfit(name: &str, value: &str, error: &str) -> String {
    let expected = error.rsplit_once("expected ").map_or(error, |(_, expected)| expected);
    let expected = expected.split(", found ").next().unwrap_or(expected);
    let known = KNOBS.iter().find(|knob| knob.name == name).map_or(&[][..], |knob| knob.values);
    let is_number = |text: &&str| text.parse::<f64>().is_ok();
    let numbers: Vec<_> = known.iter().copied().filter(is_number).take(3).collect();
    let (what, examples) = match (numbers.is_empty(), is_number(&value)) {
        (true, _) => ("is none of its values", String::new()),
        (false, true) => ("is out of its range", String::new()),
        (false, false) => ("is no number", format!(", such as {}", numbers.join(", "))),
    };
    let found = if value.is_empty() { String::new() } else { format!("`{value}` {what}; ") };
    format!("{found}{name} takes {expected}{examples}")
}

fn unknown(name: &str) -> String {
    let names = KNOBS.iter().map(|knob| knob.name);
    if let Some(near) = nearest(name, names) {
        return format!("`{name}` is not a knob; did you mean `{near}`?");
    }
    let alike = |knob: &str| !name.is_empty() && (knob.contains(name) || name.contains(knob));
    let near: Vec<_> = KNOBS.iter().map(|knob| knob.name).filter(|knob| alike(knob)).collect();
    let all: Vec<_> = KNOBS.iter().map(|knob| knob.name).collect();
    let known = if near.is_empty() { all } else { near };
    format!("`{name}` is not a knob; expected {}", known.join(", "))
}

impl World {
    /// Turns a knob.
    pub fn turn(&mut self, setting: &Setting) {
        if let Ok(world) = turned(self, setting.name, &setting.value) {
            *self = world;
        }
    }

    /// What a knob is turned to.
    pub fn setting(&self, name: &'static str) -> Setting {
        Setting { name, value: position(self, name) }
    }

    /// What every knob is turned to, in the order of [`KNOBS`].
    pub fn settings(&self) -> Vec<Setting> {
        let mut table = table(self);
        let all = KNOBS.iter();
        all.map(|knob| Setting { name: knob.name, value: shown(at(&mut table, knob.name)) })
            .collect()
    }

    /// What is not as usual, and the patterns.
    pub(crate) fn remarkable(&self) -> Vec<Setting> {
        let both = self.settings().into_iter().zip(Self::default().settings());
        let remarkable = both.filter(|(setting, usual)| {
            matches!(setting.name, "write" | "read") || setting != usual
        });
        remarkable.map(|(setting, _)| setting).collect()
    }
}

/// The reader of scripts reads the value, too: it knows every range, and every error.
fn turned(world: &World, name: &str, value: &str) -> Result<World, String> {
    let mut table = table(world);
    let place = at(&mut table, name).ok_or("there is no such knob")?;
    *place = written(value);
    World::deserialize(table).map_err(|error| error.message().trim().replace('\n', ", "))
}

fn written(value: &str) -> toml::Value {
    let whole = value.parse().map(toml::Value::Integer);
    let number = whole.or_else(|_| value.parse().map(toml::Value::Float));
    number.unwrap_or_else(|_| toml::Value::String(value.to_owned()))
}

fn position(world: &World, name: &str) -> Box<str> {
    shown(at(&mut table(world), name))
}

fn shown(value: Option<&mut toml::Value>) -> Box<str> {
    match value {
        Some(toml::Value::String(word)) => word.as_str().into(),
        Some(toml::Value::Float(number)) => number.to_string().into(),
        Some(other) => other.to_string().into(),
        None => "".into(),
    }
}

fn table(world: &World) -> toml::Value {
    toml::Value::try_from(world).unwrap_or_else(|_| toml::Value::Table(toml::Table::new()))
}

fn at<'a>(table: &'a mut toml::Value, name: &str) -> Option<&'a mut toml::Value> {
    name.split('.').try_fold(table, |table, part| table.get_mut(part))
}
