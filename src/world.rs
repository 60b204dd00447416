//! The settings of a run: every default of the model, by the names that scripts use.

use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits;
use crate::protocol::{Command, ReadPattern, WritePattern};

/// Everything that can be set before a run begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// How writes travel at first.
    pub write: WritePattern,
    /// How reads travel at first.
    pub read: ReadPattern,
    /// The keys that the database holds at first, each as `v0`.
    #[serde(deserialize_with = "key_names")]
    pub keys: Vec<String>,
    /// The cache.
    pub cache: CacheSettings,
    /// The database.
    pub database: DatabaseSettings,
    /// The links between the nodes.
    pub link: LinkSettings,
    /// When dirty entries are flushed.
    pub write_back: WriteBackSettings,
    /// What automatic load does.
    pub load: LoadSettings,
}

impl Default for World {
    fn default() -> Self {
        Self {
            write: WritePattern::default(),
            read: ReadPattern::default(),
            keys: KEYS.map(str::to_owned).to_vec(),
            cache: CacheSettings::default(),
            database: DatabaseSettings::default(),
            link: LinkSettings::default(),
            write_back: WriteBackSettings::default(),
            load: LoadSettings::default(),
        }
    }
}

/// Two more than the cache has room for, so that eviction is a few keys away.
const KEYS: [&str; 10] = [
    "cart:7",
    "user:1",
    "views:42",
    "session:9",
    "feed:3",
    "thumb:5",
    "stock:11",
    "price:6",
    "user:2",
    "cart:8",
];

/// The cache's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSettings {
    /// One look-up or one change of an entry.
    pub op_ms: Millis,
    /// Entries that fit; the least recently used one makes room for another.
    #[serde(deserialize_with = "within::<_, 1, 1000000>")]
    pub capacity: u32,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { op_ms: Millis::from_micros(100), capacity: 8 }
    }
}

/// The database's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// Making one write durable.
    pub write_ms: Millis,
    /// Reading one row.
    pub read_ms: Millis,
    /// What each row of a batch adds to `write_ms`.
    pub row_ms: Millis,
    /// Requests that it serves at once.
    #[serde(deserialize_with = "within::<_, 1, 10000>")]
    pub connections: u32,
    /// Requests that may wait for a connection; one more is refused.
    #[serde(deserialize_with = "within::<_, 0, 1000000>")]
    pub queue: u32,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            write_ms: Millis::new(50),
            read_ms: Millis::new(25),
            row_ms: Millis::new(5),
            connections: 4,
            queue: 64,
        }
    }
}

/// The links' settings: latencies one way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkSettings {
    /// Between application and cache.
    pub app_cache_ms: Millis,
    /// Between cache and database.
    pub cache_database_ms: Millis,
    /// Between application and database: the road around the cache.
    pub app_database_ms: Millis,
    /// At most this much is added to each latency, by chance.
    pub jitter_ms: Millis,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self {
            app_cache_ms: Millis::from_micros(500),
            cache_database_ms: Millis::new(2),
            app_database_ms: Millis::new(2),
            jitter_ms: Millis::new(0),
        }
    }
}

/// When the flusher wakes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteBackSettings {
    /// When the oldest dirty entry has waited this long.
    pub interval_ms: Millis,
    /// When there are this many dirty entries.
    #[serde(deserialize_with = "within::<_, 1, 1000000>")]
    pub batch: u32,
    /// How long a failed flush waits before the next try; it doubles up to sixteen times this.
    pub retry_ms: Millis,
}

impl Default for WriteBackSettings {
    fn default() -> Self {
        Self { interval_ms: Millis::new(2_000), batch: 5, retry_ms: Millis::new(200) }
    }
}

/// What automatic load does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoadSettings {
    /// Clients, each with one operation at a time.
    #[serde(deserialize_with = "within::<_, 1, { limits::CLIENTS }>")]
    pub clients: u32,
    /// Operations a second by all of them together; 0: each goes on as soon as it has its answer.
    #[serde(deserialize_with = "within::<_, 0, { limits::LOAD_RATE }>")]
    pub per_second: u32,
    /// The share of writes among the operations, in percent.
    #[serde(deserialize_with = "within::<_, 0, 100>")]
    pub writes_percent: u32,
    /// The exponent of the Zipf distribution that picks the keys; 0 picks all alike.
    #[serde(deserialize_with = "skew")]
    pub skew: f64,
}

impl Default for LoadSettings {
    fn default() -> Self {
        Self { clients: 8, per_second: 20, writes_percent: 50, skew: 1.0 }
    }
}

/// A whole number within its range, or an error that tells the range.
fn within<'de, D: Deserializer<'de>, const LEAST: u32, const MOST: u32>(
    deserializer: D,
) -> Result<u32, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let fits = (i64::from(LEAST)..=i64::from(MOST)).contains(&number);
    fits.then_some(number as u32).ok_or_else(|| {
        D::Error::custom(format!("expected a whole number from {LEAST} to {MOST}, found {number}"))
    })
}

fn skew<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let Number(skew) = Number::deserialize(deserializer)?;
    let fits = (0.0..=10.0).contains(&skew);
    fits.then_some(skew)
        .ok_or_else(|| D::Error::custom(format!("expected a number from 0 to 10, found {skew}")))
}

/// At least one name, none of them twice, and each one that a command could say.
fn key_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
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

/// An hour: long enough for any lesson, short enough that sums of spans cannot overflow.
const LONGEST_MS: f64 = 3_600_000.0;

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
