//! What the cache holds, key by key: clean, dirty, on its way, or gone.

use std::time::Duration;

use dirtybit::{EntryState, Key, Node, Service, Value};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::ink;
use crate::tui::scene::{Gone, Scene};
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;

/// Work at least this long is shown as a bar.
const LASTING: Duration = Duration::from_millis(1);

/// Draws the cache's box, or what is left of it.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let is_down = scene.folds.holdings.is_down(Node::Cache);
    let inside = ink::boxed(buf, stage.cache, theme, &title(scene, is_down));
    if is_down {
        ink::break_border(buf, stage.cache, theme);
    } else {
        ink::caption(buf, stage.cache, &caption(scene), theme.dim);
    }
    for (lane, y) in stage.rows() {
        let row = Rect { y, height: 1, ..ink::padded(inside) };
        cell(scene, theme, lane, row, buf);
    }
}

fn title(scene: &Scene, is_down: bool) -> String {
    let is_empty = scene.folds.holdings.keys().iter().all(|holding| holding.cache.is_none());
    match scene.folds.holdings.dirty() {
        _ if is_down => "CACHE CRASHED".to_owned(),
        _ if scene.is_cold => "CACHE is cold".to_owned(),
        _ if is_empty => "CACHE is empty".to_owned(),
        0 => "CACHE".to_owned(),
        dirty => format!("CACHE {dirty} dirty"),
    }
}

fn caption(scene: &Scene) -> String {
    match (&scene.flush, scene.flush_due) {
        (Some(flush), _) => format!("flushed {}/{}", flush.saved, flush.rows.len()),
        (None, Some(due)) => format!("flush {:.1} s", (due - scene.now).as_secs_f64()),
        (None, None) => String::new(),
    }
}

fn cell(scene: &Scene, theme: &Theme, lane: usize, row: Rect, buf: &mut Buffer) {
    let (key, width) = (Key(lane as u32), scene.version_width());
    let entry = scene.folds.holdings.of(key).cache;
    let (version, glyph, word, style) = match (entry, scene.lanes[lane].gone) {
        (Some((value, state)), _) => entry_words(scene, theme, key, value, state),
        (None, _) if is_waiting(scene, key) => ("·".to_owned(), "", "waits", theme.pending),
        (None, Some(Gone::Lost(value))) => (value.to_string(), "╳", "LOST", theme.lost),
        (None, Some(Gone::Evicted(value))) => (value.to_string(), "→", "evicted", theme.dim),
        (None, None) => ("·".to_owned(), "", "", theme.dim),
    };
    ink::put(buf, row, (row.x, row.y), &version, style);
    ink::put(buf, row, (row.x + width, row.y), glyph, style);
    let room = usize::from(row.width.saturating_sub(width + 2));
    ink::put(buf, row, (row.x + width + 2, row.y), fitting(word, room), style);
    if let Some(service) = busy(scene, key) {
        let rest = Rect { x: row.x + width, width: row.width.saturating_sub(width), ..row };
        let share = (scene.now - service.from).as_secs_f64()
            / (service.until - service.from).as_secs_f64().max(1e-9);
        ink::put(buf, rest, (rest.x, rest.y), &ink::bar(rest.width, share), theme.dim);
    }
}

/// The word, or its stem where there is no room for it.
fn fitting(word: &'static str, room: usize) -> &'static str {
    match word {
        "flushing" if word.len() > room => "flush",
        _ => word,
    }
}

/// Work that lasts; what is over in a moment would only flicker.
fn busy(scene: &Scene, key: Key) -> Option<&Service> {
    let lasting = |service: &&Service| service.until - service.from >= LASTING;
    let mut here = scene.services.iter().filter(lasting);
    here.find(|service| service.node == Node::Cache && service.key == key)
}

/// Whether something waits for room for this key.
fn is_waiting(scene: &Scene, key: Key) -> bool {
    scene.waiting.iter().any(|waiting| waiting.node == Node::Cache && waiting.key == key)
}

type Words = (String, &'static str, &'static str, Style);

fn entry_words(scene: &Scene, theme: &Theme, key: Key, value: Value, state: EntryState) -> Words {
    let is_flushing = scene.flush.as_ref().is_some_and(|flush| flush.has(key, value));
    let (glyph, word, style) = match state {
        EntryState::Dirty if is_flushing => ("▒", "flushing", theme.flushing),
        EntryState::Dirty => ("●", "dirty", theme.dirty),
        EntryState::Pending => ("◆", "pending", theme.pending),
        EntryState::Clean if is_stale(scene, key, value) => ("◄", "stale", theme.lost),
        EntryState::Clean if is_uncommitted(scene, key, value) => ("╳", "phantom", theme.lost),
        EntryState::Clean => ("■", "clean", theme.clean),
    };
    (value.to_string(), glyph, word, style)
}

/// A clean entry is a phantom when the database never took it, and nothing will bring it there.
fn is_uncommitted(scene: &Scene, key: Key, value: Value) -> bool {
    let stored = scene.folds.holdings.of(key).database.map(|stored| stored.version);
    stored < Some(value.version)
}

/// A clean entry is stale when the database has something newer.
fn is_stale(scene: &Scene, key: Key, value: Value) -> bool {
    let stored = scene.folds.holdings.of(key).database;
    stored.is_some_and(|stored| stored.version > value.version)
}
