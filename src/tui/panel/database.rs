//! What the database holds, key by key, what it works on, and how far behind it is.

use dirtybit::{Key, Node, Service, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::ink;
use crate::tui::scene::{Scene, Waiting};
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;

/// Draws the database's box.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let is_down = scene.folds.holdings.is_down(Node::Database);
    let title = if is_down { "DATABASE CRASHED" } else { "DATABASE" };
    let inside = ink::boxed(buf, stage.database, theme, title);
    if is_down {
        ink::break_border(buf, stage.database, theme);
    }
    ink::caption(buf, stage.database, &caption(scene), theme.dim);
    for (lane, y) in stage.rows() {
        let row = Rect { y, height: 1, ..ink::padded(inside) };
        cell(scene, theme, Key(lane as u32), row, buf);
    }
}

fn caption(scene: &Scene) -> String {
    let busy = scene.services.iter().filter(|service| service.node == Node::Database).count();
    let waiting = scene.waiting.iter().filter(|waiting| waiting.node == Node::Database).count();
    match (busy, waiting) {
        (0, 0) => String::new(),
        (busy, 0) => format!("{busy} busy"),
        (busy, waiting) => format!("{busy} busy, {waiting} wait"),
    }
}

fn cell(scene: &Scene, theme: &Theme, key: Key, row: Rect, buf: &mut Buffer) {
    let stored = scene.folds.holdings.of(key).database;
    let version = stored.map_or("·".to_owned(), |value| value.to_string());
    ink::put(buf, row, (row.x, row.y), &version, theme.title);
    let rest = Rect {
        x: row.x + scene.version_width(),
        width: row.width.saturating_sub(scene.version_width()),
        ..row
    };
    if let Some(service) = busy(scene, key) {
        return work(scene, theme, service, rest, buf);
    }
    let (words, style) = standing(scene, theme, key);
    ink::put(buf, rest, (rest.x, rest.y), &words, style);
}

fn busy(scene: &Scene, key: Key) -> Option<&Service> {
    let here = |service: &&Service| service.node == Node::Database && service.key == key;
    scene.services.iter().filter(here).min_by_key(|service| service.until)
}

fn work(scene: &Scene, theme: &Theme, service: &Service, rest: Rect, buf: &mut Buffer) {
    let (what, style) = match service.work {
        Work::Persist(value) => (value.to_string(), theme.write),
        _ => ("read".to_owned(), theme.read),
    };
    let span = (service.until - service.from).as_secs_f64().max(1e-9);
    let share = (scene.now - service.from).as_secs_f64() / span;
    let width = rest.width.saturating_sub(scene.version_width());
    ink::put(buf, rest, (rest.x, rest.y), &ink::bar(width, share), style);
    ink::put(buf, rest, (rest.x + width + 1, rest.y), &what, style);
}

fn standing(scene: &Scene, theme: &Theme, key: Key) -> (String, Style) {
    let here = |waiting: &Waiting| waiting.node == Node::Database && waiting.key == key;
    if scene.waiting.iter().any(here) {
        return ("waits".to_owned(), theme.pending);
    }
    let stored = scene.folds.holdings.of(key).database.map(|value| value.version);
    let lost = scene.lost_of(key, stored);
    match scene.folds.ledger.acknowledged_since(key, stored).saturating_sub(lost) {
        0 if lost > 0 => (format!("╳ {lost} LOST"), theme.lost),
        0 => (String::new(), theme.text),
        behind => (format!("{behind} behind"), theme.dirty),
    }
}
