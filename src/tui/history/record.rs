//! All entries of a history, in chunks that branches share.

use std::rc::Rc;

use dirtybit::Time;

use super::Entry;
use super::chunk::{Chunk, Places};

/// What happened, written down.
#[derive(Clone, Default)]
pub(super) struct Record {
    full: Vec<Rc<Chunk>>,
    open: Chunk,
    places: Places,
    size: usize,
}

impl Record {
    /// Writes down what happened next; with so many entries, a chunk is full.
    pub(super) fn push(&mut self, entry: &Entry, most: u32) {
        self.open.push(entry, &mut self.places);
        if self.open.length >= most {
            let full = std::mem::take(&mut self.open).seal();
            self.size += full.size();
            self.full.push(Rc::new(full));
        }
    }

    /// Everything that happened after an instant; after none: everything.
    pub(super) fn after(&self, instant: Option<Time>) -> impl Iterator<Item = Entry> {
        let over = self.full.partition_point(|chunk| Some(chunk.ends) <= instant);
        let chunks = self.full[over..].iter().map(Rc::as_ref).chain([&self.open]);
        let entries = chunks.flat_map(|chunk| chunk.read(&self.places));
        entries.skip_while(move |entry| Some(entry.at()) <= instant)
    }

    /// The last entry of a kind before an instant.
    pub(super) fn last_before(
        &self,
        instant: Time,
        is_meant: impl Fn(&Entry) -> bool,
    ) -> Option<Entry> {
        let begun = self.full.partition_point(|chunk| chunk.begins < instant);
        let chunks = self.full[..begun].iter().map(Rc::as_ref).chain([&self.open]);
        let mut last = chunks.rev().map(|chunk| {
            let before = chunk.read(&self.places).take_while(|entry| entry.at() < instant);
            before.filter(&is_meant).last()
        });
        last.find_map(|found| found)
    }

    /// The chunks in which everything lies before an instant, and when their last entry happened.
    /// What they hold of an instant is all of it.
    pub(super) fn before(&self, instant: Time) -> (Self, Option<Time>) {
        let begins = |place: usize| self.full.get(place).map_or(self.open.begins, |it| it.begins);
        let mut kept = self.full.partition_point(|chunk| chunk.ends < instant);
        while kept > 0 && begins(kept) <= self.full[kept - 1].ends {
            kept -= 1;
        }
        let full = self.full[..kept].to_vec();
        let ends = full.last().map(|chunk| chunk.ends);
        let size = full.iter().map(|chunk| chunk.size()).sum();
        (Self { full, open: Chunk::default(), places: self.places.clone(), size }, ends)
    }

    /// Drops the chunks in which everything had happened at an instant.
    pub(super) fn forget(&mut self, instant: Time) {
        let over = self.full.partition_point(|chunk| chunk.ends <= instant);
        for chunk in self.full.drain(..over) {
            self.size -= chunk.size();
        }
    }

    /// The bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.size + self.open.size()
    }
}
