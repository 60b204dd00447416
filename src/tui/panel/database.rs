//! What the database holds, key by key, what it works on, and how far behind it is.

use dirtybit::{Fault, Key, Node, Service, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::figure;
use crate::tui::ink;
use crate::tui::scene::{Scene, Waiting};
use crate::tui::stage::Stage;
use crate::tui::state::{State, row};
use crate::tui::theme::Theme;

/// Room for what is being written, beside its bar.
const WRITE: usize = 6;

/// Draws the database's box.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let is_down = scene.folds.holdings.is_down(Node::Database);
    let inside = ink::boxed(buf, stage.database, theme, &title(scene, is_down));
    if is_down {
        ink::break_border(buf, stage.database, theme);
    }
    match scene.folds.hazards.has(&Fault::RefuseWrite) {
        true => ink::caption(buf, stage.database, "refuses next", theme.dirty),
        false => ink::caption(buf, stage.database, &caption(scene), theme.dim),
    }
    for (lane, y) in stage.rows() {
        let row = Rect { y, height: 1, ..ink::padded(inside) };
        cell(scene, theme, Key(lane as u32), row, buf);
    }
}

fn title(scene: &Scene, is_down: bool) -> String {
    match scene.folds.world.database.slowdown {
        _ if is_down => "DATABASE CRASHED".to_owned(),
        1 => "DATABASE".to_owned(),
        times => format!("DATABASE x{times} slow"),
    }
}

fn caption(scene: &Scene) -> String {
    let busy = scene.services.iter().filter(|service| service.node == Node::Database).count();
    let waiting = scene.waiting.iter().filter(|waiting| waiting.node == Node::Database).count();
    match (busy, waiting) {
        (0, 0) => String::new(),
        (busy, 0) => format!("{busy} busy"),
        (busy, waiting) => format!("{busy} busy {waiting} wait"),
    }
}

/// Draws what the database holds of a key.
pub(super) fn cell(scene: &Scene, theme: &Theme, key: Key, row: Rect, buf: &mut Buffer) {
    let stored = scene.folds.holdings.of(key).database;
    let room = usize::from(row.width.saturating_sub(1));
    let version = stored.map_or("·".to_owned(), |value| figure::value(value, room));
    ink::put(buf, row, (row.x, row.y), &version, theme.title);
    let width = scene.version_width().max(version.chars().count() as u16 + 1);
    let rest = Rect { x: row.x + width, width: row.width.saturating_sub(width), ..row };
    let times = busy(scene, key).count();
    if let Some(service) = busy(scene, key).min_by_key(|service| service.until) {
        return work(scene, theme, (service, times), rest, buf);
    }
    let (state, times) = standing(scene, key);
    let words = match (state.word, times) {
        (word, 0) => word.to_owned(),
        (word, times) if word == row::LOST.word => format!("{} {times} {word}", state.glyph),
        (word, times) => format!("{times} {word}"),
    };
    ink::put(buf, rest, (rest.x, rest.y), &words, (state.style)(theme));
}

/// What it works on.
pub(super) fn busy(scene: &Scene, key: Key) -> impl Iterator<Item = &Service> {
    let here = move |service: &&Service| service.node == Node::Database && service.key == key;
    scene.services.iter().filter(here)
}

/// The work that is done first, and how many there are of it.
fn work(
    scene: &Scene,
    theme: &Theme,
    (service, times): (&Service, usize),
    rest: Rect,
    buf: &mut Buffer,
) {
    let (what, style) = match service.work {
        Work::Persist(write) => (figure::write(write, WRITE), theme.write),
        _ if times > 1 => (format!("{times}×read"), theme.read),
        _ => ("read".to_owned(), theme.read),
    };
    let span = (service.until - service.from).as_secs_f64().max(1e-9);
    let share = (scene.now - service.from).as_secs_f64() / span;
    let room = scene.version_width().max(what.chars().count() as u16 + 1);
    let width = rest.width.saturating_sub(room);
    ink::put(buf, rest, (rest.x, rest.y), &ink::bar(width, share), style);
    ink::put(buf, rest, (rest.x + width + u16::from(width > 0), rest.y), &what, style);
}

/// How it stands, and by how many writes.
pub(super) fn standing(scene: &Scene, key: Key) -> (State, u64) {
    let here = |waiting: &Waiting| waiting.node == Node::Database && waiting.key == key;
    if scene.waiting.iter().any(here) {
        return (row::WAITS, 0);
    }
    let stored = scene.folds.holdings.of(key).database.map(|value| value.version);
    let lost = scene.lost_of(key, stored);
    match scene.folds.ledger.acknowledged_since(key, stored).saturating_sub(lost) {
        0 if lost > 0 => (row::LOST, lost as u64),
        0 => (row::UP_TO_DATE, 0),
        behind => (row::BEHIND, behind as u64),
    }
}
