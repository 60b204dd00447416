//! Every list does what it says, by keys alone, while all other keys go on doing what they do.

use crossterm::event::KeyCode;
use dirtybit::{ClientId, Fault, KNOBS, LinkName, Node, Selection, Trigger, WritePattern};

use super::Speaker;
use crate::tui::ink;
use crate::tui::update::Message;

fn down(speaker: &mut Speaker, rows: usize) {
    for _ in 0..rows {
        speaker.key(KeyCode::Down);
    }
}

fn knob(name: &str) -> usize {
    KNOBS.iter().position(|knob| knob.name == name).expect("there is such a knob")
}

fn value(speaker: &Speaker, name: &'static str) -> String {
    speaker.session.model.scene().folds.world.setting(name).value().to_owned()
}

#[test]
fn every_knob_can_be_turned_to_every_value_it_offers_and_back() {
    let mut speaker = Speaker::new();
    speaker.press("o");
    for knob in KNOBS {
        let first = value(&speaker, knob.name);
        assert!(speaker.shows(knob.name), "{} is not to be seen", knob.name);
        for turned in knob.values.iter().skip(1).chain([&knob.values[0]]) {
            speaker.key(KeyCode::Right);
            assert_eq!(value(&speaker, knob.name), *turned, "{}", knob.name);
            assert!(speaker.shows(turned), "{}", speaker.screen(80, 24));
        }
        speaker.key(KeyCode::Left);
        assert_eq!(value(&speaker, knob.name), *knob.values.last().expect("it has values"));
        speaker.key(KeyCode::Enter);
        assert_eq!(value(&speaker, knob.name), first);
        speaker.key(KeyCode::Down);
    }
}

/// At 80x24 the foot of a list has two lines, of fifty columns.
#[test]
fn what_a_row_is_about_fits_below_the_list() {
    let mut speaker = Speaker::new();
    for key in ["o", "F", "C"] {
        speaker.press(key);
        let overlay = speaker.session.model.overlay.expect("it is open");
        for place in 0..overlay.len(&speaker.session.model) {
            let about = overlay.row(&speaker.session.model, place).about;
            assert!(ink::wrapped(&about, 50).len() <= 2, "{about}");
        }
    }
}

#[test]
fn a_knob_is_turned_and_used_at_once() {
    let mut speaker = Speaker::new();
    speaker.press("o");
    down(&mut speaker, knob("write_back.journal"));
    speaker.key(KeyCode::Enter);
    speaker.press("w");
    speaker.wait_us(100_000);
    speaker.press("c");
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().lost, 0, "the journal has it");
    assert!(speaker.shows("KNOBS"), "the list covers the post-mortem");
    speaker.press("o");
    assert!(!speaker.shows("KNOBS"));
}

#[test]
fn what_does_not_concern_the_pattern_is_dimmed_and_not_hidden() {
    let mut speaker = Speaker::new();
    speaker.press("o");
    down(&mut speaker, knob("write_back.journal"));
    assert!(speaker.shows("write_back.journal            off"));
    speaker.press("3");
    assert!(speaker.shows("write_back.journal            (off)"));
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("write_back.journal            (on)"), "it can be turned all the same");
}

#[test]
fn the_selected_keys_get_a_route_and_lose_it() {
    let mut speaker = Speaker::new();
    speaker.press("o");
    speaker.key(KeyCode::End);
    assert!(speaker.shows("route cart:*"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Right);
    let route =
        |speaker: &Speaker| speaker.session.model.scene().folds.world.route.get("cart:").copied();
    assert_eq!(route(&speaker), Some(WritePattern::WriteThrough));
    speaker.key(KeyCode::Right);
    assert_eq!(route(&speaker), Some(WritePattern::WriteBack));
    speaker.key(KeyCode::Enter);
    assert_eq!(route(&speaker), None);
    speaker.key(KeyCode::Left);
    assert_eq!(route(&speaker), Some(WritePattern::WriteAround));
}

#[test]
fn links_are_cut_and_healed() {
    let mut speaker = Speaker::new();
    speaker.press("F");
    for link in LinkName::ALL {
        speaker.key(KeyCode::Enter);
        assert!(speaker.session.model.scene().folds.hazards.is_cut(link));
        assert!(speaker.shows("CUT"));
        speaker.key(KeyCode::Enter);
        assert!(!speaker.session.model.scene().folds.hazards.is_cut(link));
        speaker.key(KeyCode::Down);
    }
}

#[test]
fn every_fault_can_be_made_by_hand() {
    let mut speaker = Speaker::new();
    speaker.press("F");
    down(&mut speaker, 3);
    speaker.key(KeyCode::Enter);
    assert_eq!(value(&speaker, "database.slowdown"), "10");
    speaker.key(KeyCode::Enter);
    assert_eq!(value(&speaker, "database.slowdown"), "1");
    for fault in [Fault::RefuseWrite, Fault::DropAck, Fault::Hold(of("cart:7"))] {
        down(&mut speaker, 1);
        speaker.key(KeyCode::Enter);
        assert!(speaker.session.model.scene().folds.hazards.has(&fault), "{fault:?}");
        assert!(speaker.shows("waits"), "{fault:?}");
    }
    speaker.press("w");
    assert_eq!(speaker.session.model.scene().folds.hazards.held().count(), 1);
    down(&mut speaker, 1);
    assert!(speaker.shows("1 held"));
    speaker.key(KeyCode::Enter);
    assert_eq!(speaker.session.model.scene().folds.hazards.held().count(), 0);
}

fn of(key: &str) -> Selection {
    Selection { key: Some(key.into()), ends: None }
}

#[test]
fn the_acting_client_is_killed() {
    let mut speaker = Speaker::new();
    speaker.press("1nwF");
    assert_eq!(speaker.session.model.client, ClientId(2));
    down(&mut speaker, 8);
    assert!(speaker.shows("▶ kill client 2"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Enter);
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().unknown, 1);
    speaker.wait_us(200_000);
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().acknowledged, 0);
}

#[test]
fn nodes_crash_and_come_up_from_the_list() {
    let mut speaker = Speaker::new();
    speaker.press("F");
    down(&mut speaker, 9);
    for node in [Node::Cache, Node::Database] {
        speaker.key(KeyCode::Enter);
        assert!(speaker.session.model.is_down(node) && speaker.shows("DOWN"));
        speaker.key(KeyCode::Enter);
        assert!(!speaker.session.model.is_down(node));
        down(&mut speaker, 1);
    }
}

#[test]
fn a_trap_is_armed_and_springs() {
    let mut speaker = Speaker::new();
    speaker.press("C");
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("armed"));
    speaker.key(KeyCode::Esc);
    speaker.press("b");
    speaker.wait_us(200_000);
    assert!(speaker.session.model.is_down(Node::Cache));
    let writes = speaker.session.model.scene().folds.ledger.writes();
    assert!(writes.durable > 0 && writes.lost > 0, "{writes:?}");
    assert!(speaker.session.model.scene().folds.hazards.traps().is_empty());
}

#[test]
fn one_trap_is_disarmed_and_the_others_stay() {
    let mut speaker = Speaker::new();
    speaker.say("when flush done: crash database");
    speaker.press("C");
    speaker.key(KeyCode::Enter);
    down(&mut speaker, 2);
    speaker.key(KeyCode::Enter);
    let armed = |speaker: &Speaker| -> Vec<Trigger> {
        let traps = speaker.session.model.scene().folds.hazards.traps();
        traps.iter().map(|trap| trap.trigger).collect()
    };
    assert_eq!(
        armed(&speaker),
        [Trigger::FlushDone, Trigger::FlushHalfDone, Trigger::CacheUpdated]
    );
    speaker.key(KeyCode::Enter);
    assert_eq!(armed(&speaker), [Trigger::FlushDone, Trigger::FlushHalfDone]);
    down(&mut speaker, 4);
    assert!(speaker.shows("▶ when flush done: crash database"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Enter);
    assert_eq!(armed(&speaker), [Trigger::FlushHalfDone]);
    speaker.key(KeyCode::End);
    speaker.key(KeyCode::Enter);
    assert!(armed(&speaker).is_empty());
}

#[test]
fn a_message_is_picked_from_the_air_and_held() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.press("H");
    assert!(speaker.session.model.paused);
    let first = speaker.session.model.highlighted.expect("one is under the cursor");
    speaker.key(KeyCode::Down);
    let second = speaker.session.model.highlighted.expect("another one is");
    assert!(first < second);
    speaker.key(KeyCode::Enter);
    assert!(speaker.session.model.scene().folds.hazards.is_held(second));
    assert!(speaker.shows("held"));
    speaker.press("H");
    assert!(!speaker.session.model.paused && speaker.session.model.highlighted.is_none());
    speaker.wait_us(10_000);
    assert!(speaker.session.model.scene().flights.contains_key(&second), "it is still there");
    speaker.press("H");
    assert_eq!(speaker.session.model.highlighted, Some(second));
    speaker.key(KeyCode::Enter);
    speaker.key(KeyCode::Esc);
    speaker.wait_us(10_000);
    assert!(!speaker.session.model.scene().flights.contains_key(&second), "it has arrived");
}

#[test]
fn who_had_paused_stays_paused() {
    let mut speaker = Speaker::new();
    speaker.press(" wHH");
    assert!(speaker.session.model.paused, "it was paused before");
    speaker.press(" H ");
    assert!(!speaker.session.model.paused, "the list does not forbid to go on");
    speaker.press(" H");
    assert!(speaker.session.model.paused, "whoever paused by hand wants it so");
    speaker.press(" Ho");
    assert!(!speaker.session.model.paused, "another list closes this one");
}

#[test]
fn an_anomaly_is_told_and_cured() {
    let mut speaker = Speaker::new();
    speaker.press("!");
    assert!(speaker.shows("Nothing has gone wrong so far."));
    speaker.press("!w");
    speaker.wait_us(50_000);
    speaker.press("c!");
    assert!(speaker.shows("acknowledged-but-lost    cart:7"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("Cured since then: "), "{}", speaker.screen(80, 24));
    speaker.press("cw");
    speaker.wait_us(50_000);
    speaker.press("c");
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().lost, 1, "no second one");
}

#[test]
fn what_happened_in_spite_of_its_cure_is_not_cured() {
    let mut speaker = Speaker::new();
    speaker.say("set write_around.cached_copy invalidate; write-pattern write-around");
    speaker.press("r");
    speaker.wait_us(100_000);
    speaker.press("wn");
    speaker.wait_us(52_500);
    speaker.say("cut app-cache");
    speaker.wait_us(3_000_000);
    speaker.say("heal app-cache; client 3: read cart:7");
    speaker.wait_us(100_000);
    speaker.press("!");
    let screen = speaker.screen(120, 36);
    assert!(screen.contains("stale-hit"), "{screen}");
    assert!(screen.contains("In spite of"), "{screen}");
    assert!(!screen.to_lowercase().contains("cured"), "{screen}");
}

#[test]
fn a_cure_that_was_turned_later_is_told_as_one() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(50_000);
    speaker.press("c!");
    assert!(!speaker.shows("cured"));
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("cured"), "who turns it at the same moment turns it after that");
    speaker.say("set write_back.journal off");
    assert!(!speaker.shows("cured") && speaker.shows("Cure:"));
    speaker.say("set write_back.journal on");
    assert!(speaker.shows("cured") && !speaker.shows("In spite"));
}

#[test]
fn an_empty_air_is_told_from_a_quiet_one() {
    let mut speaker = Speaker::new();
    speaker.press("1H");
    assert!(speaker.shows("Nothing is in the air."));
    speaker.press("Hww");
    speaker.wait_us(20_000);
    speaker.press("H");
    let screen = speaker.screen(80, 24);
    assert!(screen.contains("No message is in the air at this instant: 2"), "{screen}");
    assert!(screen.contains("operations are being worked on."), "{screen}");
}

/// At every width somebody sees what happened last, and the offer to its end.
#[test]
fn a_list_hides_neither_the_account_nor_the_end_of_its_offer() {
    let mut speaker = Speaker::new();
    speaker.press("o");
    down(&mut speaker, knob("write_back.dirty_eviction"));
    speaker.key(KeyCode::Right);
    speaker.key(KeyCode::Right);
    for width in 76..140 {
        let screen = speaker.screen(width, 24);
        assert!(screen.contains("flush-first"), "{screen}");
        let offer = screen.lines().find(|line| line.contains("enter: ")).expect("an offer");
        assert!(!offer.contains('…'), "{screen}");
        let above = screen.contains("╭ KNOBS ── write_back.dirty_ev");
        assert!(above != screen.contains("╮╭ WHAT HAPPENED ──"), "{screen}");
    }
    assert!(speaker.screen(76, 22).contains("enter: turn it to flush-first"));
}

#[test]
fn the_cursor_stays_with_its_anomaly_when_another_one_is_found() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(50_000);
    speaker.press("c!");
    let (first, _) = cursor_line(&speaker);
    speaker.press("c");
    speaker.session.mean(Message::SelectLane(1));
    speaker.press("w");
    speaker.wait_us(50_000);
    speaker.press("c");
    let (still, place) = cursor_line(&speaker);
    assert_eq!((first, place), (still, true), "{}", speaker.screen(80, 24));
}

/// The row of the cursor, and whether another one stands above it.
fn cursor_line(speaker: &Speaker) -> (String, bool) {
    let screen = speaker.screen(80, 24);
    let rows: Vec<_> = screen.lines().skip(14).collect();
    let place = rows.iter().position(|row| row.contains("▶ ")).expect("there is a cursor");
    let row = rows[place].split("▶ ").nth(1).expect("it stands before its row");
    (row.to_owned(), rows[place - 1].contains("acknowledged-but-lost"))
}

#[test]
fn one_list_at_a_time_and_each_is_closed_by_its_own_key() {
    let mut speaker = Speaker::new();
    let lists =
        [("o", "KNOBS"), ("F", "FAULTS"), ("C", "TRAPS"), ("H", "FLIGHTS"), ("!", "ANOMAL")];
    for (key, title) in lists {
        speaker.press(key);
        let open = lists.iter().filter(|(_, title)| speaker.shows(title)).count();
        assert!(speaker.shows(title) && open == 1, "{key}");
    }
    speaker.press("!");
    assert!(lists.iter().all(|(_, title)| !speaker.shows(title)));
    speaker.press("o");
    speaker.key(KeyCode::Esc);
    assert!(!speaker.shows("KNOBS"));
}

#[test]
fn the_help_covers_a_list_and_takes_its_keys() {
    let mut speaker = Speaker::new();
    speaker.press("F?");
    speaker.key(KeyCode::Enter);
    assert!(!speaker.session.model.scene().folds.hazards.is_cut(LinkName::AppCache));
    assert!(speaker.shows("FAULTS"), "only the help is closed");
}
