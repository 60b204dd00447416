//! What reads are worth: stale hits and fills, dirty reads, and what a client may expect of its own.

use crate::support::{anomalies, named, play};

/// The write is acknowledged at 154 ms; whoever asked before cannot complain.
#[test]
fn a_hit_that_began_before_the_acknowledgement_is_not_stale() {
    let found = anomalies(
        "write write-around",
        "0 read cart:7
         100 write cart:7
         120 client 2: read cart:7",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

/// What was lost is not to be had anywhere: the copy is as fresh as can be.
#[test]
fn after_a_loss_hits_are_not_stale() {
    let found = anomalies(
        "",
        "0 write cart:7
         10 crash cache
         20 restart cache
         30 client 2: read cart:7
         100 client 2: read cart:7",
    );
    assert_eq!(found, ["acknowledged-but-lost cart:7"]);
}

#[test]
fn a_negative_entry_can_be_stale_too() {
    let commands = "0 read ghost:1\n100 client 2: write ghost:1\n300 read ghost:1";
    let found = anomalies("write write-around, cache.negative_caching on", commands);
    assert_eq!(found, ["divergence ghost:1", "stale-hit ghost:1"]);
}

#[test]
fn a_negative_entry_is_no_stale_copy_of_a_tombstone() {
    let found = anomalies(
        "write write-around, cache.negative_caching on",
        "0 read ghost:1
         100 delete ghost:1
         300 read ghost:1",
    );
    assert_eq!(found, [""; 0]);
}

/// It joins a fetch that was under way before the write, and gets what that brings.
#[test]
fn a_miss_may_be_stale_and_is_no_hit() {
    let (folds, _) = play(
        "write write-around, cache.misses single-flight",
        "0 hold cart:7 database-cache
         0 client 1: read cart:7
         30 client 2: write cart:7
         100 client 3: read cart:7
         200 release cart:7",
    );
    assert_eq!(folds.ledger.reads().stale, 1);
    assert_eq!(named(&folds), ["stale-fill cart:7", "divergence cart:7"]);
}

/// The database has the write, its client does not know it yet, and nothing will remove the copy.
#[test]
fn a_fill_between_the_commit_and_its_acknowledgement_is_stale_when_that_comes() {
    let commands = "0 read cart:7
         20 hold cart:7 app-cache
         40 client 2: write cart:7
         93 release cart:7";
    let leave = "write write-around, read cache-aside";
    assert_eq!(anomalies(leave, commands), ["stale-fill cart:7", "divergence cart:7"]);
    let invalidate = format!("{leave}, write_around.cached_copy invalidate");
    assert_eq!(anomalies(&invalidate, commands), [""; 0]);
}

/// It became old later, where it stood.
#[test]
fn a_fill_before_the_commit_is_not_stale() {
    let found = anomalies(
        "write write-around",
        "0 client 1: read cart:7
         0 client 2: write cart:7",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

/// The answer to the first write, a refusal, is held until the second one has succeeded.
#[test]
fn what_an_undo_puts_back_is_no_fill() {
    let found = anomalies(
        "write write-through",
        "0 read cart:7
         90 hold cart:7 database-cache
         100 refuse-write
         100 write cart:7
         110 client 2: write cart:7
         400 release cart:7",
    );
    assert_eq!(found, ["bad-rollback cart:7", "divergence cart:7"]);
}

#[test]
fn a_read_of_a_write_that_commits_later_is_not_dirty() {
    let found = anomalies("write write-through", "0 write cart:7\n10 client 2: read cart:7");
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_read_of_an_acknowledged_write_that_is_lost_later_is_not_dirty() {
    let found = anomalies("", "0 write cart:7\n10 client 2: read cart:7\n20 crash cache");
    assert_eq!(found, ["acknowledged-but-lost cart:7"]);
}

/// The cache gives up after a second and takes the write back; nobody knows what became of it
/// until the database refuses it in the fourth second.
#[test]
fn a_doubtful_write_that_is_refused_at_last_was_read_dirty() {
    let held = "0 hold cart:7 cache-database
         0 write cart:7
         10 client 2: read cart:7";
    let refused = format!("{held}\n3000 refuse-write\n4000 release cart:7");
    let found = anomalies("write write-through", &refused);
    assert_eq!(found, ["ambiguous-outcome cart:7", "dirty-read cart:7"]);

    let committed = format!("{held}\n4000 release cart:7");
    let found = anomalies("write write-through", &committed);
    assert_eq!(found, ["ambiguous-outcome cart:7"]);
}

/// Both were read, both are in doubt, and one of them comes to nothing.
#[test]
fn of_two_doubtful_writes_the_right_one_is_named() {
    let found = anomalies(
        "write write-through",
        "0 hold cart:7 cache-database
         0 write cart:7
         1 hold user:1 cache-database
         1 write user:1
         10 client 2: read cart:7
         11 client 2: read user:1
         3000 refuse-write
         4000 release user:1
         5000 release cart:7",
    );
    let unknown = ["ambiguous-outcome cart:7", "ambiguous-outcome user:1"];
    assert_eq!(found, [unknown[0], unknown[1], "dirty-read user:1"]);
}

/// The client dies before its answer, another one reads the write, and a crash takes it.
#[test]
fn a_doubtful_write_that_a_crash_takes_was_read_dirty() {
    let killed = "0 hold cart:7 cache-app
         0 write cart:7
         5 kill 1
         10 client 2: read cart:7";
    let found = anomalies("", &format!("{killed}\n20 crash cache"));
    assert_eq!(found, ["ambiguous-outcome cart:7", "dirty-read cart:7"]);
    let found = anomalies("", &format!("{killed}\n20 flush\n200 crash cache"));
    assert_eq!(found, ["ambiguous-outcome cart:7"]);
}

#[test]
fn a_dirty_read_after_the_failure_is_named_at_once() {
    let found = anomalies(
        "write write-through, write_through.on_failure nothing",
        "0 refuse-write
         0 write cart:7
         200 client 2: read cart:7",
    );
    assert_eq!(found, ["divergence cart:7", "dirty-read cart:7"]);
}

/// It has not read it before, so it has not gone back in time either.
#[test]
fn a_client_that_does_not_see_its_own_write_is_named_for_that_alone() {
    let found = anomalies(
        "write write-around",
        "0 client 2: read cart:7
         100 client 1: write cart:7
         200 client 1: read cart:7",
    );
    assert_eq!(found, ["divergence cart:7", "stale-hit cart:7", "read-your-writes cart:7"]);
}

#[test]
fn another_client_has_not_written_it() {
    let found = anomalies(
        "write write-around",
        "0 read cart:7
         100 client 1: write cart:7
         200 client 2: read cart:7",
    );
    assert_eq!(found, ["divergence cart:7", "stale-hit cart:7"]);
}

#[test]
fn a_client_that_does_not_wait_for_its_write_cannot_expect_to_read_it() {
    let found = anomalies(
        "write write-around",
        "0 read cart:7
         100 write cart:7
         120 read cart:7",
    );
    assert_eq!(found, ["divergence cart:7"]);
}

#[test]
fn a_client_that_deleted_a_key_finds_nothing_and_is_content() {
    for pattern in ["write-back", "write-through", "write-around"] {
        let found = anomalies(
            &format!("write {pattern}, cache.negative_caching on"),
            "0 read ghost:1
             100 delete ghost:1
             200 read ghost:1
             3000 read ghost:1",
        );
        assert_eq!(found, [""; 0], "{pattern}");
    }
}

#[test]
fn a_client_whose_delete_was_lost_finds_nothing_and_is_content() {
    let found = anomalies(
        "",
        "0 delete ghost:1
         10 crash cache
         20 restart cache
         30 read ghost:1",
    );
    assert_eq!(found, ["acknowledged-but-lost ghost:1"]);
}

/// That nothing was there was found out before the write, and comes to the cache after the delete.
#[test]
fn an_old_absence_looks_like_a_new_one() {
    let found = anomalies(
        "write write-around, read cache-aside, cache.negative_caching on",
        "0 client 1: read ghost:1
         20 hold ghost:1 app-cache
         40 client 1: write ghost:1
         100 client 2: read ghost:1
         200 client 1: delete ghost:1
         300 release ghost:1
         400 client 2: read ghost:1",
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn time_does_not_run_backwards_for_two_clients_together() {
    let found = anomalies(
        "",
        "0 client 1: write cart:7
         10 client 2: read cart:7
         20 crash cache
         30 restart cache
         40 client 3: read cart:7",
    );
    assert_eq!(found, ["acknowledged-but-lost cart:7"]);
}

/// The first read was answered after the second had begun: neither is the earlier one.
#[test]
fn reads_that_overlap_have_no_order() {
    let commands = "0 write cart:7
         10 hold cart:7 cache-app
         10 client 2: read cart:7
         12 crash cache
         13 restart cache
         14 client 2: read cart:7
         30 release cart:7";
    assert_eq!(anomalies("", commands), ["acknowledged-but-lost cart:7"]);
}

#[test]
fn a_write_that_was_read_and_then_undone_makes_time_run_backwards() {
    let found = anomalies(
        "write write-through",
        "0 read cart:7
         100 refuse-write
         100 write cart:7
         110 client 2: read cart:7
         300 client 2: read cart:7",
    );
    assert_eq!(found, ["dirty-read cart:7", "non-monotonic-read cart:7"]);
}

#[test]
fn a_key_that_was_deleted_meanwhile_is_not_an_older_one() {
    for negative in ["off", "on"] {
        let found = anomalies(
            &format!(
                "write write-around, write_around.cached_copy invalidate, cache.negative_caching {negative}"
            ),
            "0 client 2: read cart:7
             100 client 1: delete cart:7
             300 client 2: read cart:7
             400 client 2: read cart:7",
        );
        assert_eq!(found, [""; 0], "{negative}");
    }
}
