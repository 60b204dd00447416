//! Time, going down: every instant at which something begins or ends has a row, what lies between
//! is drawn to scale, and a long wait is folded.

use std::time::Duration;

use dirtybit::Time;

/// A row between two instants stands for so much.
pub(crate) const SCALE: Duration = Duration::from_micros(500);
/// What lasts longer is folded.
pub(crate) const LONGEST: Duration = Duration::from_micros(2_500);

/// An instant, and which of its rows.
pub(super) type Place = (Time, usize);

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// An instant.
    At(Time),
    /// The same instant once more.
    Also,
    /// A part of the time between two instants.
    Between,
    /// All of it.
    Fold(Duration),
}

/// All rows from the first instant to now.
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    /// The instants, and their first rows.
    instants: Vec<(Time, usize)>,
}

impl Rows {
    /// The last instant is now; what comes next is known if something is under way.
    pub(super) fn new(instants: &[Time], needed: &[(Time, usize)], next: Option<Time>) -> Self {
        let mut rows = Self { rows: Vec::new(), instants: Vec::new() };
        let last = instants.len().saturating_sub(1);
        let mut before = None;
        for (number, at) in instants.iter().enumerate() {
            let until = if number == last { next } else { Some(*at) };
            if let Some(before) = before {
                rows.pass(before, *at, until);
            }
            let needs = needed.binary_search_by_key(at, |needed| needed.0);
            rows.stand(*at, needs.map_or(1, |place| needed[place].1));
            before = Some(*at);
        }
        rows
    }

    /// A wait that is going to be long is folded from its beginning, so that nothing jumps.
    fn pass(&mut self, before: Time, at: Time, until: Option<Time>) {
        let span = at - before;
        let is_short = until.is_some_and(|until| until - before <= LONGEST);
        if is_short {
            let steps = span.as_micros().div_ceil(SCALE.as_micros()).saturating_sub(1);
            self.rows.extend((0..steps).map(|_| Row::Between));
        } else {
            self.rows.push(Row::Fold(span));
        }
    }

    fn stand(&mut self, at: Time, rows: usize) {
        self.instants.push((at, self.rows.len()));
        self.rows.push(Row::At(at));
        self.rows.extend((1..rows).map(|_| Row::Also));
    }

    /// The row of a place.
    pub(super) fn row(&self, (at, number): Place) -> usize {
        self.first(at) + number
    }

    /// The first row of an instant, or of the next one.
    pub(crate) fn first(&self, at: Time) -> usize {
        let place = self.instants.partition_point(|instant| instant.0 < at);
        self.instants.get(place).map_or(self.end(), |instant| instant.1)
    }

    /// The last row of an instant.
    pub(super) fn last(&self, at: Time) -> usize {
        let mut last = self.first(at);
        while self.rows.get(last + 1) == Some(&Row::Also) {
            last += 1;
        }
        last
    }

    /// The row that has been come to.
    pub(crate) fn end(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    pub(super) fn is_fold(&self, row: usize) -> bool {
        matches!(self.rows.get(row), Some(Row::Fold(_)))
    }
}
