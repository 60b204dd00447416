//! Plays the tape of the README's moving picture, key by key, and sees what it promises to show.

use std::time::Duration;

use crossterm::event::KeyCode;
use dirtybit::WritePattern;

use super::Speaker;
use crate::tui::keymap;
use crate::tui::pace::Pace;

const TAPE: &str = include_str!("../../../demo.tape");
const FRAME: Duration = Duration::from_millis(16);

/// One line of the tape, as far as it concerns the program.
enum Line {
    Key(KeyCode),
    Wait(Duration),
}

fn line(text: &str) -> Vec<Line> {
    let mut words = text.split_whitespace();
    let command = words.next().unwrap_or_default();
    let (name, _pace) = command.split_once('@').unwrap_or((command, ""));
    let argument = words.next().unwrap_or_default();
    let repeated = argument.parse().unwrap_or(1);
    let key = match name {
        "Type" => {
            let typed = argument.trim_matches('"').chars();
            return typed.map(|key| Line::Key(KeyCode::Char(key))).collect();
        }
        "Sleep" => return vec![Line::Wait(span(argument))],
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "Down" => KeyCode::Down,
        "Up" => KeyCode::Up,
        "Left" => KeyCode::Left,
        "" | "#" => return Vec::new(),
        _ => panic!("the test does not know this line of the tape: {text}"),
    };
    std::iter::repeat_with(|| Line::Key(key)).take(repeated).collect()
}

fn span(text: &str) -> Duration {
    let seconds = match text.strip_suffix("ms") {
        Some(millis) => millis.parse::<f64>().map(|millis| millis / 1e3),
        None => text.trim_end_matches('s').parse(),
    };
    Duration::from_secs_f64(seconds.expect("a number of seconds"))
}

fn play(speaker: &mut Speaker, line: &Line) {
    match line {
        Line::Key(key) => {
            let event = (*key).into();
            assert!(
                keymap::message(&event, &speaker.session.model).is_some(),
                "{key} on the tape does nothing"
            );
            speaker.key(*key);
        }
        Line::Wait(span) => {
            for _ in 0..span.as_millis() / FRAME.as_millis() {
                if speaker.session.is_moving() {
                    speaker.play(FRAME, Pace::Cinema);
                }
            }
        }
    }
}

fn play_all(speaker: &mut Speaker, tape: &str) {
    for line in tape.lines().flat_map(line) {
        play(speaker, &line);
    }
}

#[test]
fn the_tape_shows_what_the_picture_promises() {
    let mut speaker = Speaker::new();
    let (_launch, shown) = TAPE.split_once("\nShow\n").expect("the launch is hidden");
    let (single, compared) = shown.split_once("\nLeft").expect("it goes back in time");
    play_all(&mut speaker, single);
    let ledger = &speaker.session.model.scene().folds.ledger;
    for pattern in WritePattern::ALL {
        assert!(ledger.latencies().under(pattern).count() > 0, "nothing was written {pattern}");
    }
    let (writes, reads) = (ledger.writes(), ledger.reads());
    assert!(writes.durable > 0 && writes.lost > 0, "the crash falls in the middle: {writes:?}");
    assert!(reads.fresh > 0, "{reads:?}");

    let (back, compared) = compared.split_once("\nType \"v\"").expect("it compares");
    play_all(&mut speaker, &format!("Left{back}"));
    let writes = speaker.session.model.scene().folds.ledger.writes();
    assert!(writes.lost == 0 && writes.acknowledged > 0, "it goes back before the crash");
    play_all(&mut speaker, &format!("Type \"v\"{compared}"));
    let lost = speaker.session.model.scenes.iter().map(|scene| scene.folds.ledger.writes().lost);
    let lost: Vec<_> = lost.collect();
    assert!(lost[0] == 0 && lost[1] > 0 && lost[2] == 0, "only write-back loses: {lost:?}");
    assert!(speaker.session.model.quit);
}
