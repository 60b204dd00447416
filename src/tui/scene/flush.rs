//! Flushes: which rows they save, and how far they have come.

use dirtybit::{Fact, FailedFlush, FlushCause, Key, OpId, Time, Value, Write};

use super::Scene;
use super::trail::{End, Trail};
use crate::tui::account;

/// A flush that is under way.
#[derive(Clone)]
pub(crate) struct Flush {
    pub(super) op: OpId,
    pub(crate) started: Time,
    pub(crate) rows: Box<[Write]>,
    pub(crate) saved: u32,
    pub(crate) outdated: u32,
    /// What it cannot save is given up.
    pub(crate) drops: bool,
    /// The lines of code that it has come through.
    pub(super) trail: Trail,
}

impl Flush {
    /// Whether this version of the key is among its rows.
    pub(crate) fn has(&self, key: Key, value: Value) -> bool {
        self.rows.iter().any(|row| (row.key, row.version) == (key, value.version))
    }
}

impl Scene {
    pub(super) fn follow_flush(&mut self, fact: &Fact) {
        match fact {
            Fact::FlushDue(due) => self.flush_due = *due,
            Fact::FlushStarted { op, cause, rows } => self.start_flush(*op, *cause, rows),
            Fact::Persisted { .. } | Fact::Outdated { .. } | Fact::Repeated { .. } => {
                self.save_row(fact);
            }
            Fact::Aborted { .. } => self.tell(account::aborted()),
            _ => {}
        }
    }

    fn start_flush(&mut self, op: OpId, cause: FlushCause, rows: &[Write]) {
        let policy = self.folds.world.write_back.dirty_eviction;
        self.tell(account::flush_begins(cause, rows, policy, &self.folds.holdings));
        let (started, rows) = (self.now, rows.into());
        let (saved, outdated, drops, trail) = Default::default();
        self.flush = Some(Flush { op, started, rows, saved, outdated, drops, trail });
        self.flush_due = None;
    }

    fn save_row(&mut self, fact: &Fact) {
        let (Fact::Persisted { op, row: Some(row), .. }
        | Fact::Outdated { op, row: Some(row), .. }
        | Fact::Repeated { op, row: Some(row), .. }) = fact
        else {
            return;
        };
        if let Some(flush) = self.flush.as_mut().filter(|flush| flush.op == *op) {
            flush.saved = row.number;
            flush.outdated += u32::from(matches!(fact, Fact::Outdated { .. }));
        }
    }

    pub(super) fn end_flush(&mut self, op: OpId, complete: bool) {
        if let Some(mut flush) = self.flush.take_if(|flush| flush.op == op) {
            flush.drops = self.folds.world.write_back.failed_flush == FailedFlush::Drop;
            self.remember_flush(&flush, End::Flushed(complete));
            let words = account::flushed(&flush, complete, self.now, &self.folds.holdings);
            self.tell(words);
        }
    }
}
