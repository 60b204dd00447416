//! The prompt: what it takes, how it helps, and what it says when it cannot read a line.

use crossterm::event::{KeyCode, KeyModifiers};
use dirtybit::{Command, Node, limits};

use super::Speaker;

impl Speaker {
    fn ctrl(&mut self, key: char) {
        self.key_with(KeyCode::Char(key), KeyModifiers::CONTROL);
    }

    fn line(&self) -> &str {
        self.session.model.prompt.line().map_or("", |line| line.value())
    }
}

#[test]
fn several_commands_are_given_at_once() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on; write cart:7;client 3: add views:42 5; ");
    speaker.wait_us(100_000);
    let folds = &speaker.session.model.scene().folds;
    assert!(folds.world.write_back.journal);
    assert_eq!(folds.ledger.writes().acknowledged, 2);
    assert!(!speaker.session.model.prompt.is_open(), "keys are keys again");
}

#[test]
fn while_it_is_open_every_key_is_text() {
    let mut speaker = Speaker::new();
    speaker.press(":qwc? o");
    assert!(
        !speaker.session.model.quit
            && !speaker.session.model.is_down(Node::Cache)
            && !speaker.session.model.help
    );
    assert_eq!(speaker.line(), "qwc? o");
    assert!(speaker.shows(":qwc? o"));
    speaker.key(KeyCode::Esc);
    assert!(!speaker.session.model.prompt.is_open());
    speaker.press(":");
    speaker.ctrl('c');
    assert!(speaker.session.model.quit);
}

#[test]
fn lines_are_edited_as_in_shells() {
    let mut speaker = Speaker::new();
    speaker.press(":write cart:7");
    speaker.ctrl('w');
    assert_eq!(speaker.line(), "write ");
    speaker.press("user:1");
    speaker.ctrl('a');
    speaker.press("client 2: ");
    assert_eq!(speaker.line(), "client 2: write user:1");
    speaker.ctrl('u');
    assert_eq!(speaker.line(), "write user:1");
    speaker.ctrl('e');
    speaker.key(KeyCode::Backspace);
    speaker.press("2");
    speaker.key(KeyCode::Home);
    speaker.key(KeyCode::Delete);
    speaker.press("W");
    assert_eq!(speaker.line(), "Write user:2");
}

#[test]
fn tab_goes_on_to_what_is_common_and_then_through_the_candidates() {
    let mut speaker = Speaker::new();
    speaker.press(":fl");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "flush");
    speaker.ctrl('u');
    speaker.press("write;dele");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "write;delete ");
    speaker.press("us");
    assert!(speaker.shows("user:1  user:2"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "write;delete user:");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "write;delete user:1");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "write;delete user:2");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "write;delete user:1");
    speaker.key(KeyCode::BackTab);
    assert_eq!(speaker.line(), "write;delete user:2");
}

#[test]
fn a_knob_is_completed_with_its_values() {
    let mut speaker = Speaker::new();
    speaker.press(":set write_th");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "set write_through.o");
    speaker.press("r");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "set write_through.order ");
    assert!(speaker.shows("cache-first  database-first  both-at-once"));
    speaker.key(KeyCode::BackTab);
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("both-at-once") || !speaker.session.model.prompt.is_open());
    let order = speaker.session.model.scene().folds.world.write_through.order;
    assert_eq!(order.name(), "both-at-once");
}

#[test]
fn completion_leaves_alone_what_is_behind_the_cursor() {
    let mut speaker = Speaker::new();
    speaker.press(":; read cart:7");
    speaker.ctrl('a');
    speaker.press("refu");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "refuse-write; read cart:7");
    speaker.press("; fl");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "refuse-write; flush; read cart:7");
}

#[test]
fn the_moments_of_a_trap_are_completed_and_its_command_too() {
    let mut speaker = Speaker::new();
    speaker.press(":when flush h");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "when flush half done: ");
    speaker.press("crash d");
    speaker.key(KeyCode::Tab);
    assert_eq!(speaker.line(), "when flush half done: crash database");
    speaker.key(KeyCode::Enter);
    assert_eq!(speaker.session.model.scene().folds.hazards.traps().len(), 1);
}

#[test]
fn earlier_lines_come_back_and_none_twice_in_a_row() {
    let mut speaker = Speaker::new();
    for line in ["read cart:7", "read cart:7", "flush"] {
        speaker.say(line);
    }
    speaker.press(":dr");
    speaker.key(KeyCode::Up);
    assert_eq!(speaker.line(), "flush");
    speaker.key(KeyCode::Up);
    speaker.key(KeyCode::Up);
    assert_eq!(speaker.line(), "read cart:7", "the oldest one stays");
    speaker.key(KeyCode::Down);
    speaker.key(KeyCode::Down);
    speaker.key(KeyCode::Down);
    assert_eq!(speaker.line(), "dr", "what was begun is not lost");
    for number in 0..2 * limits::PROMPT_HISTORY {
        speaker.key(KeyCode::Esc);
        speaker.say(&format!("read k{number}"));
    }
    speaker.press(":");
    for _ in 0..2 * limits::PROMPT_HISTORY {
        speaker.key(KeyCode::Up);
    }
    assert_eq!(speaker.line(), format!("read k{}", limits::PROMPT_HISTORY));
}

#[test]
fn what_cannot_be_read_is_told_until_the_next_key_and_stays_to_be_corrected() {
    let mut speaker = Speaker::new();
    speaker.say("flush; crash chache");
    assert!(speaker.shows("expected `crash cache` or `crash database`, found `crash chache`"));
    assert!(speaker.session.model.prompt.is_open() && speaker.shows(":flush; crash chache"));
    assert!(speaker.session.model.scene().flush.is_none(), "nothing of the line is done");
    speaker.key(KeyCode::Left);
    assert!(!speaker.shows("expected `crash cache`"));
    speaker.ctrl('w');
    speaker.ctrl('e');
    speaker.ctrl('w');
    speaker.press("cache");
    speaker.key(KeyCode::Enter);
    assert!(speaker.session.model.is_down(Node::Cache), "{}", speaker.screen(80, 24));
}

#[test]
fn an_unknown_word_gets_a_readable_answer() {
    let mut speaker = Speaker::new();
    for (line, answer) in [
        ("wirte cart:7", "`wirte` is not a command; did you mean `write`? (tab lists them)"),
        ("clinet 2: read cart:7", "`clinet` is not a command; did you mean `client`?"),
        ("flush; when missed: crahs cache", "command 2: `crahs` is not a command; did you mean `c"),
        ("xyzzy 7", "`xyzzy` is not a command (tab lists them all)"),
        ("set cache.capcity 3", "`cache.capcity` is not a knob; did you mean `cache.capacity`?"),
    ] {
        speaker.key(KeyCode::Esc);
        speaker.say(line);
        assert!(speaker.shows(answer), "{}", speaker.screen(80, 24));
    }
}

#[test]
fn a_value_that_does_not_fit_is_told_with_those_that_do() {
    for (setting, told) in [
        (
            "cache.capacity many",
            "`many` is no number; cache.capacity takes a whole number from 1 to 1000000, such as 8, 1, 2",
        ),
        (
            "cache.capacity 0",
            "`0` is out of its range; cache.capacity takes a whole number from 1 to 1000000",
        ),
        (
            "cache.capacity",
            "cache.capacity takes a whole number from 1 to 1000000, such as 8, 1, 2",
        ),
        (
            "database.write_ms soon",
            "`soon` is no number; database.write_ms takes a number of milliseconds, such as 50, ",
        ),
        ("database.write_ms -1", "takes milliseconds from 0 to 604800000"),
        ("load.skew none", "`none` is no number; load.skew takes a number from 0 to 10, such as "),
        ("cache.ttl_ms never", "takes off or a number of milliseconds, such as 100, 500, 1000"),
        (
            "write_back.journal maybe",
            "`maybe` is none of its values; write_back.journal takes on or off",
        ),
        (
            "write_back.dirty_eviction loose",
            "`loose` is none of its values; write_back.dirty_eviction takes one of `flush-first`, ",
        ),
    ] {
        let why = format!("set {setting}").parse::<Command>().expect_err(setting);
        assert!(why.contains(told), "{why}");
        assert!(!why.contains("invalid"), "{why}");
    }
}

#[test]
fn pasted_lines_wait_to_be_given() {
    let mut speaker = Speaker::new();
    speaker.press("F");
    speaker.session.model.paste("write cart:7\r\ncrash cache\n\n  q\t\u{1b}\n");
    assert_eq!(speaker.line(), "write cart:7; crash cache; q");
    assert!(!speaker.session.model.quit && !speaker.session.model.is_down(Node::Cache));
    speaker.key(KeyCode::Home);
    speaker.session.model.paste("flush\n");
    speaker.press("; ");
    assert_eq!(speaker.line(), "flush; write cart:7; crash cache; q");
    speaker.session.model.paste(&"x".repeat(limits::PROMPT_LINE));
    assert!(speaker.shows("a line has at most 1000 characters"), "{}", speaker.screen(80, 24));
    assert_eq!(speaker.line(), "flush; write cart:7; crash cache; q", "all of it or nothing");
}

#[test]
fn who_has_not_typed_anything_is_told_how() {
    let mut speaker = Speaker::new();
    speaker.press(":");
    assert!(speaker.shows("tab complete · enter do · esc leave"));
    speaker.press("w");
    assert!(!speaker.shows("tab complete"));
}

#[test]
fn what_the_engine_refuses_is_told_too() {
    let mut speaker = Speaker::new();
    speaker.say("release #99");
    assert!(speaker.shows("there is no such message in the air"));
    assert!(!speaker.session.model.prompt.is_open(), "the line itself could be read");
    speaker.press("j");
    assert!(!speaker.shows("there is no such message"));
    for _ in 0..=limits::TRAPS {
        speaker.say("when persisted: flush");
    }
    assert!(speaker.shows("armed commands"), "{}", speaker.screen(80, 24));
}

#[test]
fn any_text_of_any_length_does_no_harm() {
    let mut speaker = Speaker::new();
    speaker.press(":write \u{1b}\u{7}\u{202e}日本語 e\u{301}👩‍👩‍👧 \u{200d}\t\u{0}");
    for width in 76..90 {
        speaker.screen(width, 22);
    }
    speaker.key(KeyCode::Enter);
    assert!(speaker.session.model.prompt.is_open(), "that is no key");
    let screen = speaker.screen(80, 24);
    assert!(!screen.contains('\u{1b}') && !screen.contains('\u{7}'), "{screen}");
    for _ in 0..2_000 {
        speaker.press("x");
    }
    assert_eq!(speaker.line().chars().count(), limits::PROMPT_LINE);
    assert!(speaker.shows("xxxxxxxxxx"));
    for _ in 0..2_000 {
        speaker.key(KeyCode::Backspace);
    }
    assert_eq!(speaker.line(), "");
}

#[test]
fn the_cursor_of_a_long_line_can_be_seen() {
    let mut speaker = Speaker::new();
    speaker.press(":write cart:7; ");
    for _ in 0..20 {
        speaker.press("write user:1; ");
    }
    speaker.press("read price:6");
    assert!(speaker.shows("; read price:6"), "{}", speaker.screen(80, 24));
    assert!(speaker.shows(" :…"), "it is cut on the left");
    speaker.key(KeyCode::Home);
    assert!(speaker.shows(" :write cart:7; write user:1"));
    let screen = speaker.screen(80, 24);
    assert!(screen.ends_with('…'), "it is cut on the right:\n{screen}");
}
