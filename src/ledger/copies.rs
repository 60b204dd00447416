//! One key's copies: where a write still is, and which acknowledged writes depend on it.

use std::collections::VecDeque;

use fnv::FnvHashMap;

use crate::limits;
use crate::protocol::{FlightId, OpId, Time, Value, Version, Write};

/// All that is known of one key's copies.
#[derive(Clone, Default)]
pub(super) struct KeyBook {
    pub(super) stored: Option<Value>,
    /// The newest durable write that left nothing of what was there before.
    absolute: Option<Version>,
    /// What has been written into the row since then, oldest first.
    in_row: VecDeque<Write>,
    /// The acknowledged ones among them.
    pub(super) acknowledged_in_row: VecDeque<Acknowledged>,
    pub(super) cached: Option<Held>,
    /// Whether what is cached is still to be written to the database.
    pub(super) cache_owes: bool,
    /// What writes would put back if they failed.
    pub(super) kept: Vec<(OpId, Held)>,
    pub(super) copies: Vec<Copy>,
    pub(super) journal: Vec<Write>,
    /// In the order of their versions.
    pub(super) at_risk: Vec<Acknowledged>,
    /// Writes that the application has sent to the cache, until the cache answers.
    pub(super) asked: FnvHashMap<Version, Asked>,
    /// Writes without an answer that may still come true.
    pub(super) doubtful: Vec<Doubt>,
}

/// A write on its way to the cache, or in its hands.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) op: OpId,
    /// The message, while it is on its way.
    pub(super) flight: Option<FlightId>,
}

/// A write whose client was not told what came of it.
#[derive(Clone, Copy)]
pub(super) struct Doubt {
    pub(super) write: Write,
    /// It was among what the cache would have saved later.
    was_owed: bool,
}

/// What is known of a doubtful write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    Committed,
    Vanished,
    StillInDoubt,
}

/// An entry of the cache, and which writes it stands for.
#[derive(Clone)]
pub(super) struct Held {
    value: Value,
    /// The write that left nothing of what was there before; none for a copy.
    base: Option<Version>,
    /// The increments since then, in the order of their versions.
    adds: Vec<Version>,
    /// The first of the writes that it owes, if it owes any.
    since: Version,
}

/// A write on its way to the row.
#[derive(Clone)]
pub(super) struct Copy {
    pub(super) op: OpId,
    pub(super) write: Write,
    pub(super) place: Place,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the rows of a flush that is under way.
    InFlush,
    OnTheWire(FlightId),
    AtDatabase,
}

/// A write whose client was told OK.
#[derive(Clone, Copy)]
pub(super) struct Acknowledged {
    pub(super) write: Write,
    pub(super) issued: Time,
    pub(super) acknowledged: Time,
    pub(super) overwritten: bool,
}

impl Held {
    pub(super) const fn copy(value: Value) -> Self {
        Self { value, base: None, adds: Vec::new(), since: value.version }
    }

    /// What an entry stands for after one write more.
    pub(super) fn after(before: Option<Self>, write: Write, value: Value, owed: bool) -> Self {
        let since = before.as_ref().filter(|_| owed).map_or(write.version, |held| held.since);
        if write.change.is_absolute() {
            return Self { value, base: Some(write.version), adds: Vec::new(), since };
        }
        let (base, mut adds) = before.map(|held| (held.base, held.adds)).unwrap_or_default();
        let place = adds.partition_point(|add| *add < write.version);
        adds.insert(place, write.version);
        adds.drain(..adds.len().saturating_sub(limits::IDS_PER_KEY));
        Self { value, base, adds, since: since.min(write.version) }
    }

    fn keeps(&self, write: &Write) -> bool {
        match write.change.is_absolute() {
            true => self.value.version >= write.version,
            false => self.adds.binary_search(&write.version).is_ok(),
        }
    }

    /// Whether this write may be among those that the entry owes.
    fn may_owe(&self, write: &Write) -> bool {
        (self.since..=self.value.version).contains(&write.version)
    }

    fn saved(&mut self, write: &Write) {
        self.adds.retain(|add| *add != write.version);
    }
}

impl KeyBook {
    pub(super) fn with(stored: Option<Value>) -> Self {
        Self { stored, ..Self::default() }
    }

    pub(super) fn stored_version(&self) -> Option<Version> {
        self.stored.map(|stored| stored.version)
    }

    /// Whether this write is in the row.
    pub(super) fn is_in_row(&self, write: &Write) -> bool {
        self.in_row.iter().any(|stored| stored.version == write.version)
    }

    /// Whether the row has something that makes this write obsolete.
    pub(super) fn is_superseded(&self, write: &Write) -> bool {
        match write.change.is_absolute() {
            true => self.stored_version() > Some(write.version),
            false => self.absolute > Some(write.version),
        }
    }

    /// The row changes; returns the acknowledged writes that are in it no longer although they are
    /// newer, and the others that are.
    pub(super) fn store(&mut self, write: Write, value: Value) -> (Vec<Acknowledged>, Vec<Write>) {
        self.stored = Some(value);
        let (mut gone, mut others) = (Vec::new(), Vec::new());
        if write.change.is_absolute() {
            self.absolute = Some(write.version);
            others.extend(self.in_row.drain(..));
            others.retain(|before| before.version > write.version);
            gone.extend(self.acknowledged_in_row.drain(..));
            gone.retain(|before| before.write.version > write.version);
        }
        self.in_row.push_back(write);
        if self.in_row.len() > limits::ACKNOWLEDGED_PER_KEY {
            self.in_row.pop_front();
        }
        if let Some(held) = &mut self.cached {
            held.saved(&write);
        }
        (gone, others)
    }

    /// The row has an acknowledged write.
    pub(super) fn note_in_row(&mut self, write: Acknowledged) {
        self.acknowledged_in_row.push_back(write);
        if self.acknowledged_in_row.len() > limits::ACKNOWLEDGED_PER_KEY {
            self.acknowledged_in_row.pop_front();
        }
    }

    /// A write's client was not told what came of it.
    pub(super) fn doubt(&mut self, write: Write) {
        self.doubtful.push(Doubt { write, was_owed: false });
    }

    /// What has become of a doubtful write by now. One that the cache replaced by a newer one, as it
    /// does with those that it saves later, counts as done when that one is.
    pub(super) fn resolve(&self, doubt: &mut Doubt) -> Certainty {
        let owed = self.is_owed(&doubt.write);
        doubt.was_owed |= owed;
        if self.is_in_row(&doubt.write) {
            Certainty::Committed
        } else if owed || self.may_commit(&doubt.write) {
            Certainty::StillInDoubt
        } else if doubt.was_owed && self.is_superseded(&doubt.write) {
            Certainty::Committed
        } else {
            Certainty::Vanished
        }
    }

    fn is_owed(&self, write: &Write) -> bool {
        self.cached.as_ref().is_some_and(|held| self.cache_owes && held.may_owe(write))
    }

    /// Whether this very write may still come to the database; a clean entry never does.
    fn may_commit(&self, write: &Write) -> bool {
        let same = |copy: &Write| copy.version == write.version;
        self.copies.iter().any(|copy| same(&copy.write))
            || self.journal.iter().any(same)
            || self.asked.contains_key(&write.version)
    }

    /// Takes out the writes at risk that have no copy left, nor a newer one that replaced theirs.
    pub(super) fn take_lost(&mut self) -> Vec<Acknowledged> {
        let newest = self.newest_absolute();
        match self.at_risk.last() {
            Some(last) if Some(last.write.version) > newest => {}
            _ => return Vec::new(),
        }
        let at_risk = std::mem::take(&mut self.at_risk);
        let safe = |risk: &Acknowledged| {
            Some(risk.write.version) <= newest || self.is_somewhere(&risk.write)
        };
        let (alive, lost) = at_risk.into_iter().partition(safe);
        self.at_risk = alive;
        lost
    }

    /// The newest write anywhere outside the row that makes all older ones obsolete.
    fn newest_absolute(&self) -> Option<Version> {
        let held = self.kept.iter().map(|(_, held)| held).chain(&self.cached);
        let bases = held.filter_map(|held| held.base);
        let writes = self.copies.iter().map(|copy| &copy.write).chain(&self.journal);
        let absolute = writes.filter(|write| write.change.is_absolute());
        bases.chain(absolute.map(|write| write.version)).max()
    }

    fn is_somewhere(&self, write: &Write) -> bool {
        let mut held = self.kept.iter().map(|(_, held)| held).chain(&self.cached);
        let mut copies = self.copies.iter().map(|copy| &copy.write).chain(&self.journal);
        held.any(|held| held.keeps(write)) || copies.any(|copy| copy.covers(write))
    }

    pub(super) fn put_at_risk(&mut self, write: Acknowledged) {
        let version = write.write.version;
        let place = self.at_risk.partition_point(|other| other.write.version < version);
        self.at_risk.insert(place, write);
    }

    /// The cache answers an operation, and has done with it; says whether that may matter.
    pub(super) fn answer(&mut self, op: OpId) -> bool {
        let (kept, asked) = (self.kept.len(), self.asked.len());
        self.kept.retain(|(keeper, _)| *keeper != op);
        self.asked.retain(|_, asked| asked.op != op);
        self.kept.len() < kept || (self.asked.len() < asked && !self.doubtful.is_empty())
    }

    /// A write leaves for the database; a row of a flush is among the copies already.
    pub(super) fn send(&mut self, op: OpId, write: Write, flight: FlightId) {
        let row =
            |copy: &&mut Copy| (copy.op, copy.write, &copy.place) == (op, write, &Place::InFlush);
        let place = Place::OnTheWire(flight);
        match self.copies.iter_mut().find(row) {
            Some(copy) => copy.place = place,
            None => self.copies.push(Copy { op, write, place }),
        }
    }

    pub(super) fn drop_copies(&mut self, gone: impl Fn(&Copy) -> bool) {
        self.copies.retain(|copy| !gone(copy));
    }
}
