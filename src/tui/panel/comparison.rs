//! The same inputs under several settings, side by side: a small stage for each, and its figures.

mod figures;
mod lanes;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Modifier;

use super::packet::Air;
use super::{account, links};
use crate::tui::ink;
use crate::tui::theme::Theme;
use crate::tui::update::Model;
use lanes::Lanes;

/// Room for the names of keys and figures, left of all columns.
const NAMES: u16 = 10;
/// The least width of a column, with the line before it.
const LEAST_COLUMN: u16 = 21;
/// Rows of an account that is worth its frame.
const ACCOUNT: u16 = 6;
/// Rows of a list that need not cover figures.
const LIST: u16 = 10;
/// Rows of one that covers some, if there are enough.
const HIGHER_LIST: u16 = 12;
/// The least rows of a list: lanes make room for it.
const LEAST_LIST: u16 = 8;
/// Rows around the lanes: titles, two borders, and the road.
const FRAME: u16 = 4;

/// Where there is less, nothing of a comparison is worth its room.
const LEAST: (u16, u16) = (60, 14);

/// Where everything of a comparison is.
#[derive(Default)]
pub(crate) struct Places {
    names: Rect,
    /// The runs to be seen, from this one on.
    first: usize,
    columns: Vec<Rect>,
    lanes: Lanes,
    figures: Rect,
    words: Rect,
    account: Rect,
    list: Rect,
}

impl Places {
    pub(crate) fn of(model: &Model, area: Rect) -> Self {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return Self::default();
        }
        let (names, first, columns) = across(model, area);
        let lanes = lanes(model, area);
        let above = FRAME + lanes.height();
        let [_, below] =
            Layout::vertical([Constraint::Length(above), Constraint::Min(0)]).areas(area);
        let has_account = below.height > figures::MANY + ACCOUNT;
        let least = if has_account { ACCOUNT } else { 0 };
        let is_covered = model.overlay.is_some() && below.height < figures::ALL + 1 + LIST;
        let taken = if is_covered { list_height(below.height) } else { 1 + least };
        let [figures, rest] = Layout::vertical([
            Constraint::Length(below.height.saturating_sub(taken).min(figures::ALL)),
            Constraint::Min(0),
        ])
        .areas(below);
        let [words, account] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(rest);
        let account = if has_account { account } else { Rect::default() };
        let list = if is_covered { rest } else { account };
        Self { names, first, columns, lanes, figures, words, account, list }
    }

    /// The lane at a row of the screen.
    pub(crate) fn lane_at(&self, y: u16) -> Option<usize> {
        self.lanes.at(y)
    }

    /// Where lists open: what was told OK and what is lost stays in view.
    pub(crate) fn lists(&self) -> Rect {
        self.list
    }

    fn runs(&self) -> impl Iterator<Item = (usize, Rect)> + '_ {
        (self.first..).zip(self.columns.iter().copied())
    }
}

/// A list leaves the most important figures where they are.
fn list_height(room: u16) -> u16 {
    room.saturating_sub(figures::SCORE).min(HIGHER_LIST)
}

/// As many lanes as the least of what stands below them leaves room for; the selected one is among
/// them.
fn lanes(model: &Model, area: Rect) -> Lanes {
    let keys = model.scene().lanes.len();
    let below = match model.overlay {
        Some(_) => figures::SCORE + LEAST_LIST,
        None => figures::LEAST + 1,
    };
    let room = area.height.saturating_sub(FRAME + below);
    let shown = keys.min(usize::from(room));
    let first = model.selected.saturating_sub(shown / 2).min(keys - shown);
    let is_high = area.height > FRAME + shown as u16 * 2 + figures::ALL + ACCOUNT;
    Lanes { top: area.y + 1, first, shown, pitch: if is_high { 2 } else { 1 } }
}

/// The names, and as many columns as there is room for: the one that is looked at is among them.
fn across(model: &Model, area: Rect) -> (Rect, usize, Vec<Rect>) {
    let least = NAMES + area.width.saturating_sub(80) / 20;
    let room = area.width.saturating_sub(least);
    let count = model.scenes.len().min(usize::from(room / LEAST_COLUMN)).max(1);
    let first = (model.focus + 1).saturating_sub(count);
    let width = room / count as u16;
    let names = Rect { width: area.width - width * count as u16, ..area };
    // A line stands before each.
    let column =
        |place| Rect { x: names.right() + width * place as u16 + 1, width: width - 1, ..area };
    (names, first, (0..count).map(column).collect())
}

/// Draws the comparison.
pub(crate) fn render(
    model: &Model,
    theme: &Theme,
    places: &Places,
    has_list: bool,
    buf: &mut Buffer,
) {
    if places.columns.is_empty() {
        return;
    }
    names(model, theme, places, buf);
    for (run, column) in places.runs() {
        line_before(theme, places, column, buf);
        title(model, theme, run, column, buf);
        let air = Air { scene: &model.scenes[run], pointed_at: None };
        let shown = places.lanes.of(model.scene().folds.holdings.keys(), air.scene);
        let alarm = model.is_alarmed.then_some(theme.alarm);
        lanes::render(air, theme, &shown, column, alarm, buf);
    }
    let runs: Vec<_> = places.runs().map(|(run, column)| (&model.scenes[run], column)).collect();
    figures::render(model, theme, &runs, places.names, places.figures, buf);
    if !has_list {
        words(model, theme, places, buf);
    }
}

fn line_before(theme: &Theme, places: &Places, column: Rect, buf: &mut Buffer) {
    let line = Rect { x: column.x - 1, width: 1, ..column };
    for y in column.y..places.figures.bottom() {
        ink::put(buf, line, (line.x, y), "│", theme.border);
    }
}

fn names(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    let area = places.names;
    let words = corner(model, places);
    let words = links::fitting([format!(" {words}"), words], area.width);
    ink::put(buf, area, (area.x, area.y), &words, theme.dim);
    let keys = model.scene().folds.holdings.keys();
    for (lane, y) in places.lanes.rows() {
        let is_selected = lane == model.selected;
        let style = if is_selected { theme.selected } else { theme.text };
        let name = ink::clipped(&keys[lane].name, usize::from(area.width.saturating_sub(1)));
        ink::put(buf, area, (area.x + 1, y), &name, style);
        if is_selected {
            ink::put(buf, area, (area.x, y), "▶", style);
        }
    }
}

/// What does not fit is told; else who acts.
fn corner(model: &Model, places: &Places) -> String {
    let (all, shown) = (model.scenes.len(), places.columns.len());
    let load = model.scene().load;
    match load.per_second {
        _ if shown < all => format!("{}-{} of {all}", places.first + 1, places.first + shown),
        Some(rate) if load.on => format!("load {rate}/s"),
        None if load.on => "load".to_owned(),
        _ => format!("client {}", model.client.0),
    }
}

/// The one that lists and the account are about stands out.
fn title(model: &Model, theme: &Theme, run: usize, column: Rect, buf: &mut Buffer) {
    let scene = &model.scenes[run];
    let is_focused = run == model.focus;
    let style = match is_focused {
        true => theme.selected.add_modifier(Modifier::REVERSED),
        false => theme.title,
    };
    let mark = if is_focused { "▶" } else { " " };
    let words = format!("{mark}{} {}", run + 1, model.label(run));
    let words = ink::clipped(&words, usize::from(column.width));
    let line = format!("{words:<width$}", width = usize::from(column.width));
    ink::put(buf, column, (column.x, column.y), &line, style);
    let traps = scene.folds.hazards.traps().len();
    if traps > 0 {
        let room = column.width.saturating_sub(words.chars().count() as u16 + 1);
        let armed = format!("▲{traps}");
        if armed.chars().count() as u16 <= room {
            ink::put_right(buf, column, column.y, &armed, style.patch(theme.dirty));
        }
    }
}

/// One line for all runs, and where there is room, the account of one.
fn words(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    let has_account = places.account.height > 0;
    let area = places.words;
    let room = usize::from(area.width.saturating_sub(2));
    let (words, style) = words::told(model, theme, has_account, room);
    ink::put(buf, area, (area.x + 1, area.y), &ink::clipped(&words, room), style);
    if has_account {
        account::render(model.scene(), theme, places.account, buf);
        let title = format!(" WHAT HAPPENED under {} ", model.label(model.focus));
        let title = ink::clipped(&title, usize::from(area.width.saturating_sub(2)));
        ink::put(buf, places.account, (area.x + 1, places.account.y), &title, theme.title);
    }
}
