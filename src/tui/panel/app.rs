//! What the application believes, key by key, and how its last operations ended.

use dirtybit::{Outcome, Verdict};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::account::millis;
use crate::tui::ink;
use crate::tui::scene::{Ending, LastOperation};
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Room for how the last operation ended.
const STATUS: u16 = 7;

/// Draws the application's box.
pub(crate) fn render(model: &Model, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let inside = ink::boxed(buf, stage.app, theme, "APP believes");
    ink::caption(buf, stage.app, &caption(model, stage), theme.dim);
    for (lane, y) in stage.rows() {
        let row = Rect { y, height: 1, ..inside };
        cell(model, theme, lane, row, buf);
    }
}

fn caption(model: &Model, stage: &Stage) -> String {
    let load = model.scene.load;
    if load.on {
        return load.per_second.map_or("load: no pause".into(), |rate| format!("load {rate}/s"));
    }
    match stage.hidden(model.scene.lanes.len()) {
        (0, 0) => String::new(),
        (above, below) => format!("{} more keys", above + below),
    }
}

fn cell(model: &Model, theme: &Theme, lane: usize, row: Rect, buf: &mut Buffer) {
    let holding = &model.scene.folds.holdings.keys()[lane];
    let is_selected = lane == model.selected;
    let style = if is_selected { theme.selected } else { theme.text };
    let name_width = row.width.saturating_sub(1 + model.scene.version_width() + STATUS);
    let name = ink::clipped(&holding.name, usize::from(name_width).saturating_sub(1));
    if is_selected {
        ink::put(buf, row, (row.x, row.y), "▶", theme.selected);
    }
    ink::put(buf, row, (row.x + 1, row.y), &name, style);
    let version = holding.app.map_or("·".to_owned(), |value| value.to_string());
    ink::put(buf, row, (row.x + 1 + name_width, row.y), &version, theme.title);
    if let Some(last) = model.scene.lanes[lane].last {
        let (words, style) = status(&last, model, theme);
        ink::put_right(buf, row, row.y, &words, style);
    }
}

fn status(last: &LastOperation, model: &Model, theme: &Theme) -> (String, Style) {
    match &last.ending {
        None => (short(millis(model.scene.now - last.issued)), theme.pending),
        Some(ending) => ended(ending, theme),
    }
}

fn ended(ending: &Ending, theme: &Theme) -> (String, Style) {
    match (ending.outcome, ending.verdict) {
        (Outcome::Refused(_), _) => ("REFUSED".to_owned(), theme.alarm),
        (Outcome::Unknown, _) => ("UNKNOWN".to_owned(), theme.alarm),
        (_, Some(Verdict::Stale { .. })) => ("STALE".to_owned(), theme.alarm),
        (_, Some(Verdict::Phantom)) => ("PHANTOM".to_owned(), theme.alarm),
        (Outcome::Acked(_), _) => (short(millis(ending.took)), theme.clean),
    }
}

/// What does not fit is told without its decimal.
fn short(words: String) -> String {
    match words.len() <= usize::from(STATUS) {
        true => words,
        false => words.split('.').next().unwrap_or_default().to_owned() + " ms",
    }
}
