//! Turns: who comes first for a key goes first.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use tokio::sync::Mutex;

use crate::protocol::Key;

/// A queue for every key.
#[derive(Default)]
pub(crate) struct Turns(RefCell<BTreeMap<Key, Rc<Mutex<()>>>>);

impl Turns {
    /// The queue for a key: lock it to have the turn.
    pub(crate) fn of(&self, key: Key) -> Rc<Mutex<()>> {
        self.0.borrow_mut().entry(key).or_default().clone()
    }
}
