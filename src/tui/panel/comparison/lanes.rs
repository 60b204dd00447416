//! A small stage: the three versions of every key, and what travels between them.

use dirtybit::{AnomalyName, Holding, Key, LinkName, Node, Outcome, Verdict};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Widget};

use crate::tui::ink;
use crate::tui::panel::packet::Air;
use crate::tui::panel::{cache, database, figure, links, road, traffic};
use crate::tui::scene::{Lane, Scene};
use crate::tui::state::{State, ending};
use crate::tui::theme::Theme;

/// The least version: `v12`.
const VERSION: u16 = 3;
/// What a way between two nodes should have: room for a version and its head.
const WAY: u16 = 4;
/// What the cache and the database take beyond versions to say in words how things stand.
const CACHE_WORDS: [u16; 2] = [10, 7];
const DATABASE_WORDS: u16 = 12;
/// How far a row of the database has come, in eighths.
const EIGHTHS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Which lanes can be seen, and where; the border of the cache begins above the first one.
#[derive(Clone, Copy, Default)]
pub(super) struct Lanes {
    pub(super) top: u16,
    pub(super) first: usize,
    pub(super) shown: usize,
    pub(super) pitch: u16,
}

impl Lanes {
    /// The lanes, each with its row.
    pub(super) fn rows(self) -> impl Iterator<Item = (usize, u16)> {
        (self.first..self.first + self.shown).zip((self.top + 1..).step_by(usize::from(self.pitch)))
    }

    /// Rows that they take.
    pub(super) fn height(self) -> u16 {
        self.shown as u16 * self.pitch
    }

    pub(super) fn at(self, y: u16) -> Option<usize> {
        let row = usize::from(y.checked_sub(self.top + 1)? / self.pitch);
        (row < self.shown).then_some(self.first + row)
    }

    /// The same keys in a run, which may have come to know them in another order.
    pub(super) fn of(self, keys: &[Holding], scene: &Scene) -> Shown {
        let here = scene.folds.holdings.keys();
        let find = |lane: usize| {
            let name = &keys[lane].name;
            let same = here.get(lane).filter(|holding| holding.name == *name).map(|_| lane);
            let place = same.or_else(|| here.iter().position(|holding| holding.name == *name))?;
            Some(Key(place as u32))
        };
        let rows = self.rows().filter_map(|(lane, y)| Some((find(lane)?, y))).collect();
        Shown { top: self.top, bottom: self.top + 1 + self.height(), rows }
    }
}

/// The keys of a run that can be seen.
pub(super) struct Shown {
    top: u16,
    bottom: u16,
    rows: Vec<(Key, u16)>,
}

/// From left to right.
struct Columns {
    app: Rect,
    near: Rect,
    cache: Rect,
    far: Rect,
    database: Rect,
}

impl Columns {
    fn ways(&self) -> [(LinkName, Rect); 2] {
        [(LinkName::AppCache, self.near), (LinkName::CacheDatabase, self.far)]
    }
}

impl Shown {
    /// The cells of a column, each with its key.
    fn cells(&self, column: Rect) -> impl Iterator<Item = (Key, Rect)> {
        self.rows.iter().map(move |(key, y)| (*key, Rect { y: *y, height: 1, ..column }))
    }
}

/// Draws a small stage.
pub(super) fn render(
    air: Air<'_>,
    theme: &Theme,
    shown: &Shown,
    area: Rect,
    alarm: Option<Style>,
    buf: &mut Buffer,
) {
    let columns = columns(area, version_width(air.scene));
    let frame = Rect { y: shown.top, height: shown.bottom + 1 - shown.top, ..columns.cache };
    cache_box(air.scene, theme, frame, buf);
    heads(air.scene, theme, &columns, shown.top, buf);
    cells(air.scene, theme, &columns, shown, buf);
    packets(air, theme, &columns, shown, buf);
    road::travelled(air, theme, Rect { y: shown.bottom + 1, height: 1, ..area }, buf);
    if let Some(alarm) = alarm.filter(|_| air.scene.folds.holdings.is_down(Node::Cache)) {
        buf.set_style(frame.intersection(buf.area), alarm);
    }
}

/// What the nodes hold, and the ways between them: what went wrong is marked on these.
fn cells(scene: &Scene, theme: &Theme, columns: &Columns, shown: &Shown, buf: &mut Buffer) {
    for (link, way) in columns.ways() {
        for (key, row) in shown.cells(way) {
            links::line(scene, theme, link, key.index(), row, buf);
        }
    }
    for (key, cell) in shown.cells(columns.app) {
        app_cell(scene, theme, key, cell, buf);
    }
    for (key, cell) in shown.cells(columns.cache) {
        cache_cell(scene, theme, key, cell, buf);
    }
    for (key, cell) in shown.cells(columns.database) {
        database_cell(scene, theme, key, cell, buf);
    }
}

fn packets(air: Air<'_>, theme: &Theme, columns: &Columns, shown: &Shown, buf: &mut Buffer) {
    for (link, way) in columns.ways() {
        let row = |key: Key| shown.cells(way).find(|(of, _)| *of == key).map(|(_, row)| row);
        traffic::render(air, theme, link, row, buf);
    }
}

fn version_width(scene: &Scene) -> u16 {
    let digits = scene.folds.ledger.writes().issued.max(1).ilog10() as u16 + 1;
    (digits + 1).max(VERSION)
}

/// What the application believes is left out first where there is no room for versions.
fn columns(area: Rect, version: u16) -> Columns {
    let needed = 3 * version + 6 + WAY;
    let app = if needed <= area.width { version } else { 0 };
    let (mut cache, mut database) = (version + 4, version + 1);
    let ways = |cache: u16, database: u16| area.width.saturating_sub(app + cache + database);
    for words in CACHE_WORDS {
        if cache == version + 4 && ways(cache + words, database) >= 3 * WAY - 1 {
            cache += words;
        }
    }
    if ways(cache, database + DATABASE_WORDS) >= 4 * WAY {
        database += DATABASE_WORDS;
    }
    let (near, far) = (ways(cache, database) / 2, ways(cache, database).div_ceil(2));
    let mut x = area.x;
    let [app, near, cache, far, database] = [app, near, cache, far, database].map(|width| {
        let column = Rect { x, width, ..area }.intersection(area);
        x += width;
        column
    });
    Columns { app, near, cache, far, database }
}

fn cache_box(scene: &Scene, theme: &Theme, frame: Rect, buf: &mut Buffer) {
    let border = Block::bordered().border_type(BorderType::Rounded).border_style(theme.border);
    border.render(frame.intersection(buf.area), buf);
    let inside = Rect { x: frame.x + 1, width: frame.width.saturating_sub(2), ..frame };
    if scene.folds.holdings.is_down(Node::Cache) {
        break_border(buf, frame, theme);
        let words = links::fitting(["CRASHED".to_owned(), "DOWN".to_owned()], inside.width);
        return ink::put(buf, inside, (inside.x, frame.y), &words, theme.alarm);
    }
    ink::put(buf, inside, (inside.x, frame.y), "cache", theme.title);
    let words = caption(scene, inside.width);
    ink::put(buf, inside, (inside.x, frame.bottom() - 1), &words, theme.dim);
}

/// As everywhere, but without the sign of a loss: beside another run, it would be taken for one.
fn break_border(buf: &mut Buffer, frame: Rect, theme: &Theme) {
    ink::break_border(buf, frame, theme);
    for position in frame.positions() {
        if let Some(cell) = buf.cell_mut(position).filter(|cell| cell.symbol() == "╳") {
            cell.set_symbol(" ");
        }
    }
}

/// When the next flush is due, or how far this one is, as shortly as it must be.
fn caption(scene: &Scene, width: u16) -> String {
    let whole = cache::caption(scene);
    let short = whole.trim_start_matches("flushed ").trim_start_matches("flush ").to_owned();
    let short = short.replace(" s", "s");
    if whole.is_empty() { whole } else { links::fitting([whole, short], width) }
}

fn heads(scene: &Scene, theme: &Theme, columns: &Columns, y: u16, buf: &mut Buffer) {
    let Columns { app, far, database, .. } = *columns;
    let left = Rect { width: columns.cache.x - app.x, ..app };
    ink::put(buf, left, (left.x, y), "app", theme.title);
    let right = Rect { x: far.x, width: far.width + database.width, ..far };
    match scene.folds.holdings.is_down(Node::Database) {
        true => ink::put_right(buf, right, y, "DB DOWN", theme.alarm),
        false => {
            let words = database_head(scene);
            let longer = (words.len() as u16).saturating_sub(database.width.saturating_sub(1));
            ink::put(buf, right, (database.x + 1 - longer.min(far.width), y), &words, theme.title);
        }
    }
    let is_cut = |link| scene.folds.hazards.is_cut(link);
    if is_cut(LinkName::AppCache) {
        ink::put_right(buf, left, y, "CUT", theme.alarm);
    }
    if is_cut(LinkName::CacheDatabase) {
        ink::put(buf, right, (right.x, y), "CUT", theme.alarm);
    }
}

fn database_head(scene: &Scene) -> String {
    match scene.folds.world.database.slowdown {
        1 => "db".to_owned(),
        times => format!("db x{times}"),
    }
}

/// What went wrong with the last operation is marked where its packets come and go.
fn app_cell(scene: &Scene, theme: &Theme, key: Key, cell: Rect, buf: &mut Buffer) {
    let holding = scene.folds.holdings.of(key);
    let version =
        holding.app.map_or("·".to_owned(), |value| figure::value(value, usize::from(cell.width)));
    ink::put(buf, cell, (cell.x, cell.y), &version, theme.title);
    let sign = sign(&scene.lanes[key.index()]);
    let beside = Rect { width: cell.width + 1, ..cell };
    ink::put(buf, beside, (cell.right(), cell.y), sign.glyph, (sign.style)(theme));
}

/// A loss is a broken promise: it looks like nothing else does. Who was not told OK was not promised
/// anything.
fn sign(lane: &Lane) -> State {
    let ending = lane.last.and_then(|last| last.ending);
    match (lane.mark, ending.map(|ending| (ending.outcome, ending.verdict))) {
        (Some(AnomalyName::AcknowledgedButLost | AnomalyName::DirtyEvictionLoss), _) => {
            ending::LOST
        }
        (Some(AnomalyName::AmbiguousOutcome), _) | (_, Some((Outcome::Unknown, _))) => {
            ending::UNKNOWN
        }
        (Some(AnomalyName::AvailabilityCoupling), _) | (_, Some((Outcome::Refused(_), _))) => {
            ending::REFUSED
        }
        (Some(_), _) | (_, Some((_, Some(Verdict::Stale { .. } | Verdict::Phantom)))) => {
            ending::WRONG
        }
        _ => ending::FINE,
    }
}

fn cache_cell(scene: &Scene, theme: &Theme, key: Key, cell: Rect, buf: &mut Buffer) {
    let inside = Rect { x: cell.x + 1, width: cell.width.saturating_sub(2), ..cell };
    if inside.width > scene.version_width() + CACHE_WORDS[1] - 1 {
        return cache::cell(scene, theme, key.index(), inside, buf);
    }
    let (value, glyph, word, style) = cache::words(scene, theme, key);
    let room = usize::from(inside.width.saturating_sub(2));
    let version = match value {
        Some(value) => figure::value(value, room),
        None if word.is_empty() => "·".to_owned(),
        None => ink::clipped(&word, room),
    };
    ink::put(buf, inside, (inside.x, inside.y), glyph, style);
    ink::put(buf, inside, (inside.x + 2, inside.y), &version, style);
}

fn database_cell(scene: &Scene, theme: &Theme, key: Key, cell: Rect, buf: &mut Buffer) {
    let inside = ink::padded(cell);
    if cell.width > DATABASE_WORDS {
        return database::cell(scene, theme, key, inside, buf);
    }
    let stored = scene.folds.holdings.of(key).database;
    let room = usize::from(inside.width);
    let version = stored.map_or("·".to_owned(), |value| figure::value(value, room));
    ink::put(buf, inside, (inside.x, inside.y), &version, theme.title);
    let (glyph, style) = database_glyph(scene, theme, key);
    ink::put(buf, cell, (cell.x, cell.y), glyph, style);
}

/// How far it has come with its work, or how it stands.
fn database_glyph(scene: &Scene, theme: &Theme, key: Key) -> (&'static str, Style) {
    if let Some(service) = database::busy(scene, key).min_by_key(|service| service.until) {
        let span = (service.until - service.from).as_secs_f64().max(1e-9);
        let share = (scene.now - service.from).as_secs_f64() / span;
        return (EIGHTHS[(share * 8.0) as usize % 8], theme.write);
    }
    let (state, _) = database::standing(scene, key);
    (state.glyph, (state.style)(theme))
}
