//! The chart of a crash sweep: its curves, the one in focus, and the moment that is pointed at.

use std::time::Duration;

use dirtybit::{Curve, Exposure, Subject, Time, begin_of_part};

use crate::sweeper::Progress;

/// So many large steps go over the whole run.
const LARGE_STEPS: u32 = 10;

/// The chart, open or not, with what is known.
pub(crate) struct Chart {
    pub(crate) is_open: bool,
    pub(crate) state: State,
    /// How many columns its curves have on the screen: a step goes from one to another.
    pub(crate) columns: u32,
}

impl Default for Chart {
    fn default() -> Self {
        Self { is_open: false, state: State::default(), columns: 1 }
    }
}

/// How far the sweep is.
#[derive(Default)]
pub(crate) enum State {
    /// None was begun, or it was cancelled.
    #[default]
    Nothing,
    Running(Progress),
    Done(Curves),
}

/// What was swept, and where one is in it.
pub(crate) struct Curves {
    pub(crate) all: Vec<Curve>,
    /// Where the run that was swept ends.
    pub(crate) end: Time,
    /// More has been since, or something else.
    pub(crate) is_older: bool,
    /// A client was told OK for a write before that end.
    pub(crate) has_acknowledged: bool,
    /// The curve of the run as it was.
    own: usize,
    /// The curve that is looked at.
    pub(crate) focus: usize,
    /// The moment that is looked at; none before somebody has chosen one.
    moment: Option<Time>,
}

/// What a key does on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// To another column.
    Back,
    Forth,
    /// To where something happened.
    EventBack,
    EventForth,
    FarBack,
    FarForth,
    First,
    Last,
    PreviousCurve,
    NextCurve,
}

impl Chart {
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state, State::Running(_))
    }

    pub(crate) fn curves(&self) -> Option<&Curves> {
        match &self.state {
            State::Done(curves) => Some(curves),
            _ => None,
        }
    }

    pub(crate) fn curves_mut(&mut self) -> Option<&mut Curves> {
        match &mut self.state {
            State::Done(curves) => Some(curves),
            _ => None,
        }
    }
}

impl Curves {
    /// What a sweep of a run of this length came to; the curve of this number is that of the run as
    /// it was, and is looked at first.
    pub(crate) fn new(all: Vec<Curve>, end: Time, own: usize, has_acknowledged: bool) -> Self {
        Self { all, end, is_older: false, has_acknowledged, own, focus: own, moment: None }
    }

    pub(crate) fn focused(&self) -> &Curve {
        &self.all[self.focus]
    }

    /// What the run is that was swept, if the curve in focus is of something else.
    pub(crate) fn other_than_shown(&self) -> Option<&Subject> {
        (self.focus != self.own).then(|| &self.all[self.own].subject)
    }

    /// The crash that is pointed at.
    pub(crate) fn crash(&self) -> Option<Exposure> {
        let moment = self.moment?;
        let crash = self.focused().points[self.last_until(moment).or(self.last().map(|_| 0))?];
        Some(Exposure { at: self.within(&crash, moment), ..crash })
    }

    /// Between two points nothing changes, unless there are some that were left out.
    fn within(&self, crash: &Exposure, moment: Time) -> Time {
        let is_within = self.focused().every == 1 && (crash.at..crash.until).contains(&moment);
        if is_within { moment } else { crash.at }
    }

    /// The crash that is to be shown: the one that is pointed at, or else the worst.
    pub(crate) fn chosen(&self) -> Option<(&Subject, Time)> {
        let crash = self.crash().or_else(|| self.focused().worst())?;
        Some((&self.focused().subject, crash.at))
    }

    /// The most that any crash costs under any subject.
    pub(crate) fn top(&self) -> u64 {
        self.all.iter().filter_map(Curve::worst).map(|worst| worst.lost).max().unwrap_or(0)
    }

    /// Points elsewhere, at first at the worst; returns the moment that is pointed at. Another curve
    /// is looked at at the same moment.
    pub(crate) fn point(&mut self, to: Point, columns: u32) -> Option<Time> {
        match to {
            Point::PreviousCurve => self.focus = self.focus.saturating_sub(1),
            Point::NextCurve => self.focus = (self.focus + 1).min(self.all.len() - 1),
            _ => self.moment = self.next(to, columns),
        }
        self.crash().map(|crash| crash.at)
    }

    fn next(&self, to: Point, columns: u32) -> Option<Time> {
        let points = &self.focused().points;
        let (first, last) = (points.first()?.at, points.last()?.at);
        let worst = self.focused().worst().map(|worst| worst.at);
        let now = match (to, self.crash()) {
            (Point::First, _) => return Some(first),
            (Point::Last, _) => return Some(last),
            (_, None) => return worst,
            (_, Some(crash)) => crash.at,
        };
        let far = self.end.since(Time::ZERO) / LARGE_STEPS;
        let next = match to {
            Point::Back | Point::Forth => return Some(self.in_other_column(to, now, columns)),
            Point::EventBack => self.last_before(now),
            Point::EventForth => self.first_from(now + Duration::from_micros(1)),
            Point::FarBack => self.last_until(earlier(now, far)),
            _ => self.first_from(now + far),
        };
        let is_back = matches!(to, Point::EventBack | Point::FarBack);
        Some(next.map_or(if is_back { first } else { last }, |next| points[next].at))
    }

    /// The worst moment in the next column in which something happened: it may be what was before
    /// that is worst.
    fn in_other_column(&self, to: Point, now: Time, columns: u32) -> Time {
        let column = self.column_of(now, columns);
        let next = match to {
            Point::Back => self.last_before(begin_of_part(self.end, column, columns)),
            _ => self.first_from(begin_of_part(self.end, column + 1, columns)),
        };
        let Some(next) = next.map(|next| self.focused().points[next].at) else {
            return now;
        };
        self.worst_in(self.column_of(next, columns), columns).unwrap_or(next)
    }

    /// The first of the worst moments in a column.
    fn worst_in(&self, column: u32, columns: u32) -> Option<Time> {
        let [from, until] = [column, column + 1].map(|edge| begin_of_part(self.end, edge, columns));
        let is_here = |at: Time| at >= from && (at < until || column + 1 == columns);
        let begun = self.focused().lost_at(from).filter(|_| self.focused().every == 1);
        let begun = begun.map(|lost| Exposure { at: from, until, lost });
        let here = self.focused().points.iter().copied().filter(|point| is_here(point.at));
        let worse =
            |worst: Exposure, next: Exposure| if next.lost > worst.lost { next } else { worst };
        begun.into_iter().chain(here).reduce(worse).map(|worst| worst.at)
    }

    /// The column, of so many, that an instant is in.
    pub(crate) fn column_of(&self, at: Time, columns: u32) -> u32 {
        let begins = |column: &u32| begin_of_part(self.end, *column, columns) <= at;
        (0..columns).rev().find(begins).unwrap_or(0)
    }

    fn last(&self) -> Option<usize> {
        self.focused().points.len().checked_sub(1)
    }

    fn last_until(&self, at: Time) -> Option<usize> {
        self.focused().points.partition_point(|point| point.at <= at).checked_sub(1)
    }

    fn last_before(&self, at: Time) -> Option<usize> {
        self.focused().points.partition_point(|point| point.at < at).checked_sub(1)
    }

    fn first_from(&self, at: Time) -> Option<usize> {
        let first = self.focused().points.partition_point(|point| point.at < at);
        (first < self.focused().points.len()).then_some(first)
    }
}

fn earlier(at: Time, by: Duration) -> Time {
    Time::ZERO + at.since(Time::ZERO).saturating_sub(by)
}
