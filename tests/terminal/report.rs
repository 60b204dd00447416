//! What a script's result is, as programs read it.

use serde_json::{Map, Value};

use crate::command_line::run;

fn report(arguments: &[&str]) -> Value {
    let told = run(&[&["run", "--format", "json"], arguments].concat());
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""));
    serde_json::from_str(&told.output).expect("a report is one JSON object")
}

fn fields(value: &Value) -> Vec<&str> {
    let fields: Option<&Map<_, _>> = value.as_object();
    fields.expect("this is an object").keys().map(String::as_str).collect()
}

/// A number of writes in the ledger.
fn count(report: &Value, fate: &str) -> u64 {
    report["ledger"][fate].as_u64().expect("a number of writes")
}

#[test]
fn a_report_has_every_field() {
    let report = report(&["crash-in-mid-flush"]);
    let promised = [
        "title",
        "seed",
        "time_ms",
        "events",
        "hash",
        "ledger",
        "reads",
        "latency_ms",
        "keys",
        "anomalies",
        "lost",
        "failed",
    ];
    for field in promised {
        assert!(report.get(field).is_some(), "there is no {field}");
    }
    assert_eq!(report["seed"], 7);
    assert!(report["title"].is_string() && report["hash"].is_string());
    assert!(report["events"].is_u64() && report["time_ms"].is_number());
    assert_eq!(report["failed"], Value::Array(Vec::new()));
}

#[test]
fn the_parts_of_a_report_have_exactly_their_fields() {
    let report = report(&["crash-in-mid-flush"]);
    let ledger = [
        "acknowledged",
        "at_risk",
        "durable",
        "in_flight",
        "issued",
        "lost",
        "refused",
        "superseded",
        "unknown",
    ];
    assert_eq!(fields(&report["ledger"]), ledger);
    assert_eq!(fields(&report["reads"]), ["fresh", "phantom", "stale"]);
    assert_eq!(fields(&report["latency_ms"]), ["read", "write"]);
    assert_eq!(fields(&report["latency_ms"]["write"]), ["count", "max", "p50", "p99"]);
    assert_eq!(fields(&report["latency_ms"]["read"]), ["count", "max", "p50", "p99"]);
    assert_eq!(fields(&report["keys"]["cart:7"]), ["app", "cache", "database"]);
    assert_eq!(fields(&report["anomalies"][0]), ["at_ms", "key", "name"]);
    assert_eq!(fields(&report["lost"][0]), ["acknowledged_ms", "key", "version"]);
}

#[test]
fn what_is_absent_is_null() {
    let report = report(&["crash-in-mid-flush"]);
    assert_eq!(report["keys"]["cart:7"]["cache"], Value::Null);
    assert_eq!(report["keys"]["cart:7"]["database"], 1);
}

#[test]
fn every_acknowledged_write_is_accounted_for() {
    for script in crate::command_line::listed() {
        let arguments: Vec<_> = script.iter().map(String::as_str).collect();
        let report = report(&arguments);
        let of = |fates: &[&str]| fates.iter().map(|fate| count(&report, fate)).sum::<u64>();
        let accounted = of(&["durable", "superseded", "at_risk", "lost"]);
        assert_eq!(count(&report, "acknowledged"), accounted, "{script:?}");
        let ended = of(&["in_flight", "refused", "unknown", "acknowledged"]);
        assert_eq!(count(&report, "issued"), ended, "{script:?}");
    }
}

#[test]
fn the_same_script_is_the_same_history() {
    let hash = |seed: &str| report(&["eight-clients", "--seed", seed])["hash"].clone();
    let first = hash("1");
    assert_eq!(first, hash("1"));
    assert_ne!(first, hash("2"));
}
