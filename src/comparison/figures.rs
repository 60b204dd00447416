//! The figures of one run.

use serde::Serialize;

use super::gauge::Gauge;
use crate::protocol::Time;

/// What is measured of a run, from its beginning to one instant.
///
/// What nothing was measured of is absent: no latency without an answer, no rate of a run that took
/// no time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// The latency, in milliseconds, that half of the acknowledged writes did not exceed.
    pub write_p50_ms: Option<f64>,
    /// The latency, in milliseconds, that 99 % of the acknowledged writes did not exceed.
    pub write_p99_ms: Option<f64>,
    /// The latency, in milliseconds, that half of the answered reads did not exceed.
    pub read_p50_ms: Option<f64>,
    /// The latency, in milliseconds, that 99 % of the answered reads did not exceed.
    pub read_p99_ms: Option<f64>,
    /// Writes acknowledged a second.
    pub writes_per_s: Option<f64>,
    /// Reads answered a second.
    pub reads_per_s: Option<f64>,
    /// Writes that ended otherwise than with OK.
    pub writes_refused_or_unknown: u64,
    /// Hits among the look-ups in the cache, in percent.
    pub hit_percent: Option<f64>,
    /// Answered reads that saw an older version than had been acknowledged before they began.
    pub stale_reads: u64,
    /// The same among all answered reads, in percent.
    pub stale_percent: Option<f64>,
    /// Answered reads that saw a version that never committed.
    pub phantom_reads: u64,
    /// The time, in seconds and summed over all keys, in which the cache held something else for a
    /// key than the database.
    pub divergence_key_s: f64,
    /// The longest spell of that, of one key, in milliseconds.
    pub longest_divergence_ms: f64,
    /// Acknowledged writes that only the cache has, or that are on their way, at the end.
    pub at_risk: u64,
    /// Acknowledged writes that are gone at the end.
    pub lost: u64,
    /// Acknowledged writes that would be gone besides if the cache crashed then.
    pub lost_at_crash: u64,
    /// Reads that the database answered.
    pub database_reads: u64,
    /// Requests that wrote to the database: a flush counts once.
    pub database_writes: u64,
    /// Rows that became durable.
    pub database_rows: u64,
    /// Entries that came into the cache: stays of a key, whatever was written to it meanwhile.
    pub cached: u64,
    /// Entries that no look-up found until they left, or until the end: cache pollution.
    pub never_read: u64,
}

impl Figures {
    /// What was measured up to this instant. What a crash would cost is known only after it.
    pub(super) fn new(gauge: &Gauge, end: Time) -> Self {
        let Gauge { ledger, divergence, pollution, .. } = gauge;
        let (latencies, database, spells) =
            (ledger.latencies(), ledger.database(), divergence.spells(end));
        let (writes, reads) = (ledger.writes(), ledger.reads());
        let answered = reads.fresh + reads.stale + reads.phantom;
        Self {
            write_p50_ms: latencies.write.quantile_ms(0.5),
            write_p99_ms: latencies.write.quantile_ms(0.99),
            read_p50_ms: latencies.read.quantile_ms(0.5),
            read_p99_ms: latencies.read.quantile_ms(0.99),
            writes_per_s: ratio(writes.acknowledged as f64, end.as_secs_f64()),
            reads_per_s: ratio(answered as f64, end.as_secs_f64()),
            writes_refused_or_unknown: writes.refused + writes.unknown,
            hit_percent: ledger.cache().hit_ratio().map(|ratio| ratio * 100.0),
            stale_reads: reads.stale,
            stale_percent: ratio(reads.stale as f64 * 100.0, answered as f64),
            phantom_reads: reads.phantom,
            divergence_key_s: spells.total.as_secs_f64(),
            longest_divergence_ms: spells.longest.as_secs_f64() * 1e3,
            at_risk: writes.at_risk,
            lost: writes.lost,
            lost_at_crash: 0,
            database_reads: database.reads,
            database_writes: database.writes,
            database_rows: database.rows,
            cached: pollution.cached(),
            never_read: pollution.never_read(),
        }
    }
}

fn ratio(part: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| part / of)
}
