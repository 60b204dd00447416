//! Scripts that once came out wrong, each saying what must hold.

use crate::support::{parse, play};

/// A write that is still on its way to the cache has not come to nothing.
#[test]
fn a_client_that_is_killed_leaves_its_write_on_its_way() {
    play(parse(
        r#"
        [world]
        write = "write-back"
        [[step]]
        at_ms = 0
        do = ["write cart:7", "kill 1"]
        [[step]]
        at_ms = 10
        do = "client 2: read cart:7"
        [[step]]
        when = "idle"
        expect = { phantom = 0, fresh = 1, no_anomaly = "dirty-read" }
        "#,
    ));
}

/// The cache would have saved it, and saved a newer one instead.
#[test]
fn an_unknown_write_that_a_newer_one_replaced_was_no_phantom() {
    play(parse(
        r#"
        [[step]]
        at_ms = 0
        do = ["hold cart:7 cache-app", "write cart:7"]
        [[step]]
        at_ms = 5
        do = "kill 1"
        [[step]]
        at_ms = 10
        do = "client 2: read cart:7"
        [[step]]
        at_ms = 20
        do = "client 2: write cart:7"
        [[step]]
        at_ms = 30
        do = "flush"
        [[step]]
        when = "idle"
        expect = { phantom = 0 }
        "#,
    ));
}

/// A row of a flush that has not left yet is a copy, too.
#[test]
fn an_evicted_entry_whose_flush_is_under_way_is_not_lost() {
    play(parse(
        r#"
        [world]
        cache.capacity = 2
        write_back.dirty_eviction = "lose"
        [[step]]
        at_ms = 0
        do = "write cart:7"
        [[step]]
        at_ms = 1
        do = "write user:1"
        [[step]]
        at_ms = 10
        do = "flush"
        [[step]]
        at_ms = 20
        do = "write views:42"
        [[step]]
        at_ms = 21
        do = "write stock:11"
        [[step]]
        when = "idle"
        expect = { lost = 0 , "database user:1" = 2 }
        "#,
    ));
}

/// The increment had nothing to add to in the cache; what came in meanwhile is out of date.
#[test]
fn a_copy_fetched_while_an_increment_was_on_its_way_is_forgotten() {
    play(parse(
        r#"
        [world]
        write = "write-through"
        cache.fill = "lease"
        [[step]]
        at_ms = 0
        do = "add cart:7 1"
        [[step]]
        at_ms = 0.2
        do = "read cart:7"
        [[step]]
        when = "idle"
        expect = { "cache cart:7" = "absent", no_anomaly = "divergence" }
        "#,
    ));
}

/// The database has something newer: what the entry owes is obsolete.
#[test]
fn database_first_replaces_an_older_dirty_entry() {
    play(parse(
        r#"
        [[step]]
        at_ms = 0
        do = "write cart:7"
        [[step]]
        at_ms = 10
        do = ["set write write-through", "set write_through.order database-first"]
        [[step]]
        at_ms = 20
        do = "write cart:7"
        [[step]]
        at_ms = 100
        do = "flush"
        [[step]]
        when = "idle"
        expect = { "cache cart:7" = 2, "database cart:7" = 2, anomalies = 0 }
        "#,
    ));
}

/// Whether the database has the write is not known, so the old copy must not be served.
#[test]
fn database_first_forgets_its_copy_when_in_doubt() {
    play(parse(
        r#"
        [world]
        write = "write-through"
        write_through.order = "database-first"
        [[step]]
        at_ms = 0
        do = "read cart:7"
        [[step]]
        at_ms = 100
        do = ["drop-ack", "write cart:7"]
        [[step]]
        when = "idle"
        expect = { "cache cart:7" = "absent", "database cart:7" = 1 , no_anomaly = "divergence" }
        "#,
    ));
}

/// An older write came later, and the OK later still.
#[test]
fn what_is_overwritten_before_its_ok_is_not_durable() {
    play(parse(
        r#"
        world.link.cache_database_ms = 50
        world.write = "write-around"
        step = [
            { at_ms = 0, do = ["hold cart:7 app-database", "write cart:7", "route cart* write-through", "write cart:7"] },
            { at_ms = 68, do = "release" },
            { at_ms = 200, do = "crash cache" },
            { at_ms = 500, expect = { "database cart:7" = 1, durable = 1, lost = 1 } },
        ]
        "#,
    ));
}

/// The version check holds for what is saved later, too.
#[test]
fn a_late_write_back_leaves_the_newer_entry_alone() {
    play(parse(
        r#"
        [world]
        write = "write-back"
        version_check = "on"
        [[step]]
        at_ms = 0
        do = ["hold cart:7 app-cache", "write cart:7", "write cart:7"]
        [[step]]
        at_ms = 10
        do = "release"
        [[step]]
        when = "idle"
        expect = { lost = 0, "database cart:7" = 2, "cache cart:7" = 2 }
        "#,
    ));
}

/// A miss while the write waits gets a lease of its own, and must not keep it.
#[test]
fn a_write_that_waits_for_room_withdraws_the_lease_when_it_is_stored() {
    play(parse(
        r#"
        world.write = "write-through"
        world.write_through.order = "both-at-once"
        world.version_check = "on"
        world.cache.fill = "lease"
        world.cache.capacity = 1
        step = [
            { at_ms = 0, do = ["write cart:7", "write views:42", "write cart:7", "read views:42"] },
            { when = "idle", expect = { "cache views:42" = 2, "database views:42" = 2 } },
        ]
        "#,
    ));
}

/// Sent, it is on the wire, and among the rows of its flush no longer.
#[test]
fn a_row_that_has_left_is_one_copy() {
    play(parse(
        r#"
        world.write = "write-back"
        world.write_back.dirty_eviction = "lose"
        world.write_back.batch = 2
        world.cache.capacity = 2
        world.database.atomic_batches = "on"
        world.database.connections = 2
        step = [
            { at_ms = 0, do = ["add user:1 1", "client 2: add views:42 202"] },
            { at_ms = 35, do = "drop-ack" },
            { at_ms = 92, do = "client 4: add cart:7 974" },
            { at_ms = 169, do = "crash database" },
            { at_ms = 170, expect = { lost = 1 } },
        ]
        "#,
    ));
}

/// Half done is when half of the rows are in the transaction: then a crash takes all of them.
#[test]
fn half_of_an_atomic_flush_is_half_of_its_rows() {
    play(parse(
        r#"
        world.database.atomic_batches = "on"
        step = [
            { at_ms = 0, do = ["write cart:7", "write user:1", "write views:42", "write session:9"] },
            { at_ms = 10, do = ["when flush half done: crash cache", "flush"] },
            { when = "idle", expect = { lost = 4, durable = 0 } },
        ]
        "#,
    ));
}

/// Two writes overlap and both fail: what the first one left must not come back.
#[test]
fn who_compares_versions_puts_back_nothing_uncertain() {
    play(parse(
        r#"
        world.write = "write-through"
        world.write_through.on_failure = "compare-version"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = ["crash database", "write cart:7", "client 2: write cart:7"] },
            { at_ms = 300, do = ["restart database", "read cart:7"] },
            { when = "idle", expect = { refused = 2, phantom = 0, "cache cart:7" = 0 } },
        ]
        "#,
    ));
}
