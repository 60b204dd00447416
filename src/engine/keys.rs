//! The keys of a run: names to numbers, in the order in which they came into being.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::{Engine, Rejection};
use crate::limits;
use crate::protocol::{Fact, Key, Value};

pub(super) struct Keys {
    by_name: HashMap<String, Key>,
    names: Rc<RefCell<Vec<String>>>,
    pub(super) count: Rc<Cell<u32>>,
}

impl Keys {
    /// The names are shared with those who route by them.
    pub(super) fn new(names: &Rc<RefCell<Vec<String>>>) -> Self {
        Self { by_name: HashMap::new(), names: names.clone(), count: Rc::default() }
    }

    pub(super) fn find(&self, name: &str) -> Option<Key> {
        self.by_name.get(name).copied()
    }

    fn add(&mut self, name: &str) -> Key {
        let key = Key(self.count.get());
        self.count.set(key.0 + 1);
        self.names.borrow_mut().push(name.to_owned());
        self.by_name.insert(name.to_owned(), key);
        key
    }
}

impl Engine {
    /// A key by its name; a new name makes a new key.
    pub(super) fn key(&mut self, name: &str) -> Result<Key, Rejection> {
        match self.keys.find(name) {
            Some(key) => Ok(key),
            None if self.keys.count.get() as usize >= limits::KEYS => Err(Rejection::TooManyKeys),
            None => Ok(self.add_key(name, None)),
        }
    }

    pub(super) fn add_key(&mut self, name: &str, stored: Option<Value>) -> Key {
        let key = self.keys.add(name);
        if let Some(value) = stored {
            self.disk.begin_with(key, value);
        }
        self.context.record(Fact::KeyAdded { key, name: name.into(), stored });
        key
    }
}
