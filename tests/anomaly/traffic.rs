//! What goes to the database although it need not: stampedes, penetration, and a cache that is required.

use crate::support::anomalies;

#[test]
fn a_burst_is_named_once_and_the_next_one_again() {
    let burst = |at: u32| -> String {
        let read = |client: u32| format!("{} client {client}: read cart:7\n", at + client);
        (1..=20).map(read).collect()
    };
    let commands = burst(0) + "500 crash cache\n500 restart cache\n" + &burst(600);
    assert_eq!(anomalies("", &commands), ["stampede cart:7", "stampede cart:7"]);
}

#[test]
fn two_make_no_stampede() {
    assert_eq!(anomalies("", "0 client 1: read cart:7\n1 client 2: read cart:7"), [""; 0]);
}

#[test]
fn misses_of_different_keys_make_no_stampede() {
    let commands = "0 client 1: read cart:7\n0 client 2: read user:1\n0 client 3: read views:42";
    assert_eq!(anomalies("", commands), [""; 0]);
}

#[test]
fn misses_one_after_the_other_make_no_stampede() {
    let commands = "0 read cart:7\n100 read cart:7\n200 read cart:7";
    assert_eq!(anomalies("cache.ttl_ms 10", commands), [""; 0]);
}

/// Nobody has looked into a cache that is down, so nobody has missed there.
#[test]
fn a_cache_that_is_down_makes_no_stampede() {
    let commands = "0 crash cache
         1 client 1: read cart:7
         1 client 2: read cart:7
         1 client 3: read cart:7";
    assert_eq!(anomalies("app.cache_down fall-back", commands), [""; 0]);
}

#[test]
fn a_write_between_ends_the_series() {
    let commands = "0 read ghost:1
         100 read ghost:1
         200 delete ghost:1
         300 read ghost:1
         400 read ghost:1";
    assert_eq!(anomalies("write write-around", commands), [""; 0]);
}

#[test]
fn a_tombstone_lets_reads_through_as_well() {
    let commands = "0 delete cart:7
         100 read cart:7
         200 read cart:7
         300 read cart:7
         400 read cart:7";
    assert_eq!(anomalies("write write-around", commands), ["penetration cart:7"]);
}

/// Those that meet would have met with negative caching as well.
#[test]
fn reads_that_meet_are_no_series() {
    let commands = "0 client 1: read ghost:1\n1 client 2: read ghost:1\n2 client 3: read ghost:1";
    assert_eq!(anomalies("", commands), ["stampede ghost:1"]);
    assert_eq!(anomalies("cache.misses single-flight", commands), [""; 0]);
}

/// The absence is forgotten now and then, and asked for again.
#[test]
fn an_absence_that_expires_is_no_penetration() {
    let commands = "0 read ghost:1\n100 read ghost:1\n200 read ghost:1\n300 read ghost:1";
    assert_eq!(anomalies("cache.negative_caching on, cache.ttl_ms 50", commands), [""; 0]);
}

#[test]
fn an_increment_that_finds_nothing_ends_the_series() {
    let commands = "0 read ghost:1\n100 read ghost:1\n200 add ghost:1 1";
    assert_eq!(anomalies("", commands), [""; 0]);
}

#[test]
fn each_operation_that_only_wants_the_cache_is_named() {
    let commands = "0 crash cache\n10 write cart:7\n20 read user:1";
    let found = anomalies("", commands);
    assert_eq!(found, ["availability-coupling cart:7", "availability-coupling user:1"]);
    assert_eq!(anomalies("write write-around", "0 crash cache\n10 write cart:7"), [""; 0]);
}

#[test]
fn a_database_that_is_down_as_well_could_not_have_helped() {
    assert_eq!(anomalies("", "0 crash cache\n0 crash database\n10 write cart:7"), [""; 0]);
}
