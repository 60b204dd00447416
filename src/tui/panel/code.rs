//! The source files of the patterns that run, with the line at which the operation in focus is.

mod page;
mod text;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Modifier;

use super::links::fitting;
use crate::tui::ink;
use crate::tui::theme::Theme;
use crate::tui::update::Model;
use page::{Page, Pages};

/// The least height at which two files are shown.
const TWO: u16 = 24;
/// And the least that each of them gets.
const LEAST: u16 = 10;
/// Rows, or columns, of a box's border.
const BORDER: u16 = 2;

/// Draws the code that runs for the selected key.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let pages = Pages::of(model.scene(), model.selected);
    match pages.both() {
        Some([above, below]) if area.height >= TWO => {
            let [top, bottom] = share(area, above, below);
            file(above, above.source.name, theme, top, buf);
            file(below, below.source.name, theme, bottom, buf);
        }
        _ => {
            let (page, room) = (&pages.current, area.width.saturating_sub(BORDER));
            let taken = page.task.chars().count() as u16 + "  CODE   ".len() as u16;
            let names = [pages.names(), page.source.name.to_owned()];
            file(page, &fitting(names, room.saturating_sub(taken)), theme, area, buf);
        }
    }
}

/// Each gets the half, or less if it needs less.
fn share(area: Rect, above: &Page, below: &Page) -> [Rect; 2] {
    let needs = |page: &Page| page.source.text.lines().count() as u16 + BORDER;
    let half = (area.height / 2).max(LEAST);
    let room = area.height.saturating_sub(needs(below)).max(half);
    let top = needs(above).min(room);
    Layout::vertical([Constraint::Length(top), Constraint::Min(0)]).areas(area)
}

/// Draws a file, with what it is run for above and what is done there below.
fn file(page: &Page, names: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let title = format!("CODE {names}");
    let inside = ink::boxed(buf, area, theme, &title);
    let used = title.chars().count() as u16 + BORDER;
    let border = Rect { x: inside.x, width: inside.width, height: area.height.min(1), ..area };
    let room = usize::from(border.width.saturating_sub(used));
    if !page.task.is_empty() && room > 0 {
        let task = ink::clipped(&format!(" {} ", page.task), room);
        let style = theme.title.remove_modifier(Modifier::BOLD);
        ink::put_right(buf, border, area.y, &task, style);
    }
    text::render(page, theme, inside, buf);
    if let Some(stance) = page.stance {
        let words = format!("{} {}", stance.glyph(), page.words);
        ink::caption(buf, area, &words, stance.style(theme));
    }
}
