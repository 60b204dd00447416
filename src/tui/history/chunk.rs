//! A stretch of a history, written down in as few bytes as it takes.

use std::panic::Location;

use dirtybit::{Event, Fact, Flight, OpId, Service, Time};
use serde::{Deserialize, Serialize};

use super::Entry;

/// Entries that follow one another. An instant may go on in the next chunk.
#[derive(Clone, Default)]
pub(super) struct Chunk {
    /// When its first entry happened, and its last one.
    pub(super) begins: Time,
    pub(super) ends: Time,
    /// How many entries there are.
    pub(super) length: u32,
    /// The number of its first event, and of the one that comes next.
    first: Option<u64>,
    next: u64,
    bytes: Vec<u8>,
}

/// An entry as it is written: the microseconds since the one before, and what happened. Events
/// are numbered one after the other, so their numbers need not be written.
type Line<T> = (u64, Written<T>);

/// What happened. The instants in a fact are written by how far they are from its own, most of them
/// being near; lines of code are places in the running program, and a number stands for each.
#[derive(Serialize, Deserialize)]
enum Written<T> {
    Fact(Fact),
    Step(OpId, u32),
    Caption(T),
    Failure(T),
}

/// The lines of code that a history knows by a number: no more than the patterns have.
#[derive(Clone, Default)]
pub(super) struct Places(Vec<&'static Location<'static>>);

impl Places {
    fn number(&mut self, place: &'static Location<'static>) -> u32 {
        let known = self.0.iter().position(|known| std::ptr::eq(*known, place));
        let number = known.unwrap_or_else(|| {
            self.0.push(place);
            self.0.len() - 1
        });
        number as u32
    }
}

impl Chunk {
    /// Writes down what happened next.
    pub(super) fn push(&mut self, entry: &Entry, places: &mut Places) {
        if self.length == 0 {
            (self.begins, self.ends) = (entry.at(), entry.at());
        }
        let span = entry.at().as_micros() - self.ends.as_micros();
        let written = match entry {
            Entry::Event(event) => self.event(event, places),
            Entry::Caption(_, words) => Written::Caption(words.as_str()),
            Entry::Failure(_, words) => Written::Failure(words.as_str()),
        };
        let line: Line<_> = (span, written);
        let bytes = std::mem::take(&mut self.bytes);
        self.bytes = postcard::to_extend(&line, bytes).expect("all of it has a written form");
        self.ends = entry.at();
        self.length += 1;
    }

    fn event<'a>(&mut self, event: &Event, places: &mut Places) -> Written<&'a str> {
        debug_assert!(self.first.is_none() || event.seq == self.next, "no event is missing");
        self.first.get_or_insert(event.seq);
        self.next = event.seq + 1;
        match &event.fact {
            Fact::Step { op, line } => Written::Step(*op, places.number(line)),
            fact => {
                let moment = event.at.as_micros();
                Written::Fact(with_instants(fact.clone(), |micros| micros.wrapping_sub(moment)))
            }
        }
    }

    /// Its entries, in order.
    pub(super) fn read<'a>(&'a self, places: &'a Places) -> Reader<'a> {
        let seq = self.first.unwrap_or_default();
        Reader { bytes: &self.bytes, at: self.begins, seq, places }
    }

    /// No more is written to it.
    pub(super) fn seal(mut self) -> Self {
        self.bytes.shrink_to_fit();
        self
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }
}

/// A fact with other instants in it, each made of what it was, in microseconds.
fn with_instants(mut fact: Fact, of: impl Fn(u64) -> u64) -> Fact {
    let change = |instant: &mut Time| *instant = Time::from_micros(of(instant.as_micros()));
    match &mut fact {
        Fact::Sent(Flight { departs: first, arrives: last, .. })
        | Fact::Serving(Service { from: first, until: last, .. }) => {
            change(first);
            change(last);
        }
        Fact::Released { arrives: instant, .. } | Fact::FlushDue(Some(instant)) => change(instant),
        _ => {}
    }
    fact
}

/// Reads the entries of a chunk, one after the other.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: Time,
    seq: u64,
    places: &'a Places,
}

impl Iterator for Reader<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.bytes.is_empty() {
            return None;
        }
        let read = postcard::take_from_bytes::<Line<String>>(self.bytes);
        let ((span, written), rest) = read.expect("what was written can be read");
        self.bytes = rest;
        self.at = Time::from_micros(self.at.as_micros() + span);
        Some(match written {
            Written::Fact(fact) => {
                let moment = self.at.as_micros();
                self.event(with_instants(fact, |micros| micros.wrapping_add(moment)))
            }
            Written::Step(op, line) => {
                let line = self.places.0[line as usize];
                self.event(Fact::Step { op, line })
            }
            Written::Caption(words) => Entry::Caption(self.at, words),
            Written::Failure(words) => Entry::Failure(self.at, words),
        })
    }
}

impl Reader<'_> {
    fn event(&mut self, fact: Fact) -> Entry {
        let event = Event { at: self.at, seq: self.seq, fact };
        self.seq += 1;
        Entry::Event(event)
    }
}
