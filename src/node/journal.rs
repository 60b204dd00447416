//! The write-ahead journal: what the cache has acknowledged and the database has not; it outlives a crash.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::limits;
use crate::protocol::{Key, Value, Write};

/// A write in the journal, and what it made of its entry.
#[derive(Clone, Copy)]
pub(crate) struct Record {
    pub(crate) write: Write,
    pub(crate) value: Value,
}

/// The journal's file; each record has its place in the order of the appends.
#[derive(Clone, Default)]
pub(crate) struct Journal(Rc<File>);

#[derive(Default)]
struct File {
    records: RefCell<BTreeMap<Key, Vec<(u64, Record)>>>,
    count: Cell<usize>,
    next: Cell<u64>,
}

impl Journal {
    /// Appends a record; what it leaves nothing of is not needed any more. A full journal takes no
    /// more.
    pub(crate) fn append(&self, record: Record) -> Result<(), JournalFull> {
        let file = &*self.0;
        let mut records = file.records.borrow_mut();
        let list = records.entry(record.write.key).or_default();
        if record.write.change.is_absolute() {
            file.count.update(|count| count - list.len());
            list.clear();
        }
        if file.count.get() >= limits::JOURNAL {
            return Err(JournalFull);
        }
        list.push((file.next.get(), record));
        file.next.update(|next| next + 1);
        file.count.update(|count| count + 1);
        Ok(())
    }

    /// Forgets what need not be saved any more; says how many records are left, if any was
    /// forgotten.
    pub(crate) fn truncate(&self, saved: Write) -> Option<u32> {
        let mut records = self.0.records.borrow_mut();
        let list = records.get_mut(&saved.key)?;
        let before = list.len();
        saved.settle(list, |(_, record)| record.write);
        let forgotten = before - list.len();
        self.0.count.update(|count| count - forgotten);
        (forgotten > 0).then_some(self.0.count.get() as u32)
    }

    /// Every record, in the order of the appends.
    pub(crate) fn records(&self) -> Vec<Record> {
        let mut all: Vec<_> = self.0.records.borrow().values().flatten().copied().collect();
        all.sort_unstable_by_key(|(place, _)| *place);
        all.into_iter().map(|(_, record)| record).collect()
    }
}

/// The journal has as many records as it may have.
pub(crate) struct JournalFull;
