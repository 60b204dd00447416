//! The chart of a crash sweep: acknowledged writes lost, by the moment of the crash.

mod legend;
mod plot;

use dirtybit::{Exposure, Subject};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::links;
use crate::sweeper::Progress;
use crate::tui::chart::{Chart, Curves, State};
use crate::tui::ink;
use crate::tui::theme::Theme;
use plot::Plot;

/// How many columns the curves have on a screen of this width.
pub(crate) fn columns(width: u16) -> u32 {
    u32::from(plot::columns(width).max(1))
}

/// The rows that it likes to have, and those that it needs.
pub(crate) const ROWS: u16 = 15;
pub(crate) const LEAST_ROWS: u16 = 9;

/// How the curves are told apart: the one in focus is filled, the others are rows of these.
const MARKS: [&str; 5] = ["o", "+", "x", "*", "%"];

/// Draws the chart, or how far it has come.
pub(crate) fn render(chart: &Chart, theme: &Theme, area: Rect, buf: &mut Buffer) {
    Clear.render(area.intersection(buf.area), buf);
    match &chart.state {
        State::Nothing => {}
        State::Running(progress) => running(*progress, theme, area, buf),
        State::Done(curves) => done(curves, theme, area, buf),
    }
}

fn running(progress: Progress, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inside = ink::padded(ink::boxed(buf, area, theme, "CRASH SWEEP"));
    ink::caption(buf, area, "esc cancels; meanwhile all keys do what they do", theme.dim);
    let Progress { done, of } = progress;
    let what = match of {
        0 => "Every moment at which the cache could die is looked for ...".to_owned(),
        _ => format!("Every crash of the cache is tried: run {done} of {of}"),
    };
    let share = done as f64 / of.max(1) as f64;
    let bar = ink::bar(inside.width.saturating_sub(8), share);
    let percent = (share * 100.0).floor();
    ink::put(buf, inside, (inside.x, inside.y + 1), &what, theme.text);
    ink::put(buf, inside, (inside.x, inside.y + 2), &format!("{bar} {percent:>3} %"), theme.title);
}

fn done(curves: &Curves, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inside = ink::boxed(buf, area, theme, "CRASH SWEEP");
    heading(curves, theme, area, buf);
    let legend = legend::height(curves, inside.height);
    let plot = Plot::new(curves, Rect { height: inside.height - legend, ..inside });
    plot.render(theme, area, buf);
    let legend = Rect { y: inside.bottom() - legend, height: legend, ..inside };
    legend::render(curves, theme, legend, buf);
    let room = note_room(area);
    ink::caption(buf, room, &note(curves, room.width.saturating_sub(6)), theme.dirty);
}

/// Between the two ends of time.
fn note_room(area: Rect) -> Rect {
    let end = area.width.min(NOTE_FROM);
    Rect { x: area.x + end, width: area.width.saturating_sub(2 * end), ..area }
}

/// Room for the time at each end of the lower border.
const NOTE_FROM: u16 = 12;

/// The crash that is pointed at, in words; or what is to be seen.
fn heading(curves: &Curves, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (words, style) = match curves.crash() {
        Some(crash) => (pointed_at(curves, crash), loss(theme, crash.lost)),
        None => ("acknowledged writes lost, by the moment of the crash".to_owned(), theme.text),
    };
    let room = Rect { width: area.width.saturating_sub(2), ..area };
    ink::put(buf, room, (area.x + 15, area.y), &format!(" {words} "), style);
}

/// What is shown above the chart is the session: a crash of anything else is told as one.
fn pointed_at(curves: &Curves, Exposure { at, lost, .. }: Exposure) -> String {
    let subject = &curves.focused().subject;
    match curves.other_than_shown() {
        None => format!("crash at {at} s loses {lost} · {subject}"),
        Some(_) => format!("under {subject} a crash at {at} s loses {lost}"),
    }
}

fn loss(theme: &Theme, lost: u64) -> Style {
    if lost > 0 { theme.lost } else { theme.clean }
}

/// What is to be known of the whole chart, the first of it first, as far as there is room.
fn note(curves: &Curves, room: u16) -> String {
    let curve = curves.focused();
    let mut notes = Vec::new();
    if curves.is_older {
        notes.push(["older than now: press y twice to sweep again".to_owned(), OLDER.to_owned()]);
    }
    if let Some(shown) = curves.other_than_shown() {
        notes.push(other_is_shown(shown, &curve.subject));
    }
    if curve.every > 1 {
        let words = format!("one moment in {} of {}", curve.every, curve.of);
        notes.push([words.clone(), words]);
    }
    let joined =
        |form: usize| notes.iter().map(|note| &*note[form]).collect::<Vec<_>>().join(" · ");
    let first = |form: usize| notes.first().map_or("", |note| &*note[form]).to_owned();
    links::fitting([joined(0), joined(1), first(0), first(1)], room)
}

const OLDER: &str = "older than now: y y sweeps again";

/// The stage is not about the curve that is looked at.
fn other_is_shown(shown: &Subject, looked_at: &Subject) -> [String; 2] {
    let session = match *shown == Subject::as_it_is() {
        true => "the session".to_owned(),
        false => format!("the session ({shown})"),
    };
    [
        format!("shown: {session}; enter shows {looked_at}"),
        format!("shown: the session; enter: {looked_at}"),
    ]
}

/// How a curve looks, by its number.
fn style(theme: &Theme, number: usize) -> Style {
    let styles = [theme.clean, theme.dirty, theme.read, theme.superseded, theme.flushing];
    styles[number % styles.len()]
}

fn mark(number: usize) -> &'static str {
    MARKS[number % MARKS.len()]
}
