//! How long operations took: one distribution for each thing worth comparing.

use std::sync::Arc;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::protocol::WritePattern;

/// What a latency is counted in: the decimal that people read.
const UNIT_US: u64 = 100;

/// A distribution of latencies, to a tenth of a millisecond up to 200 ms, and to a thousandth
/// beyond. Copies share it until one of them goes on.
#[derive(Clone)]
pub struct Latency(Arc<Histogram<u32>>);

impl Default for Latency {
    fn default() -> Self {
        let empty = Histogram::new(3).expect("three digits are within what a histogram can hold");
        Self(Arc::new(empty))
    }
}

impl Latency {
    fn record(&mut self, span: Duration) {
        let shown = Arc::make_mut(&mut self.0);
        let recorded = shown.record((span.as_micros() as u64 + UNIT_US / 2) / UNIT_US);
        debug_assert!(recorded.is_ok(), "a histogram that grows by itself takes any value");
    }

    /// How many were measured.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The latency, in milliseconds, that this share of the measurements does not exceed; none
    /// before the first measurement.
    pub fn quantile_ms(&self, share: f64) -> Option<f64> {
        (self.count() > 0).then(|| {
            let value = self.0.value_at_quantile(share);
            in_ms(self.0.median_equivalent(value))
        })
    }

    /// The longest, in milliseconds; none before the first measurement.
    pub fn max_ms(&self) -> Option<f64> {
        (self.count() > 0).then(|| in_ms(self.0.median_equivalent(self.0.max())))
    }
}

fn in_ms(units: u64) -> f64 {
    (units * UNIT_US) as f64 / 1e3
}

/// The latencies of everything that was answered with OK.
#[derive(Clone, Default)]
pub struct Latencies {
    /// Writes and deletes, as their clients saw them.
    pub write: Latency,
    /// Reads, as their clients saw them.
    pub read: Latency,
    /// Reads that found their key in the cache.
    pub hit: Latency,
    /// Reads that did not.
    pub miss: Latency,
    by_pattern: [Latency; 3],
}

impl Latencies {
    /// Writes and deletes that took off under this pattern.
    pub fn under(&self, pattern: WritePattern) -> &Latency {
        &self.by_pattern[pattern as usize]
    }

    pub(super) fn write(&mut self, pattern: WritePattern, span: Duration) {
        self.write.record(span);
        self.by_pattern[pattern as usize].record(span);
    }

    pub(super) fn read(&mut self, hit: bool, span: Duration) {
        self.read.record(span);
        if hit { &mut self.hit } else { &mut self.miss }.record(span);
    }
}
