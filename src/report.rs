//! What a headless run came to, as one object for machines.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::history::Folds;
use crate::ledger::{Latency, ReadCounts, WriteCounts};
use crate::protocol::{Node, Time, Version};

/// The result of a run. Versions and milliseconds are numbers; what is absent is null.
#[derive(Serialize)]
pub struct Report {
    title: String,
    seed: u64,
    time_ms: f64,
    events: u64,
    hash: String,
    ledger: WriteCounts,
    reads: ReadCounts,
    latency_ms: Latencies,
    cache: CacheFigures,
    database: DatabaseFigures,
    keys: BTreeMap<String, Held>,
    anomalies: Vec<Named>,
    lost: Vec<Lost>,
    failed: Vec<String>,
}

#[derive(Serialize)]
struct Latencies {
    write: Distribution,
    read: Distribution,
}

#[derive(Serialize)]
struct Distribution {
    count: u64,
    p50: Option<f64>,
    p99: Option<f64>,
    max: Option<f64>,
}

impl Distribution {
    fn of(latency: &Latency) -> Self {
        Self {
            count: latency.count(),
            p50: latency.quantile_ms(0.5),
            p99: latency.quantile_ms(0.99),
            max: latency.max_ms(),
        }
    }
}

#[derive(Serialize)]
struct CacheFigures {
    hits: u64,
    misses: u64,
    evictions: u64,
}

#[derive(Serialize)]
struct DatabaseFigures {
    reads: u64,
    writes: u64,
    rows: u64,
    queued: u64,
    busy_ms: f64,
}

#[derive(Serialize)]
struct Held {
    app: Option<Version>,
    cache: Option<Version>,
    database: Option<Version>,
}

#[derive(Serialize)]
struct Lost {
    key: String,
    version: Version,
    acknowledged_ms: f64,
}

#[derive(Serialize)]
struct Named {
    name: &'static str,
    key: String,
    at_ms: f64,
}

impl Report {
    /// Sums up a run that has come to `now`.
    pub fn new(title: &str, seed: u64, now: Time, folds: &Folds, failures: &[String]) -> Self {
        let latencies = folds.ledger.latencies();
        Self {
            title: title.to_owned(),
            seed,
            time_ms: now.as_millis_f64(),
            events: folds.events,
            hash: format!("{:016x}", folds.hash()),
            ledger: folds.ledger.writes(),
            reads: folds.ledger.reads(),
            latency_ms: Latencies {
                write: Distribution::of(&latencies.write),
                read: Distribution::of(&latencies.read),
            },
            cache: cache_figures(folds),
            database: database_figures(folds),
            keys: keys(folds),
            anomalies: anomalies(folds),
            lost: lost(folds),
            failed: failures.to_vec(),
        }
    }
}

fn cache_figures(folds: &Folds) -> CacheFigures {
    let cache = folds.ledger.cache();
    CacheFigures { hits: cache.hits, misses: cache.misses, evictions: cache.evictions }
}

fn database_figures(folds: &Folds) -> DatabaseFigures {
    let database = folds.ledger.database();
    DatabaseFigures {
        reads: database.reads,
        writes: database.writes,
        rows: database.rows,
        queued: database.queued,
        busy_ms: database.busy_us as f64 / 1e3,
    }
}

fn keys(folds: &Folds) -> BTreeMap<String, Held> {
    let held = |holding: &crate::Holding| Held {
        app: holding.version_at(Node::App),
        cache: holding.version_at(Node::Cache),
        database: holding.version_at(Node::Database),
    };
    let keys = folds.holdings.keys();
    keys.iter().map(|holding| (holding.name.to_string(), held(holding))).collect()
}

fn lost(folds: &Folds) -> Vec<Lost> {
    let named = |lost: &crate::LostWrite| Lost {
        key: folds.holdings.of(lost.key).name.to_string(),
        version: lost.version,
        acknowledged_ms: lost.acknowledged.as_millis_f64(),
    };
    folds.ledger.lost().map(named).collect()
}

fn anomalies(folds: &Folds) -> Vec<Named> {
    let named = |anomaly: &crate::Anomaly| Named {
        name: anomaly.name.name(),
        key: folds.holdings.of(anomaly.key).name.to_string(),
        at_ms: anomaly.at.as_millis_f64(),
    };
    folds.anomalies.iter().map(named).collect()
}
