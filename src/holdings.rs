//! Who holds what: the three truths of every key, side by side, folded from events.

use fnv::FnvHashMap;

use crate::protocol::{EntryState, Event, Fact, Key, Node, OpId, Outcome, Value, Version};

/// What the three parties hold for every key.
#[derive(Clone, Default)]
pub struct Holdings {
    keys: Vec<Holding>,
    operations: FnvHashMap<OpId, (Key, Option<Value>)>,
    down: Vec<Node>,
}

/// What the three parties hold for one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The key's name.
    pub name: Box<str>,
    /// What the application was last told: by OK for a write, or by a read. Of writes that
    /// overlap, the newer counts.
    pub app: Option<Value>,
    /// The cache's entry.
    pub cache: Option<(Value, EntryState)>,
    /// The database's row.
    pub database: Option<Value>,
}

impl Holding {
    /// The version that a node would show a reader; none if it has nothing to show.
    pub fn version_at(&self, node: Node) -> Option<Version> {
        let value = match node {
            Node::App => self.app,
            Node::Cache => self.cache.map(|(value, _)| value),
            Node::Database => self.database,
        };
        value.and_then(Value::live)
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
                cache: None,
                database: *stored,
            }),
            Fact::Issued { op, key, version, action, .. } => {
                let deleted = *action == crate::Action::Delete;
                let written = version.map(|version| Value { version, deleted });
                self.operations.insert(*op, (*key, written));
            }
            Fact::Finished { op, outcome } => self.finish(*op, *outcome),
            Fact::Cached { key, value, state, .. } => {
                self.keys[key.index()].cache = Some((*value, *state));
            }
            Fact::Cleaned { key, value } => {
                self.keys[key.index()].cache = Some((*value, EntryState::Clean));
            }
            Fact::Removed { key, .. } => self.keys[key.index()].cache = None,
            Fact::Persisted { key, value, .. } => self.keys[key.index()].database = Some(*value),
            Fact::Crashed(node) => self.crash(*node),
            Fact::Restarted(node) => self.down.retain(|down| down != node),
            _ => {}
        }
    }

    fn finish(&mut self, op: OpId, outcome: Outcome) {
        let (Some((key, written)), Outcome::Acked(seen)) = (self.operations.remove(&op), outcome)
        else {
            return;
        };
        let app = &mut self.keys[key.index()].app;
        *app = match written {
            Some(value) if app.is_some_and(|known| known.version > value.version) => *app,
            Some(value) => Some(value),
            None => seen,
        };
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
