//! The ledger: what became of every acknowledged write, as a bar and in figures.

use dirtybit::AnomalyName;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::links;
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::state::{State, fate};
use crate::tui::theme::Theme;

/// One fate of acknowledged writes: how many, what it is called, and how it looks.
pub(super) struct Fate {
    pub(super) number: u64,
    pub(super) name: &'static str,
    pub(super) glyph: &'static str,
    pub(super) style: Style,
}

/// So narrow that four digits need every cell of the title.
const NARROW: u16 = 27;

/// Draws the ledger.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let writes = scene.folds.ledger.writes();
    let acknowledged = match writes.acknowledged {
        few @ 0..10_000 => few.to_string(),
        many => compact(many),
    };
    let inside = ink::boxed(buf, area, theme, "LEDGER");
    let gap = if area.width > NARROW { " " } else { "" };
    let words = format!(" {acknowledged} acknowledged{gap}");
    ink::put_right(buf, Rect { height: 1, y: area.y, ..inside }, area.y, &words, theme.title);
    ink::caption(buf, area, &anomalies(scene), theme.alarm);
    let fates = fates(scene, theme);
    // Where it is narrow, every fate has its line from the beginning, and there is no bar.
    let has_bar = usize::from(inside.height) > fates.len();
    if has_bar {
        bar(&fates, inside, buf);
    }
    let inside = ink::padded(inside);
    let mut rows = inside.y + u16::from(has_bar)..inside.bottom();
    for (fate, y) in fates.iter().zip(rows.by_ref()) {
        let words = format!("{} {:>5} {}", fate.glyph, fate.number, fate.name);
        ink::put(buf, inside, (inside.x, y), &words, fate.style);
    }
    let mut rest = rest(scene, theme, inside.width);
    if rows.len() == 1 && has_more_to_say_of_reads(scene) {
        rest.swap(0, 1);
    }
    for ((words, style), y) in rest.into_iter().zip(rows) {
        let words = ink::clipped(&words, usize::from(inside.width));
        ink::put(buf, inside, (inside.x, y), &words, style);
    }
}

/// How much has gone wrong that has a name; the key `!` tells what.
fn anomalies(scene: &Scene) -> String {
    let found = AnomalyName::ALL.iter().map(|name| scene.folds.anomalies.count(*name));
    match found.sum() {
        0 => String::new(),
        1 => "! 1 anomaly".to_owned(),
        some => format!("! {} anomalies", compact(some)),
    }
}

/// What became of the acknowledged writes.
pub(super) fn fates(scene: &Scene, theme: &Theme) -> [Fate; 4] {
    let writes = scene.folds.ledger.writes();
    [
        (fate::DURABLE, writes.durable),
        (fate::SUPERSEDED, writes.superseded),
        (fate::AT_RISK, writes.at_risk),
        (fate::LOST, writes.lost),
    ]
    .map(|(State { glyph, word, style }, number)| {
        let style = if number > 0 { style(theme) } else { theme.dim };
        Fate { number, name: word, glyph, style }
    })
}

/// Every fate that occurs gets at least one cell: one lost write among thousands must be seen.
pub(super) fn bar(fates: &[Fate; 4], area: Rect, buf: &mut Buffer) {
    let width = u64::from(area.width.saturating_sub(2));
    let total: u64 = fates.iter().map(|fate| fate.number).sum();
    let least = fates.iter().filter(|fate| fate.number > 0).count() as u64;
    let shared = width.saturating_sub(least);
    let parts = fates.iter().map(|fate| fate.number * shared / total.max(1));
    let rest = shared - parts.sum::<u64>();
    let most = fates.iter().map(|fate| fate.number).max();
    let mut largest = fates.iter().position(|fate| Some(fate.number) == most);
    let mut x = area.x + 1;
    for (place, fate) in fates.iter().enumerate().filter(|(_, fate)| fate.number > 0) {
        let rest = if largest.take_if(|largest| *largest == place).is_some() { rest } else { 0 };
        let cells = 1 + fate.number * shared / total.max(1) + rest;
        ink::put(buf, area, (x, area.y), &fate.glyph.repeat(cells as usize), fate.style);
        x += cells as u16;
    }
}

/// What was not answered with OK, what reads were worth, and what the nodes had to do.
fn rest(scene: &Scene, theme: &Theme, width: u16) -> [(String, Style); 4] {
    let (writes, reads) = (scene.folds.ledger.writes(), scene.folds.ledger.reads());
    let (cache, database) = (scene.folds.ledger.cache(), scene.folds.ledger.database());
    let open =
        [(writes.unknown, "unknown"), (writes.refused, "refused"), (writes.in_flight, "in flight")];
    let bad = if reads.stale + reads.phantom > 0 { theme.lost } else { theme.dim };
    let hits = cache.hit_ratio().map_or("-".to_owned(), |ratio| format!("{:.0}%", ratio * 100.0));
    [
        (some_of(&open, "no write in flight"), theme.dim),
        (read_words(scene, width), bad),
        (format!("hits: {hits} of {} look-ups", cache.hits + cache.misses), theme.dim),
        (
            format!("db {} read, {} written", compact(database.reads), compact(database.rows)),
            theme.dim,
        ),
    ]
}

/// Where there is one line for the rest: what is not fresh comes first, then writes that have no
/// outcome yet or a bad one.
fn has_more_to_say_of_reads(scene: &Scene) -> bool {
    let (writes, reads) = (scene.folds.ledger.writes(), scene.folds.ledger.reads());
    let is_quiet = writes.unknown + writes.refused + writes.in_flight == 0;
    reads.stale + reads.phantom > 0 || (is_quiet && reads.fresh + scene.reads_in_flight() > 0)
}

/// What reads were worth, and if there is room, how many are still to be answered.
fn read_words(scene: &Scene, width: u16) -> String {
    let (reads, waiting) = (scene.folds.ledger.reads(), scene.reads_in_flight());
    let worth =
        some_of(&[(reads.phantom, "PHANTOM"), (reads.stale, "STALE"), (reads.fresh, "fresh")], "");
    match (worth.as_str(), waiting) {
        ("", 0) => "no read yet".to_owned(),
        ("", 1) => "1 read in flight".to_owned(),
        ("", waiting) => format!("{} reads in flight", compact(waiting)),
        (worth, 0) => format!("reads {worth}"),
        (worth, waiting) => {
            let all = format!("reads {worth}, {} in flight", compact(waiting));
            links::fitting([all, format!("reads {worth}")], width)
        }
    }
}

/// Thousands as `12k`, so that a line holds what it has to say.
pub(super) fn compact(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        1_000..1_000_000 => format!("{}k", number / 1_000),
        _ => format!("{}M", number / 1_000_000),
    }
}

/// The figures that are not zero, with their names, the most alarming first.
fn some_of(figures: &[(u64, &str)], none: &str) -> String {
    let some = figures.iter().filter(|(number, _)| *number > 0);
    let words: Vec<_> = some.map(|(number, name)| format!("{} {name}", compact(*number))).collect();
    if words.is_empty() { none.to_owned() } else { words.join(", ") }
}
