//! How much of a run is played in one go, so that long runs take little memory.

use std::time::Duration;

use crate::limits;
use crate::protocol::Time;

const LONGEST: Duration = Duration::from_millis(100);
const SHORTEST: Duration = Duration::from_micros(100);

/// A piece of virtual time: the shorter, the more happens in it.
#[derive(Clone, Copy, Debug)]
pub struct Slice(Duration);

impl Default for Slice {
    fn default() -> Self {
        Self(LONGEST)
    }
}

impl Slice {
    /// Where a slice ends that begins now.
    pub fn end(self, now: Time) -> Time {
        now + self.0
    }

    /// Makes the next slice fit, after one in which so much happened.
    pub fn adapt(&mut self, happened: usize) {
        self.0 = match happened > limits::EVENTS_AT_ONCE {
            true => (self.0 / 4).max(SHORTEST),
            false => (self.0 * 2).min(LONGEST),
        };
    }
}
