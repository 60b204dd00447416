//! What the cache holds, key by key: clean, dirty, on its way, or gone.

use std::time::Duration;

use dirtybit::{EntryState, Key, Node, Service, Value};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{figure, links};
use crate::tui::ink;
use crate::tui::scene::{Gone, Scene, Waiting};
use crate::tui::stage::Stage;
use crate::tui::state::{State, entry};
use crate::tui::theme::Theme;

/// Work at least this long is shown as a bar.
const LASTING: Duration = Duration::from_millis(1);

/// Draws the cache's box, or what is left of it.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let is_down = scene.folds.holdings.is_down(Node::Cache);
    let inside = ink::boxed(buf, stage.cache, theme, &title(scene, is_down, stage.cache.width));
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

fn title(scene: &Scene, is_down: bool, width: u16) -> String {
    let is_empty = scene.folds.holdings.keys().iter().all(|holding| holding.cache.is_none());
    match scene.folds.holdings.dirty() {
        _ if is_down => "CACHE CRASHED".to_owned(),
        _ if scene.is_cold => "CACHE is cold".to_owned(),
        _ if is_empty => "CACHE is empty".to_owned(),
        0 => "CACHE".to_owned(),
        dirty if scene.is_queue_full() => {
            let full = format!("{dirty} dirty, full");
            links::fitting([format!("CACHE {full}"), full], width.saturating_sub(4))
        }
        dirty => format!("CACHE {dirty} dirty"),
    }
}

/// What is to be known of the flush.
pub(super) fn caption(scene: &Scene) -> String {
    match (&scene.flush, scene.flush_due) {
        (Some(flush), _) => format!("flushed {}/{}", flush.saved, flush.rows.len()),
        (None, Some(due)) => format!("flush {:.1} s", (due - scene.now).as_secs_f64()),
        (None, None) => String::new(),
    }
}

/// Draws what the cache holds of a key.
pub(super) fn cell(scene: &Scene, theme: &Theme, lane: usize, row: Rect, buf: &mut Buffer) {
    let key = Key(lane as u32);
    let (value, glyph, word, style) = words(scene, theme, key);
    let version =
        value.map_or("·".to_owned(), |value| figure::value(value, room_beside_glyph(row)));
    let width = scene.version_width().max(version.chars().count() as u16 + 1);
    ink::put(buf, row, (row.x, row.y), &version, style);
    let rest = Rect { x: row.x + width, width: row.width.saturating_sub(width), ..row };
    if let Some(service) = busy(scene, key) {
        let share = (scene.now - service.from).as_secs_f64()
            / (service.until - service.from).as_secs_f64().max(1e-9);
        return ink::put(buf, rest, (rest.x, rest.y), &ink::bar(rest.width, share), theme.dim);
    }
    ink::put(buf, rest, (rest.x, rest.y), glyph, style);
    let room = usize::from(rest.width.saturating_sub(2));
    ink::put(buf, rest, (rest.x + 2, rest.y), fitting(&word, room), style);
}

fn room_beside_glyph(row: Rect) -> usize {
    usize::from(row.width).saturating_sub(2)
}

/// The word, or its stem where there is no room for it; the glyph says the same.
fn fitting(word: &str, room: usize) -> &str {
    match word {
        _ if word.chars().count() <= room => word,
        _ if word == entry::FLUSHING.word && room >= 5 => "flush",
        _ => "",
    }
}

pub(super) type Words = (Option<Value>, &'static str, String, Style);

/// What there is of a key, as a version, a glyph and a word.
pub(super) fn words(scene: &Scene, theme: &Theme, key: Key) -> Words {
    let (value, state) = state(scene, key);
    let word = match waiting(scene, key) {
        many @ 2.. if state.word == entry::WAITS.word => format!("{many} wait"),
        _ => state.word.to_owned(),
    };
    (value, state.glyph, word, (state.style)(theme))
}

fn state(scene: &Scene, key: Key) -> (Option<Value>, State) {
    let lane = &scene.lanes[key.index()];
    match (scene.folds.holdings.of(key).cache, waiting(scene, key), lane.gone) {
        (Some((value, state)), ..) => (Some(value), held(scene, key, value, state)),
        (None, 0, None) => (None, entry::ABSENT),
        (None, 0, Some(gone)) => left(gone),
        (None, 1.., _) => (None, entry::WAITS),
    }
}

/// Work that lasts; what is over in a moment would only flicker.
fn busy(scene: &Scene, key: Key) -> Option<&Service> {
    let lasting = |service: &&Service| service.until - service.from >= LASTING;
    let mut here = scene.services.iter().filter(lasting);
    here.find(|service| service.node == Node::Cache && service.key == key)
}

/// How many wait for room for this key, or for its fetch.
fn waiting(scene: &Scene, key: Key) -> usize {
    let here = |waiting: &&Waiting| waiting.node == Node::Cache && waiting.key == key;
    scene.waiting.iter().filter(here).count()
}

fn left(gone: Gone) -> (Option<Value>, State) {
    match gone {
        Gone::Lost(value) => (Some(value), entry::LOST),
        Gone::Evicted(value) => (Some(value), entry::EVICTED),
        Gone::Expired(value) => (Some(value), entry::EXPIRED),
        Gone::Invalidated(value) => (Some(value), entry::INVALID),
    }
}

fn held(scene: &Scene, key: Key, value: Value, state: EntryState) -> State {
    let is_flushing = scene.flush.as_ref().is_some_and(|flush| flush.has(key, value));
    match state {
        EntryState::Dirty if is_flushing => entry::FLUSHING,
        EntryState::Dirty => entry::DIRTY,
        EntryState::Pending => entry::PENDING,
        EntryState::Clean if is_stale(scene, key, value) => entry::STALE,
        EntryState::Clean if is_unsaved(scene, key, value) => entry::UNSAVED,
        EntryState::Clean if is_uncommitted(scene, key, value) => entry::PHANTOM,
        EntryState::Clean => entry::CLEAN,
    }
}

/// A clean entry is a phantom when the database never took it, and nothing will bring it there.
fn is_uncommitted(scene: &Scene, key: Key, value: Value) -> bool {
    let stored = scene.folds.holdings.of(key).database;
    let agree_on_nothing = value.deleted && stored.is_none_or(|stored| stored.deleted);
    !agree_on_nothing && stored.map(|stored| stored.version) < Some(value.version)
}

/// A clean entry is unsaved when the cache only thinks that it is saved.
fn is_unsaved(scene: &Scene, key: Key, value: Value) -> bool {
    let unsaved = scene.lanes[key.index()].unsaved;
    unsaved.is_some_and(|(version, _)| version == value.version)
        && is_uncommitted(scene, key, value)
}

/// A clean entry is stale when the database has something newer.
fn is_stale(scene: &Scene, key: Key, value: Value) -> bool {
    let stored = scene.folds.holdings.of(key).database;
    stored
        .is_some_and(|stored| stored.version > value.version && !(stored.deleted && value.deleted))
}
