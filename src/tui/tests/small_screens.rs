//! What the smallest screens must still tell.

use super::Speaker;

const SMALLEST: (u16, u16) = (76, 22);

fn smallest(speaker: &Speaker) -> String {
    speaker.screen(SMALLEST.0, SMALLEST.1)
}

#[test]
fn what_was_lost_stays_in_the_ledger() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    assert!(smallest(&speaker).contains("0 LOST"), "{}", smallest(&speaker));
    speaker.press("ww");
    speaker.wait_us(5_000);
    speaker.press("f");
    speaker.wait_us(200_000);
    assert!(smallest(&speaker).contains("1 superseded"), "{}", smallest(&speaker));
    assert!(smallest(&speaker).contains("0 LOST"), "{}", smallest(&speaker));
}

#[test]
fn the_post_mortem_ends_with_the_cure() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.wait_us(2_000);
    speaker.press("c");
    speaker.say("write cart:7");
    speaker.wait_us(1_000);
    for (width, height) in [SMALLEST, (80, 24), (120, 36)] {
        let screen = speaker.screen(width, height);
        let last = screen.lines().rev().nth(3).expect("there are lines above the border");
        assert!(last.contains("saved them."), "{screen}");
    }
    speaker.say("set write_back.journal on");
    assert!(smallest(&speaker).contains("had it been on then"), "{}", smallest(&speaker));
}

#[test]
fn a_counter_takes_room_from_its_own_lane_only() {
    let mut speaker = Speaker::new();
    speaker.say("add views:42 1000000");
    speaker.say("write session:9");
    speaker.wait_us(100_000);
    let screen = smallest(&speaker);
    assert!(screen.contains("session:9 v2    1.1 ms"), "{screen}");
    assert!(screen.contains("views:42  v1=1000000 "), "{screen}");
    assert!(screen.contains("v1=1000000 ●"), "{screen}");
}

#[test]
fn the_name_stays_where_it_is_with_routes() {
    let mut speaker = Speaker::new();
    speaker.say("route user:* write-around");
    speaker.say("write-pattern write-through");
    for at_rest in [false, true] {
        speaker.session.model.at_rest = at_rest;
        let screen = smallest(&speaker);
        let words = " dirtybit  write-through +routes · read-through  ";
        assert!(screen.starts_with(words), "{screen}");
    }
}

#[test]
fn no_word_in_the_air_is_cut() {
    let mut speaker = Speaker::new();
    speaker.press("cr");
    speaker.wait_us(900);
    assert!(speaker.screen(76, 22).contains("◀no"), "{}", speaker.screen(76, 22));
    assert!(speaker.screen(100, 30).contains("◀refused"), "{}", speaker.screen(100, 30));
}
