//! The words of the field: who takes part, what is asked, how it ended.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::value::{Change, Value};

/// One of the three parties of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Node {
    /// The application: all clients together.
    App,
    /// The in-process cache: fast, small, and gone when it crashes.
    Cache,
    /// The database: slow, and durable.
    Database,
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::App => "app",
            Self::Cache => "cache",
            Self::Database => "database",
        })
    }
}

/// How a write travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WritePattern {
    /// The cache writes to the database before it acknowledges.
    WriteThrough,
    /// The cache acknowledges at once and writes to the database later.
    #[default]
    WriteBack,
    /// The application writes to the database and leaves the cache alone.
    WriteAround,
}

impl WritePattern {
    /// Every write pattern, in the order of the keys that choose them.
    pub const ALL: [Self; 3] = [Self::WriteThrough, Self::WriteBack, Self::WriteAround];

    /// The pattern's name as scripts and screen spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WriteThrough => "write-through",
            Self::WriteBack => "write-back",
            Self::WriteAround => "write-around",
        }
    }
}

/// How a read that misses the cache reaches the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadPattern {
    /// The cache fetches what it misses.
    #[default]
    ReadThrough,
    /// The application fetches what the cache misses, and fills it.
    CacheAside,
}

impl ReadPattern {
    /// Every read pattern.
    pub const ALL: [Self; 2] = [Self::ReadThrough, Self::CacheAside];

    /// The pattern's name as scripts and screen spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadThrough => "read-through",
            Self::CacheAside => "cache-aside",
        }
    }
}

macro_rules! named_pattern {
    ($pattern:ty) => {
        impl fmt::Display for $pattern {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        /// The error lists the names that exist.
        impl std::str::FromStr for $pattern {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                let known = Self::ALL.map(Self::name);
                let found = Self::ALL.into_iter().find(|pattern| pattern.name() == word);
                found.ok_or_else(|| format!("expected {}, found `{word}`", known.join(" or ")))
            }
        }
    };
}

named_pattern!(WritePattern);
named_pattern!(ReadPattern);
named_pattern!(LinkName);

/// A key, by its number; [`crate::Fact::KeyAdded`] tells its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub u32);

impl Key {
    /// The key's place in a table with a row for every key.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The identity of a write: one counter for the whole run, so that newer is larger.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(pub u64);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("v{}", self.0))
    }
}

/// One operation: a client's read, write or delete, or one flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OpId(pub u64);

/// One message on a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FlightId(pub u64);

/// One client of the application, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClientId(pub u32);

impl ClientId {
    /// The client that a command means when it names none.
    pub const FIRST: Self = Self(1);
}

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Store a new version.
    Write,
    /// Store a tombstone.
    Delete,
    /// Add to what is stored.
    Add(i64),
    /// Get the current version.
    Read,
}

impl Action {
    /// What the action does to a key; none for a read.
    pub const fn change(self) -> Option<Change> {
        match self {
            Self::Write => Some(Change::Set),
            Self::Delete => Some(Change::Delete),
            Self::Add(amount) => Some(Change::Add(amount)),
            Self::Read => None,
        }
    }
}

/// How an operation travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pattern {
    /// As a write.
    Write(WritePattern),
    /// As a read.
    Read(ReadPattern),
}

/// One of the three links of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LinkName {
    /// Between application and cache.
    AppCache,
    /// Between cache and database.
    CacheDatabase,
    /// Between application and database: the road around the cache.
    AppDatabase,
}

impl LinkName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AppCache, Self::CacheDatabase, Self::AppDatabase];

    /// The link between two nodes, in whatever order; none from a node to itself.
    pub fn between(one: Node, other: Node) -> Option<Self> {
        let joins = |link: &Self| link.ends() == (one, other) || link.ends() == (other, one);
        Self::ALL.into_iter().find(joins)
    }

    /// The nodes that it joins, the one that asks first.
    pub const fn ends(self) -> (Node, Node) {
        match self {
            Self::AppCache => (Node::App, Node::Cache),
            Self::CacheDatabase => (Node::Cache, Node::Database),
            Self::AppDatabase => (Node::App, Node::Database),
        }
    }

    /// The link's name as scripts and screen spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AppCache => "app-cache",
            Self::CacheDatabase => "cache-database",
            Self::AppDatabase => "app-database",
        }
    }
}

/// How an operation ended, as its client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The client was told OK. For a read, with what it saw.
    Acked(Option<Value>),
    /// It certainly did not happen.
    Refused(Refusal),
    /// It may have happened or not: the answer never came.
    Unknown,
}

/// Why an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// Nobody listens at the other end of the link.
    Down(Node),
    /// The node's queue is full.
    QueueFull(Node),
    /// Every entry of the cache is dirty or in use, and none could be saved to make room.
    NoRoom,
    /// The cache owes the database as much as it may.
    DirtyQueueFull,
    /// The cache's journal is full.
    JournalFull,
    /// The database would not: a constraint, a full disk, a deadlock.
    ByDatabase,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down(node) => write!(f, "the {node} is down"),
            Self::QueueFull(Node::App) => f.write_str("the app has too many requests in flight"),
            Self::QueueFull(node) => write!(f, "the {node}'s queue is full"),
            Self::NoRoom => f.write_str("the cache is full of entries it could not save"),
            Self::DirtyQueueFull => f.write_str("the cache's dirty queue is full"),
            Self::JournalFull => f.write_str("the cache's journal is full"),
            Self::ByDatabase => f.write_str("the database would not write it"),
        }
    }
}
