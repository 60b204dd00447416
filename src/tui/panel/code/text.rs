//! The lines of a source file: which of them are in view, and how they are drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::page::Page;
use crate::tui::ink;
use crate::tui::theme::Theme;

/// Columns of a line's mark and number.
const GUTTER: u16 = 5;
/// Words of the language.
const KEYWORDS: [&str; 17] = [
    "as", "async", "await", "const", "crate", "else", "fn", "for", "if", "in", "let", "match",
    "mod", "mut", "pub", "return", "use",
];

/// Draws the part of a file that its line is in, or the first function.
pub(super) fn render(page: &Page, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let lines: Vec<_> = page.source.text.lines().collect();
    let height = usize::from(area.height);
    let top = top(&lines, page.place.map_or(0, |place| place.line() - 1), height);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
    let is_narrow = longest > usize::from(area.width.saturating_sub(GUTTER));
    for (y, number) in (area.y..).zip(top..lines.len().min(top + height)) {
        let code = if is_narrow { half_indented(lines[number]) } else { lines[number].to_owned() };
        let row = Rect { y, height: 1, ..area };
        line(page, number + 1, &code, theme, row, buf);
    }
}

/// Keeps what a line begins with readable where there is little room.
fn half_indented(line: &str) -> String {
    let code = line.trim_start();
    " ".repeat((line.len() - code.len()) / 2) + code
}

/// The first line in view. The whole function stays in view, so that the text stands still while
/// an operation steps through it; one that is too long is turned over in pages.
fn top(lines: &[&str], at: usize, height: usize) -> usize {
    let (first, last) = function(lines, at);
    let (length, most) = (last + 1 - first, lines.len().saturating_sub(height));
    let top = match height {
        0 | 1 => at.max(first),
        _ if length <= height => first.saturating_sub((height - length) / 2),
        _ => {
            let page = height.saturating_sub(2).max(1);
            let above = (at.max(first) - first).saturating_sub(1) / page * page;
            (first + above).min(last + 1 - height)
        }
    };
    top.min(most)
}

/// From the head of the function that a line is in to its end; outside of all, the next one's.
fn function(lines: &[&str], at: usize) -> (usize, usize) {
    let is_head = |line: &&str| !line.starts_with([' ', '/']) && line.contains("fn ");
    let before = lines.iter().take(at + 1).rposition(is_head);
    let first = before.or_else(|| lines.iter().position(is_head)).unwrap_or_default();
    let length = lines[first..].iter().position(|line| *line == "}");
    (first, length.map_or(lines.len() - 1, |length| first + length))
}

fn line(page: &Page, number: usize, code: &str, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let has_come = page.place.is_some_and(|place| place.has_come_through(number));
    let stance = page.stance.filter(|_| page.place.is_some_and(|place| place.line() == number));
    let glyph = stance.map_or(if has_come { "·" } else { " " }, |stance| stance.glyph());
    let gutter = format!("{glyph} {number:>2} ");
    let room = usize::from(row.width.saturating_sub(GUTTER));
    if let Some(stance) = stance {
        let whole = format!("{gutter}{:<room$}", ending(code, room));
        return ink::put(buf, row, (row.x, row.y), &whole, stance.line(theme));
    }
    let code = ink::clipped(code, room);
    let style = if has_come { theme.text } else { theme.dim };
    ink::put(buf, row, (row.x, row.y), &gutter, style);
    coloured(
        &code,
        theme,
        Rect { x: row.x + GUTTER.min(row.width), width: room as u16, ..row },
        buf,
    );
}

/// The end of a line that is too long: what is asked for stands there, and who is asked.
fn ending(line: &str, room: usize) -> String {
    let (code, length) = (line.trim_start(), line.chars().count());
    let over = length.saturating_sub(room);
    if over <= length - code.chars().count() {
        return line.chars().skip(over).collect();
    }
    let (mut left, whole) = (room.saturating_sub(1), words(code).collect::<Vec<_>>());
    let fits = |word: &&&str| {
        let is_room = word.chars().count() <= left;
        left -= if is_room { word.chars().count() } else { left };
        is_room
    };
    let kept = whole.iter().rev().take_while(fits).count();
    let end = whole[whole.len() - kept..].concat();
    format!("…{}", without_arguments(end.trim_start()))
}

/// The arguments of something that is not in view say nothing.
fn without_arguments(code: &str) -> &str {
    code.split_once(' ').filter(|(word, _)| word.ends_with(')')).map_or(code, |(_, rest)| rest)
}

/// What is said about the code is dim, and so is what it only brings in; the words of the language
/// stand out a little.
fn coloured(code: &str, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let is_aside = code.trim_start().starts_with("//") || code.starts_with("use ");
    let keyword = theme.key.remove_modifier(Modifier::BOLD);
    let mut x = row.x;
    for word in words(code) {
        let style = match word {
            _ if is_aside => theme.dim,
            word if KEYWORDS.contains(&word) => keyword,
            _ => theme.text,
        };
        ink::put(buf, row, (x, row.y), word, style);
        x += word.chars().count() as u16;
    }
}

/// Words, and what is between them.
fn words(code: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = code;
    std::iter::from_fn(move || {
        let is_word = rest.chars().next().map(is_part)?;
        let end = rest.find(|c| is_part(c) != is_word).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}
