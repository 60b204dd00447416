//! The code panel: which line it marks, and what it says is done there.

mod pictures;
mod random;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::{Speaker, lines};
use crate::tui::panel::code;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// The panel in a room of its own.
fn panel(model: &Model, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    code::render(model, &Theme::dark(), area, &mut buffer);
    lines(&buffer).join("\n")
}

/// A file as the panel shows it.
struct Shown {
    names: String,
    /// The mark, the number of the line that is marked, and its text.
    mark: Option<(char, usize, String)>,
    /// The mark below, and what is said there.
    words: Option<(char, String)>,
}

const MARKS: &str = "→▶║◀╳";

/// What the panel shows, file by file.
fn shown(panel: &str) -> Vec<Shown> {
    let rows: Vec<_> = panel.lines().collect();
    let heads =
        rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.strip_prefix("╭ CODE ")?)));
    let file = |(at, head): (usize, &str)| {
        let names = head.split(" ─").next().unwrap_or_default().to_owned();
        let end = rows[at..].iter().position(|row| row.starts_with('╰')).expect("a lower border");
        let mut marks = rows[at..at + end].iter().filter_map(|row| marked(row));
        let (mark, second) = (marks.next(), marks.next());
        assert_eq!(second, None, "two lines are marked:\n{panel}");
        Shown { names, mark, words: said(rows[at + end]) }
    };
    heads.map(file).collect()
}

fn marked(row: &str) -> Option<(char, usize, String)> {
    let mut row = row.strip_prefix('│')?.strip_suffix('│')?.chars();
    let mark = row.next().filter(|mark| MARKS.contains(*mark))?;
    let rest = row.as_str().trim();
    let (number, text) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((mark, number.parse().expect("a line's number"), text.trim().to_owned()))
}

fn said(row: &str) -> Option<(char, String)> {
    let mark = row.chars().find(|mark| MARKS.contains(*mark))?;
    let words = row.split_once(mark)?.1.trim_end_matches(['─', '╯']).trim();
    Some((mark, words.to_owned()))
}

#[test]
fn what_ended_last_stays_in_view_whichever_key_is_selected() {
    let mut speaker = Speaker::new();
    speaker.say("write-pattern write-through");
    speaker.press("w");
    speaker.wait_us(60_000);
    speaker.say("delete user:1");
    for (wait, expected) in [
        (600, "waits: the delete to the database"),
        (2_000, "waits: the database writes the delete"),
        (60_000, "ended: OK after 55.1 ms"),
    ] {
        speaker.wait_us(wait);
        let panel = panel(&speaker.session.model, 80, 20);
        let words = shown(&panel).remove(0).words.map(|(_, words)| words);
        assert_eq!(words.as_deref(), Some(expected), "{panel}");
        assert!(panel.contains("delete user:1"), "{panel}");
    }
}

#[test]
fn it_stays_where_it_is_put_at_any_size() {
    let mut speaker = Speaker::new();
    speaker.say("write-pattern write-through");
    for at_work in [false, true] {
        if at_work {
            speaker.press("w");
            speaker.wait_us(3_000);
        }
        for width in (1..=24).chain([40, 53, 60, 70, 120, 240]) {
            for height in (1..=12).chain([20, 23, 24, 25, 30, 40, 70]) {
                let area = Rect::new(3, 2, width, height);
                let whole = Rect::new(0, 0, width + 5, height + 4);
                let mut buffer = Buffer::filled(whole, Cell::new("#"));
                code::render(&speaker.session.model, &Theme::dark(), area, &mut buffer);
                let is_outside = |at: &Position| !area.contains(*at);
                let spilt =
                    whole.positions().filter(is_outside).find(|at| buffer[*at].symbol() != "#");
                assert_eq!(spilt, None, "{width}x{height}");
            }
        }
        let (area, small) = (Rect::new(0, 0, 80, 24), Rect::new(0, 0, 20, 5));
        code::render(&speaker.session.model, &Theme::dark(), area, &mut Buffer::empty(small));
    }
}
