//! The tape as it is drawn.

use dirtybit::{Command, Engine, Time, World};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::lines;
use crate::tui::history::{Entry, History, Kinds};
use crate::tui::panel::tape::{self, Branch, Tape};
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// A run with these commands, each at its millisecond, up to an end.
fn history(commands: &[(u64, &str)], end: u64) -> History {
    let mut engine = Engine::new(World::default(), 7);
    let (mut history, mut scene) = (History::default(), Scene::default());
    let mut advance_to = |engine: &mut Engine, millis| {
        let limit = Time::from_millis(millis);
        for event in engine.advance_to(limit) {
            history.push(&Entry::Event(event), &mut scene);
        }
        history.pass(limit);
    };
    for (millis, command) in commands {
        advance_to(&mut engine, *millis);
        let command: Command = command.parse().expect("a command");
        engine.submit(&command).expect("it can be done");
    }
    advance_to(&mut engine, end);
    history
}

fn tape(history: &History, position: Time) -> Tape<'_> {
    let (begins, end) = (history.begins_at(), history.end());
    let (marks, of, is_paused, branch) = (history.marks(), None, false, None);
    Tape { begins, end, position, marks, of, is_paused, branch }
}

fn drawn(tape: &Tape<'_>, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    tape::render(tape, &Theme::dark(), buffer.area, &mut buffer);
    buffer
}

/// What there is to see of everything that a tape can mark.
fn eventful() -> History {
    let commands = [
        (300, "write cart:7"),
        (900, "read user:1"),
        (1_000, "write user:1"),
        (2_600, "write cart:7"),
        (2_700, "write views:42"),
        (3_500, "crash cache"),
        (5_000, "restart cache"),
        (6_000, "write-pattern write-around"),
        (6_100, "read cart:7"),
        (6_200, "write cart:7"),
        (6_800, "read cart:7"),
    ];
    history(&commands, 7_900)
}

/// A branch that left the one before at three seconds; that one went on to nine.
fn branch() -> Option<Branch> {
    let (left, other) = (Some(Time::from_millis(3_000)), Some(Time::from_millis(9_000)));
    Some(Branch { number: 2, count: 3, left, other })
}

fn row(buffer: &Buffer, y: usize) -> String {
    lines(buffer)[y].clone()
}

#[test]
fn a_tape_shows_all_that_has_been() {
    let history = eventful();
    let drawn = drawn(&tape(&history, history.end()), 80, 1);
    assert_eq!(
        row(&drawn, 0),
        " LIVE           ─┴──┬┴──────▒┴┴───╳───────▲─────!!──!────               7.900 s"
    );
}

#[test]
fn a_crash_that_lost_nothing_is_a_crash() {
    let history = history(&[(2_000, "crash cache"), (4_000, "crash database")], 6_000);
    let row = row(&drawn(&tape(&history, history.end()), 80, 1), 0);
    assert_eq!(row.matches('▼').count(), 2, "{row}");
}

#[test]
fn the_past_is_told_in_words_and_its_place_stands_out() {
    let (history, instant) = (eventful(), Time::from_millis(3_500));
    let tape = tape(&history, instant);
    let drawn = drawn(&tape, 80, 1);
    assert!(row(&drawn, 0).starts_with(" PAST −4.400 s  ─┴──"), "{}", row(&drawn, 0));
    let reversed = |x: &u16| drawn[(*x, 0)].modifier.contains(Modifier::REVERSED);
    let places: Vec<_> = (16..80).filter(reversed).collect();
    let [place] = places[..] else {
        panic!("one place is looked at: {places:?}");
    };
    assert_eq!(drawn[(place, 0)].symbol(), "╳", "what happened there is still to be seen");
    let time = tape::time_at(&tape, drawn.area, (place, 0));
    assert!(time >= Some(instant) && time < Some(Time::from_millis(3_800)), "{time:?}");
    let glyph = drawn[(place + 8, 0)].style();
    assert_eq!(glyph.fg, Theme::dark().dim.fg, "what comes later is dimmed");
}

#[test]
fn a_branch_has_a_line_of_its_own_from_where_it_left() {
    let history = eventful();
    let tape = Tape { branch: branch(), ..tape(&history, history.end()) };
    assert_eq!(
        row(&drawn(&tape, 80, 1), 0),
        " LIVE           ─┴─┬┴────▒┴┴╞═╳══════▲═══!!═!════ ┄┄┄u     branch 2/3   7.900 s"
    );
    assert!(row(&drawn(&tape, 140, 1), 0).contains("branch 2 of 3"));
}

#[test]
fn where_a_branch_begins_is_seen_even_in_a_flush() {
    let history = eventful();
    let around = (Time::from_millis(2_360), Time::from_millis(2_380));
    assert_eq!(history.marks().in_span(around.0, around.1), Kinds::FLUSH);
    for (millis, glyph) in [(2_370, "╞"), (3_500, "╳")] {
        let left = Time::from_millis(millis);
        let branch = Some(Branch { left: Some(left), ..branch().expect("a branch") });
        let tape = Tape { branch, ..tape(&history, left) };
        let drawn = drawn(&tape, 80, 1);
        let here = (16..80).find(|x| drawn[(*x, 0)].modifier.contains(Modifier::REVERSED));
        assert_eq!(drawn[(here.expect("a place"), 0)].symbol(), glyph, "{}", row(&drawn, 0));
    }
}

#[test]
fn the_place_is_the_same_block_even_in_a_flush() {
    let history = eventful();
    let of_place = |millis| {
        let drawn = drawn(&tape(&history, Time::from_millis(millis)), 80, 1);
        let here = (16..80).find(|x| drawn[(*x, 0)].modifier.contains(Modifier::REVERSED));
        let cell = drawn[(here.expect("a place"), 0)].clone();
        (cell.symbol().to_owned(), cell.style())
    };
    assert_eq!(of_place(2_370), of_place(4_300));
}

#[test]
fn who_pauses_at_the_end_is_not_live() {
    let history = eventful();
    let tape = Tape { is_paused: true, ..tape(&history, history.end()) };
    assert!(row(&drawn(&tape, 80, 1), 0).starts_with(" NOW "));
}

#[test]
fn a_tape_says_whose_it_is_where_there_is_room() {
    let history = eventful();
    let of = |of, width| {
        let tape = Tape { of: Some(of), ..tape(&history, history.end()) };
        row(&drawn(&tape, width, 1), 0)
    };
    assert!(
        of("write-back", 80).ends_with("7.900 s  tape: write-back"),
        "{}",
        of("write-back", 80)
    );
    let (long, journal) = ("write-back journal=on", "write-back journal=on queue=1");
    assert!(of(long, 80).ends_with("7.900 s  write-back journal=on"), "{}", of(long, 80));
    assert!(!of(journal, 60).contains("write-back"));
}

#[test]
fn a_branch_keeps_the_legend_where_it_can() {
    let history = eventful();
    let tape = Tape { branch: branch(), ..tape(&history, history.end()) };
    let row = row(&drawn(&tape, 120, 1), 0);
    assert!(row.contains("branch 2/3") && row.contains("╳ lost"), "{row}");
}

#[test]
fn where_there_is_room_the_glyphs_are_explained() {
    let history = eventful();
    let tape = Tape { branch: branch(), ..tape(&history, history.end()) };
    assert!(row(&drawn(&tape, 140, 1), 0).contains("╳ lost"));
    let two = drawn(&tape, 80, 2);
    assert!(row(&two, 1).contains("╳ lost") && row(&two, 1).ends_with("2/3"));
    assert!(!row(&two, 0).contains("2/3"));
}

#[test]
fn a_click_finds_the_instant_that_is_drawn_there() {
    let history = eventful();
    for width in [76, 80, 120, 200] {
        let tape = tape(&history, history.end());
        let area = Rect::new(3, 5, width, 1);
        let bar: Vec<_> = (0..=width + 6)
            .filter_map(|x| Some((x, tape::time_at(&tape, area, (x, 5))?)))
            .collect();
        assert!(bar.is_sorted_by_key(|(_, time)| *time) && bar.len() > 40);
        assert_eq!(bar.last().map(|(_, time)| *time), Some(history.end()));
        for (x, time) in bar {
            let there = Tape { position: time, ..tape };
            let mut buffer = Buffer::empty(Rect::new(0, 0, width + 9, 7));
            tape::render(&there, &Theme::dark(), area, &mut buffer);
            let is_there = buffer[(x, 5)].modifier.contains(Modifier::REVERSED);
            assert!(is_there || time == history.end(), "at {x} of {width}: {time:?}");
        }
        assert_eq!(tape::time_at(&tape, area, (30, 4)), None);
        assert_eq!(tape::time_at(&tape, area, (4, 5)), None);
    }
}

#[test]
fn a_tape_fits_in_any_room() {
    let history = eventful();
    let tape = Tape { branch: branch(), ..tape(&history, Time::ZERO) };
    for (width, height) in (0..90).flat_map(|width| [0, 1, 2, 3].map(|height| (width, height))) {
        let mut buffer = Buffer::filled(Rect::new(0, 0, 94, 7), Cell::new("#"));
        let area = Rect::new(2, 2, width, height);
        tape::render(&tape, &Theme::dark(), area, &mut buffer);
        let outside = buffer.area.positions().filter(|place| !area.contains(*place));
        assert!(outside.into_iter().all(|place| buffer[place].symbol() == "#"), "{area}");
        let _time = tape::time_at(&tape, area, (width / 2 + 2, 2));
    }
}

#[test]
fn a_tape_without_a_history_is_drawn_too() {
    let history = History::default();
    let drawn = drawn(&tape(&history, Time::ZERO), 80, 1);
    assert!(row(&drawn, 0).starts_with(" LIVE") && row(&drawn, 0).ends_with("0.000 s"));
}
