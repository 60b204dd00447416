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
    /// That something of this name went wrong.
    Anomaly,
}

#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Number(Comparison, f64),
    Absent,
    Dirty,
    Clean,
    Named(AnomalyName),
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
            Subject::Anomaly => self.check_anomaly(folds),
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

    fn check_anomaly(&self, folds: &Folds) -> (bool, String) {
        let names: Vec<_> = folds.anomalies.iter().map(|anomaly| anomaly.name).collect();
        let holds = names.iter().any(|name| self.wanted == Wanted::Named(*name));
        let found = |name: &AnomalyName| names.contains(name);
        let found: Vec<_> =
            AnomalyName::ALL.into_iter().filter(found).map(AnomalyName::name).collect();
        (holds, if found.is_empty() { "none".to_owned() } else { found.join(", ") })
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
            Wanted::Named(_) => false,
        };
        let found = version.map_or("absent".to_owned(), |version| version.0.to_string());
        let suffix = if state == Some(EntryState::Dirty) { " (dirty)" } else { "" };
        (holds, found + suffix)
    }
}

fn read_subject(name: &str) -> Result<Subject, String> {
    if let Some(number) = FIGURES.iter().position(|(known, _)| *known == name) {
        return Ok(Subject::Figure(number));
    }
    if name == "anomaly" {
        return Ok(Subject::Anomaly);
    }
    let node = match name.split_once(' ') {
        Some(("app", key)) => Some((Node::App, key)),
        Some(("cache", key)) => Some((Node::Cache, key)),
        Some(("database", key)) => Some((Node::Database, key)),
        _ => None,
    };
    let Some((node, key)) = node.filter(|(_, key)| !key.trim().is_empty()) else {
        let known: Vec<_> = FIGURES.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "`{name}` is nothing to expect; expected anomaly, \"app KEY\", \"cache KEY\", \"database KEY\", {}",
            known.join(", ")
        ));
    };
    Ok(Subject::Holding(node, key.trim().to_owned()))
}

fn read_wanted(subject: &Subject, wanted: &toml::Value) -> Result<Wanted, String> {
    if *subject == Subject::Anomaly {
        return read_anomaly(wanted);
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
        _ => compared(word).ok_or_else(|| format!("expected {}, found {wanted}", choices(subject))),
    }
}

fn read_anomaly(wanted: &toml::Value) -> Result<Wanted, String> {
    let known = AnomalyName::ALL.map(AnomalyName::name);
    let found = AnomalyName::ALL.into_iter().find(|name| wanted.as_str() == Some(name.name()));
    let found = found.map(Wanted::Named);
    found.ok_or_else(|| format!("expected \"{}\", found {wanted}", known.join("\" or \"")))
}

fn choices(subject: &Subject) -> &'static str {
    match subject {
        Subject::Figure(_) => "a number, or a comparison such as \">= 10\"",
        Subject::Holding(Node::Cache, _) => {
            "a version's number, \"absent\", \"dirty\", \"clean\", or a comparison such as \">= 2\""
        }
        Subject::Anomaly | Subject::Holding(..) => {
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

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Figure(number) => f.write_str(FIGURES[*number].0)?,
            Subject::Holding(node, key) => write!(f, "{node} {key}")?,
            Subject::Anomaly => f.write_str("anomaly")?,
        }
        match &self.wanted {
            Wanted::Number(comparison, number) => {
                let sign = Comparison::ALL.iter().find(|(_, known)| known == comparison);
                write!(f, " {} {number}", sign.map_or("=", |(sign, _)| sign))
            }
            Wanted::Absent => f.write_str(" = absent"),
            Wanted::Dirty => f.write_str(" = dirty"),
            Wanted::Clean => f.write_str(" = clean"),
            Wanted::Named(name) => write!(f, " = {}", name.name()),
        }
    }
}
