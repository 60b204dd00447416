//! The crash sweep on the screen: what its chart says is what happens.

use std::thread;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use dirtybit::{Curve, Subject, Time, WritePattern, limits};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::chart::{Chart, Curves};
use crate::tui::panel::chart;
use crate::tui::theme::Theme;

impl Speaker {
    /// Waits until the sweep is over, as the loop would see it.
    pub(super) fn wait_for_sweep(&mut self) {
        while self.session.is_sweeping() {
            thread::sleep(Duration::from_millis(1));
            self.session.watch_sweep();
        }
    }

    fn sweep(&mut self) {
        self.press("y");
        self.wait_for_sweep();
    }

    fn curves(&self) -> &Curves {
        self.session.model.chart.curves().expect("the sweep is over")
    }

    fn now(&self) -> Time {
        self.session.playback.now()
    }

    fn lost_in_ledger(&self) -> u64 {
        self.session.model.scene().folds.ledger.writes().lost
    }
}

/// A few writes, a flush by hand, more writes, and the flush that comes by itself.
fn swept() -> Speaker {
    let mut speaker = Speaker::new();
    for keys in ["w", "b", "f", "w", "b"] {
        speaker.press(keys);
        speaker.wait_us(300_000);
    }
    speaker.wait_us(2_500_000);
    speaker.sweep();
    speaker
}

fn panel(speaker: &Speaker, width: u16, height: u16) -> String {
    let screen = speaker.screen(width, height);
    let rows = screen.lines().skip_while(|line| !line.contains("CRASH SWEEP"));
    let rows = rows.take_while(|line| line.starts_with(['╭', '│', '╰']));
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_chart_shows_the_saw_tooth_of_write_back() {
    let mut speaker = swept();
    insta::assert_snapshot!(panel(&speaker, 80, 24), @"
    ╭ CRASH SWEEP ─ acknowledged writes lost, by the moment of the crash ──────────╮
    │    4 │                          ██████                              ██████   │
    │      │                          ███████                             ███████  │
    │      │                          ████████                            ████████ │
    │      │██████████████████████████████████████████████████████████████████████ │
    │    0 ┼──o───x───*───o───x───*───o───x───*───o───x───*───o───x───*───o───x───*│
    │▶█ write-back               worst 4 at 0.301 s, mean 1.5                      │
    │   o write-through 0  x write-around 0  * write-back journal=on 0             │
    ╰─ 0 s ────────────────────────────────────────────────────────────── 0.800 s ─╯
    ");
    speaker.key(KeyCode::Right);
    insta::assert_snapshot!(panel(&speaker, 80, 24), @"
    ╭ CRASH SWEEP ─ crash at 0.301 s loses 4 · write-back ─────────────────────────╮
    │    4 │                          ┃█████                              ██████   │
    │      │                          ┃██████                             ███████  │
    │      │                          ┃███████                            ████████ │
    │      │██████████████████████████┃███████████████████████████████████████████ │
    │    0 ┼──o───x───*───o───x───*───▲───x───*───o───x───*───o───x───*───o───x───*│
    │▶█ write-back               worst 4 at 0.301 s, mean 1.5                      │
    │   o write-through 0  x write-around 0  * write-back journal=on 0             │
    ╰─ 0 s ────────────────────────────────────────────────────────────── 0.800 s ─╯
    ");
}

#[test]
fn write_through_and_the_journal_lose_nothing() {
    let speaker = swept();
    let worst = |curve: &Curve| curve.worst().map(|worst| worst.lost);
    let curves = &speaker.curves().all;
    let all: Vec<_> =
        curves.iter().map(|curve| (curve.subject.to_string(), worst(curve))).collect();
    let lost = |name: &str| all.iter().find(|(subject, _)| subject == name).map(|(_, lost)| *lost);
    assert_eq!(lost("write-through"), Some(Some(0)));
    assert_eq!(lost("write-back journal=on"), Some(Some(0)));
    assert_eq!(lost("write-around"), Some(Some(0)));
    assert_eq!(lost("write-back"), Some(Some(4)));
    assert_eq!(all.len(), 4, "the session is one of them");
}

#[test]
fn the_cursor_begins_at_the_worst_moment_and_seeks_the_tape() {
    let mut speaker = swept();
    let end = speaker.now();
    assert!(!speaker.session.model.is_past, "whoever opens the chart stays where they are");
    speaker.key(KeyCode::Right);
    let worst = speaker.curves().focused().worst().expect("the cache was up");
    assert_eq!(speaker.now(), worst.at);
    assert!(speaker.shows(&format!("crash at {} s loses {}", worst.at, worst.lost)));
    assert!(speaker.session.model.is_past && speaker.session.model.paused);
    let points: Vec<_> = speaker.curves().focused().points.iter().map(|point| point.at).collect();
    speaker.key(KeyCode::Home);
    for at in &points {
        assert_eq!(speaker.now(), *at);
        speaker.press("]");
    }
    speaker.key_with(KeyCode::Left, KeyModifiers::SHIFT);
    assert_eq!(speaker.now(), points[points.len() - 2], "shift and an arrow are [ and ]");
    speaker.key_with(KeyCode::Right, KeyModifiers::SHIFT);
    speaker.press("[");
    speaker.key(KeyCode::PageUp);
    assert!(speaker.now() + end.since(Time::ZERO) / 10 <= points[points.len() - 2]);
    speaker.key(KeyCode::PageUp);
    speaker.key(KeyCode::PageDown);
    assert!(points.contains(&speaker.now()));
    speaker.key(KeyCode::End);
    assert_eq!(Some(&speaker.now()), points.last());
}

#[test]
fn another_curve_keeps_the_moment() {
    let mut speaker = swept();
    speaker.key(KeyCode::Left);
    let at = speaker.now();
    let focus = speaker.curves().focus;
    speaker.key(KeyCode::Down);
    assert_eq!(speaker.curves().focus, focus + 1);
    let crash = speaker.curves().crash().expect("it is pointed at");
    assert_eq!((crash.at, speaker.now()), (at, at));
    for _ in 0..9 {
        speaker.key(KeyCode::Down);
    }
    assert_eq!(speaker.curves().focus, 3);
    for _ in 0..9 {
        speaker.key(KeyCode::Up);
    }
    while speaker.curves().focus < focus {
        speaker.key(KeyCode::Down);
    }
    assert_eq!(speaker.now(), at, "whoever comes back is where they were");
}

#[test]
fn an_arrow_goes_to_the_worst_of_the_next_column() {
    let mut speaker = swept();
    speaker.session.fit(Rect::new(0, 0, 80, 24));
    let width = speaker.session.model.chart.columns;
    let curves = speaker.curves();
    let bars = curves.focused().in_parts(curves.end, width);
    speaker.key(KeyCode::Home);
    let mut columns = Vec::new();
    loop {
        let curves = speaker.curves();
        let crash = curves.crash().expect("it is pointed at");
        let column = curves.column_of(crash.at, width);
        if columns.last() == Some(&column) {
            break;
        }
        assert!(columns.is_empty() || bars[column as usize] == Some(crash.lost), "{crash:?}");
        columns.push(column);
        speaker.key(KeyCode::Right);
    }
    assert!(columns.is_sorted() && columns.len() > 8, "{columns:?}");
    for column in columns.iter().rev().skip(1) {
        speaker.key(KeyCode::Left);
        let curves = speaker.curves();
        assert_eq!(curves.column_of(curves.crash().expect("a crash").at, width), *column);
    }
}

#[test]
fn a_curve_of_something_else_is_not_what_is_shown() {
    let mut speaker = swept();
    speaker.key(KeyCode::Right);
    let at = speaker.now();
    assert!(!speaker.shows("shown: the session"));
    let focus = speaker.curves().focus;
    while speaker.curves().focused().subject != Subject::of_pattern(WritePattern::WriteAround) {
        speaker.key(KeyCode::Down);
    }
    assert_ne!(speaker.curves().focus, focus);
    let screen = speaker.screen(80, 24);
    assert!(screen.contains(&format!("under write-around a crash at {at} s loses 0")), "{screen}");
    assert!(screen.contains("shown: the session; enter: write-around"), "{screen}");
    let wide = "shown: the session (write-back); enter shows write-around";
    assert!(speaker.screen(120, 36).contains(wide), "{}", speaker.screen(120, 36));
}

#[test]
fn where_the_cache_is_down_the_chart_says_so() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(400_000);
    speaker.press("ca");
    speaker.wait_us(400_000);
    speaker.press("a");
    speaker.key(KeyCode::Enter);
    speaker.sweep();
    assert!(speaker.shows("cache is down"), "it is to the end:\n{}", speaker.screen(80, 24));
    speaker.press("yca");
    speaker.wait_us(4_000_000);
    speaker.press("a");
    speaker.sweep();
    let screen = speaker.screen(80, 24);
    assert!(screen.contains("down") && !screen.contains("is down"), "for a while:\n{screen}");
}

#[test]
fn before_anything_is_acknowledged_there_is_no_good_news() {
    let mut speaker = Speaker::new();
    speaker.press("1w");
    speaker.wait_us(10_000);
    speaker.sweep();
    let screen = speaker.screen(80, 24);
    assert!(screen.contains("nothing is acknowledged yet"), "{screen}");
    assert!(!screen.contains("no crash at any moment"), "{screen}");
}

#[test]
fn an_ok_on_its_way_is_not_good_news() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(700);
    speaker.press("c");
    let screen = speaker.screen(80, 24);
    assert!(!screen.contains("lost nothing"), "{screen}");
    assert!(screen.contains("1 OK on its way, the write is gone"), "{screen}");
    let wide = speaker.screen(160, 40);
    assert!(wide.contains("1 OK is still on its way, for a write that is gone"), "{wide}");
    speaker.wait_us(1_000);
    assert!(speaker.shows("1 acknowledged write is LOST"));
}

#[test]
fn rows_on_their_way_are_not_settled() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(10_000);
    speaker.press("f");
    speaker.wait_us(1_000);
    speaker.press("c");
    let screen = speaker.screen(80, 24);
    assert!(!screen.contains("lost nothing") && screen.contains("1 row is on the way"), "{screen}");
    speaker.wait_us(100_000);
    assert!(speaker.shows("the crash lost nothing"), "{}", speaker.screen(80, 24));
}

#[test]
fn every_crash_that_is_shown_costs_what_the_chart_says() {
    let mut speaker = Speaker::new();
    for keys in ["w", "bw", "f", "w"] {
        speaker.press(keys);
        speaker.wait_us(20_000);
    }
    assert_as_charted(&mut speaker);
}

#[test]
fn a_session_of_its_own_kind_is_swept_as_it_is() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(5_000);
    speaker.press("3w");
    speaker.wait_us(100_000);
    speaker.press("2aw");
    speaker.wait_us(40_000);
    speaker.press("y");
    speaker.wait_for_sweep();
    assert_eq!(speaker.curves().focused().subject, Subject::as_it_is());
    assert!(speaker.shows("this session"), "{}", speaker.screen(80, 24));
    speaker.press("y");
    assert_as_charted(&mut speaker);
}

/// Shows the crash at every point of every curve, lets time pass, and comes back.
fn assert_as_charted(speaker: &mut Speaker) {
    speaker.sweep();
    speaker.session.model.paused = true;
    let lengths: Vec<_> = speaker.curves().all.iter().map(|curve| curve.points.len()).collect();
    let places = |(curve, length)| (0..length).map(move |place| (curve, place));
    for (curve, place) in lengths.into_iter().enumerate().flat_map(places) {
        point_at(speaker, curve, place);
        let crash = speaker.curves().crash().expect("it is pointed at");
        let subject = speaker.curves().focused().subject.clone();
        speaker.key(KeyCode::Enter);
        assert!(!speaker.session.model.chart.is_open);
        assert_eq!(speaker.now(), crash.at, "{subject}");
        assert!(speaker.shows("CACHE CRASHED"));
        assert!(!speaker.session.model.scene().load.on, "no input comes after a crash");
        speaker.wait_us(limits::PLAY_OUT.as_micros() as u64);
        assert_eq!(speaker.lost_in_ledger(), crash.lost, "{subject} at {}", crash.at);
        speaker.press("u");
        assert_eq!(speaker.now(), crash.at, "back where it was");
        speaker.press("y");
        assert!(!speaker.session.is_sweeping(), "nothing was done: it is not swept anew");
    }
}

fn point_at(speaker: &mut Speaker, curve: usize, place: usize) {
    while speaker.curves().focus < curve {
        speaker.key(KeyCode::Down);
    }
    match place {
        0 => speaker.key(KeyCode::Home),
        _ => speaker.press("]"),
    }
}

#[test]
fn a_sweep_can_be_cancelled() {
    for code in [KeyCode::Esc, KeyCode::Char('y')] {
        let mut speaker = swept();
        speaker.press("yw");
        speaker.wait_us(10_000);
        speaker.press("y");
        assert!(speaker.session.is_sweeping());
        assert!(speaker.shows("CRASH SWEEP") && speaker.shows("esc cancel"));
        speaker.key(code);
        assert!(!speaker.session.is_sweeping() && !speaker.shows("CRASH SWEEP ─"));
        assert!(speaker.shows("the sweep was cancelled"));
        speaker.sweep();
        assert!(speaker.shows("write-through"), "it can be begun again");
    }
}

#[test]
fn where_nothing_was_done_there_is_nothing_to_lose() {
    let mut speaker = Speaker::new();
    speaker.press("y");
    assert!(!speaker.session.is_sweeping());
    assert!(speaker.shows("nothing was done yet"), "{}", speaker.screen(80, 24));
}

#[test]
fn a_cache_that_was_never_up_cannot_crash() {
    let mut speaker = Speaker::new();
    speaker.press("c");
    speaker.wait_us(1_000);
    speaker.key(KeyCode::Enter);
    speaker.sweep();
    speaker.key(KeyCode::Right);
    assert!(speaker.shows("the cache was never up"), "{}", speaker.screen(80, 24));
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("the cache was never up, so it cannot crash"));
}

#[test]
fn the_chart_says_when_it_is_of_an_older_log() {
    let mut speaker = swept();
    assert!(!speaker.shows("older than now"));
    speaker.press("w");
    speaker.wait_us(1_000);
    assert!(speaker.shows("CRASH SWEEP"), "who acts closes nothing");
    assert!(speaker.shows("older than now: press y twice"), "{}", speaker.screen(80, 24));
    speaker.press("yy");
    assert!(speaker.session.is_sweeping());
}

#[test]
fn the_chart_of_an_older_log_still_shows_its_crashes() {
    let mut speaker = swept();
    speaker.key(KeyCode::Right);
    let worst = speaker.curves().crash().expect("it is pointed at");
    speaker.press("w");
    assert!(!speaker.session.model.is_past, "another future begins there");
    speaker.key(KeyCode::Enter);
    assert_eq!(speaker.now(), worst.at);
    speaker.wait_us(limits::PLAY_OUT.as_micros() as u64);
    assert_eq!(speaker.lost_in_ledger(), worst.lost);
}

#[test]
fn a_branch_that_is_shorter_than_the_chart_is_not_left() {
    let mut speaker = swept();
    speaker.key(KeyCode::Home);
    speaker.press("w");
    let end = speaker.session.playback.timeline().end();
    speaker.key(KeyCode::End);
    assert_eq!(speaker.now(), end);
}

#[test]
fn a_crash_is_told_of_although_later_ones_were_closed() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(100_000);
    speaker.press("cc");
    speaker.key(KeyCode::Enter);
    assert!(!speaker.shows("POST-MORTEM"));
    speaker.sweep();
    speaker.key(KeyCode::Enter);
    assert!(speaker.shows("POST-MORTEM"), "{}", speaker.screen(80, 24));
    speaker.wait_us(1_000);
    assert!(speaker.shows("1 acknowledged write is LOST"), "its OK was still on its way");
    speaker.press("u");
    assert!(!speaker.session.model.is_down(dirtybit::Node::Cache));
}

#[test]
fn time_goes_on_after_a_crash_as_it_did_before() {
    let mut speaker = swept();
    speaker.key(KeyCode::Right);
    assert!(speaker.session.model.paused);
    speaker.key(KeyCode::Enter);
    assert!(!speaker.session.model.paused);
    assert!(speaker.shows("POST-MORTEM"), "{}", speaker.screen(80, 24));
}

#[test]
fn several_runs_are_swept_as_one() {
    let mut speaker = swept();
    speaker.press("vw");
    assert!(!speaker.shows("CRASH SWEEP"));
    let now = speaker.session.playback.now();
    let issued = |speaker: &Speaker| speaker.session.model.scene().folds.ledger.writes().issued;
    let before = issued(&speaker);
    speaker.press("y");
    assert!(!speaker.session.model.is_comparing() && speaker.shows("CRASH SWEEP"));
    assert!(speaker.shows("u: back to the comparison"), "{}", speaker.screen(80, 24));
    assert_eq!(speaker.session.playback.now(), now, "the same moment, with what was done there");
    assert_eq!(issued(&speaker), before);
    speaker.press("yu");
    assert!(speaker.session.model.is_comparing());
}

#[test]
fn what_was_not_done_is_not_swept() {
    let mut speaker = Speaker::new();
    speaker.press("vy");
    assert!(speaker.session.model.is_comparing());
    assert!(speaker.shows("nothing was done yet"));
}

#[test]
fn a_list_covers_the_chart() {
    let mut speaker = swept();
    speaker.press("o");
    assert!(!speaker.shows("CRASH SWEEP"));
    speaker.key(KeyCode::Esc);
    assert!(speaker.shows("CRASH SWEEP"));
    speaker.press("oy");
    assert!(speaker.shows("CRASH SWEEP"));
}

#[test]
fn the_chart_stays_in_its_place_at_any_size() {
    let mut speaker = swept();
    speaker.key(KeyCode::Right);
    let mut running = Speaker::new();
    running.press("wy");
    for chart in [&speaker.session.model.chart, &running.session.model.chart] {
        for width in (1..20).chain((20..=240).step_by(11)) {
            for height in (1..12).chain((12..=70).step_by(7)) {
                assert_stays_inside(chart, width, height);
            }
        }
    }
}

fn assert_stays_inside(chart: &Chart, width: u16, height: u16) {
    let around = Rect::new(0, 0, width + 2, height + 2);
    let mut buffer = Buffer::filled(around, Cell::new("#"));
    let area = Rect::new(1, 1, width, height);
    chart::render(chart, &Theme::light(), area, &mut buffer);
    for position in around.positions().filter(|position| !area.contains(*position)) {
        assert_eq!(buffer[position].symbol(), "#", "at {position} of {width}x{height}");
    }
}
