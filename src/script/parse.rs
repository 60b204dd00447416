//! Reads a script file; what is wrong with one is told with its place and with what was expected.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::expectation::Expectation;
use super::variant::{self, Variant};
use super::{Moment, Question, Script, Step, Telling};
use crate::protocol::{Time, Trigger};
use crate::world::{Millis, World};

/// What is wrong with a script, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The file's name.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for ScriptError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    world: World,
    #[serde(default)]
    with: BTreeMap<Spanned<String>, Spanned<toml::Table>>,
    #[serde(default)]
    step: Vec<Spanned<FileStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStep {
    at_ms: Option<Spanned<Millis>>,
    after_ms: Option<Spanned<Millis>>,
    when: Option<Spanned<String>>,
    #[serde(rename = "do")]
    commands: Option<Spanned<OneOrMany>>,
    say: Option<String>,
    ask: Option<Question>,
    #[serde(default)]
    expect: Expected,
    #[serde(default)]
    with: BTreeMap<Spanned<String>, FileTelling>,
}

type Expected = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTelling {
    say: Option<String>,
    #[serde(default)]
    expect: Expected,
}

/// A string, or a list of strings that each know their place.
enum OneOrMany {
    One(String),
    Many(Vec<Spanned<String>>),
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;
        impl<'de> Visitor<'de> for Strings {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a command or a list of commands")
            }

            fn visit_str<E>(self, one: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(one.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMany, A::Error> {
                let mut many = Vec::new();
                while let Some(command) = list.next_element()? {
                    many.push(command);
                }
                Ok(OneOrMany::Many(many))
            }
        }
        deserializer.deserialize_any(Strings)
    }
}

type Located<T> = Result<T, (Range<usize>, String)>;

impl Script {
    /// Reads a script; `file` is the name that errors tell.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, ScriptError> {
        read(text).map_err(|(span, message)| {
            let (line, column) = place(text, span.start);
            ScriptError { file: file.to_owned(), line, column, message }
        })
    }
}

fn read(text: &str) -> Located<Script> {
    let file: File = toml::from_str(text).map_err(|error| {
        let message = error.message().trim().replace('\n', ", ");
        (error.span().unwrap_or(0..0), message)
    })?;
    let variants = variant::read(file.with)?;
    let mut steps = Vec::new();
    let mut latest = Time::ZERO;
    let mut lines = Lines { text, offset: 0, line: 1 };
    for step in file.step {
        let line = lines.at(step.span().start);
        steps.push(read_step(line, step, &mut latest, &variants)?);
    }
    let title = file.title.unwrap_or_else(|| "untitled".to_owned());
    Ok(Script { title, seed: file.seed, world: file.world, variants, steps })
}

fn read_step(
    line: usize,
    step: Spanned<FileStep>,
    latest: &mut Time,
    variants: &[Variant],
) -> Located<Step> {
    let step = step.into_inner();
    let moment = moment(&step, latest)?;
    let commands = read_commands(step.commands)?;
    let expectations = read_expected(step.expect)?;
    let with = read_tellings(step.with, variants)?;
    Ok(Step { line, moment, commands, say: step.say, ask: step.ask, expectations, with })
}

fn read_expected(expected: Expected) -> Located<Vec<Expectation>> {
    let mut expected: Vec<_> = expected.into_iter().collect();
    expected.sort_by_key(|(subject, _)| subject.span().start);
    let mut expectations = Vec::new();
    for (subject, wanted) in expected {
        let known = Expectation::new(subject.get_ref(), wanted.get_ref());
        expectations.push(known.map_err(|(in_subject, message)| {
            (if in_subject { subject.span() } else { wanted.span() }, message)
        })?);
    }
    Ok(expectations)
}

fn read_tellings(
    tellings: BTreeMap<Spanned<String>, FileTelling>,
    variants: &[Variant],
) -> Located<BTreeMap<String, Telling>> {
    let mut read = BTreeMap::new();
    for (name, FileTelling { say, expect }) in tellings {
        if variants.iter().all(|variant| variant.name != *name.get_ref()) {
            let message =
                format!("expected a variant that the file has, such as [with.{}]", name.get_ref());
            return Err((name.span(), message));
        }
        let expectations = read_expected(expect)?;
        read.insert(name.into_inner(), Telling { say, expectations });
    }
    Ok(read)
}

fn moment(step: &FileStep, latest: &mut Time) -> Located<Moment> {
    match (&step.at_ms, &step.after_ms, &step.when) {
        (None, None, None) => Ok(Moment::After(Duration::ZERO)),
        (Some(at), None, None) => instant(at, latest),
        (None, Some(delay), None) => {
            let delay = delay.get_ref().duration();
            *latest = *latest + delay;
            Ok(Moment::After(delay))
        }
        (None, None, Some(when)) if when.get_ref() == "idle" => Ok(Moment::Idle),
        (None, None, Some(when)) => {
            let trigger = when.get_ref().parse().map_err(|_| (when.span(), no_moment(when)))?;
            Ok(Moment::When(trigger))
        }
        _ => Err((
            last_moment(step),
            "expected only one of at_ms, after_ms and when in a step".into(),
        )),
    }
}

fn no_moment(when: &Spanned<String>) -> String {
    format!("expected {} or \"idle\", found \"{}\"", Trigger::names(), when.get_ref())
}

fn instant(at: &Spanned<Millis>, latest: &mut Time) -> Located<Moment> {
    let instant = Time::ZERO + at.get_ref().duration();
    if instant < *latest {
        let least = latest.as_millis_f64();
        let message =
            format!("expected at_ms of at least {least} here: steps come in the order of time");
        return Err((at.span(), message));
    }
    *latest = instant;
    Ok(Moment::At(instant))
}

/// Where the last of a step's moments stands: the one too many.
fn last_moment(step: &FileStep) -> Range<usize> {
    let (at, after) = (step.at_ms.as_ref(), step.after_ms.as_ref());
    let spans =
        [at.map(Spanned::span), after.map(Spanned::span), step.when.as_ref().map(Spanned::span)];
    spans.into_iter().flatten().max_by_key(|span| span.start).unwrap_or_default()
}

fn read_commands(commands: Option<Spanned<OneOrMany>>) -> Located<Vec<crate::Command>> {
    let Some(commands) = commands else {
        return Ok(Vec::new());
    };
    let span = commands.span();
    match commands.into_inner() {
        OneOrMany::One(one) => Ok(vec![one.parse().map_err(|message| (span, message))?]),
        OneOrMany::Many(many) => many
            .into_iter()
            .map(|one| one.get_ref().parse().map_err(|message| (one.span(), message)))
            .collect(),
    }
}

/// Counts lines on the way through a text, so that each is counted once.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a byte that is not before the last one asked for.
    fn at(&mut self, offset: usize) -> usize {
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        self.line += between.matches('\n').count();
        self.offset = self.offset.max(offset);
        self.line
    }
}

/// Line and column of a byte, both counted from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
