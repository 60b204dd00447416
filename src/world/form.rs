//! How settings are written: spans of time, switches, numbers within their range.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits;
use crate::protocol::{Command, WritePattern};

/// A whole number within its range, or an error that tells the range.
pub(super) fn within<'de, D: Deserializer<'de>, const LEAST: u32, const MOST: u32>(
    deserializer: D,
) -> Result<u32, D::Error> {
    let written = toml::Value::deserialize(deserializer)?;
    let number = written.as_integer().and_then(|number| u32::try_from(number).ok());
    number.filter(|number| (LEAST..=MOST).contains(number)).ok_or_else(|| {
        D::Error::custom(format!("expected a whole number from {LEAST} to {MOST}, found {written}"))
    })
}

pub(super) fn skew<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let written = toml::Value::deserialize(deserializer)?;
    let whole = written.as_integer().map(|number| number as f64);
    whole
        .or(written.as_float())
        .filter(|skew| (0.0..=10.0).contains(skew))
        .ok_or_else(|| D::Error::custom(format!("expected a number from 0 to 10, found {written}")))
}

/// At least one name, none of them twice, and each one that a command could say.
pub(super) fn key_names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    if !(1..=limits::KEYS).contains(&names.len()) {
        let what = format!("expected 1 to {} keys, found {}", limits::KEYS, names.len());
        return Err(D::Error::custom(what));
    }
    for (place, name) in names.iter().enumerate() {
        if format!("read {name}").parse::<Command>().is_err() {
            let what = format!(
                "expected names such as cart:7, of 1 to {} printable ASCII characters without spaces, found `{name}`",
                limits::KEY_NAME
            );
            return Err(D::Error::custom(what));
        }
        if names[..place].contains(name) {
            return Err(D::Error::custom(format!("expected each key once, found {name} twice")));
        }
    }
    Ok(names)
}

/// A span of virtual time, written in milliseconds with up to three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Millis(Duration);

impl Millis {
    /// Whole milliseconds.
    pub const fn new(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// Whole microseconds.
    pub const fn from_micros(micros: u64) -> Self {
        Self(Duration::from_micros(micros))
    }

    /// The span itself.
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// True if no time passes.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// In milliseconds.
    pub const fn as_f64(self) -> f64 {
        self.0.as_micros() as f64 / 1e3
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

/// A week: long enough for any lesson, short enough that sums of spans cannot overflow.
const LONGEST_MS: f64 = 604_800_000.0;

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let millis = Number::deserialize(deserializer)?.0;
        if !(0.0..=LONGEST_MS).contains(&millis) {
            let what = format!("expected milliseconds from 0 to {LONGEST_MS}, found {millis:?}");
            return Err(D::Error::custom(what));
        }
        Ok(Self::from_micros((millis * 1e3).round() as u64))
    }
}

/// A number with or without a decimal point.
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of milliseconds")
            }

            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                Ok(Number(number as f64))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Number, E> {
                Ok(Number(number))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A switch is written as `on` or `off`, or as TOML's own `true` or `false`.
pub(super) mod switch {
    use super::{Deserialize, Deserializer, Serialize, Serializer};
    use serde::de::Error as _;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Truth(bool),
        Other(toml::Value),
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(crate) fn serialize<S: Serializer>(on: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        (if *on { "on" } else { "off" }).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
        match Written::deserialize(from)? {
            Written::Truth(on) => Ok(on),
            Written::Other(word) if word.as_str() == Some("on") => Ok(true),
            Written::Other(word) if word.as_str() == Some("off") => Ok(false),
            Written::Other(other) => {
                Err(D::Error::custom(format!("expected on or off, found {other}")))
            }
        }
    }
}

/// A span that may be switched off.
pub(super) mod span_or_off {
    use super::{Deserialize, Deserializer, Millis, Serialize, Serializer};
    use serde::de::Error as _;

    #[allow(clippy::ref_option, reason = "serde asks for a reference")]
    pub(crate) fn serialize<S: Serializer>(
        span: &Option<Millis>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match span {
            Some(span) => span.serialize(serializer),
            None => "off".serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Millis>, D::Error> {
        let written = toml::Value::deserialize(from)?;
        if written.as_str() == Some("off") {
            return Ok(None);
        }
        let span: Millis = written.clone().try_into().map_err(|_| {
            D::Error::custom(format!("expected off or a number of milliseconds, found {written}"))
        })?;
        match span.is_zero() {
            true => Err(D::Error::custom("expected off or more than 0 milliseconds, found 0")),
            false => Ok(Some(span)),
        }
    }
}

/// Prefixes of keys, each with a star behind it, and the patterns of their writes.
pub(super) mod routes {
    use super::{
        BTreeMap, Command, Deserialize, Deserializer, Serialize, Serializer, WritePattern,
    };
    use serde::de::Error as _;

    pub(crate) fn serialize<S: Serializer>(
        routes: &BTreeMap<String, WritePattern>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let starred: BTreeMap<_, _> =
            routes.iter().map(|(prefix, pattern)| (format!("{prefix}*"), pattern)).collect();
        starred.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<String, WritePattern>, D::Error> {
        let starred = BTreeMap::<String, WritePattern>::deserialize(from)?;
        let mut routes = BTreeMap::new();
        for (starred, pattern) in starred {
            match format!("route {starred} {pattern}").parse() {
                Ok(Command::Route { prefix, .. }) => routes.insert(prefix, pattern),
                _ => {
                    let what = format!("expected a prefix such as \"feed:*\", found \"{starred}\"");
                    return Err(D::Error::custom(what));
                }
            };
        }
        Ok(routes)
    }
}
