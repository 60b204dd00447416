//! The past, through keys: every moment comes back as it was, and another future begins there.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use dirtybit::script::{Runner, Script, embedded};
use dirtybit::{Command, Node, Time, World};
use ratatui::layout::Rect;

use super::{Pace, Speaker};
use crate::tui::playback::Travel;
use crate::tui::scene::Scene;
use crate::tui::session::Session;
use crate::tui::timeline::Timeline;
use crate::tui::update::Message;

const FRAME: Duration = Duration::from_micros(16_667);

/// What stands between the top line and the tape.
fn panels(speaker: &Speaker) -> Vec<String> {
    let screen = speaker.screen(120, 36);
    let rows: Vec<_> = screen.lines().map(str::to_owned).collect();
    rows[1..rows.len() - 2].to_vec()
}

fn hash(speaker: &Speaker) -> u64 {
    speaker.session.model.scene().folds.hash()
}

/// Two writes, a burst, and a crash in the middle of the flush.
fn after_a_crash() -> Speaker {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(300);
    speaker.key(KeyCode::Down);
    speaker.press("wb");
    speaker.wait_us(75_000);
    speaker.press("c");
    speaker.wait_us(30_000);
    speaker
}

#[test]
fn going_back_event_by_event_and_forth_again_shows_the_same() {
    let mut speaker = after_a_crash();
    let (end, mut seen) = (panels(&speaker), Vec::new());
    while speaker.session.playback.now() > Time::ZERO {
        speaker.key(KeyCode::Left);
        seen.push((speaker.session.playback.now(), panels(&speaker)));
    }
    assert!(seen.len() > 15, "{} moments", seen.len());
    seen.pop();
    while let Some((now, panels_then)) = seen.pop() {
        speaker.key(KeyCode::Right);
        assert_eq!((speaker.session.playback.now(), panels(&speaker)), (now, panels_then));
    }
    speaker.key(KeyCode::Right);
    speaker.key(KeyCode::End);
    assert!(!speaker.session.model.is_past);
    assert_eq!(panels(&speaker), end);
}

#[test]
fn the_past_can_be_watched_again_until_it_is_now() {
    let mut speaker = after_a_crash();
    let (end, now) = (hash(&speaker), speaker.session.playback.now());
    speaker.key(KeyCode::Home);
    assert!(speaker.session.model.paused && speaker.session.model.is_past);
    speaker.press(" ");
    for _ in 0..2_000 {
        speaker.play(FRAME, Pace::Cinema);
    }
    assert!(!speaker.session.model.is_past);
    assert!(speaker.session.playback.now() >= now);
    assert_eq!(hash(&speaker), end, "nothing was due after it");
}

#[test]
fn operations_are_gone_through_by_their_beginnings_and_ends() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(10_000);
    speaker.press("r");
    speaker.wait_us(10_000);
    let mut at = |code, modifiers| {
        speaker.key_with(code, modifiers);
        speaker.session.playback.now().as_micros()
    };
    let (shift, none) = (KeyModifiers::SHIFT, KeyModifiers::NONE);
    assert_eq!(at(KeyCode::Left, shift), 10_000, "the read begins");
    assert_eq!(at(KeyCode::Char('['), none), 0, "the write begins");
    assert_eq!(at(KeyCode::Right, shift), 1_100, "the write is acknowledged");
    assert_eq!(at(KeyCode::Char(']'), none), 11_100, "the read is answered");
}

#[test]
fn time_goes_on_step_by_step() {
    let mut speaker = Speaker::new();
    speaker.press(" w");
    let mut at = |key| {
        speaker.key(key);
        speaker.session.playback.now().as_micros()
    };
    assert_eq!(at(KeyCode::Right), 500, "it arrives at the cache");
    assert_eq!(at(KeyCode::Right), 600, "it is cached, and its answer sent");
    assert_eq!(at(KeyCode::Char(']')), 1_100, "it is acknowledged");
    assert!(at(KeyCode::Right) > 2_000_000, "it is flushed");
}

#[test]
fn where_nothing_is_due_no_step_goes_anywhere() {
    let mut speaker = Speaker::new();
    for key in [KeyCode::Right, KeyCode::Char(']'), KeyCode::Left, KeyCode::Home, KeyCode::End] {
        speaker.key(key);
        assert_eq!(speaker.session.playback.now(), Time::ZERO);
    }
}

#[test]
fn something_else_done_in_the_past_is_another_future() {
    let mut speaker = after_a_crash();
    let (end, past) = (hash(&speaker), panels(&speaker));
    let now = speaker.session.playback.now();
    let crashed = speaker.session.model.scene().crashes[0].at;
    while speaker.session.playback.now() > crashed {
        speaker.key(KeyCode::Left);
    }
    speaker.key(KeyCode::Left);
    let before = speaker.session.playback.now();
    let prefix = hash(&speaker);

    speaker.press("r");
    speaker.wait_us(now.as_micros() - before.as_micros());
    assert_ne!(hash(&speaker), end);
    assert_eq!(speaker.session.model.scene().folds.ledger.writes().lost, 0, "nobody crashed it");
    speaker.session.mean(Message::Travel(Travel::To(before)));
    assert_ne!(hash(&speaker), prefix, "the read has begun at that very instant");

    speaker.press("u");
    assert_eq!((speaker.session.playback.now(), hash(&speaker)), (before, prefix));
    speaker.key(KeyCode::End);
    assert_eq!((panels(&speaker), hash(&speaker)), (past, end), "what was left is as it was");
}

/// Does these things in a course of events, from an instant on, and lets it go on for a while.
fn go_on(timeline: &mut Timeline, scenes: &mut [Scene], from: Time, inputs: &[(u64, &str)]) {
    for (at, command) in inputs.iter().filter(|(at, _)| *at > from.as_micros()) {
        timeline.advance_to(Time::from_micros(*at), scenes);
        let command = command.parse().expect("a command");
        timeline.submit(&command, scenes).expect("it can be done");
    }
    timeline.advance_to(Time::from_millis(400), scenes);
}

/// In pieces, as it is done in a long session.
fn branch_at(timeline: &mut Timeline, at: Time) -> Timeline {
    let mut coming = timeline.branch(at);
    while !coming.work(200) {}
    coming.arrive()
}

#[test]
fn a_branch_that_repeats_the_inputs_repeats_the_history() {
    let inputs = [
        (300, "load on"),
        (20_000, "hold"),
        (52_000, "when flush half done: crash cache"),
        (53_000, "flush"),
        (150_000, "restart cache"),
        (160_000, "release"),
    ];
    let hash_of = |scenes: &[Scene]| scenes[0].folds.hash();
    let mut timeline = Timeline::new(Script::new(World::default(), 7));
    let mut scenes = vec![Scene::default()];
    go_on(&mut timeline, &mut scenes, Time::ZERO, &inputs);
    let end = hash_of(&scenes);
    for cut in (1..400_000).step_by(7_919).map(Time::from_micros) {
        let mut scenes = timeline.scenes_at(cut);
        let mut branch = branch_at(&mut timeline, cut);
        go_on(&mut branch, &mut scenes, cut, &inputs);
        assert_eq!(hash_of(&scenes), end, "branched at {cut}");
        assert_eq!(hash_of(&branch.scenes_at(Time::from_millis(400))), end);
        assert_eq!(branch.record(0).to_string(), timeline.record(0).to_string());

        let (mut scenes, mut other) = (timeline.scenes_at(cut), branch_at(&mut timeline, cut));
        other.submit(&Command::Crash(Node::Database), &mut scenes).expect("it can be done");
        go_on(&mut other, &mut scenes, cut, &inputs);
        assert_ne!(hash_of(&scenes), end, "something else was done at {cut}");
        let before = Time::from_micros(cut.as_micros() - 1);
        assert_eq!(hash_of(&other.scenes_at(before)), hash_of(&timeline.scenes_at(before)));
    }
}

#[test]
fn every_script_on_the_stage_has_the_history_that_it_has_without() {
    for script in embedded().filter(|script| !script.text.contains("load")) {
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let mut runner = Runner::new(parse());
        runner.advance_to(Time::MAX);
        let mut session = Session::new(parse());
        while session.playback.timeline().end() < runner.now() && !session.model.at_rest {
            session.play(FRAME * 4);
        }
        session.mean(Message::Travel(Travel::To(runner.now())));
        let scene = session.model.scene();
        assert_eq!(scene.folds.hash(), runner.folds().hash(), "{}", script.name);
    }
}

#[test]
fn a_session_that_was_saved_is_the_same_on_the_stage_and_without() {
    let speaker = after_a_crash();
    let (end, hash) = (speaker.session.playback.now(), hash(&speaker));
    let text = speaker.session.playback.timeline().record(0).to_string();
    let saved = || Script::parse("session.toml", &text).expect("it is well formed");
    let mut runner = Runner::new(saved());
    runner.advance_to(Time::MAX);
    assert_eq!((runner.now(), runner.folds().hash()), (end, hash));
    let mut session = Session::new(saved());
    while session.playback.timeline().end() < end {
        session.play(FRAME);
    }
    session.mean(Message::Travel(Travel::To(end)));
    assert_eq!(session.model.scene().folds.hash(), hash);
}

#[test]
fn a_post_mortem_that_was_closed_opens_again_when_its_crash_comes_again() {
    let mut speaker = after_a_crash();
    assert!(speaker.shows("POST-MORTEM"));
    speaker.key(KeyCode::Enter);
    assert!(!speaker.shows("POST-MORTEM"));
    speaker.key(KeyCode::Home);
    assert!(!speaker.shows("POST-MORTEM"));
    speaker.key(KeyCode::End);
    assert!(speaker.shows("POST-MORTEM"));
}

#[test]
fn a_click_on_the_tape_goes_there() {
    let mut speaker = after_a_crash();
    let area = Rect::new(0, 0, 80, 24);
    let end = speaker.session.playback.now();
    speaker.session.click(area, (30, 22));
    let there = speaker.session.playback.now();
    assert!(speaker.session.model.is_past && there > Time::ZERO && there < end, "{there}");
    speaker.session.click(area, (79, 22));
    assert_eq!(speaker.session.playback.now(), there, "there is no moment");
}

#[test]
fn time_neither_jumps_nor_stands_when_the_pace_adapts() {
    let mut speaker = Speaker::new();
    let keys = [(10, "w"), (40, "b"), (90, "1b"), (200, "a"), (400, "A"), (500, "c"), (560, "ca")];
    let frame = FRAME.as_secs_f64();
    for number in 0..900 {
        let pressed = keys.iter().find(|(at, _)| *at == number);
        pressed.iter().for_each(|(_, keys)| speaker.press(keys));
        let (was_pending, before) =
            (!speaker.session.model.at_rest, speaker.session.playback.now());
        let rate_before = speaker.session.playback.rate();
        speaker.play(FRAME, Pace::Cinema);
        let passed = (speaker.session.playback.now() - before).as_secs_f64();
        let rate = speaker.session.playback.rate();
        let most = rate_before * (frame / 0.06).exp();
        assert!(
            rate <= most * 1.001 || speaker.session.model.at_rest,
            "{number}: {rate_before} {rate}"
        );
        assert!(
            passed <= most * frame + 2e-6,
            "frame {number} is worth {passed} s at {rate_before}"
        );
        let least = rate.min(rate_before).min(1.0) * frame * 0.99 - 2e-6;
        let stands = was_pending && !speaker.session.model.at_rest && passed < least;
        assert!(!stands, "frame {number} is worth only {passed} s at {rate}");
    }
}

#[test]
fn who_has_looked_back_and_acts_sees_it_happen() {
    let mut speaker = after_a_crash();
    speaker.key(KeyCode::Left);
    speaker.key(KeyCode::Right);
    assert!(speaker.session.model.paused && !speaker.session.model.is_past);
    speaker.press("r");
    assert!(!speaker.session.model.paused, "nobody wanted a pause");
    speaker.press(" ");
    speaker.key(KeyCode::Left);
    speaker.key(KeyCode::End);
    speaker.press("r");
    assert!(speaker.session.model.paused, "somebody did");
}

#[test]
fn nowhere_to_go_is_no_pause() {
    let mut speaker = Speaker::new();
    for key in [KeyCode::Left, KeyCode::Right, KeyCode::Home, KeyCode::Char('[')] {
        speaker.key(key);
        assert!(!speaker.session.model.paused, "{key}");
    }
}
