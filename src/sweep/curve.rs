//! What a crash of the cache costs, by its instant.

use std::time::Duration;

use crate::protocol::Time;
use crate::subject::Subject;

/// What a crash of the cache costs, by its instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What the run was made under.
    pub subject: Subject,
    /// The instants at which the cache could die, in their order, and what that costs.
    pub points: Vec<Exposure>,
    /// Every so many-th of the instants was tried: 1, unless there were more than
    /// [`SWEEP_CRASHES`](crate::limits::SWEEP_CRASHES).
    pub every: usize,
    /// How many instants there were.
    pub of: usize,
}

/// What a crash costs from one instant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// From when on.
    pub at: Time,
    /// Until when: then something else happens, or another instant was tried. The cache may be down
    /// before the next point begins.
    pub until: Time,
    /// Acknowledged writes that are lost.
    pub lost: u64,
}

impl Curve {
    /// The costliest instant, the first of several; none if the cache was never up.
    pub fn worst(&self) -> Option<Exposure> {
        self.points.iter().copied().rev().max_by_key(|point| point.lost)
    }

    /// How many acknowledged writes a crash costs in the mean, over the time that the cache was up.
    pub fn mean_exposure(&self) -> f64 {
        let seconds = |point: &Exposure| (point.until - point.at).as_secs_f64();
        let up: f64 = self.points.iter().map(seconds).sum();
        let lost = self.points.iter().map(|point| seconds(point) * point.lost as f64).sum::<f64>();
        if up > 0.0 { lost / up } else { 0.0 }
    }

    /// What a crash at this instant costs; none while the cache is down.
    pub fn lost_at(&self, at: Time) -> Option<u64> {
        let point = self.points[..self.begun(at)].last()?;
        (at < point.until || at == point.at).then_some(point.lost)
    }

    /// The most that a crash costs between two instants, the second one left out; none if the cache
    /// is down all the while.
    pub fn worst_within(&self, from: Time, until: Time) -> Option<u64> {
        let begins = self.begun(from)..self.points.partition_point(|point| point.at < until);
        let begun =
            self.points.get(begins).unwrap_or_default().iter().map(|point| point.lost).max();
        begun.max(self.lost_at(from))
    }

    /// The most that a crash costs in each of so many parts of a run that ended then; none where the
    /// cache is down all the while.
    pub fn in_parts(&self, end: Time, parts: u32) -> Vec<Option<u64>> {
        let edge = |part: u32| begin_of_part(end, part, parts);
        let last = edge(parts) + Duration::from_micros(1);
        let until = |part: u32| if part + 1 == parts { last } else { edge(part + 1) };
        (0..parts).map(|part| self.worst_within(edge(part), until(part))).collect()
    }

    fn begun(&self, at: Time) -> usize {
        self.points.partition_point(|point| point.at <= at)
    }
}

/// When one of so many equal parts of a run begins that ended at this instant.
pub fn begin_of_part(end: Time, part: u32, parts: u32) -> Time {
    let micros = u128::from(end.as_micros()) * u128::from(part) / u128::from(parts.max(1));
    Time::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
}
