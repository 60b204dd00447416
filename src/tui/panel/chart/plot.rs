//! The curves themselves, with their axes and the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{mark, style};
use crate::tui::chart::Curves;
use crate::tui::ink;
use crate::tui::theme::Theme;

/// What fills a cell, by eighths.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Columns for the numbers of the upward axis.
const NUMBERS: u16 = 6;
/// What is said where the cache is down, as far as there is room.
const HOLE: [&str; 2] = ["cache is down", "down"];
/// On the axis a mark comes so often; curves that lie there take turns.
const MARK_EVERY: u16 = 4;

/// Where the curves are drawn: all but the axes.
pub(super) struct Plot<'a> {
    curves: &'a Curves,
    area: Rect,
    top: u64,
    /// A column stands for the worst of its moments.
    columns: Vec<Vec<Option<u64>>>,
}

/// How many columns the curves have on a screen of this width.
pub(super) const fn columns(width: u16) -> u16 {
    width.saturating_sub(2).saturating_sub(NUMBERS + 1)
}

impl<'a> Plot<'a> {
    /// Its last row is the axis of time.
    pub(super) fn new(curves: &'a Curves, area: Rect) -> Self {
        let left = area.width.min(NUMBERS + 1);
        let area = Rect {
            x: area.x + left,
            width: area.width - left,
            height: area.height.saturating_sub(1),
            ..area
        };
        let width = u32::from(area.width);
        let columns = curves.all.iter().map(|curve| curve.in_parts(curves.end, width)).collect();
        Self { curves, area, top: curves.top(), columns }
    }

    /// The times stand on the lower border of the box.
    pub(super) fn render(&self, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        self.numbers(theme, frame, buf);
        for column in 0..self.area.width {
            self.fill(column, theme, frame, buf);
            self.others(column, theme, frame, buf);
        }
        self.times(theme, frame, buf);
        match self.top == 0 || self.is_before_any_answer() {
            true => self.nothing_to_lose(theme, buf),
            false => self.holes_in(self.area, theme, buf),
        }
        self.cursor(theme, frame, buf);
    }

    fn nothing_to_lose(&self, theme: &Theme, buf: &mut Buffer) {
        let (words, style) = match self.curves.has_acknowledged {
            true => ("no crash at any moment would lose an acknowledged write", theme.clean),
            false => ("nothing is acknowledged yet", theme.text),
        };
        let cell = (self.area.x + 1, self.area.y + self.area.height / 2);
        ink::put(buf, self.area, cell, words, style);
        let below =
            Rect { height: self.area.height.saturating_sub(self.area.height / 2 + 1), ..self.area };
        let below = Rect { y: cell.1 + 1, ..below };
        self.holes_in(below, theme, buf);
    }

    /// The session itself has nothing to lose yet, whatever it would have under other patterns.
    fn is_before_any_answer(&self) -> bool {
        let is_own = self.curves.other_than_shown().is_none();
        let loses = self.curves.focused().worst().is_some_and(|worst| worst.lost > 0);
        is_own && !self.curves.has_acknowledged && !loses
    }

    /// Why the curve in focus is not there, in the middle of what is missing.
    fn holes_in(&self, area: Rect, theme: &Theme, buf: &mut Buffer) {
        let columns = &self.columns[self.curves.focus];
        let mut from = 0;
        for hole in columns.chunk_by(|one, other| one.is_some() == other.is_some()) {
            let width = hole.len() as u16;
            let words = HOLE.into_iter().find(|words| words.len() <= hole.len());
            if let Some(words) = words.filter(|_| hole[0].is_none()) {
                let x = area.x + from + (width - words.len() as u16) / 2;
                ink::put(buf, area, (x, area.y + area.height / 2), words, theme.dim);
            }
            from += width;
        }
    }

    fn axis(&self) -> u16 {
        self.area.bottom()
    }

    fn numbers(&self, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        let line = self.area.x.saturating_sub(1);
        let numbers = Rect { width: (line - frame.x).saturating_sub(1), x: frame.x + 1, ..frame };
        let numbers = Rect { width: numbers.width.saturating_sub(1), ..numbers };
        for y in self.area.y..self.axis() {
            ink::put(buf, frame, (line, y), "│", theme.dim);
        }
        if self.top > 0 && self.area.height > 0 {
            ink::put_right(buf, numbers, self.area.y, &self.top.to_string(), theme.text);
        }
        if self.axis() + 1 < frame.bottom() {
            ink::put(buf, frame, (line, self.axis()), "┼", theme.dim);
            ink::put_right(buf, numbers, self.axis(), "0", theme.text);
        }
    }

    fn times(&self, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        if frame.height > 1 && frame.width > 30 {
            let y = frame.bottom() - 1;
            let inside = Rect { width: frame.width - 2, ..frame };
            ink::put(buf, inside, (frame.x + 2, y), " 0 s ", theme.title);
            ink::put_right(buf, inside, y, &format!(" {} s ", self.curves.end), theme.title);
        }
    }

    /// The curve in focus; where the axis is open, the cache is down.
    fn fill(&self, column: u16, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        let (x, style) = (self.area.x + column, style(theme, self.curves.focus));
        let lost = self.worst_in(self.curves.focus, column);
        if lost.is_some() {
            ink::put(buf, self.on_axis(frame), (x, self.axis()), "─", style);
        }
        let eighths = self.eighths(lost.unwrap_or(0));
        for (row, y) in (self.area.y..self.axis()).rev().enumerate() {
            let filled = eighths.saturating_sub(row as u64 * 8).min(8);
            ink::put(buf, self.area, (x, y), EIGHTHS[filled as usize], style);
        }
    }

    /// The others are rows of marks; where some of them meet, they take turns.
    fn others(&self, column: u16, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        let others = (0..self.curves.all.len()).filter(|number| *number != self.curves.focus);
        let lost = |number: usize| Some((number, self.worst_in(number, column)?));
        let (none, some): (Vec<_>, Vec<_>) =
            others.filter_map(lost).partition(|(_, lost)| *lost == 0);
        let turn = usize::from(column / MARK_EVERY);
        if let Some((number, _)) = none.get(turn % none.len().max(1))
            && column % MARK_EVERY == MARK_EVERY / 2
        {
            let (x, style) = (self.area.x + column, style(theme, *number));
            ink::put(buf, self.on_axis(frame), (x, self.axis()), mark(*number), style);
        }
        for (number, lost) in (0..some.len()).map(|place| some[(place + turn) % some.len()]) {
            self.mark(column, number, lost, theme, buf);
        }
    }

    fn mark(&self, column: u16, number: usize, lost: u64, theme: &Theme, buf: &mut Buffer) {
        let row = (self.eighths(lost).saturating_sub(1) / 8) as u16;
        let cell = (self.area.x + column, self.axis().saturating_sub(row + 1));
        let style = self.over(cell, style(theme, number), buf);
        ink::put(buf, self.area, cell, mark(number), style);
    }

    fn cursor(&self, theme: &Theme, frame: Rect, buf: &mut Buffer) {
        let Some(crash) = self.curves.crash() else {
            return;
        };
        let x = self.area.x + self.curves.column_of(crash.at, u32::from(self.area.width)) as u16;
        for y in self.area.y..self.axis() {
            let style = self.over((x, y), theme.selected, buf);
            ink::put(buf, self.area, (x, y), "┃", style);
        }
        ink::put(buf, self.on_axis(frame), (x, self.axis()), "▲", theme.selected);
    }

    fn on_axis(&self, frame: Rect) -> Rect {
        let height = u16::from(self.axis() + 1 < frame.bottom());
        Rect { y: self.axis(), height, ..self.area }
    }

    /// How something looks that must be seen on what is filled, too.
    fn over(&self, cell: (u16, u16), style: Style, buf: &Buffer) -> Style {
        match buf.cell(cell).filter(|_| self.area.contains(cell.into())) {
            Some(below) if below.symbol() == "█" => style.add_modifier(Modifier::REVERSED),
            _ => style,
        }
    }

    fn worst_in(&self, curve: usize, column: u16) -> Option<u64> {
        self.columns[curve].get(usize::from(column)).copied().flatten()
    }

    /// One lost write is always seen.
    fn eighths(&self, lost: u64) -> u64 {
        (lost * u64::from(self.area.height) * 8).div_ceil(self.top.max(1))
    }
}
