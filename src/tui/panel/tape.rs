//! The tape: all that has been, from left to right, with the place that is looked at.

use std::time::Duration;

use dirtybit::Time;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};

use crate::tui::history::{Kinds, Marks};
use crate::tui::ink;
use crate::tui::state::{State, moment};
use crate::tui::theme::Theme;

/// What a tape shows.
pub(crate) struct Tape<'a> {
    /// The first instant that is known of, and the last.
    pub(crate) begins: Time,
    pub(crate) end: Time,
    /// The instant that is looked at.
    pub(crate) position: Time,
    pub(crate) marks: &'a Marks,
    /// Whose marks they are, where there are several runs.
    pub(crate) of: Option<&'a str>,
    /// Time stands still, even at the end.
    pub(crate) is_paused: bool,
    /// None while there is only one course of events.
    pub(crate) branch: Option<Branch>,
}

/// Which of several courses of events it is.
#[derive(Clone, Copy)]
pub(crate) struct Branch {
    /// Its number, from 1, of how many.
    pub(crate) number: usize,
    pub(crate) count: usize,
    /// Where it left the one before; none for the first one.
    pub(crate) left: Option<Time>,
    /// How far the one goes that one can return to.
    pub(crate) other: Option<Time>,
}

/// The width of what stands left of the bar, and right of it.
const LEFT: u16 = 16;
const RIGHT: u16 = 11;
/// From this width on a branch is told in more words.
const WORDY: u16 = 132;
/// What the bar keeps when glyphs are explained beside it, and when it says whose it is.
const BAR: u16 = 50;
const LEAST_BAR: u16 = 30;
/// Room for a pattern's name, so that the bar stands still when another run is looked at.
const OWNER: usize = 13;
const LEGENDS: [&str; 3] = [
    "┴ write ▒ flush ▼ crash ! anomaly ╳ lost ",
    "▒ flush ▼ crash ! anomaly ╳ lost ",
    "▒ flush ▼ crash ╳ lost ",
];
/// The shortest span of a bar; longer ones are 2, 5, 10, ... times as long, so that what is on it
/// stands still until it is full.
const SHORTEST: u64 = 10_000;

/// How a kind looks. What is most alarming comes first: of several in one cell, that is shown.
const LOOKS: [(Kinds, State); 7] = [
    (Kinds::LOSS, moment::LOSS),
    (Kinds::CACHE_CRASH.union(Kinds::DATABASE_CRASH), moment::CRASH),
    (Kinds::FAILURE, moment::FAILURE),
    (Kinds::ANOMALY, moment::ANOMALY),
    (Kinds::RESTART, moment::RESTART),
    (Kinds::FLUSH, moment::FLUSH),
    (Kinds::CAPTION, moment::CAPTION),
];

/// What must be seen even where a branch begins.
const GRAVE: Kinds = Kinds::LOSS.union(Kinds::CACHE_CRASH).union(Kinds::DATABASE_CRASH);

/// Draws the tape; a second row takes what explains the first.
pub(crate) fn render(tape: &Tape<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let places = Places::of(tape, area);
    state(tape, theme, places.state, buf);
    bar(tape, theme, places.bar, buf);
    ink::put_right(buf, places.end, area.y, &format!("{} s ", tape.end), theme.text);
    if let Some(branch) = &tape.branch {
        let words = words(branch, area.width);
        ink::put_right(buf, places.branch, places.branch.y, &words, theme.key);
    }
    let of = places.of;
    ink::put(buf, of, (of.x, of.y), &owner(tape, of.width), theme.dim);
    let legend = places.legend;
    ink::put(buf, legend, (legend.x, area.bottom() - 1), legend_for(legend.width), theme.dim);
}

fn legend_for(width: u16) -> &'static str {
    let fits = |legend: &&str| legend.chars().count() <= usize::from(width);
    LEGENDS.into_iter().find(fits).unwrap_or_default()
}

/// Whose tape it is; nothing if that does not fit.
fn owner(tape: &Tape<'_>, width: u16) -> String {
    let fits = |words: &String| words.chars().count() <= usize::from(width);
    let forms = |of: &str| [format!(" tape: {of:<OWNER$} "), format!(" {of:<OWNER$} ")];
    tape.of.and_then(|of| forms(of).into_iter().find(fits)).unwrap_or_default()
}

/// The instant at a cell of the screen. What happened in a cell has happened then.
pub(crate) fn time_at(tape: &Tape<'_>, area: Rect, (x, y): (u16, u16)) -> Option<Time> {
    let bar = Places::of(tape, area).bar;
    bar.contains((x, y).into()).then(|| {
        let (_, to) = scale(tape, bar).span(x - bar.x);
        Time::from_micros(to.as_micros() - 1).min(tape.end)
    })
}

/// Where everything is.
struct Places {
    state: Rect,
    bar: Rect,
    end: Rect,
    branch: Rect,
    of: Rect,
    legend: Rect,
}

impl Places {
    fn of(tape: &Tape<'_>, area: Rect) -> Self {
        let row = Rect { height: area.height.min(1), ..area };
        let below = Rect { y: row.bottom(), height: area.height.min(2) - row.height, ..area };
        let has_room = below.is_empty();
        let words = tape.branch.as_ref().map_or(0, |branch| words(branch, area.width).len() as u16);
        let fixed = LEFT + RIGHT + words;
        let of = owner(tape, area.width.saturating_sub(fixed + LEAST_BAR)).chars().count() as u16;
        let legend = legend_for(area.width.saturating_sub(fixed + of + BAR)).chars().count() as u16;
        let beside = |width: u16| Constraint::Length(if has_room { width } else { 0 });
        let [state, bar, branch, end, of, legend] = Layout::horizontal([
            Constraint::Length(LEFT),
            Constraint::Min(0),
            beside(words),
            Constraint::Length(RIGHT),
            Constraint::Length(of),
            beside(legend),
        ])
        .areas(row);
        if has_room {
            return Self { state, bar, end, branch, of, legend };
        }
        let legend = Rect { x: bar.x, width: bar.width, ..below };
        Self { state, bar, end, branch: below, of, legend }
    }
}

/// Live, or at its end, or how long ago: to be seen from the back row.
fn state(tape: &Tape<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (words, style) = match tape.end.since(tape.position) {
        Duration::ZERO if tape.is_paused => (" NOW ".to_owned(), theme.clean),
        Duration::ZERO => (" LIVE ".to_owned(), theme.clean),
        ago => {
            let style = theme.dirty.add_modifier(Modifier::REVERSED);
            (format!(" PAST −{} s ", seconds(ago)), style)
        }
    };
    ink::put(buf, area, (area.x, area.y), &words, style);
}

/// As many decimals as there is room for.
fn seconds(span: Duration) -> String {
    let seconds = span.as_secs_f64();
    match span.as_secs() {
        0..10 => format!("{seconds:.3}"),
        10..1_000 => format!("{seconds:.1}"),
        _ => format!("{seconds:.0}"),
    }
}

fn bar(tape: &Tape<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let scale = scale(tape, area);
    let position = scale.cell(tape.position);
    for cell in 0..area.width {
        let (glyph, style) = look(tape, theme, &scale, cell);
        let is_later = cell > position && !"u┄".contains(glyph);
        let style = if is_later { theme.dim } else { style };
        let x = area.x + cell;
        if cell == position {
            let glyph = if "─═▒ ".contains(glyph) { " " } else { glyph };
            let here = theme.selected.add_modifier(Modifier::REVERSED);
            ink::put(buf, area, (x, area.y), glyph, here);
        } else {
            ink::put(buf, area, (x, area.y), glyph, style);
        }
    }
}

/// What a cell shows: what happened there, where the branch begins, or a line for as far as it goes.
fn look(tape: &Tape<'_>, theme: &Theme, scale: &Scale, cell: u16) -> (&'static str, Style) {
    let (from, to) = scale.span(cell);
    let kinds = tape.marks.in_span(from, to);
    let left = tape.branch.and_then(|branch| branch.left);
    if left.is_some_and(|left| (from..to).contains(&left)) && !kinds.intersects(GRAVE) {
        return ("╞", theme.key);
    }
    if let Some((_, state)) = LOOKS.iter().find(|(kind, _)| kinds.intersects(*kind)) {
        return (state.glyph, (state.style)(theme));
    }
    let other = tape.branch.and_then(|branch| branch.other);
    match (from.max(tape.begins) <= tape.end, other.is_some_and(|other| from <= other)) {
        (true, _) => line(kinds, left.is_some_and(|left| from > left), theme),
        (false, true) if other.is_some_and(|other| other < to) => ("u", theme.key),
        (false, true) => ("┄", theme.border),
        (false, false) => (" ", theme.dim),
    }
}

/// A write is a stroke up, a read is one down; a branch has a line of its own.
fn line(kinds: Kinds, is_branch: bool, theme: &Theme) -> (&'static str, Style) {
    let glyph = |single, double| if is_branch { double } else { single };
    match (kinds.contains(Kinds::WRITE), kinds.contains(Kinds::READ)) {
        (true, true) => (glyph("┼", "╪"), theme.write),
        (true, false) => (glyph("┴", "╧"), theme.write),
        (false, true) => (glyph("┬", "╤"), theme.read),
        (false, false) => (glyph("─", "═"), theme.dim),
    }
}

fn words(branch: &Branch, width: u16) -> String {
    let Branch { number, count, .. } = branch;
    match width {
        0..WORDY => format!(" branch {number}/{count}"),
        _ => format!(" branch {number} of {count}"),
    }
}

/// Which time is where on a bar.
struct Scale {
    begins: u64,
    micros: u64,
    cells: u64,
}

fn scale(tape: &Tape<'_>, area: Rect) -> Scale {
    let other = tape.branch.and_then(|branch| branch.other);
    let end = other.map_or(tape.end, |other| other.max(tape.end));
    let span = (end - tape.begins).as_micros() as u64;
    let mut steps = (0..).flat_map(|power| [1, 2, 5].map(|step| step * 10_u64.pow(power)));
    let micros = steps.find(|step| step * SHORTEST > span).map_or(span + 1, |step| step * SHORTEST);
    Scale { begins: tape.begins.as_micros(), micros, cells: u64::from(area.width.max(1)) }
}

impl Scale {
    /// From when on a cell is, and from when on the next one.
    fn span(&self, cell: u16) -> (Time, Time) {
        let edge = |cell: u64| {
            let from_begin = u128::from(cell) * u128::from(self.micros) / u128::from(self.cells);
            Time::from_micros(self.begins + from_begin as u64)
        };
        (edge(u64::from(cell)), edge(u64::from(cell) + 1))
    }

    fn cell(&self, instant: Time) -> u16 {
        let micros = u128::from(instant.as_micros().saturating_sub(self.begins));
        let cell = ((micros + 1) * u128::from(self.cells)).div_ceil(u128::from(self.micros)) - 1;
        cell.min(u128::from(self.cells) - 1) as u16
    }
}
