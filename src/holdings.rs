//! Who holds what: the three truths of every key, side by side, folded from events.

use fnv::FnvHashMap;

use crate::protocol::{EntryState, Event, Fact, Key, Node, OpId, Outcome, Value, Version, Write};

/// What the three parties hold for every key.
#[derive(Clone, Default)]
pub struct Holdings {
    keys: Vec<Holding>,
    operations: FnvHashMap<OpId, Operation>,
    down: Vec<Node>,
}

/// An operation that is under way.
#[derive(Clone, Copy)]
struct Operation {
    key: Key,
    written: Option<Write>,
    /// The event that began it.
    begun: u64,
}

/// What the three parties hold for one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The key's name.
    pub name: Box<str>,
    /// What the application was last told: by OK for a write, or by a read. Of operations that
    /// overlap, the newer version counts.
    pub app: Option<Value>,
    /// The event that told it.
    told: u64,
    /// The cache's entry.
    pub cache: Option<(Value, EntryState)>,
    /// The database's row.
    pub database: Option<Value>,
    /// What the journal keeps of it, oldest first.
    pub journal: Vec<Write>,
}

impl Holding {
    /// The version that a node would show a reader; none if it has nothing to show.
    pub fn version_at(&self, node: Node) -> Option<Version> {
        self.value_at(node).and_then(Value::live)
    }

    /// Whether the cache would show a reader something else than the database.
    pub fn diverges(&self) -> bool {
        let shown = |value: Option<Value>| Some((value?.live()?, value?.total));
        self.cache.is_some_and(|(cached, _)| shown(Some(cached)) != shown(self.database))
    }

    /// An answer that is older than what is known says nothing new, unless it was asked for later.
    fn believes(&self, seen: Option<Value>, begun: u64) -> bool {
        let seen = seen.map(|value| value.version);
        begun > self.told || seen >= self.app.map(|known| known.version)
    }

    /// What a node has; none if it has nothing, not even a tombstone.
    pub fn value_at(&self, node: Node) -> Option<Value> {
        match node {
            Node::App => self.app,
            Node::Cache => self.cache.map(|(value, _)| value),
            Node::Database => self.database,
        }
    }
}

impl Holdings {
    /// Every key, in the order in which they came into being.
    pub fn keys(&self) -> &[Holding] {
        &self.keys
    }

    /// One key.
    ///
    /// # Panics
    /// If no event has told of the key.
    pub fn of(&self, key: Key) -> &Holding {
        &self.keys[key.index()]
    }

    /// The key with this name.
    pub fn named(&self, name: &str) -> Option<&Holding> {
        self.keys.iter().find(|holding| &*holding.name == name)
    }

    /// Whether a node is down.
    pub fn is_down(&self, node: Node) -> bool {
        self.down.contains(&node)
    }

    /// What the journal keeps, of all keys.
    pub fn journaled(&self) -> usize {
        self.keys.iter().map(|holding| holding.journal.len()).sum()
    }

    /// The entries that the database has not got yet.
    pub fn dirty(&self) -> usize {
        let is_dirty =
            |holding: &&Holding| holding.cache.is_some_and(|(_, state)| state == EntryState::Dirty);
        self.keys.iter().filter(is_dirty).count()
    }

    /// Follows one event.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::KeyAdded { name, stored, .. } => self.keys.push(Holding {
                name: name.clone(),
                app: None,
                told: 0,
                cache: None,
                database: *stored,
                journal: Vec::new(),
            }),
            Fact::Issued { op, key, version, action, .. } => {
                let change = version.zip(action.change());
                let written = change.map(|(version, change)| Write { key: *key, version, change });
                let operation = Operation { key: *key, written, begun: event.seq };
                self.operations.insert(*op, operation);
            }
            Fact::Finished { op, outcome, .. } => self.finish(event.seq, *op, *outcome),
            Fact::Cached { key, value, state, .. } => {
                self.keys[key.index()].cache = Some((*value, *state));
            }
            Fact::Cleaned { key, value } | Fact::Dropped { key, value } => {
                self.keys[key.index()].cache = Some((*value, EntryState::Clean));
            }
            Fact::Removed { key, .. } => self.keys[key.index()].cache = None,
            Fact::Persisted { write, value, .. } => {
                self.keys[write.key.index()].database = Some(*value);
            }
            Fact::Journaled { write, .. } => {
                let journal = &mut self.keys[write.key.index()].journal;
                if write.change.is_absolute() {
                    journal.clear();
                }
                journal.push(*write);
            }
            Fact::Truncated { write, .. } => {
                write.settle(&mut self.keys[write.key.index()].journal, |kept| *kept);
            }
            Fact::Crashed(node) => self.crash(*node),
            Fact::Restarted(node) => self.down.retain(|down| down != node),
            _ => {}
        }
    }

    fn finish(&mut self, seq: u64, op: OpId, outcome: Outcome) {
        let (Some(operation), Outcome::Acked(seen)) = (self.operations.remove(&op), outcome) else {
            return;
        };
        let holding = &mut self.keys[operation.key.index()];
        let told = match operation.written {
            Some(write) if holding.app.is_none_or(|known| known.version <= write.version) => {
                Value::after(holding.app, write)
            }
            None if holding.believes(seen, operation.begun) => seen.unwrap_or(Value::ABSENT),
            _ => return,
        };
        (holding.app, holding.told) = (Some(told), seq);
    }

    fn crash(&mut self, node: Node) {
        self.down.push(node);
        if node == Node::Cache {
            for holding in &mut self.keys {
                holding.cache = None;
            }
        }
    }
}
