//! One scene for each anomaly: it is named there and, with its cure, it is not.

use dirtybit::AnomalyName;
use dirtybit::AnomalyName::{
    AcknowledgedButLost, AmbiguousOutcome, AvailabilityCoupling, BadRollback, DirtyEvictionLoss,
    DirtyRead, Divergence, DoubleAppliedIncrement, DualWriteRace, FalseClean, NonMonotonicRead,
    Penetration, ReadYourWrites, ResurrectedDelete, StaleFill, StaleHit, Stampede,
};

use crate::support::{cure, play};

/// The anomaly, the knobs, and the commands with their times.
const SCENES: [(AnomalyName, &str, &str); AnomalyName::ALL.len()] = [
    (
        AcknowledgedButLost,
        "",
        "0 write cart:7
         10 crash cache",
    ),
    (
        StaleHit,
        "write write-around",
        "0 read cart:7
         100 write cart:7
         200 read cart:7",
    ),
    (
        StaleFill,
        "write write-around, read cache-aside, write_around.cached_copy invalidate",
        "0 read cart:7
         20 hold cart:7 app-cache
         40 write cart:7
         200 release cart:7",
    ),
    (
        DirtyRead,
        "write write-through",
        "0 refuse-write
         0 write cart:7
         10 client 2: read cart:7",
    ),
    (
        BadRollback,
        "write write-through, write_through.on_failure delete",
        "0 read cart:7
         100 refuse-write
         100 write cart:7",
    ),
    (
        Divergence,
        "write_back.failed_flush drop",
        "0 write cart:7
         10 refuse-write
         20 flush",
    ),
    (
        DualWriteRace,
        "write write-through, write_through.order both-at-once",
        "0 hold cart:7 cache-database
         0 client 1: write cart:7
         1 client 2: write cart:7
         200 release cart:7",
    ),
    (
        AmbiguousOutcome,
        "",
        "0 drop-ack
         0 write cart:7",
    ),
    (
        FalseClean,
        "write_back.mark_clean always",
        "0 write cart:7
         10 flush
         20 write cart:7",
    ),
    (
        DirtyEvictionLoss,
        "cache.capacity 2, write_back.dirty_eviction lose",
        "0 write cart:7
         10 write user:1
         20 write views:42",
    ),
    (
        ResurrectedDelete,
        "write write-around, read cache-aside, write_around.cached_copy invalidate",
        "0 read cart:7
         20 hold cart:7 app-cache
         40 delete cart:7
         200 release cart:7",
    ),
    (
        DoubleAppliedIncrement,
        "write_back.journal on",
        "0 add cart:7 5
         100 drop-ack
         100 flush
         170 crash cache
         180 restart cache
         200 flush",
    ),
    (
        Stampede,
        "",
        "0 client 1: read cart:7
         1 client 2: read cart:7
         2 client 3: read cart:7",
    ),
    (
        Penetration,
        "",
        "0 read ghost:1
         100 read ghost:1
         200 read ghost:1",
    ),
    (
        AvailabilityCoupling,
        "",
        "0 crash cache
         10 write cart:7",
    ),
    (
        ReadYourWrites,
        "write write-around",
        "0 read cart:7
         100 write cart:7
         200 read cart:7",
    ),
    (
        NonMonotonicRead,
        "",
        "0 write cart:7
         10 client 2: read cart:7
         20 crash cache
         30 restart cache
         40 client 2: read cart:7",
    ),
];

#[test]
fn every_anomaly_has_a_scene() {
    assert_eq!(SCENES.map(|(name, ..)| name), AnomalyName::ALL);
}

#[test]
fn every_anomaly_is_named_in_its_scene() {
    for (name, knobs, commands) in SCENES {
        let (folds, _) = play(knobs, commands);
        assert_eq!(folds.anomalies.count(name), 1, "{name} in its scene");
        let found = folds.anomalies.iter().find(|anomaly| anomaly.name == name);
        let key = &folds.holdings.of(found.expect("it is listed").key).name;
        assert!(["cart:7", "ghost:1"].contains(&&**key), "{name} of {key}");
    }
}

#[test]
fn a_cure_cures() {
    for (name, knobs, commands) in SCENES {
        if name.explanation().cure.is_some() {
            let (folds, _) = play(&format!("{knobs}\n{}", cure(name)), commands);
            assert_eq!(folds.anomalies.count(name), 0, "{name} with {}", cure(name));
        }
    }
}
