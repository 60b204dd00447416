//! What the application believes, key by key, and how its last operations ended.

use std::time::Duration;

use dirtybit::{AnomalyName, ClientId, Outcome, Verdict};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::figure;
use crate::tui::account::{count, millis};
use crate::tui::ink;
use crate::tui::scene::Ending;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Room for how the last operation ended, and what is left of it where versions are long.
const STATUS: [u16; 2] = [7, 5];
/// Room for a name and a space.
const NAME: u16 = 10;

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
    if let Some(client) = model.scene().killed() {
        return format!("client {} killed", client.0);
    }
    let load = model.scene().load;
    if load.on {
        return load.per_second.map_or("load: no pause".into(), |rate| format!("load {rate}/s"));
    }
    if model.client != ClientId::FIRST {
        return format!("client {} acts", model.client.0);
    }
    match stage.hidden(model.scene().lanes.len()) {
        (0, 0) => String::new(),
        (above, below) => count(above + below, "more key", "more keys"),
    }
}

fn cell(model: &Model, theme: &Theme, lane: usize, row: Rect, buf: &mut Buffer) {
    let holding = &model.scene().folds.holdings.keys()[lane];
    let (name, rest) = columns(row, model.scene().version_width());
    let is_selected = lane == model.selected;
    let style = if is_selected { theme.selected } else { theme.text };
    if is_selected {
        ink::put(buf, row, (row.x, row.y), "▶", theme.selected);
    }
    let words = ink::clipped(&holding.name, usize::from(name.width).saturating_sub(1));
    ink::put(buf, name, (name.x, row.y), &words, style);
    let (words, style) = status(model, theme, lane);
    let least = words.last().filter(|_| model.scene().lanes[lane].mark.is_some());
    let taken = least.map_or(0, |word| word.len() + 1);
    let room = usize::from(rest.width).saturating_sub(taken);
    let version = holding.app.map_or("·".to_owned(), |value| figure::value(value, room));
    ink::put(buf, rest, (rest.x, row.y), &version, theme.title);
    let room = usize::from(rest.width).saturating_sub(version.chars().count() + 1);
    if let Some(words) = words.iter().find(|words| words.chars().count() <= room) {
        ink::put_right(buf, rest, row.y, words, style);
    } else if let Some(word) = least {
        ink::put_right(buf, rest, row.y, &ink::clipped(word, room), style);
    }
}

/// Where the name stands, and where the version and how the last operation ended.
fn columns(row: Rect, version: u16) -> (Rect, Rect) {
    let inside = row.width.saturating_sub(1);
    let [wish, most] = STATUS.map(|status| inside.saturating_sub(version + status));
    let name = wish.max(NAME).min(most);
    let rest = Rect { x: row.x + 1 + name, width: inside - name, ..row };
    (Rect { x: row.x + 1, width: name, ..row }, rest)
}

/// What went wrong, as the account calls it, in the room for how an operation ended.
const fn short_name(name: AnomalyName) -> &'static str {
    match name {
        AnomalyName::AcknowledgedButLost | AnomalyName::DirtyEvictionLoss => "LOST",
        AnomalyName::StaleHit | AnomalyName::ReadYourWrites => "STALE",
        AnomalyName::StaleFill => "OLD FILL",
        AnomalyName::DirtyRead => "PHANTOM",
        AnomalyName::BadRollback => "ROLLBACK",
        AnomalyName::Divergence => "DIVERGED",
        AnomalyName::DualWriteRace => "RACE",
        AnomalyName::AmbiguousOutcome => "UNKNOWN",
        AnomalyName::FalseClean => "UNSAVED",
        AnomalyName::ResurrectedDelete => "REVIVED",
        AnomalyName::DoubleAppliedIncrement => "DOUBLE",
        AnomalyName::Stampede => "STAMPEDE",
        AnomalyName::Penetration => "NO KEY",
        AnomalyName::AvailabilityCoupling => "REFUSED",
        AnomalyName::NonMonotonicRead => "OLDER",
    }
}

/// What there is to say of a lane: the first that fits is said.
fn status(model: &Model, theme: &Theme, lane: usize) -> (Vec<String>, Style) {
    let lane = &model.scene().lanes[lane];
    let (last, mark) = (lane.last, lane.mark.map(short_name));
    match (mark, last.map(|last| (last, last.ending))) {
        (Some(word), _) => (vec![format!("! {word}"), word.to_owned()], theme.alarm),
        (None, Some((_, Some(ending)))) => ended(&ending, theme),
        (None, Some((last, None))) => (spans(model.scene().now - last.issued), theme.pending),
        (None, None) => (Vec::new(), theme.dim),
    }
}

fn ended(ending: &Ending, theme: &Theme) -> (Vec<String>, Style) {
    let word = match (ending.outcome, ending.verdict) {
        (Outcome::Refused(_), _) => "REFUSED",
        (Outcome::Unknown, _) => "UNKNOWN",
        (_, Some(Verdict::Stale { .. })) => "STALE",
        (_, Some(Verdict::Phantom)) => "PHANTOM",
        (Outcome::Acked(_), _) => return (spans(ending.took), theme.clean),
    };
    (vec![word.to_owned()], theme.alarm)
}

/// A latency, and the same without its decimal.
fn spans(span: Duration) -> Vec<String> {
    let words = millis(span);
    let short = format!("{} ms", words.split('.').next().unwrap_or_default());
    vec![words, short]
}
