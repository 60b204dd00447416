//! A table with a row for every key; [`crate::limits::KEYS`] bounds it.

use crate::protocol::Key;

/// Rows come into being when they are first asked for.
#[derive(Clone)]
pub(super) struct PerKey<T>(Vec<T>);

impl<T> Default for PerKey<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone + Default> PerKey<T> {
    pub(super) fn of(&self, key: Key) -> Option<&T> {
        self.0.get(key.index())
    }

    pub(super) fn of_mut(&mut self, key: Key) -> &mut T {
        if self.0.len() <= key.index() {
            self.0.resize(key.index() + 1, T::default());
        }
        &mut self.0[key.index()]
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
