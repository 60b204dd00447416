//! The stage for a talk: alone, large, and in the hands of a presenter's remote.

use crossterm::event::KeyCode;
use dirtybit::Time;
use dirtybit::script::{Embedded, Happening, Player, Script, embedded};
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::places::Places;
use crate::tui::screen;
use crate::tui::session::Session;
use crate::tui::update::Message;

const TALK: &str = r#"
    [[step]]
    at_ms = 10
    do = "write cart:7"
    say = "One write."
    [[step]]
    at_ms = 2000
    do = "flush"
    say = "It is saved."
    [[step]]
    at_ms = 3000
    do = "crash cache"
    say = "And a crash."
"#;

fn talk() -> Speaker {
    let script = Script::parse("talk.toml", TALK).expect("it is well formed");
    Speaker { session: Session::new(script) }
}

fn now(speaker: &Speaker) -> Time {
    speaker.session.model.scene().now
}

/// Lets time pass as the loop does, until it stands still.
fn play(speaker: &mut Speaker) {
    for _ in 0..100_000 {
        if !speaker.session.is_moving() {
            return;
        }
        speaker.session.play(std::time::Duration::from_millis(16));
    }
    panic!("it never stands still");
}

#[test]
fn a_page_forth_plays_up_to_the_next_caption() {
    let mut speaker = talk();
    speaker.press(" ");
    for at in [10, 2_000, 3_000] {
        speaker.key(KeyCode::PageDown);
        assert!(!speaker.session.model.paused, "it is played, not skipped");
        play(&mut speaker);
        assert_eq!(now(&speaker), Time::from_millis(at));
        assert!(speaker.session.model.paused);
    }
    speaker.key(KeyCode::PageDown);
    assert_eq!(speaker.session.model.refusal.as_deref(), Some("this was the last caption"));
}

#[test]
fn who_is_in_a_hurry_skips_to_the_caption() {
    let mut speaker = talk();
    speaker.key(KeyCode::PageDown);
    speaker.key(KeyCode::PageDown);
    play(&mut speaker);
    assert_eq!(now(&speaker), Time::from_millis(10));
    speaker.key(KeyCode::PageDown);
    speaker.session.play(std::time::Duration::from_millis(16));
    speaker.key(KeyCode::PageDown);
    assert_eq!(now(&speaker), Time::from_millis(2_000));
    assert!(speaker.session.model.paused);
}

#[test]
fn a_page_back_shows_the_caption_before_and_a_page_forth_the_one_after() {
    let mut speaker = talk();
    speaker.wait_us(3_500_000);
    let mut at = Vec::new();
    for key in [KeyCode::PageUp; 3].into_iter().chain([KeyCode::PageDown; 2]) {
        speaker.key(key);
        at.push(now(&speaker).as_micros() / 1_000);
        assert!(speaker.session.model.paused);
    }
    assert_eq!(at, [2_000, 10, 10, 2_000, 3_000], "at rest after the crash, time stands still");
}

#[test]
fn captions_are_only_in_scripts() {
    let mut speaker = Speaker::new();
    speaker.key(KeyCode::PageDown);
    assert!(speaker.session.model.refusal.as_deref().is_some_and(|why| why.contains("scripts")));
    assert!(!speaker.session.model.paused);
}

#[test]
fn captions_in_a_branch_are_those_up_to_it() {
    let mut speaker = talk();
    speaker.wait_us(3_500_000);
    speaker.key(KeyCode::PageUp);
    speaker.key(KeyCode::Right);
    speaker.press("w");
    speaker.key(KeyCode::PageUp);
    assert_eq!(now(&speaker), Time::from_millis(2_000));
    speaker.key(KeyCode::PageUp);
    assert_eq!(now(&speaker), Time::from_millis(10));
}

#[test]
fn the_stage_alone_says_what_is_lost_in_large() {
    let mut speaker = Speaker::new();
    speaker.press("zw");
    speaker.wait_us(10_000);
    speaker.press("c");
    speaker.wait_us(1_000);
    for (width, height) in [(76, 22), (80, 24), (120, 36), (200, 60)] {
        let screen = speaker.screen(width, height);
        for words in ["APP believes", "CACHE CRASHED", "LOST", "acknowledged", "user:2"] {
            assert!(screen.contains(words) || height < 24, "{words}:\n{screen}");
        }
        for words in ["POST-MORTEM", "LATENCY", "WHAT HAPPENED", "w write"] {
            assert!(!screen.contains(words), "{words}:\n{screen}");
        }
        assert!(screen.contains('█') || screen.contains('▌'), "no large letters:\n{screen}");
    }
    speaker.press("z");
    assert!(speaker.shows("POST-MORTEM"));
}

#[test]
fn what_is_said_hides_neither_the_counters_nor_what_they_count() {
    let mut speaker = Speaker::new();
    speaker.press("z");
    for (width, height) in [(76, 22), (80, 24), (100, 30), (160, 45), (100, 70)] {
        let screen = speaker.screen(width, height);
        for words in ["z: back", "acknowledged", "= durable", "+ LOST"] {
            assert!(screen.contains(words), "{words} at {width}x{height}:\n{screen}");
        }
    }
}

#[test]
fn who_presents_sees_that_time_is_paused_and_how_fast_it_runs() {
    let mut speaker = Speaker::new();
    speaker.press("zw ");
    assert!(speaker.screen(76, 22).contains("write-back · read-through"));
    for (width, height) in [(80, 24), (120, 36), (160, 45), (200, 60)] {
        let screen = speaker.screen(width, height);
        for words in ["PAUSED", "cinema 1/640×", "read-through"] {
            assert!(screen.contains(words), "{words} at {width}x{height}:\n{screen}");
        }
    }
}

/// The lanes that are seen: each with its row.
fn lanes(speaker: &mut Speaker, (width, height): (u16, u16)) -> Vec<(usize, u16)> {
    let area = Rect::new(0, 0, width, height);
    speaker.session.fit(area);
    screen::seen_stage(&speaker.session.model, area).expect("the stage is seen").rows().collect()
}

#[test]
fn letters_grow_with_the_screen_and_lanes_stay_apart() {
    let mut speaker = Speaker::new();
    speaker.press("z");
    let sizes =
        [((80, 24), 4, 5, 1), ((120, 36), 4, 5, 2), ((160, 45), 8, 9, 2), ((200, 60), 8, 9, 3)];
    for (size, title, counters, pitch) in sizes {
        let lanes = lanes(&mut speaker, size);
        assert_eq!(lanes[1].1 - lanes[0].1, pitch, "{size:?}");
        let places = Places::of(&speaker.session.model, speaker.session.model.screen);
        let places = places.expect("there is enough room");
        assert_eq!((places.header.height, places.room.height), (title, counters), "{size:?}");
    }
}

#[test]
fn a_journal_that_is_switched_on_moves_no_lane() {
    for keys in ["", "z"] {
        let mut speaker = Speaker::new();
        speaker.press(keys);
        for size in [(100, 30), (120, 36), (160, 45), (200, 60), (100, 70)] {
            speaker.say("set write_back.journal off");
            let without = lanes(&mut speaker, size);
            speaker.say("set write_back.journal on");
            assert_eq!(lanes(&mut speaker, size), without, "{keys} {size:?}");
        }
    }
}

#[test]
fn a_list_over_the_counters_leaves_three_lanes() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    speaker.press("zo");
    for size in [(80, 24), (120, 36), (160, 45)] {
        assert!(lanes(&mut speaker, size).len() >= 3, "{size:?}");
    }
}

#[test]
fn a_remote_blanks_the_screen_and_any_key_brings_it_back() {
    for key in ['.', 'b'] {
        let mut speaker = Speaker::new();
        speaker.press("z");
        speaker.press("w");
        speaker.wait_us(100);
        speaker.key(KeyCode::Char(key));
        assert_eq!(speaker.screen(80, 24).trim(), "");
        assert!(!speaker.session.is_moving(), "nobody misses anything");
        speaker.press("w");
        assert!(speaker.session.is_moving());
        assert_eq!(speaker.session.model.scene().folds.ledger.writes().issued, 1);
        assert!(speaker.shows("APP believes"));
    }
}

#[test]
fn a_burst_has_a_key_that_no_remote_sends() {
    for keys in ["B", "zB", "b"] {
        let mut speaker = Speaker::new();
        speaker.press(keys);
        assert_eq!(speaker.session.model.scene().folds.ledger.writes().issued, 5, "{keys}");
    }
}

#[test]
fn outside_of_a_presentation_these_keys_do_what_they_always_did() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().issued, 5);
    speaker.press(".");
    assert!(speaker.session.model.paused && speaker.session.model.blank.is_none());
}

#[test]
fn escape_leaves_what_is_open_first_and_then_the_presentation() {
    let mut speaker = Speaker::new();
    speaker.press("zo");
    speaker.key(KeyCode::Esc);
    assert!(speaker.session.model.overlay.is_none() && speaker.session.model.is_presenting);
    speaker.press("l");
    assert!(speaker.session.model.is_diagram_over_stage());
    speaker.key(KeyCode::Esc);
    assert!(!speaker.session.model.is_diagram_over_stage() && speaker.session.model.is_presenting);
    speaker.key(KeyCode::Esc);
    assert!(!speaker.session.model.is_presenting);
}

#[test]
fn a_remote_blanks_the_screen_whatever_is_open() {
    for open in ["o", "?", "l", "g", "!", "v", "wv", "wy"] {
        let mut speaker = Speaker::new();
        speaker.press("z");
        speaker.press(open);
        speaker.wait_for_sweep();
        let before = speaker.screen(100, 30);
        speaker.press("b");
        assert_eq!(speaker.screen(100, 30).trim(), "", "{open}");
        speaker.press("b");
        assert_eq!(speaker.screen(100, 30), before, "{open}");
    }
}

#[test]
fn the_way_out_of_a_diagram_over_the_stage_is_offered() {
    let mut speaker = Speaker::new();
    speaker.press("l");
    assert!(speaker.shows("enter close"));
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("APP believes") && !speaker.shows("enter close"));
}

/// What a script says, and when.
fn captions(script: &Script) -> Vec<(Time, String)> {
    let mut player = Player::new(script.clone());
    let mut captions: Vec<(Time, String)> = Vec::new();
    for millis in (0..60_000).step_by(10) {
        for happening in player.advance_to(Time::from_millis(millis)) {
            if let Happening::Caption(at, words) = happening {
                captions.retain(|(other, _)| *other != at);
                captions.push((at, words));
            }
        }
        if !player.says_more() {
            return captions;
        }
    }
    panic!("it never ends");
}

fn seen(speaker: &Speaker) -> (Time, String) {
    let caption = speaker.session.model.scene().caption.as_ref();
    (now(speaker), caption.map(|(_, words)| words.to_string()).unwrap_or_default())
}

/// Goes through a script with the two keys of a remote alone.
fn go_through(script: &Embedded, is_patient: bool) {
    let parsed = Script::parse(script.name, script.text).expect("it is well formed");
    let captions = captions(&parsed);
    let mut speaker = Speaker { session: Session::new(parsed) };
    for (number, caption) in captions.iter().enumerate() {
        if number > 0 || caption.0 > Time::ZERO {
            speaker.key(KeyCode::PageDown);
            match is_patient {
                true => play(&mut speaker),
                false => speaker.key(KeyCode::PageDown),
            }
            assert!(speaker.session.model.paused, "{}", script.name);
        }
        assert_eq!(seen(&speaker), *caption, "{}", script.name);
    }
    let last = seen(&speaker);
    speaker.key(KeyCode::PageDown);
    assert!(speaker.session.model.refusal.is_some() && seen(&speaker) == last, "{}", script.name);
    for caption in captions.iter().rev().skip(1) {
        speaker.key(KeyCode::PageUp);
        assert_eq!(seen(&speaker), *caption, "{}", script.name);
    }
    for caption in captions.iter().skip(1) {
        speaker.key(KeyCode::PageDown);
        assert_eq!(seen(&speaker), *caption, "{}", script.name);
    }
}

#[test]
fn a_remote_alone_goes_through_every_script_and_back() {
    for script in embedded() {
        go_through(script, false);
        if !script.group.starts_with("Load") && script.group != "Workloads" {
            go_through(script, true);
        }
    }
}

#[test]
fn whatever_brings_the_screen_back_does_nothing_else() {
    let area = ratatui::layout::Rect::new(0, 0, 100, 30);
    let others: [fn(&mut Speaker); 4] = [
        |speaker| speaker.session.click(ratatui::layout::Rect::new(0, 0, 100, 30), (4, 8)),
        |speaker| speaker.session.click(ratatui::layout::Rect::new(0, 0, 100, 30), (2, 29)),
        |speaker| speaker.session.mean(Message::Select(1)),
        |speaker| speaker.session.paste("flush"),
    ];
    for bring_back in others {
        let mut speaker = Speaker::new();
        speaker.session.fit(area);
        speaker.press("zw");
        speaker.wait_us(100);
        speaker.press("b");
        bring_back(&mut speaker);
        let model = &speaker.session.model;
        assert!(model.blank.is_none() && speaker.session.is_moving());
        assert!(model.selected == 0 && !model.prompt.is_open() && !model.is_past);
    }
}

#[test]
fn nobody_waits_in_one_branch_for_what_is_said_in_another() {
    let mut speaker = talk();
    play(&mut speaker);
    speaker.key(KeyCode::Home);
    speaker.key(KeyCode::PageDown);
    speaker.key(KeyCode::Right);
    speaker.press("r");
    // The other future: there the script goes on, and what it says comes again.
    speaker.key(KeyCode::PageDown);
    assert!(!speaker.session.model.paused);
    speaker.press("u");
    let left = now(&speaker);
    if speaker.session.model.paused {
        speaker.press(" ");
    }
    speaker.session.play(std::time::Duration::from_millis(16));
    assert!(!speaker.session.model.paused, "at {left}");
}

#[test]
fn in_a_comparison_nothing_is_said_and_nobody_waits_for_it() {
    let mut speaker = talk();
    speaker.key(KeyCode::PageDown);
    speaker.session.play(std::time::Duration::from_millis(5));
    speaker.press("v");
    assert!(speaker.session.model.is_comparing());
    speaker.key(KeyCode::PageDown);
    assert!(speaker.session.model.refusal.is_some() && !speaker.session.playback.awaits_caption());
    speaker.press("v");
    speaker.key(KeyCode::PageDown);
    play(&mut speaker);
    assert_eq!(now(&speaker), Time::from_millis(10));
}
