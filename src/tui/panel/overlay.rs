//! A list over the panels: rows with their states, a cursor, and what there is to know about its row.

use dirtybit::Command;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::account;
use crate::tui::ink;
use crate::tui::overlay::{Look, Overlay, Row, Turn};
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Lines at the foot, at the least: fewer would make the list jump at almost every row.
const FOOT: usize = 2;

/// Columns that labels have at the least, where there is room.
const LABELS: u16 = 32;
/// Room for the cursor's place on the upper border.
const PLACE: u16 = 10;

/// Draws the list that is open.
pub(crate) fn render(
    model: &Model,
    overlay: &Overlay,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    Clear.render(area.intersection(buf.area), buf);
    let inside = ink::padded(ink::boxed(buf, area, theme, &overlay.title(model)));
    let Some(cursor) = overlay.cursor(model) else {
        ink::caption(buf, area, "esc closes", theme.dim);
        return paragraph(&overlay.nothing(model), theme.dim, inside, buf);
    };
    ink::caption(buf, area, &offer(model, overlay, area), theme.dim);
    let about = overlay.row(model, cursor).about;
    let lines = ink::wrapped(&about, usize::from(inside.width)).len().max(FOOT) as u16;
    let foot = lines.min(inside.height.saturating_sub(FOOT as u16));
    let list = Rect { height: inside.height - foot, ..inside };
    rows(model, overlay, cursor, theme, list, buf);
    let used = foot.min(ink::wrapped(&about, usize::from(inside.width)).len() as u16);
    let foot = Rect { y: inside.bottom() - used, height: used, ..inside };
    paragraph(&about, theme.text, foot, buf);
}

/// Writes what happened last on the upper border of the list that covers where it is told otherwise.
pub(crate) fn news(model: &Model, overlay: &Overlay, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(told) = model.scene().account.front() else {
        return;
    };
    let from = width(&overlay.title(model)) + 5;
    let room = area.width.saturating_sub(from + PLACE);
    let words = format!(" {} ", ink::abridged(&told.words, usize::from(room.saturating_sub(2))));
    ink::put(buf, area, (area.x + from, area.y), &words, account::tone(told.tone, theme));
}

/// What enter does, in the words of the prompt; where there is no room, in fewer. How to close the
/// list is left out first.
fn offer(model: &Model, overlay: &Overlay, area: Rect) -> String {
    let commands = overlay.turn(model, Turn::Enter);
    let Some(command) = commands.first() else {
        return "esc closes".to_owned();
    };
    let (whole, brief) = (format!("enter: {}", in_full(command)), brief(command));
    let offers = [format!("{whole}   esc closes"), whole, format!("enter: {brief}")];
    let room = usize::from(area.width).saturating_sub(6);
    let fits = |offer: &&String| offer.chars().count() <= room;
    offers.iter().find(fits).or(offers.last()).cloned().unwrap_or_default()
}

/// The number of a trap is nowhere to be seen.
fn in_full(command: &Command) -> String {
    match command {
        Command::Disarm(Some(_)) => "disarm it".to_owned(),
        command => command.to_string(),
    }
}

/// As it is understood beside the row of the cursor.
fn brief(command: &Command) -> String {
    match command {
        Command::Set(setting) => format!("turn it to {}", setting.value()),
        Command::Route { pattern: Some(pattern), .. } => format!("turn it to {pattern}"),
        Command::Route { pattern: None, .. } => "take it away".to_owned(),
        Command::Arm(..) => "arm it".to_owned(),
        command => in_full(command),
    }
}

/// The rows around the cursor, which stays in the middle as long as there are more on both sides.
fn rows(
    model: &Model,
    overlay: &Overlay,
    cursor: usize,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let (all, room) = (overlay.len(model), usize::from(area.height));
    let first = cursor.saturating_sub(room / 2).min(all.saturating_sub(room));
    let last = (first + room).min(all);
    let seen: Vec<_> = (first..last).map(|place| overlay.row(model, place)).collect();
    let states = states(&seen, area.width);
    for ((place, of_place), y) in (first..last).zip(&seen).zip(area.y..) {
        let line = Rect { y, height: 1, ..area };
        row(of_place, place == cursor, states, theme, line, buf);
    }
    let place = format!(" {}/{all} ", cursor + 1);
    let border = Rect { y: area.y.saturating_sub(1), height: 1, ..area };
    ink::put_right(buf, border, border.y, &place, theme.dim);
}

/// The column of the states: behind the longest label, and where there is much room, not too far
/// away. Where there is too little, the labels are clipped.
fn states(rows: &[Row], room: u16) -> u16 {
    let longest = |text: fn(&Row) -> &str| rows.iter().map(|row| width(text(row))).max();
    let labels = longest(|row| &row.label).map_or(0, |label| label + 2);
    let states = longest(|row| &row.state).unwrap_or(0);
    (room * 3 / 5).min(LABELS).max(labels).min(room.saturating_sub(2 + states))
}

fn row(row: &Row, is_cursor: bool, states: u16, theme: &Theme, line: Rect, buf: &mut Buffer) {
    let style = if is_cursor { theme.selected } else { of_label(row.look, theme) };
    if is_cursor {
        ink::put(buf, line, (line.x, line.y), "▶", theme.selected);
    }
    let words = Rect { x: line.x + line.width.min(2), width: line.width.saturating_sub(2), ..line };
    let room = if row.state.is_empty() { words.width } else { states.saturating_sub(1) };
    ink::put(buf, words, (words.x, line.y), &ink::clipped(&row.label, usize::from(room)), style);
    ink::put(buf, words, (words.x + states, line.y), &row.state, of_state(row.look, theme));
}

fn width(text: &str) -> u16 {
    text.chars().count().min(usize::from(u16::MAX) - 1) as u16
}

const fn of_label(look: Look, theme: &Theme) -> Style {
    match look {
        Look::Dimmed => theme.dim,
        Look::Usual | Look::Changed | Look::Bad => theme.text,
    }
}

const fn of_state(look: Look, theme: &Theme) -> Style {
    match look {
        Look::Dimmed => theme.dim,
        Look::Usual => theme.text,
        Look::Changed => theme.dirty,
        Look::Bad => theme.lost,
    }
}

fn paragraph(words: &str, style: Style, area: Rect, buf: &mut Buffer) {
    let lines = ink::wrapped(words, usize::from(area.width));
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x, y), line, style);
    }
}
