//! What was acknowledged, and what is left of it: losses, false cleans, evictions, increments, deletes.

use dirtybit::{AnomalyName, Node, Version};

use crate::support::{anomalies, fold, named, play};

#[test]
fn a_crash_names_every_acknowledged_write_that_it_takes() {
    let found = anomalies("", "0 write cart:7\n1 write user:1\n10 crash cache");
    assert_eq!(found, ["acknowledged-but-lost cart:7", "acknowledged-but-lost user:1"]);
}

#[test]
fn what_was_flushed_is_not_lost() {
    assert_eq!(anomalies("", "0 write cart:7\n10 flush\n200 crash cache"), [""; 0]);
}

#[test]
fn a_write_that_was_never_acknowledged_is_not_lost() {
    let found = anomalies("", "0 hold cart:7 cache-app\n0 write cart:7\n10 crash cache");
    assert_eq!(found, ["ambiguous-outcome cart:7"]);
}

#[test]
fn a_write_during_its_flush_is_a_false_clean_only_if_it_is_taken_for_saved() {
    let commands = "0 write cart:7\n10 flush\n20 write cart:7";
    let found = anomalies("write_back.mark_clean always", commands);
    assert_eq!(found, ["divergence cart:7", "false-clean cart:7"]);
    assert_eq!(anomalies("", commands), [""; 0]);
}

#[test]
fn what_is_given_up_is_not_taken_for_saved() {
    let found = anomalies(
        "write_back.failed_flush drop",
        "0 write cart:7
         10 refuse-write
         20 flush",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

/// The older write is stored over it before its own acknowledgement comes; it had been saved.
#[test]
fn what_was_saved_and_overwritten_is_no_false_clean() {
    let (folds, _) = play(
        "write write-through, write_through.order both-at-once",
        "0 hold cart:7 cache-database
         0 client 1: write cart:7
         1 client 2: write cart:7
         5 release cart:7
         10 hold cart:7 database-cache
         200 release cart:7",
    );
    let cart = folds.holdings.named("cart:7").expect("it is there");
    assert_eq!(cart.version_at(Node::Cache), Some(Version(2)));
    assert_eq!(cart.version_at(Node::Database), Some(Version(1)));
    assert_eq!(folds.anomalies.count(AnomalyName::DualWriteRace), 1);
    assert_eq!(folds.anomalies.count(AnomalyName::FalseClean), 0);
}

#[test]
fn a_clean_entry_may_be_evicted() {
    let found = anomalies(
        "cache.capacity 2, write_back.dirty_eviction lose",
        "0 write cart:7
         1 flush
         100 write user:1
         101 write views:42",
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn an_entry_whose_row_is_on_its_way_is_not_lost_by_its_eviction() {
    let (folds, _) = play(
        "cache.capacity 2, write_back.dirty_eviction lose",
        "0 write cart:7
         1 write user:1
         10 flush
         20 write views:42",
    );
    assert_eq!(named(&folds), [""; 0]);
    assert_eq!(folds.ledger.writes().durable, 3);
}

#[test]
fn a_row_of_an_atomic_batch_is_on_its_way_until_the_batch_ends() {
    let (folds, _) = play(
        "cache.capacity 2, write_back.dirty_eviction lose, database.atomic_batches on",
        "0 write cart:7
         1 write user:1
         10 flush
         68 write views:42",
    );
    assert_eq!(named(&folds), [""; 0]);
}

#[test]
fn an_older_row_does_not_save_what_is_evicted() {
    let found = anomalies(
        "cache.capacity 2, write_back.dirty_eviction lose",
        "0 write cart:7
         1 write user:1
         10 flush
         20 write cart:7
         21 write user:1
         22 write views:42",
    );
    assert_eq!(found, ["acknowledged-but-lost cart:7", "dirty-eviction-loss cart:7"]);
}

#[test]
fn an_increment_counts_twice_when_its_acknowledgement_is_lost_and_it_is_flushed_again() {
    let (folds, _) = play(
        "cache.timeout_ms 100",
        "0 add cart:7 5
         100 drop-ack
         100 flush",
    );
    assert_eq!(named(&folds), ["double-applied-increment cart:7", "divergence cart:7"]);
    assert_eq!(folds.holdings.named("cart:7").expect("it").database.expect("a row").total, 10);
}

#[test]
fn increments_that_are_flushed_once_count_once() {
    let commands = "0 add cart:7 5\n1 add cart:7 5\n100 flush\n110 add cart:7 5\n300 add cart:7 5";
    for knobs in ["", "write_back.coalescing off", "write write-through"] {
        assert_eq!(anomalies(knobs, commands), [""; 0], "{knobs}");
    }
}

#[test]
fn a_replay_of_what_the_database_never_had_counts_once() {
    let found = anomalies(
        "write_back.journal on",
        "0 add cart:7 5
         1 add cart:7 3
         100 crash cache
         110 restart cache
         120 flush",
    );
    assert_eq!(found, [""; 0]);
}

/// Version 2 died with the cache; version 1 comes late and is flushed before version 3.
#[test]
fn increments_that_come_out_of_order_count_once() {
    let found = anomalies(
        "",
        "0 read cart:7
         50 hold cart:7 app-cache
         50 client 1: add cart:7 5
         51 client 2: add cart:7 7
         60 crash cache
         70 restart cache
         200 release cart:7
         300 client 3: add cart:7 9
         310 flush",
    );
    assert_eq!(found, ["acknowledged-but-lost cart:7"]);
}

#[test]
fn a_write_that_is_flushed_twice_does_no_harm() {
    let found = anomalies("cache.timeout_ms 100", "0 write cart:7\n10 drop-ack\n10 flush");
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_delete_that_was_lost_comes_back_with_the_next_fill() {
    let found = anomalies(
        "",
        "0 delete cart:7
         10 crash cache
         20 restart cache
         30 client 2: read cart:7",
    );
    assert_eq!(found, ["acknowledged-but-lost cart:7", "resurrected-delete cart:7"]);
}

#[test]
fn an_older_write_that_lands_on_a_tombstone_resurrects() {
    let commands = "0 hold cart:7 app-database
         0 client 1: write cart:7
         1 client 2: delete cart:7
         100 release cart:7";
    let found = anomalies("write write-around", commands);
    assert_eq!(found, ["acknowledged-but-lost cart:7", "resurrected-delete cart:7"]);
    assert_eq!(anomalies("write write-around, version_check on", commands), [""; 0]);
}

/// The row that was flushed before the delete lands after its acknowledgement, as it must.
#[test]
fn a_row_that_the_tombstone_is_still_to_follow_resurrects_nothing() {
    assert_eq!(anomalies("", "0 write cart:7\n10 flush\n20 delete cart:7"), [""; 0]);
}

#[test]
fn a_write_after_the_delete_is_no_resurrection() {
    for pattern in ["write-back", "write-through", "write-around"] {
        let found = anomalies(
            &format!("write {pattern}"),
            "0 delete cart:7
             3000 write cart:7
             6000 read cart:7",
        );
        assert_eq!(found, [""; 0], "{pattern}");
    }
}

#[test]
fn losses_are_counted_although_only_the_last_are_listed() {
    let (_, events) = play("", "0 write cart:7\n10 crash cache");
    let folds = fold(&events);
    assert_eq!(folds.anomalies.count(AnomalyName::AcknowledgedButLost), 1);
    assert_eq!(folds.anomalies.count(AnomalyName::StaleHit), 0);
}
