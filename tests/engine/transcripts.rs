//! Script in, transcript out: each test is the timing diagram of one pattern, or of one thing that goes wrong.

use insta::assert_snapshot;

use crate::support::transcript;

#[test]
fn write_through_waits_for_the_database() {
    let script = r#"
        world.write = "write-through"
        step = [{ at_ms = 0, do = "write cart:7", expect = { in_flight = 1 } }, { when = "idle", expect = { durable = 1 } }]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-through
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.600 ms  cache     cart:7 = v1 is pending
     0.600 ms  cache     -> database  write cart:7 = v1
    52.600 ms  database  cart:7 = v1 is durable
    52.600 ms  database  -> cache     ok cart:7
    54.600 ms  cache     cart:7 = v1 is clean
    54.600 ms  cache     -> app       ok cart:7
    55.100 ms  app       write cart:7 = v1: OK
    ");
}

#[test]
fn write_back_answers_first_and_flushes_later() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = ["write cart:7", "write user:1"] },
            { at_ms = 10, do = "flush", expect = { at_risk = 2, dirty = 2 } },
            { when = "idle", expect = { durable = 2, dirty = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.000 ms  app       write user:1 = v2
     0.000 ms  app       -> cache     write user:1 = v2
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     0.600 ms  cache     user:1 = v2 is dirty
     0.600 ms  cache     -> app       ok user:1
     1.100 ms  app       write cart:7 = v1: OK
     1.100 ms  app       write user:1 = v2: OK
    10.000 ms  cache     flush by hand: cart:7 = v1, user:1 = v2
    10.000 ms  cache     -> database  write cart:7 = v1
    67.000 ms  database  cart:7 = v1 is durable
    67.000 ms  database  -> cache     ok cart:7
    69.000 ms  cache     cart:7 = v1 is clean
    69.000 ms  cache     -> database  write user:1 = v2
    76.000 ms  database  user:1 = v2 is durable
    76.000 ms  database  -> cache     ok user:1
    78.000 ms  cache     user:1 = v2 is clean
    78.000 ms  cache     flush done
    ");
}

#[test]
fn write_back_flushes_by_interval() {
    let script = r#"
        world.write = "write-back"
        step = [{ at_ms = 5, do = "write cart:7" }]
    "#;
    assert_snapshot!(transcript(script), @r"
       0.000 ms  app       writes: write-back
       0.000 ms  app       reads: read-through
       5.000 ms  app       write cart:7 = v1
       5.000 ms  app       -> cache     write cart:7 = v1
       5.600 ms  cache     cart:7 = v1 is dirty
       5.600 ms  cache     -> app       ok cart:7
       6.100 ms  app       write cart:7 = v1: OK
    2005.600 ms  cache     flush by interval: cart:7 = v1
    2005.600 ms  cache     -> database  write cart:7 = v1
    2062.600 ms  database  cart:7 = v1 is durable
    2062.600 ms  database  -> cache     ok cart:7
    2064.600 ms  cache     cart:7 = v1 is clean
    2064.600 ms  cache     flush done
    ");
}

#[test]
fn write_back_flushes_by_number_of_dirty_entries() {
    let script = r#"
        world.write = "write-back"
        world.write_back.batch = 2
        step = [{ at_ms = 0, do = ["write cart:7", "write user:1"] }]
    "#;
    assert_snapshot!(transcript(script), @"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       write_back.batch = 2
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.000 ms  app       write user:1 = v2
     0.000 ms  app       -> cache     write user:1 = v2
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     0.600 ms  cache     user:1 = v2 is dirty
     0.600 ms  cache     -> app       ok user:1
     0.600 ms  cache     flush by number of dirty entries: cart:7 = v1, user:1 = v2
     0.600 ms  cache     -> database  write cart:7 = v1
     1.100 ms  app       write cart:7 = v1: OK
     1.100 ms  app       write user:1 = v2: OK
    57.600 ms  database  cart:7 = v1 is durable
    57.600 ms  database  -> cache     ok cart:7
    59.600 ms  cache     cart:7 = v1 is clean
    59.600 ms  cache     -> database  write user:1 = v2
    66.600 ms  database  user:1 = v2 is durable
    66.600 ms  database  -> cache     ok user:1
    68.600 ms  cache     user:1 = v2 is clean
    68.600 ms  cache     flush done
    ");
}

#[test]
fn write_around_leaves_the_cached_copy_behind() {
    let script = r#"
        world.write = "write-around"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = "write cart:7" },
            { at_ms = 200, do = "read cart:7" },
            { when = "idle", expect = { durable = 1, stale = 1, "cache cart:7" = 0, "database cart:7" = 1 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-around
      0.000 ms  app       reads: read-through
      0.000 ms  app       read cart:7
      0.000 ms  app       -> cache     read cart:7
      0.600 ms  cache     miss: cart:7
      0.600 ms  cache     -> database  read cart:7
     27.600 ms  database  -> cache     found cart:7 = v0
     29.700 ms  cache     cart:7 = v0 is clean
     29.700 ms  cache     -> app       found cart:7 = v0
     30.200 ms  app       read cart:7: v0
    100.000 ms  app       write cart:7 = v1
    100.000 ms  app       -> database  write cart:7 = v1
    152.000 ms  database  cart:7 = v1 is durable
    152.000 ms  database  -> app       ok cart:7
    154.000 ms  app       write cart:7 = v1: OK
    200.000 ms  app       read cart:7
    200.000 ms  app       -> cache     read cart:7
    200.600 ms  cache     hit: cart:7 = v0
    200.600 ms  cache     -> app       found cart:7 = v0
    201.100 ms  app       read cart:7: v0
    ");
}

#[test]
fn read_through_fetches_what_it_misses() {
    let script = r#"
        world.read = "read-through"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = "read cart:7" },
            { when = "idle", expect = { misses = 1, hits = 1, fresh = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-back
      0.000 ms  app       reads: read-through
      0.000 ms  app       read cart:7
      0.000 ms  app       -> cache     read cart:7
      0.600 ms  cache     miss: cart:7
      0.600 ms  cache     -> database  read cart:7
     27.600 ms  database  -> cache     found cart:7 = v0
     29.700 ms  cache     cart:7 = v0 is clean
     29.700 ms  cache     -> app       found cart:7 = v0
     30.200 ms  app       read cart:7: v0
    100.000 ms  app       read cart:7
    100.000 ms  app       -> cache     read cart:7
    100.600 ms  cache     hit: cart:7 = v0
    100.600 ms  cache     -> app       found cart:7 = v0
    101.100 ms  app       read cart:7: v0
    ");
}

#[test]
fn cache_aside_lets_the_application_fetch_and_fill() {
    let script = r#"
        world.read = "cache-aside"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = "read cart:7" },
            { when = "idle", expect = { misses = 1, hits = 1, fresh = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-back
      0.000 ms  app       reads: cache-aside
      0.000 ms  app       read cart:7
      0.000 ms  app       -> cache     read cart:7
      0.600 ms  cache     miss: cart:7
      0.600 ms  cache     -> app       no cart:7
      1.100 ms  app       -> database  read cart:7
     28.100 ms  database  -> app       found cart:7 = v0
     30.100 ms  app       -> cache     fill cart:7 = v0
     30.700 ms  cache     cart:7 = v0 is clean
     30.700 ms  cache     -> app       ok cart:7
     31.200 ms  app       read cart:7: v0
    100.000 ms  app       read cart:7
    100.000 ms  app       -> cache     read cart:7
    100.600 ms  cache     hit: cart:7 = v0
    100.600 ms  cache     -> app       found cart:7 = v0
    101.100 ms  app       read cart:7: v0
    ");
}

#[test]
fn a_key_that_nobody_has_written_is_not_cached() {
    let script = r#"
        step = [
            { at_ms = 0, do = "read nobody:1" },
            { when = "idle", expect = { misses = 1, "cache nobody:1" = "absent", "app nobody:1" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       read nobody:1
     0.000 ms  app       -> cache     read nobody:1
     0.600 ms  cache     miss: nobody:1
     0.600 ms  cache     -> database  read nobody:1
    27.600 ms  database  -> cache     no nobody:1
    29.600 ms  cache     -> app       no nobody:1
    30.100 ms  app       read nobody:1: nothing there
    ");
}

#[test]
fn write_through_restores_what_a_refused_write_had_replaced() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 100, do = ["crash database", "write cart:7"] },
            { when = "idle", expect = { durable = 1, refused = 1, unknown = 0, "cache cart:7" = 1 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-through
      0.000 ms  app       reads: read-through
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> cache     write cart:7 = v1
      0.600 ms  cache     cart:7 = v1 is pending
      0.600 ms  cache     -> database  write cart:7 = v1
     52.600 ms  database  cart:7 = v1 is durable
     52.600 ms  database  -> cache     ok cart:7
     54.600 ms  cache     cart:7 = v1 is clean
     54.600 ms  cache     -> app       ok cart:7
     55.100 ms  app       write cart:7 = v1: OK
    100.000 ms  database  CRASHED
    100.000 ms  app       write cart:7 = v2
    100.000 ms  app       -> cache     write cart:7 = v2
    100.600 ms  cache     cart:7 = v2 is pending
    100.600 ms  cache     -> database  write cart:7 = v2
    102.600 ms  database  nobody there for: write cart:7 = v2
    102.600 ms  database  -> cache     refused cart:7
    104.700 ms  cache     cart:7 = v1 is clean
    104.700 ms  cache     -> app       refused cart:7
    105.200 ms  app       write cart:7 = v2: REFUSED, the database is down
    ");
}

#[test]
fn write_through_takes_back_a_refused_write_of_an_uncached_key() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = ["crash database", "write cart:7"] },
            { when = "idle", expect = { refused = 1, "cache cart:7" = "absent", "database cart:7" = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
    0.000 ms  app       writes: write-through
    0.000 ms  app       reads: read-through
    0.000 ms  database  CRASHED
    0.000 ms  app       write cart:7 = v1
    0.000 ms  app       -> cache     write cart:7 = v1
    0.600 ms  cache     cart:7 = v1 is pending
    0.600 ms  cache     -> database  write cart:7 = v1
    2.600 ms  database  nobody there for: write cart:7 = v1
    2.600 ms  database  -> cache     refused cart:7
    4.700 ms  cache     cart:7 = v1 is rolled back
    4.700 ms  cache     -> app       refused cart:7
    5.200 ms  app       write cart:7 = v1: REFUSED, the database is down
    ");
}

#[test]
fn a_database_crash_in_mid_write_leaves_the_outcome_unknown() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 100, do = "write cart:7" },
            { at_ms = 120, do = "crash database" },
            { when = "idle", expect = { durable = 1, unknown = 1, "cache cart:7" = 1, "database cart:7" = 1 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
      0.000 ms  app       writes: write-through
      0.000 ms  app       reads: read-through
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> cache     write cart:7 = v1
      0.600 ms  cache     cart:7 = v1 is pending
      0.600 ms  cache     -> database  write cart:7 = v1
     52.600 ms  database  cart:7 = v1 is durable
     52.600 ms  database  -> cache     ok cart:7
     54.600 ms  cache     cart:7 = v1 is clean
     54.600 ms  cache     -> app       ok cart:7
     55.100 ms  app       write cart:7 = v1: OK
    100.000 ms  app       write cart:7 = v2
    100.000 ms  app       -> cache     write cart:7 = v2
    100.600 ms  cache     cart:7 = v2 is pending
    100.600 ms  cache     -> database  write cart:7 = v2
    120.000 ms  database  CRASHED
    120.000 ms  database  -> cache     reset cart:7
    122.100 ms  cache     cart:7 = v1 is clean
    122.100 ms  cache     -> app       unknown cart:7
    122.600 ms  app       write cart:7 = v2: UNKNOWN, no answer
    ");
}

#[test]
fn a_cache_crash_cannot_call_back_what_the_database_has_begun() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 30, do = "crash cache" },
            { when = "idle", expect = { unknown = 1, acknowledged = 0, lost = 0, "database cart:7" = 1 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-through
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.600 ms  cache     cart:7 = v1 is pending
     0.600 ms  cache     -> database  write cart:7 = v1
    30.000 ms  cache     CRASHED
    30.000 ms  cache     -> app       reset cart:7
    30.500 ms  app       write cart:7 = v1: UNKNOWN, no answer
    52.600 ms  database  cart:7 = v1 is durable
    52.600 ms  database  -> cache     ok cart:7
    54.600 ms  cache     nobody there for: ok cart:7
    ");
}

#[test]
fn a_cache_crash_in_mid_flush_loses_the_rows_that_had_not_left() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = ["write cart:7", "write user:1", "write views:42", "write stock:11"] },
            { at_ms = 10, do = "flush" },
            { when = "flush half done", do = "crash cache", expect = { at_risk = 0, lost = 2, durable = 2 } },
            { when = "idle", expect = { "database user:1" = 2, "database views:42" = 0, anomaly = "acknowledged-but-lost" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.000 ms  app       write user:1 = v2
     0.000 ms  app       -> cache     write user:1 = v2
     0.000 ms  app       write views:42 = v3
     0.000 ms  app       -> cache     write views:42 = v3
     0.000 ms  app       write stock:11 = v4
     0.000 ms  app       -> cache     write stock:11 = v4
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     0.600 ms  cache     user:1 = v2 is dirty
     0.600 ms  cache     -> app       ok user:1
     0.600 ms  cache     views:42 = v3 is dirty
     0.600 ms  cache     -> app       ok views:42
     0.600 ms  cache     stock:11 = v4 is dirty
     0.600 ms  cache     -> app       ok stock:11
     1.100 ms  app       write cart:7 = v1: OK
     1.100 ms  app       write user:1 = v2: OK
     1.100 ms  app       write views:42 = v3: OK
     1.100 ms  app       write stock:11 = v4: OK
    10.000 ms  cache     flush by hand: cart:7 = v1, user:1 = v2, views:42 = v3, stock:11 = v4
    10.000 ms  cache     -> database  write cart:7 = v1
    67.000 ms  database  cart:7 = v1 is durable
    67.000 ms  database  -> cache     ok cart:7
    69.000 ms  cache     cart:7 = v1 is clean
    69.000 ms  cache     -> database  write user:1 = v2
    76.000 ms  database  user:1 = v2 is durable
    76.000 ms  database  -> cache     ok user:1
    76.000 ms  cache     CRASHED
    78.000 ms  cache     nobody there for: ok user:1
    ");
}

#[test]
fn a_row_that_has_left_survives_the_crash_of_its_sender() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = ["write cart:7", "write user:1"] },
            { at_ms = 10, do = "flush" },
            { at_ms = 11, do = "crash cache", expect = { at_risk = 1, lost = 1 } },
            { when = "idle", expect = { durable = 1, lost = 1, "database cart:7" = 1, "database user:1" = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.000 ms  app       write user:1 = v2
     0.000 ms  app       -> cache     write user:1 = v2
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     0.600 ms  cache     user:1 = v2 is dirty
     0.600 ms  cache     -> app       ok user:1
     1.100 ms  app       write cart:7 = v1: OK
     1.100 ms  app       write user:1 = v2: OK
    10.000 ms  cache     flush by hand: cart:7 = v1, user:1 = v2
    10.000 ms  cache     -> database  write cart:7 = v1
    11.000 ms  cache     CRASHED
    67.000 ms  database  cart:7 = v1 is durable
    67.000 ms  database  -> cache     ok cart:7
    69.000 ms  cache     nobody there for: ok cart:7
    ");
}

#[test]
fn an_entry_rewritten_while_its_flush_is_in_the_air_stays_dirty() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = "flush" },
            { at_ms = 20, do = "write cart:7" },
            { when = "flush done", expect = { "cache cart:7" = "dirty", "database cart:7" = 1, at_risk = 1 } },
            { after_ms = 10, do = "flush" },
            { when = "idle", expect = { durable = 2, dirty = 0, "database cart:7" = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-back
      0.000 ms  app       reads: read-through
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> cache     write cart:7 = v1
      0.600 ms  cache     cart:7 = v1 is dirty
      0.600 ms  cache     -> app       ok cart:7
      1.100 ms  app       write cart:7 = v1: OK
     10.000 ms  cache     flush by hand: cart:7 = v1
     10.000 ms  cache     -> database  write cart:7 = v1
     20.000 ms  app       write cart:7 = v2
     20.000 ms  app       -> cache     write cart:7 = v2
     20.600 ms  cache     cart:7 = v2 is dirty
     20.600 ms  cache     -> app       ok cart:7
     21.100 ms  app       write cart:7 = v2: OK
     67.000 ms  database  cart:7 = v1 is durable
     67.000 ms  database  -> cache     ok cart:7
     69.000 ms  cache     flush done
     79.000 ms  cache     flush by hand: cart:7 = v2
     79.000 ms  cache     -> database  write cart:7 = v2
    136.000 ms  database  cart:7 = v2 is durable
    136.000 ms  database  -> cache     ok cart:7
    138.000 ms  cache     cart:7 = v2 is clean
    138.000 ms  cache     flush done
    ");
}

#[test]
fn a_dirty_victim_is_saved_before_it_makes_room() {
    let script = r#"
        world.write = "write-back"
        world.cache.capacity = 2
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 5, do = "write user:1" },
            { at_ms = 10, do = "write views:42" },
            { at_ms = 100, expect = { evictions = 1, "cache cart:7" = "absent", "database cart:7" = 1, at_risk = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       cache.capacity = 2
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     1.100 ms  app       write cart:7 = v1: OK
     5.000 ms  app       write user:1 = v2
     5.000 ms  app       -> cache     write user:1 = v2
     5.600 ms  cache     user:1 = v2 is dirty
     5.600 ms  cache     -> app       ok user:1
     6.100 ms  app       write user:1 = v2: OK
    10.000 ms  app       write views:42 = v3
    10.000 ms  app       -> cache     write views:42 = v3
    10.600 ms  cache     views:42 waits
    10.600 ms  cache     flush before eviction: cart:7 = v1
    10.600 ms  cache     -> database  write cart:7 = v1
    67.600 ms  database  cart:7 = v1 is durable
    67.600 ms  database  -> cache     ok cart:7
    69.600 ms  cache     cart:7 = v1 is clean
    69.600 ms  cache     flush done
    69.600 ms  cache     cart:7 = v1 is evicted
    69.600 ms  cache     views:42 = v3 is dirty
    69.600 ms  cache     -> app       ok views:42
    70.100 ms  app       write views:42 = v3: OK
    ");
}

#[test]
fn a_write_that_finds_no_room_is_refused() {
    let script = r#"
        world.write = "write-back"
        world.cache.capacity = 1
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 5, do = ["crash database", "write user:1"] },
            { at_ms = 100, expect = { refused = 1, at_risk = 1, "cache cart:7" = "dirty", "cache user:1" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       cache.capacity = 1
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.600 ms  cache     cart:7 = v1 is dirty
     0.600 ms  cache     -> app       ok cart:7
     1.100 ms  app       write cart:7 = v1: OK
     5.000 ms  database  CRASHED
     5.000 ms  app       write user:1 = v2
     5.000 ms  app       -> cache     write user:1 = v2
     5.600 ms  cache     user:1 waits
     5.600 ms  cache     flush before eviction: cart:7 = v1
     5.600 ms  cache     -> database  write cart:7 = v1
     7.600 ms  database  nobody there for: write cart:7 = v1
     7.600 ms  database  -> cache     refused cart:7
     9.600 ms  cache     flush failed
     9.600 ms  cache     -> app       refused user:1
    10.100 ms  app       write user:1 = v2: REFUSED, the cache is full of entries it could not save
    ");
}

#[test]
fn delete_under_write_through() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = "delete cart:7" },
            { when = "idle", expect = { durable = 1, "cache cart:7" = "absent", "database cart:7" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-through
      0.000 ms  app       reads: read-through
      0.000 ms  app       read cart:7
      0.000 ms  app       -> cache     read cart:7
      0.600 ms  cache     miss: cart:7
      0.600 ms  cache     -> database  read cart:7
     27.600 ms  database  -> cache     found cart:7 = v0
     29.700 ms  cache     cart:7 = v0 is clean
     29.700 ms  cache     -> app       found cart:7 = v0
     30.200 ms  app       read cart:7: v0
    100.000 ms  app       delete cart:7 (v1)
    100.000 ms  app       -> cache     write cart:7 = deleted (v1)
    100.600 ms  cache     cart:7 = deleted (v1) is pending
    100.600 ms  cache     -> database  write cart:7 = deleted (v1)
    152.600 ms  database  cart:7 = deleted (v1) is durable
    152.600 ms  database  -> cache     ok cart:7
    154.600 ms  cache     cart:7 = deleted (v1) is clean
    154.600 ms  cache     cart:7 = deleted (v1) is removed
    154.600 ms  cache     -> app       ok cart:7
    155.100 ms  app       delete cart:7 (v1): OK
    ");
}

#[test]
fn delete_under_write_back() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "delete cart:7" },
            { at_ms = 10, do = "read cart:7" },
            { at_ms = 20, do = "flush", expect = { dirty = 1, "database cart:7" = 0, "app cart:7" = "absent", fresh = 1 } },
            { when = "idle", expect = { durable = 1, dirty = 0, "database cart:7" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
     0.000 ms  app       writes: write-back
     0.000 ms  app       reads: read-through
     0.000 ms  app       delete cart:7 (v1)
     0.000 ms  app       -> cache     write cart:7 = deleted (v1)
     0.600 ms  cache     cart:7 = deleted (v1) is dirty
     0.600 ms  cache     -> app       ok cart:7
     1.100 ms  app       delete cart:7 (v1): OK
    10.000 ms  app       read cart:7
    10.000 ms  app       -> cache     read cart:7
    10.600 ms  cache     hit: cart:7 = deleted (v1)
    10.600 ms  cache     -> app       found cart:7 = deleted (v1)
    11.100 ms  app       read cart:7: deleted (v1)
    20.000 ms  cache     flush by hand: cart:7 = deleted (v1)
    20.000 ms  cache     -> database  write cart:7 = deleted (v1)
    77.000 ms  database  cart:7 = deleted (v1) is durable
    77.000 ms  database  -> cache     ok cart:7
    79.000 ms  cache     cart:7 = deleted (v1) is clean
    79.000 ms  cache     cart:7 = deleted (v1) is removed
    79.000 ms  cache     flush done
    ");
}

#[test]
fn delete_under_write_around() {
    let script = r#"
        world.write = "write-around"
        step = [
            { at_ms = 0, do = "read cart:7" },
            { at_ms = 100, do = "delete cart:7" },
            { at_ms = 200, do = "read cart:7" },
            { when = "idle", expect = { durable = 1, stale = 1, "cache cart:7" = 0, "database cart:7" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-around
      0.000 ms  app       reads: read-through
      0.000 ms  app       read cart:7
      0.000 ms  app       -> cache     read cart:7
      0.600 ms  cache     miss: cart:7
      0.600 ms  cache     -> database  read cart:7
     27.600 ms  database  -> cache     found cart:7 = v0
     29.700 ms  cache     cart:7 = v0 is clean
     29.700 ms  cache     -> app       found cart:7 = v0
     30.200 ms  app       read cart:7: v0
    100.000 ms  app       delete cart:7 (v1)
    100.000 ms  app       -> database  write cart:7 = deleted (v1)
    152.000 ms  database  cart:7 = deleted (v1) is durable
    152.000 ms  database  -> app       ok cart:7
    154.000 ms  app       delete cart:7 (v1): OK
    200.000 ms  app       read cart:7
    200.000 ms  app       -> cache     read cart:7
    200.600 ms  cache     hit: cart:7 = v0
    200.600 ms  cache     -> app       found cart:7 = v0
    201.100 ms  app       read cart:7: v0
    ");
}

#[test]
fn dirty_entries_are_flushed_whatever_pattern_is_chosen_meanwhile() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = ["write-pattern write-through", "write user:1"] },
            { at_ms = 100, do = "write-pattern write-around", expect = { dirty = 1, durable = 1 } },
            { when = "idle", expect = { durable = 2, dirty = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
       0.000 ms  app       writes: write-back
       0.000 ms  app       reads: read-through
       0.000 ms  app       write cart:7 = v1
       0.000 ms  app       -> cache     write cart:7 = v1
       0.600 ms  cache     cart:7 = v1 is dirty
       0.600 ms  cache     -> app       ok cart:7
       1.100 ms  app       write cart:7 = v1: OK
      10.000 ms  app       writes: write-through
      10.000 ms  app       write user:1 = v2
      10.000 ms  app       -> cache     write user:1 = v2
      10.600 ms  cache     user:1 = v2 is pending
      10.600 ms  cache     -> database  write user:1 = v2
      62.600 ms  database  user:1 = v2 is durable
      62.600 ms  database  -> cache     ok user:1
      64.600 ms  cache     user:1 = v2 is clean
      64.600 ms  cache     -> app       ok user:1
      65.100 ms  app       write user:1 = v2: OK
     100.000 ms  app       writes: write-around
    2000.600 ms  cache     flush by interval: cart:7 = v1
    2000.600 ms  cache     -> database  write cart:7 = v1
    2057.600 ms  database  cart:7 = v1 is durable
    2057.600 ms  database  -> cache     ok cart:7
    2059.600 ms  cache     cart:7 = v1 is clean
    2059.600 ms  cache     flush done
    ");
}

#[test]
fn a_flush_leaves_the_newer_row_of_a_write_around_alone() {
    let script = r#"
        world.write = "write-back"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = ["write-pattern write-around", "write cart:7"] },
            { at_ms = 100, do = "flush", expect = { durable = 1, superseded = 1, "cache cart:7" = "dirty" } },
            { when = "idle", expect = { durable = 1, superseded = 1, "cache cart:7" = "clean", "database cart:7" = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @r"
      0.000 ms  app       writes: write-back
      0.000 ms  app       reads: read-through
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> cache     write cart:7 = v1
      0.600 ms  cache     cart:7 = v1 is dirty
      0.600 ms  cache     -> app       ok cart:7
      1.100 ms  app       write cart:7 = v1: OK
     10.000 ms  app       writes: write-around
     10.000 ms  app       write cart:7 = v2
     10.000 ms  app       -> database  write cart:7 = v2
     62.000 ms  database  cart:7 = v2 is durable
     62.000 ms  database  -> app       ok cart:7
     64.000 ms  app       write cart:7 = v2: OK
    100.000 ms  cache     flush by hand: cart:7 = v1
    100.000 ms  cache     -> database  write cart:7 = v1
    157.000 ms  database  cart:7 = v1 is outdated
    157.000 ms  database  -> cache     ok cart:7
    159.000 ms  cache     cart:7 = v1 is clean
    159.000 ms  cache     flush done
    ");
}

#[test]
fn a_failed_flush_is_tried_again_with_longer_and_longer_pauses() {
    let script = r#"
        world.write = "write-back"
        world.write_back.interval_ms = 50
        world.write_back.retry_ms = 200
        step = [
            { at_ms = 0, do = ["crash database", "write cart:7"] },
            { at_ms = 1000, do = "restart database", expect = { at_risk = 1, dirty = 1 } },
            { when = "idle", expect = { durable = 1, dirty = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
       0.000 ms  app       writes: write-back
       0.000 ms  app       reads: read-through
       0.000 ms  app       write_back.interval_ms = 50
       0.000 ms  database  CRASHED
       0.000 ms  app       write cart:7 = v1
       0.000 ms  app       -> cache     write cart:7 = v1
       0.600 ms  cache     cart:7 = v1 is dirty
       0.600 ms  cache     -> app       ok cart:7
       1.100 ms  app       write cart:7 = v1: OK
      50.600 ms  cache     flush by interval: cart:7 = v1
      50.600 ms  cache     -> database  write cart:7 = v1
      52.600 ms  database  nobody there for: write cart:7 = v1
      52.600 ms  database  -> cache     refused cart:7
      54.600 ms  cache     flush failed
     254.600 ms  cache     flush again: cart:7 = v1
     254.600 ms  cache     -> database  write cart:7 = v1
     256.600 ms  database  nobody there for: write cart:7 = v1
     256.600 ms  database  -> cache     refused cart:7
     258.600 ms  cache     flush failed
     658.600 ms  cache     flush again: cart:7 = v1
     658.600 ms  cache     -> database  write cart:7 = v1
     660.600 ms  database  nobody there for: write cart:7 = v1
     660.600 ms  database  -> cache     refused cart:7
     662.600 ms  cache     flush failed
    1000.000 ms  database  restarted
    1462.600 ms  cache     flush again: cart:7 = v1
    1462.600 ms  cache     -> database  write cart:7 = v1
    1519.600 ms  database  cart:7 = v1 is durable
    1519.600 ms  database  -> cache     ok cart:7
    1521.600 ms  cache     cart:7 = v1 is clean
    1521.600 ms  cache     flush done
    ");
}

#[test]
fn a_full_queue_refuses() {
    let script = r#"
        world.write = "write-around"
        world.database.connections = 1
        world.database.queue = 1
        step = [
            { at_ms = 0, do = ["write cart:7", "write user:1", "write views:42"] },
            { when = "idle", expect = { durable = 2, refused = 1, "database views:42" = 0 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
      0.000 ms  app       writes: write-around
      0.000 ms  app       reads: read-through
      0.000 ms  app       database.connections = 1
      0.000 ms  app       database.queue = 1
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> database  write cart:7 = v1
      0.000 ms  app       write user:1 = v2
      0.000 ms  app       -> database  write user:1 = v2
      0.000 ms  app       write views:42 = v3
      0.000 ms  app       -> database  write views:42 = v3
      2.000 ms  database  user:1 waits
      2.000 ms  database  -> app       refused views:42
      4.000 ms  app       write views:42 = v3: REFUSED, the database's queue is full
     52.000 ms  database  cart:7 = v1 is durable
     52.000 ms  database  -> app       ok cart:7
     54.000 ms  app       write cart:7 = v1: OK
    102.000 ms  database  user:1 = v2 is durable
    102.000 ms  database  -> app       ok user:1
    104.000 ms  app       write user:1 = v2: OK
    ");
}

#[test]
fn two_writes_of_one_row_come_one_after_the_other() {
    let script = r#"
        world.write = "write-around"
        step = [
            { at_ms = 0, do = ["write cart:7", "client 2: write cart:7"] },
            { when = "idle", expect = { durable = 2, "database cart:7" = 2 } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
      0.000 ms  app       writes: write-around
      0.000 ms  app       reads: read-through
      0.000 ms  app       write cart:7 = v1
      0.000 ms  app       -> database  write cart:7 = v1
      0.000 ms  app       client 2: write cart:7 = v2
      0.000 ms  app       -> database  write cart:7 = v2
      2.000 ms  database  cart:7 waits
     52.000 ms  database  cart:7 = v1 is durable
     52.000 ms  database  -> app       ok cart:7
     54.000 ms  app       write cart:7 = v1: OK
    102.000 ms  database  cart:7 = v2 is durable
    102.000 ms  database  -> app       ok cart:7
    104.000 ms  app       client 2: write cart:7 = v2: OK
    ");
}

#[test]
fn a_reader_between_cache_and_database_sees_what_is_then_refused() {
    let script = r#"
        world.write = "write-through"
        step = [
            { at_ms = 0, do = "write cart:7" },
            { at_ms = 10, do = "client 2: read cart:7" },
            { at_ms = 20, do = "crash database", expect = { fresh = 1, phantom = 0 } },
            { when = "idle", expect = { unknown = 1, fresh = 0, phantom = 1, "cache cart:7" = "absent" } },
        ]
    "#;
    assert_snapshot!(transcript(script), @"
     0.000 ms  app       writes: write-through
     0.000 ms  app       reads: read-through
     0.000 ms  app       write cart:7 = v1
     0.000 ms  app       -> cache     write cart:7 = v1
     0.600 ms  cache     cart:7 = v1 is pending
     0.600 ms  cache     -> database  write cart:7 = v1
    10.000 ms  app       client 2: read cart:7
    10.000 ms  app       -> cache     read cart:7
    10.600 ms  cache     hit: cart:7 = v1
    10.600 ms  cache     -> app       found cart:7 = v1
    11.100 ms  app       client 2: read cart:7: v1
    20.000 ms  database  CRASHED
    20.000 ms  database  -> cache     reset cart:7
    22.100 ms  cache     cart:7 = v1 is rolled back
    22.100 ms  cache     -> app       unknown cart:7
    22.600 ms  app       write cart:7 = v1: UNKNOWN, no answer
    ");
}
