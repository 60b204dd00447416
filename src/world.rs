//! The settings of a run: every default of the model, by the names that scripts use.

mod choice;
mod form;
mod knob;
mod setting;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use choice::{
    CacheDown, CachedCopy, DirtyEviction, FailedFlush, Fill, MarkClean, Misses, OnFailure,
    WhenFull, WriteThroughOrder,
};
pub use form::Millis;
pub use knob::{KNOBS, Knob};
pub use setting::Setting;

use crate::limits;
use crate::protocol::{ReadPattern, WritePattern};
use form::{key_names, skew, within};

/// Everything that can be set. All but the keys can be set while it runs, too.
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
    /// Patterns for the writes of the keys that begin like this, instead of `write`; of several,
    /// the longest beginning counts.
    #[serde(with = "form::routes")]
    pub route: BTreeMap<String, WritePattern>,
    /// A write that is older than what it finds is left out, in the cache and in the database.
    #[serde(with = "form::switch")]
    pub version_check: bool,
    /// The application.
    pub app: AppSettings,
    /// The cache.
    pub cache: CacheSettings,
    /// The database.
    pub database: DatabaseSettings,
    /// The links between the nodes.
    pub link: LinkSettings,
    /// How write-through goes about it.
    pub write_through: WriteThroughSettings,
    /// How write-back goes about it, and when dirty entries are flushed.
    pub write_back: WriteBackSettings,
    /// How write-around goes about it.
    pub write_around: WriteAroundSettings,
    /// What automatic load does.
    pub load: LoadSettings,
}

impl Default for World {
    fn default() -> Self {
        Self {
            write: WritePattern::default(),
            read: ReadPattern::default(),
            keys: KEYS.map(str::to_owned).to_vec(),
            route: BTreeMap::new(),
            version_check: false,
            app: AppSettings::default(),
            cache: CacheSettings::default(),
            database: DatabaseSettings::default(),
            link: LinkSettings::default(),
            write_through: WriteThroughSettings::default(),
            write_back: WriteBackSettings::default(),
            write_around: WriteAroundSettings::default(),
            load: LoadSettings::default(),
        }
    }
}

impl World {
    /// Sends the writes of the keys that begin like this by a pattern of their own, or by the
    /// pattern of all the others again.
    pub fn send(&mut self, prefix: &str, pattern: Option<WritePattern>) {
        match pattern {
            Some(pattern) => self.route.insert(prefix.to_owned(), pattern),
            None => self.route.remove(prefix),
        };
    }

    /// How a write of this key travels.
    pub fn write_pattern_of(&self, key: &str) -> WritePattern {
        let routes = self.route.iter().filter(|(prefix, _)| key.starts_with(prefix.as_str()));
        let longest = routes.max_by_key(|(prefix, _)| prefix.len());
        longest.map_or(self.write, |(_, pattern)| *pattern)
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

/// The application's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppSettings {
    /// How long a client waits for an answer; then the outcome is unknown.
    pub timeout_ms: Millis,
    /// What it does when the cache is down.
    pub cache_down: CacheDown,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self { timeout_ms: Millis::new(2_000), cache_down: CacheDown::default() }
    }
}

/// The cache's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CacheSettings {
    /// One look-up or one change of an entry.
    pub op_ms: Millis,
    /// Entries that fit; the least recently used one makes room for another.
    #[serde(deserialize_with = "within::<_, 1, 1000000>")]
    pub capacity: u32,
    /// How long a clean entry lives.
    #[serde(with = "form::span_or_off")]
    pub ttl_ms: Option<Millis>,
    /// Whether it remembers that the database does not have a key.
    #[serde(with = "form::switch")]
    pub negative_caching: bool,
    /// Which copies may fill it after a miss.
    pub fill: Fill,
    /// What misses of one key that meet do.
    pub misses: Misses,
    /// How long it waits for an answer of the database.
    pub timeout_ms: Millis,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            op_ms: Millis::from_micros(100),
            capacity: 8,
            ttl_ms: None,
            negative_caching: false,
            fill: Fill::default(),
            misses: Misses::default(),
            timeout_ms: Millis::new(1_000),
        }
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
    /// The rows of a batch become durable all at its end, or not at all.
    #[serde(with = "form::switch")]
    pub atomic_batches: bool,
    /// How many times as long everything takes.
    #[serde(deserialize_with = "within::<_, 1, 1000>")]
    pub slowdown: u32,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            write_ms: Millis::new(50),
            read_ms: Millis::new(25),
            row_ms: Millis::new(5),
            connections: 4,
            queue: 64,
            atomic_batches: false,
            slowdown: 1,
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

/// How write-through goes about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteThroughSettings {
    /// In which order a write reaches the two that hold it.
    pub order: WriteThroughOrder,
    /// What a write that fails does to the entry that it has changed.
    pub on_failure: OnFailure,
}

/// How write-back goes about it, and when the flusher wakes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteBackSettings {
    /// It wakes when the oldest dirty entry has waited this long.
    pub interval_ms: Millis,
    /// It wakes when there are this many writes to save.
    #[serde(deserialize_with = "within::<_, 1, 1000000>")]
    pub batch: u32,
    /// Writes of one key are saved as one.
    #[serde(with = "form::switch")]
    pub coalescing: bool,
    /// Every write is appended to a journal before it is acknowledged; a cache that comes up
    /// reads it.
    #[serde(with = "form::switch")]
    pub journal: bool,
    /// How long an append takes.
    pub journal_ms: Millis,
    /// Increments carry an id by which the database knows those it has applied already.
    #[serde(with = "form::switch")]
    pub write_ids: bool,
    /// When a flushed entry is taken for saved.
    pub mark_clean: MarkClean,
    /// What becomes of a dirty entry that has to make room.
    pub dirty_eviction: DirtyEviction,
    /// What becomes of rows that a flush could not save.
    pub failed_flush: FailedFlush,
    /// How long a failed flush waits before the next try; it doubles up to sixteen times this.
    pub retry_ms: Millis,
    /// Writes that the cache may owe the database.
    #[serde(deserialize_with = "within::<_, 1, 1000000>")]
    pub queue: u32,
    /// What happens to a write that finds as many.
    pub when_full: WhenFull,
}

impl Default for WriteBackSettings {
    fn default() -> Self {
        Self {
            interval_ms: Millis::new(2_000),
            batch: 5,
            coalescing: true,
            journal: false,
            journal_ms: Millis::from_micros(300),
            write_ids: false,
            mark_clean: MarkClean::default(),
            dirty_eviction: DirtyEviction::default(),
            failed_flush: FailedFlush::default(),
            retry_ms: Millis::new(200),
            queue: 64,
            when_full: WhenFull::default(),
        }
    }
}

/// How write-around goes about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WriteAroundSettings {
    /// What a write does to the copy that the cache may have.
    pub cached_copy: CachedCopy,
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
