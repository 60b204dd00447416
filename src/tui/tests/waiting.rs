//! What waits says so, and for what.

use super::Speaker;

fn latest(speaker: &Speaker) -> String {
    speaker.session.model.scene().account.front().expect("something was told").text()
}

#[test]
fn a_write_says_that_it_waits_for_the_dirty_queue() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.queue 3");
    speaker.press("b");
    speaker.wait_us(5_000);
    assert!(speaker.shows("3 dirty, full"), "{}", speaker.screen(80, 24));
    let words = "session:9 = v4 and 1 more wait: the cache owes the database 3 writes, its limit";
    let told = |words: &str| {
        speaker.session.model.scene().account.iter().any(|sentence| sentence.text().contains(words))
    };
    assert!(told(words));
    assert!(speaker.shows("its limit"), "acknowledgements do not cover it");
    speaker.wait_us(60_000);
    assert!(speaker.shows("dirty queue. Only"), "{}", speaker.screen(80, 24));
}

#[test]
fn a_write_that_goes_through_a_full_queue_says_so() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.queue 1");
    speaker.say("set write_back.when_full write-through");
    speaker.press("w");
    speaker.wait_us(2_000);
    speaker.say("write user:1");
    speaker.wait_us(1_000);
    let words = "The dirty queue is full: user:1 = v2 goes through to the database.";
    assert_eq!(latest(&speaker), words);
}

#[test]
fn an_increment_that_reads_its_base_does_not_go_through() {
    let mut speaker = Speaker::new();
    speaker.press("i");
    speaker.wait_us(5_000);
    assert!(!speaker.shows("goes through"));
}

#[test]
fn pinned_entries_are_told_apart_from_a_full_queue() {
    let mut speaker = Speaker::new();
    speaker.say("set cache.capacity 1");
    speaker.say("set write_back.dirty_eviction pin");
    speaker.press("w");
    speaker.wait_us(2_000);
    speaker.say("write user:1");
    speaker.wait_us(1_000);
    assert!(speaker.shows("they are pinned: user:1"), "{}", speaker.screen(80, 24));
    assert!(!speaker.shows("full ─"), "the queue is not:\n{}", speaker.screen(80, 24));
}

#[test]
fn reads_that_share_a_fetch_are_told_once() {
    let mut speaker = Speaker::new();
    speaker.say("set cache.misses single-flight");
    for client in 1..=21 {
        speaker.say(&format!("client {client}: read cart:7"));
    }
    speaker.wait_us(5_000);
    assert!(speaker.shows("20 wait") && speaker.shows("21 reads in flight"));
    assert_eq!(latest(&speaker), "20 reads of cart:7 wait for the one that fetches it.");
    speaker.wait_us(50_000);
    assert!(latest(&speaker).starts_with("Clients 2 to 21: Reading cart:7 returned v0"));
}
