//! The settings of a run: every default of the model, by the names that scripts use.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::limits;
use crate::protocol::{ReadPattern, WritePattern};

/// Everything that can be set before a run begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// How writes travel at first.
    pub write: WritePattern,
    /// How reads travel at first.
    pub read: ReadPattern,
    /// The keys that the database holds at first, each as `v0`.
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
    pub connections: u32,
    /// Requests that may wait for a connection; one more is refused.
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
    pub clients: u32,
    /// Operations a second by all of them together; 0: each goes on as soon as it has its answer.
    pub per_second: u32,
    /// The share of writes among the operations, in percent.
    pub writes_percent: u32,
    /// The exponent of the Zipf distribution that picks the keys; 0 picks all alike.
    pub skew: f64,
}

impl Default for LoadSettings {
    fn default() -> Self {
        Self { clients: 8, per_second: 20, writes_percent: 50, skew: 1.0 }
    }
}

impl World {
    /// Says which setting is out of its range, if any.
    ///
    /// # Errors
    /// A sentence that names the setting, its range and what was found.
    pub fn check(&self) -> Result<(), String> {
        let most_keys = limits::KEYS as u32;
        within("cache.capacity", self.cache.capacity, 1, 1_000_000)?;
        within("database.connections", self.database.connections, 1, 10_000)?;
        within("database.queue", self.database.queue, 0, 1_000_000)?;
        within("write_back.batch", self.write_back.batch, 1, 1_000_000)?;
        within("load.clients", self.load.clients, 1, limits::CLIENTS)?;
        within("load.per_second", self.load.per_second, 0, limits::LOAD_RATE)?;
        within("load.writes_percent", self.load.writes_percent, 0, 100)?;
        within("the number of `keys`", self.keys.len() as u32, 1, most_keys)?;
        if !(0.0..=10.0).contains(&self.load.skew) {
            return Err(format!("expected load.skew from 0 to 10, found {}", self.load.skew));
        }
        if self.cache.op_ms.is_zero() && self.link.app_cache_ms.is_zero() {
            return Err("expected cache.op_ms or link.app_cache_ms above 0: time must pass".into());
        }
        self.check_keys()
    }

    fn check_keys(&self) -> Result<(), String> {
        for (place, key) in self.keys.iter().enumerate() {
            let command: Result<crate::Command, _> = format!("write {key}").parse();
            command
                .map_err(|_| format!("expected a key such as cart:7 in `keys`, found `{key}`"))?;
            if self.keys[..place].contains(key) {
                return Err(format!("`keys` lists {key} twice"));
            }
        }
        Ok(())
    }
}

fn within(name: &str, value: u32, least: u32, most: u32) -> Result<(), String> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(format!("expected {name} from {least} to {most}, found {value}")),
    }
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
            let what = format!("expected milliseconds from 0 to {LONGEST_MS}, found {millis}");
            return Err(serde::de::Error::custom(what));
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
