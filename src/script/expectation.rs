//! What a script expects of a run: a fact about ledger, reads, latencies or a key, and what it must be.

use std::fmt;

use crate::anomaly::AnomalyName;
use crate::history::Folds;
use crate::protocol::{EntryState, Node};

/// One expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    subject: Subject,
    wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq)]
enum Subject {
    /// A figure, by its place in [`FIGURES`].
    Figure(usize),
    /// What a node holds for a key.
    Holding(Node, String),
    /// The sum of a key's increments, as a node has it.
    Total(Node, String),
    /// That things of these names went wrong.
    Anomaly,
    /// That nothing of these names went wrong.
    NoAnomaly,
}

#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Number(Comparison, f64),
    Absent,
    Dirty,
    Clean,
    Pending,
    Named(Vec<AnomalyName>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    AtLeast,
    AtMost,
    More,
    Less,
}

impl Comparison {
    const ALL: [(&'static str, Self); 5] = [
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        (">", Self::More),
        ("<", Self::Less),
        ("=", Self::Equal),
    ];

    fn holds(self, found: f64, wanted: f64) -> bool {
        match self {
            Self::Equal => (found - wanted).abs() < 1e-9,
            Self::AtLeast => found >= wanted,
            Self::AtMost => found <= wanted,
            Self::More => found > wanted,
            Self::Less => found < wanted,
        }
    }
}

/// A figure's name and how to read it off; none while nothing was measured.
type Figure = (&'static str, fn(&Folds) -> Option<f64>);

macro_rules! count {
    ($name:literal, $($path:tt)+) => {
        ($name, |folds: &Folds| Some(folds.ledger.$($path)+ as f64))
    };
}

/// Every figure that a script can expect something of.
const FIGURES: &[Figure] = &[
    count!("issued", writes().issued),
    count!("in_flight", writes().in_flight),
    count!("refused", writes().refused),
    count!("unknown", writes().unknown),
    count!("acknowledged", writes().acknowledged),
    count!("durable", writes().durable),
    count!("superseded", writes().superseded),
    count!("at_risk", writes().at_risk),
    count!("lost", writes().lost),
    count!("fresh", reads().fresh),
    count!("stale", reads().stale),
    count!("phantom", reads().phantom),
    count!("hits", cache().hits),
    count!("misses", cache().misses),
    count!("evictions", cache().evictions),
    count!("database_reads", database().reads),
    count!("database_writes", database().writes),
    count!("database_rows", database().rows),
    count!("database_queued", database().queued),
    ("anomalies", |folds| Some(folds.anomalies.iter().count() as f64)),
    ("journal", |folds| Some(folds.holdings.journaled() as f64)),
    ("dirty", |folds| Some(folds.holdings.dirty() as f64)),
    ("write_p50_ms", |folds| folds.ledger.latencies().write.quantile_ms(0.5)),
    ("write_max_ms", |folds| folds.ledger.latencies().write.max_ms()),
    ("read_p50_ms", |folds| folds.ledger.latencies().read.quantile_ms(0.5)),
    ("read_max_ms", |folds| folds.ledger.latencies().read.max_ms()),
];

impl Expectation {
    /// Reads an expectation. The error says whether the subject is what is wrong, and how.
    pub(super) fn new(subject: &str, wanted: &toml::Value) -> Result<Self, (bool, String)> {
        let subject = read_subject(subject).map_err(|message| (true, message))?;
        let wanted = read_wanted(&subject, wanted).map_err(|message| (false, message))?;
        Ok(Self { subject, wanted })
    }

    /// Says how the expectation fails; none if it holds.
    pub fn failure(&self, folds: &Folds) -> Option<String> {
        let (holds, found) = match &self.subject {
            Subject::Figure(number) => self.check_figure(FIGURES[*number].1(folds)),
            Subject::Holding(node, key) => self.check_holding(folds, *node, key),
            Subject::Total(node, key) => self.check_figure(total(folds, *node, key)),
            Subject::Anomaly | Subject::NoAnomaly => self.check_anomalies(folds),
        };
        (!holds).then(|| format!("expected {self}, found {found}"))
    }

    fn check_figure(&self, found: Option<f64>) -> (bool, String) {
        match (found, &self.wanted) {
            (Some(found), Wanted::Number(comparison, wanted)) => {
                (comparison.holds(found, *wanted), found.to_string())
            }
            _ => (false, "nothing measured".to_owned()),
        }
    }

    fn check_anomalies(&self, folds: &Folds) -> (bool, String) {
        let found = |name: &AnomalyName| folds.anomalies.iter().any(|known| known.name == *name);
        let names: Vec<_> =
            AnomalyName::ALL.into_iter().filter(found).map(AnomalyName::name).collect();
        let Wanted::Named(wanted) = &self.wanted else {
            return (false, String::new());
        };
        let holds = match self.subject {
            Subject::NoAnomaly => !wanted.iter().any(found),
            _ => wanted.iter().all(found),
        };
        (holds, if names.is_empty() { "none".to_owned() } else { names.join(", ") })
    }

    fn check_holding(&self, folds: &Folds, node: Node, key: &str) -> (bool, String) {
        let holding = folds.holdings.named(key);
        let version = holding.and_then(|holding| holding.version_at(node));
        let entry = holding.and_then(|holding| holding.cache);
        let state = entry.filter(|_| node == Node::Cache).map(|(_, state)| state);
        let holds = match &self.wanted {
            Wanted::Number(comparison, wanted) => {
                version.is_some_and(|version| comparison.holds(version.0 as f64, *wanted))
            }
            Wanted::Absent => version.is_none(),
            Wanted::Dirty => state == Some(EntryState::Dirty),
            Wanted::Clean => state == Some(EntryState::Clean),
            Wanted::Pending => state == Some(EntryState::Pending),
            Wanted::Named(_) => false,
        };
        let found = version.map_or("absent".to_owned(), |version| version.0.to_string());
        let suffix = if state == Some(EntryState::Dirty) { " (dirty)" } else { "" };
        (holds, found + suffix)
    }
}

fn total(folds: &Folds, node: Node, key: &str) -> Option<f64> {
    let value = folds.holdings.named(key).and_then(|holding| holding.value_at(node));
    value.map(|value| value.total as f64)
}

fn read_subject(name: &str) -> Result<Subject, String> {
    if let Some(number) = FIGURES.iter().position(|(known, _)| *known == name) {
        return Ok(Subject::Figure(number));
    }
    match name {
        "anomaly" => return Ok(Subject::Anomaly),
        "no_anomaly" => return Ok(Subject::NoAnomaly),
        _ => {}
    }
    read_holding(name).ok_or_else(|| {
        let known: Vec<_> = FIGURES.iter().map(|(name, _)| *name).collect();
        format!(
            "`{name}` is nothing to expect; expected anomaly, no_anomaly, \"app KEY\", \"cache KEY\", \"database KEY\", \"database total KEY\", {}",
            known.join(", ")
        )
    })
}

fn read_holding(name: &str) -> Option<Subject> {
    let (node, rest) = name.split_once(' ')?;
    let nodes = [Node::App, Node::Cache, Node::Database];
    let node = nodes.into_iter().find(|known| known.to_string() == node)?;
    let key = |key: &str| Some(key.trim().to_owned()).filter(|key| !key.is_empty());
    match rest.trim().strip_prefix("total ") {
        Some(rest) => Some(Subject::Total(node, key(rest)?)),
        None => Some(Subject::Holding(node, key(rest)?)),
    }
}

fn read_wanted(subject: &Subject, wanted: &toml::Value) -> Result<Wanted, String> {
    if matches!(subject, Subject::Anomaly | Subject::NoAnomaly) {
        return read_anomalies(wanted);
    }
    let number = match wanted {
        toml::Value::Integer(number) => Some(*number as f64),
        toml::Value::Float(number) => Some(*number),
        _ => None,
    };
    if let Some(number) = number {
        return Ok(Wanted::Number(Comparison::Equal, number));
    }
    let word = wanted.as_str().unwrap_or_default();
    match (subject, word) {
        (Subject::Holding(..), "absent") => Ok(Wanted::Absent),
        (Subject::Holding(Node::Cache, _), "dirty") => Ok(Wanted::Dirty),
        (Subject::Holding(Node::Cache, _), "clean") => Ok(Wanted::Clean),
        (Subject::Holding(Node::Cache, _), "pending") => Ok(Wanted::Pending),
        _ => compared(word).ok_or_else(|| format!("expected {}, found {wanted}", choices(subject))),
    }
}

/// One name, or a list of names.
fn read_anomalies(wanted: &toml::Value) -> Result<Wanted, String> {
    let one = std::slice::from_ref(wanted);
    let names = wanted.as_array().map_or(one, Vec::as_slice);
    let named: Result<Vec<_>, String> = names.iter().map(read_anomaly).collect();
    named.map(Wanted::Named)
}

fn read_anomaly(wanted: &toml::Value) -> Result<AnomalyName, String> {
    let known = AnomalyName::ALL.map(AnomalyName::name);
    let found = AnomalyName::ALL.into_iter().find(|name| wanted.as_str() == Some(name.name()));
    found.ok_or_else(|| format!("expected \"{}\", found {wanted}", known.join("\" or \"")))
}

fn choices(subject: &Subject) -> &'static str {
    match subject {
        Subject::Figure(_) | Subject::Total(..) => "a number, or a comparison such as \">= 10\"",
        Subject::Holding(Node::Cache, _) => {
            "a version's number, \"absent\", \"dirty\", \"clean\", \"pending\", or a comparison such as \">= 2\""
        }
        Subject::Anomaly | Subject::NoAnomaly | Subject::Holding(..) => {
            "a version's number, \"absent\", or a comparison such as \">= 2\""
        }
    }
}

fn compared(word: &str) -> Option<Wanted> {
    let (sign, comparison) =
        Comparison::ALL.into_iter().find(|(sign, _)| word.starts_with(sign))?;
    let number = word[sign.len()..].trim().parse().ok()?;
    Some(Wanted::Number(comparison, number))
}

impl Expectation {
    /// Subject and value, as a file has them.
    pub(super) fn to_toml(&self) -> (String, toml::Value) {
        let wanted = match &self.wanted {
            Wanted::Number(Comparison::Equal, number) if number.fract() == 0.0 => {
                toml::Value::Integer(*number as i64)
            }
            Wanted::Number(Comparison::Equal, number) => toml::Value::Float(*number),
            Wanted::Named(names) => names.iter().map(|name| name.name()).collect::<Vec<_>>().into(),
            _ => toml::Value::String(self.wanted.to_string()),
        };
        (self.subject.to_string(), wanted)
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wanted {
            Wanted::Number(..) => write!(f, "{} {}", self.subject, self.wanted),
            _ => write!(f, "{} = {}", self.subject, self.wanted),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(number) => f.write_str(FIGURES[*number].0),
            Self::Holding(node, key) => write!(f, "{node} {key}"),
            Self::Total(node, key) => write!(f, "{node} total {key}"),
            Self::Anomaly => f.write_str("anomaly"),
            Self::NoAnomaly => f.write_str("no_anomaly"),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(comparison, number) => {
                let sign = Comparison::ALL.iter().find(|(_, known)| known == comparison);
                write!(f, "{} {number}", sign.map_or("=", |(sign, _)| sign))
            }
            Self::Absent => f.write_str("absent"),
            Self::Dirty => f.write_str("dirty"),
            Self::Clean => f.write_str("clean"),
            Self::Pending => f.write_str("pending"),
            Self::Named(names) => {
                let names: Vec<_> = names.iter().map(|name| name.name()).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}
