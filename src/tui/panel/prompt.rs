//! The prompt in the bottom line; above it what the line can go on as, or why it cannot be read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph, Widget};
use tui_input::Input;

use crate::tui::ink;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Lines that a refusal may take.
const MOST: usize = 6;
/// What somebody needs to know who has not typed anything yet.
const HINT: &str = "tab complete · enter do · esc leave";
/// What stands before the name of a file.
const SAVE: &str = "save as ";
const SAVE_HINT: &str = "enter save · esc leave";
const ASK: &str = "There is such a file. Write over it? y: yes, any other key: no";
/// Columns between two candidates.
const GAP: usize = 2;

/// Draws the prompt if it is open, and whatever is to be said above the bottom line of the screen.
pub(crate) fn render(model: &Model, theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let bottom = bottom_lines(screen, 0, 1);
    let above = above(model);
    for (line, before) in [(model.prompt.line(), ":"), (model.save.line(), SAVE)] {
        if let Some(line) = line {
            Clear.render(bottom.intersection(buf.area), buf);
            edited(line, before, theme, bottom, buf);
        }
    }
    if let Some(why) = &model.refusal {
        said(("╳", why), theme.lost, above, screen, buf);
    } else if let Some(progress) = model.progress {
        let words =
            format!("what was done is done again: {:.0} % (esc: leave it)", progress * 100.0);
        said(("▶", &words), theme.dirty, above, screen, buf);
    } else if model.save.asks {
        said(("?", ASK), theme.dirty, above, screen, buf);
    } else if let Some(notice) = &model.notice {
        said(("■", notice), theme.clean, above, screen, buf);
    } else if model.prompt.is_open() {
        advise(model, theme, screen, buf);
    }
}

/// So many lines of the screen that end so many above its last one.
fn bottom_lines(screen: Rect, above: u16, lines: u16) -> Rect {
    let bottom = screen.bottom().saturating_sub(above);
    let y = bottom.saturating_sub(lines).max(screen.y);
    Rect { y, height: bottom.saturating_sub(y), ..screen }
}

/// A line that is too long is moved so that the cursor can be seen, and shows where it is cut.
fn edited(line: &Input, before: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let from = before.chars().count() as u16 + 1;
    ink::put(buf, area, (area.x + 1, area.y), before, theme.key);
    let width = area.width.saturating_sub(from + 2);
    let text = Rect { x: area.x + area.width.min(from), width, ..area };
    let scroll = line.visual_scroll(usize::from(text.width));
    let room = Rect { width: text.width + 2, ..text }.intersection(area);
    let whole = Line::styled(line.value(), theme.text);
    let is_longer = whole.width() > scroll + usize::from(room.width);
    Paragraph::new(whole).scroll((0, scroll as u16)).render(room.intersection(buf.area), buf);
    let x = text.x + line.visual_cursor().saturating_sub(scroll) as u16;
    for (is_cut, x) in [(scroll > 0, room.x), (is_longer, room.right().saturating_sub(1))] {
        let cell = Rect { x, width: 1, ..room }.intersection(area);
        ink::put(buf, cell, (x, room.y), if is_cut { "…" } else { "" }, theme.dim);
    }
    let hint = if before == SAVE { SAVE_HINT } else { HINT };
    if line.value().is_empty() || before == SAVE {
        ink::put_right(buf, text, area.y, hint, theme.dim);
    }
    if let Some(cell) = buf.cell_mut((x.min(area.right().saturating_sub(1)), area.y)) {
        cell.modifier.insert(Modifier::REVERSED);
    }
}

/// What is said stands above the keys or what is typed; in a presentation, which has no keys, over the
/// tape rather than over what the counters are.
fn above(model: &Model) -> u16 {
    let is_typed = model.prompt.is_open() || model.save.is_open();
    u16::from(is_typed || !model.is_presenting)
}

fn said((glyph, words): (&str, &str), style: Style, above: u16, screen: Rect, buf: &mut Buffer) {
    let lines = ink::wrapped(words, usize::from(screen.width.saturating_sub(4)));
    let area = bottom_lines(screen, above, lines.len().min(MOST) as u16);
    Clear.render(area.intersection(buf.area), buf);
    ink::put(buf, area, (area.x + 1, area.y), glyph, style);
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x + 3, y), line, style);
    }
}

fn advise(model: &Model, theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let (words, chosen) = model.prompt.candidates();
    let lines = u16::from(!words.is_empty());
    if !words.is_empty() {
        let area = bottom_lines(screen, 1, 1);
        Clear.render(area.intersection(buf.area), buf);
        candidates(&words, chosen, theme, area, buf);
    }
    let Some(usage) = model.prompt.usage() else {
        return;
    };
    let told = ink::wrapped(&usage, usize::from(screen.width.saturating_sub(3)));
    let area = bottom_lines(screen, 1 + lines, told.len().min(MOST) as u16);
    Clear.render(area.intersection(buf.area), buf);
    for (line, y) in told.iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x + 2, y), line, theme.dim);
    }
}

/// As many candidates as fit, from where the chosen one can be seen.
fn candidates(words: &[&str], chosen: Option<usize>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let room = usize::from(area.width.saturating_sub(6));
    let first = first_seen(words, chosen.unwrap_or(0), room);
    let mut x = area.x + 2;
    for (place, word) in words.iter().enumerate().skip(first) {
        let width = word.chars().count() as u16;
        if x + width + 2 > area.right() {
            return ink::put(buf, area, (x, area.y), "…", theme.dim);
        }
        let style = match chosen == Some(place) {
            true => theme.selected.add_modifier(Modifier::REVERSED),
            false => theme.dim,
        };
        ink::put(buf, area, (x, area.y), word, style);
        x += width + GAP as u16;
    }
}

/// The first of those that fit before the chosen one, and with it.
fn first_seen(words: &[&str], chosen: usize, room: usize) -> usize {
    let mut needed = 0;
    let backwards = words.iter().enumerate().take(chosen + 1).rev();
    let seen = backwards.take_while(|(_, word)| {
        needed += word.chars().count() + GAP;
        needed <= room
    });
    seen.last().map_or(chosen, |(place, _)| place)
}
