//! Scripts on the stage: what they say, where they fail, and that they go on.

use std::time::Duration;

use crossterm::event::KeyCode;
use dirtybit::Time;
use dirtybit::script::Script;

use super::Speaker;
use crate::tui::pace::{Pace, SPEEDS};
use crate::tui::playback::Travel;
use crate::tui::session::Session;
use crate::tui::update::Message;

/// Somebody who has given this script to the program.
fn playing(text: &str) -> Speaker {
    let script = Script::parse("talk.toml", text).expect("it is well formed");
    Speaker { session: Session::new(script) }
}

const TALK: &str = r#"
    [[step]]
    do = "write cart:7"
    say = "One write."
    [[step]]
    at_ms = 100
    do = "crash cache"
    say = "And a crash."
    ask = { question = "What is lost?", choices = ["nothing", "the write"] }
    expect = { lost = 1 }
"#;

fn caption(speaker: &Speaker) -> String {
    let screen = speaker.screen(80, 24);
    screen.lines().skip(1).take(2).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_script_says_stands_below_the_top_line() {
    let mut speaker = playing(TALK);
    assert_eq!(caption(&speaker).trim_end(), " ¶ One write.");
    speaker.wait_us(150_000);
    assert_eq!(caption(&speaker).trim_end(), " ¶ And a crash. What is lost? (nothing / the write)");
    speaker.key(KeyCode::Home);
    assert_eq!(caption(&speaker).trim_end(), " ¶ One write.");
}

#[test]
fn what_a_script_does_not_get_stays_to_be_read() {
    let mut speaker = playing(&TALK.replace("lost = 1", "lost = 3"));
    speaker.wait_us(101_000);
    speaker.press("r");
    speaker.wait_us(50_000);
    let words = "╳ line 5, at 100 ms: expected lost = 3, found 1";
    assert!(caption(&speaker).contains(words), "{}", speaker.screen(80, 24));
}

#[test]
fn what_a_script_cannot_do_is_said_and_ends_it() {
    let mut speaker = playing(
        "[[step]]\ndo = [\"write a\", \"release #5\", \"write b\"]\n[[step]]\nat_ms = 5\ndo = \"flush\"",
    );
    speaker.wait_us(50_000);
    assert!(caption(&speaker).contains("`release #5`"), "{}", speaker.screen(80, 24));
    assert!(speaker.session.playback.timeline().is_done());
}

#[test]
fn whoever_acts_in_the_past_of_a_script_sees_it_go_on() {
    let mut speaker = playing(TALK);
    speaker.wait_us(150_000);
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().lost, 1);
    speaker.session.mean(Message::Travel(Travel::To(Time::from_millis(20))));
    speaker.press("f");
    speaker.wait_us(200_000);
    let scene = speaker.session.model.scene();
    assert_eq!(scene.crashes.len(), 1, "the crash of the script comes all the same");
    assert_eq!(scene.folds.ledger.writes().lost, 0, "it was flushed before");
}

#[test]
fn a_saved_session_ends_where_it_was_saved() {
    let mut speaker = Speaker::new();
    speaker.press("a");
    speaker.wait_us(321_000);
    let timeline = speaker.session.playback.timeline();
    let (end, text) = (timeline.end(), timeline.record(0).to_string());
    let mut again = playing(&text);
    again.session.model.pace = Pace::Fixed(SPEEDS.len() - 1);
    for _ in 0..20_000 {
        if again.session.is_moving() {
            again.session.play(Duration::from_millis(16));
        }
    }
    assert_eq!(again.session.playback.now(), end);
    assert!(again.session.model.paused && again.shows("the script ends here"));
    let hash = |speaker: &mut Speaker| speaker.session.playback.at_end()[0].folds.hash();
    assert_eq!(hash(&mut again), hash(&mut speaker));
    again.press(" ");
    again.wait_us(100_000);
    assert!(again.session.playback.now() > end);
}

#[test]
fn after_a_crash_of_the_chart_the_script_does_not_go_on() {
    let mut speaker =
        playing(&TALK.replace("crash cache", "restart cache").replace("lost = 1", "lost = 0"));
    speaker.wait_us(150_000);
    speaker.session.playback.crash_at(Time::from_millis(20), None);
    speaker.session.look();
    while speaker.session.model.progress.is_some() {
        speaker.session.play(Duration::from_millis(16));
    }
    speaker.wait_us(300_000);
    assert!(speaker.shows("CACHE CRASHED"), "{}", speaker.screen(80, 24));
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().lost, 1);
}
