//! Writes that fail, meet or are left alone: rollbacks, races, divergence, unknown outcomes.

use crate::support::anomalies;

/// The cache holds v0 before the write that fails.
const REFUSED: &str = "0 read cart:7\n100 refuse-write\n100 write cart:7";

#[test]
fn an_undo_that_puts_back_what_the_database_has_is_good() {
    for policy in ["restore-previous", "compare-version"] {
        let knobs = format!("write write-through, write_through.on_failure {policy}");
        assert_eq!(anomalies(&knobs, REFUSED), [""; 0], "{policy}");
    }
}

#[test]
fn an_undo_that_removes_what_was_not_there_before_is_good() {
    for policy in ["restore-previous", "delete", "compare-version"] {
        let knobs = format!("write write-through, write_through.on_failure {policy}");
        assert_eq!(anomalies(&knobs, "0 refuse-write\n0 write cart:7"), [""; 0], "{policy}");
    }
}

#[test]
fn no_undo_at_all_is_divergence_and_no_bad_rollback() {
    let found = anomalies("write write-through, write_through.on_failure nothing", REFUSED);
    assert_eq!(found, ["divergence cart:7"]);
}

/// The first write fails when the second one is in the cache already, on its way to success.
#[test]
fn an_undo_that_wipes_out_a_later_write_is_bad() {
    let commands = format!("{REFUSED}\n110 client 2: write cart:7");
    for policy in ["restore-previous", "delete"] {
        let knobs = format!("write write-through, write_through.on_failure {policy}");
        let found = anomalies(&knobs, &commands);
        assert_eq!(found.first().map(String::as_str), Some("bad-rollback cart:7"), "{policy}");
    }
    let knobs = "write write-through, write_through.on_failure compare-version";
    assert_eq!(anomalies(knobs, &commands), [""; 0]);
}

/// The database has done it; only its answer was lost.
#[test]
fn an_undo_of_a_write_that_happened_is_bad() {
    let found = anomalies("write write-through", "0 read cart:7\n100 drop-ack\n100 write cart:7");
    let expected = ["bad-rollback cart:7", "divergence cart:7", "ambiguous-outcome cart:7"];
    assert_eq!(found, expected);
}

/// A write-through takes over a dirty entry, fails, and forgets both.
#[test]
fn an_undo_that_removes_what_was_still_owed_is_bad() {
    let found = anomalies(
        "write_through.on_failure delete",
        "0 write cart:7
         10 set write write-through
         20 refuse-write
         20 client 2: write cart:7",
    );
    assert!(found.contains(&"bad-rollback cart:7".to_owned()), "{found:?}");
}

#[test]
fn divergence_is_named_once_for_what_stands_against_each_other() {
    let found = anomalies(
        "write write-around",
        "0 read cart:7
         100 write cart:7
         200 client 2: read user:1
         300 write cart:7
         400 read views:42",
    );
    assert_eq!(found, ["divergence cart:7", "divergence cart:7"]);
}

#[test]
fn a_write_that_changes_nothing_makes_no_new_divergence() {
    let found = anomalies(
        "write write-around",
        "0 read cart:7
         100 write cart:7
         200 refuse-write
         200 write cart:7",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

#[test]
fn what_is_on_its_way_is_no_divergence() {
    for pattern in ["write-back", "write-through"] {
        let knobs = format!("write {pattern}");
        let commands = "0 read cart:7\n100 write cart:7\n110 write cart:7\n160 read cart:7";
        assert_eq!(anomalies(&knobs, commands), [""; 0], "{pattern}");
    }
}

/// The invalidation is held for a second: so long, it may still come.
#[test]
fn an_invalidation_in_the_air_may_still_mend_it() {
    let held = "0 read cart:7
         100 write cart:7
         120 hold cart:7 app-cache";
    let knobs = "write write-around, write_around.cached_copy invalidate";
    assert_eq!(anomalies(knobs, &format!("{held}\n1000 release cart:7")), [""; 0]);
    let lost = format!("{held}\n1000 cut app-cache\n1001 release cart:7");
    assert_eq!(anomalies(knobs, &lost), ["divergence cart:7"]);
}

/// Its row is in the air for ten seconds; the cache has given it up long ago.
#[test]
fn a_row_in_the_air_may_still_mend_it() {
    let commands = "0 write cart:7
         10 hold cart:7 cache-database
         20 flush
         10000 release cart:7";
    assert_eq!(anomalies("write_back.failed_flush drop", commands), [""; 0]);
}

#[test]
fn both_at_once_without_a_crossing_is_no_race() {
    let found = anomalies(
        "write write-through, write_through.order both-at-once",
        "0 client 1: write cart:7
         0 client 2: write cart:7
         1 client 3: write cart:7",
    );
    assert_eq!(found, [""; 0]);
}

/// The second write never came to the cache: nothing overtook it there.
#[test]
fn a_write_around_a_write_through_is_no_race() {
    let found = anomalies(
        "write write-through",
        "0 client 1: write cart:7
         1 set write write-around
         2 client 2: write cart:7",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

/// They crossed, and the entry that lost had to make room meanwhile.
#[test]
fn a_race_that_leaves_no_entry_is_none() {
    let found = anomalies(
        "write write-through, write_through.order both-at-once, cache.capacity 1",
        "0 hold cart:7 cache-database
         0 client 1: write cart:7
         1 client 2: write cart:7
         100 client 3: write user:1
         200 release cart:7",
    );
    assert!(!found.contains(&"dual-write-race cart:7".to_owned()), "{found:?}");
}

/// They crossed, but a third write came after both and settled it.
#[test]
fn a_race_that_a_third_write_ends_is_none() {
    let found = anomalies(
        "write write-through, write_through.order both-at-once",
        "0 hold cart:7 cache-database
         0 client 1: write cart:7
         1 client 2: write cart:7
         20 release cart:7
         21 client 3: write cart:7",
    );
    assert_eq!(found, [""; 0]);
}

/// The entry that took part in it died with the cache.
#[test]
fn a_race_that_a_crash_ends_is_none() {
    let (knobs, raced) = (
        "write write-through, write_through.order both-at-once",
        "0 hold cart:7 cache-database
         0 client 1: write cart:7
         1 client 2: write cart:7
         100 crash cache
         110 restart cache",
    );
    let found =
        anomalies(knobs, &format!("{raced}\n120 client 3: read cart:7\n200 release cart:7"));
    assert!(!found.contains(&"dual-write-race cart:7".to_owned()), "{found:?}");
}

#[test]
fn a_write_that_gets_no_answer_is_ambiguous_whatever_became_of_it() {
    let cut = "0 cut app-cache\n0 write cart:7";
    assert_eq!(anomalies("", cut), ["ambiguous-outcome cart:7"]);
    let killed = "0 write cart:7\n10 kill 1";
    assert_eq!(anomalies("write write-through", killed), ["ambiguous-outcome cart:7"]);
}

#[test]
fn a_read_that_gets_no_answer_is_not_ambiguous() {
    assert_eq!(anomalies("", "0 cut app-cache\n0 read cart:7"), [""; 0]);
}

#[test]
fn a_refusal_is_not_ambiguous() {
    assert_eq!(anomalies("", "0 crash database\n0 crash cache\n0 write cart:7"), [""; 0]);
}
