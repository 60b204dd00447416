//! Promises that were broken once, each as the script that broke it.

use crate::support::{parse, play};

/// Writes that wait for room must keep their order: v5 must not overtake v3.
#[test]
fn writes_that_wait_for_room_keep_their_order_under_write_through() {
    play(parse(
        r#"
        world.write = "write-through"
        world.cache.capacity = 1
        world.database.connections = 1
        step = [
            { at_ms = 0, do = ["write cart:7", "write views:42", "write user:1", "write views:42", "write user:1"] },
            { when = "idle", expect = { lost = 0, "database user:1" = 5 } },
        ]
        "#,
    ));
}

/// The same under write-back: v4 is acknowledged, then v2 replaces it in the cache.
#[test]
fn writes_that_wait_for_room_keep_their_order_under_write_back() {
    play(parse(
        r#"
        world.write = "write-back"
        world.cache.capacity = 1
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 5, do = "write user:1" },
            { at_ms = 10, do = "write cart:7" },
            { at_ms = 15, do = "write user:1" },
            { when = "idle", expect = { lost = 0, "database user:1" = 4 } },
        ]
        "#,
    ));
}

/// Commands of one instant happen in the order in which they are given.
#[test]
fn a_write_takes_off_under_the_pattern_that_was_set_when_it_was_given() {
    play(parse(
        r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = ["write cart:7", "write-pattern write-around"] },
            { at_ms = 5, expect = { acknowledged = 1, "cache cart:7" = "dirty" } },
        ]
        "#,
    ));
}

/// A flush asked for by hand that fails is tried again after the pause that was announced.
#[test]
fn a_failed_flush_by_hand_is_tried_again() {
    play(parse(
        r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = ["crash database", "flush"] },
            { at_ms = 100, do = "restart database" },
            { at_ms = 1000, expect = { durable = 1, dirty = 0 } },
        ]
        "#,
    ));
}

/// What a step sets off at once is seen by the step that waits for it.
#[test]
fn a_step_sees_what_the_step_before_it_set_off_at_once() {
    play(parse(
        r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = "flush" },
            { when = "flush started", do = "crash cache" },
            { when = "idle", expect = { acknowledged = 1 } },
        ]
        "#,
    ));
}

/// A version that can never become durable any more is a phantom, although the cache serves it.
#[test]
fn a_read_of_an_unknown_write_that_was_put_back_is_a_phantom() {
    play(parse(
        r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = ["write cart:7", "client 2: write cart:7"] },
            { at_ms = 20, do = "crash database" },
            { at_ms = 100, do = "client 3: read cart:7" },
            { when = "idle", expect = { unknown = 2, phantom = 1 } },
        ]
        "#,
    ));
}
