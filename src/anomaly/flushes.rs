//! The rows of flushes that may still reach the database.

use std::collections::BTreeMap;

use crate::protocol::{FlightId, Key, Node, OpId, Reception, Version, Write};

/// Flushes that go on, or whose rows are still on their way.
#[derive(Clone, Default)]
pub(super) struct Flushes(BTreeMap<OpId, Vec<Row>>);

#[derive(Clone)]
struct Row {
    write: Write,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    InCache,
    InAir(FlightId),
    AtDatabase,
}

impl Flushes {
    pub(super) fn contains(&self, op: OpId) -> bool {
        self.0.contains_key(&op)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this version, or a newer one, may still be saved.
    pub(super) fn carry(&self, key: Key, version: Version) -> bool {
        let mut rows = self.0.values().flatten().map(|row| row.write);
        rows.any(|write| write.key == key && write.version >= version)
    }

    pub(super) fn start(&mut self, op: OpId, rows: &[Write]) {
        let rows = rows.iter().map(|write| Row { write: *write, place: Place::InCache });
        self.0.insert(op, rows.collect());
    }

    pub(super) fn depart(&mut self, op: OpId, flight: FlightId, sent: Write) {
        let rows = self.0.get_mut(&op).into_iter().flatten();
        let mut waiting = rows.filter(|row| row.place == Place::InCache && row.write == sent);
        if let Some(row) = waiting.next() {
            row.place = Place::InAir(flight);
        }
    }

    /// Says which keys lost a row.
    pub(super) fn arrive(&mut self, op: OpId, flight: FlightId, reception: Reception) -> Vec<Key> {
        let is_it = |row: &Row| row.place == Place::InAir(flight);
        if reception != Reception::Delivered {
            return self.drop_rows(op, is_it);
        }
        let rows = self.0.get_mut(&op).into_iter().flatten();
        rows.filter(|row| is_it(row)).for_each(|row| row.place = Place::AtDatabase);
        Vec::new()
    }

    /// The database has done what there was to do with this row.
    pub(super) fn save(&mut self, op: OpId, saved: Write) -> Vec<Key> {
        self.drop_rows(op, |row| row.write == saved)
    }

    /// The database would not take the first row of this key that it had. OK says nothing: in a
    /// transaction it comes before the row is durable.
    pub(super) fn refuse(&mut self, op: OpId, key: Key) -> Vec<Key> {
        let mut first = true;
        self.drop_rows(op, |row| {
            let is_it = row.write.key == key && row.place == Place::AtDatabase;
            is_it && std::mem::take(&mut first)
        })
    }

    pub(super) fn end(&mut self, op: OpId) -> Vec<Key> {
        self.drop_rows(op, |row| row.place == Place::InCache)
    }

    pub(super) fn abort(&mut self, op: OpId) -> Vec<Key> {
        self.drop_rows(op, |row| row.place == Place::AtDatabase)
    }

    pub(super) fn crash(&mut self, node: Node) -> Vec<Key> {
        let gone = if node == Node::Cache { Place::InCache } else { Place::AtDatabase };
        let all: Vec<_> = self.0.keys().copied().collect();
        all.into_iter().flat_map(|op| self.drop_rows(op, |row| row.place == gone)).collect()
    }

    fn drop_rows(&mut self, op: OpId, mut gone: impl FnMut(&Row) -> bool) -> Vec<Key> {
        let Some(rows) = self.0.get_mut(&op) else {
            return Vec::new();
        };
        let mut keys = Vec::new();
        rows.retain(|row| {
            let stays = !gone(row);
            keys.extend((!stays).then_some(row.write.key));
            stays
        });
        if rows.is_empty() {
            self.0.remove(&op);
        }
        keys
    }
}
