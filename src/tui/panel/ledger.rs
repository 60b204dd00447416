//! The ledger: what became of every acknowledged write, as a bar and in figures.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// One fate of acknowledged writes: how many, what it is called, and how it looks.
struct Fate {
    number: u64,
    name: &'static str,
    glyph: &'static str,
    style: Style,
}

/// Where the figures of reads stand.
const BESIDE: u16 = 17;

/// Draws the ledger.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let writes = scene.folds.ledger.writes();
    let title = format!("LEDGER {} acknowledged", writes.acknowledged);
    let inside = ink::boxed(buf, area, theme, &title);
    let fates = fates(scene, theme);
    bar(&fates, inside, buf);
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (fate, y) in fates.iter().zip(inside.y + 1..inside.bottom()) {
        let words = format!("{} {:>4} {}", fate.glyph, fate.number, fate.name);
        ink::put(buf, inside, (inside.x, y), &words, fate.style);
    }
    let beside =
        Rect { x: inside.x + BESIDE, width: inside.width.saturating_sub(BESIDE), ..inside };
    for ((words, style), y) in reads(scene, theme).into_iter().zip(beside.y + 1..beside.bottom()) {
        ink::put(buf, beside, (beside.x, y), &words, style);
    }
    for (words, y) in rest(scene).into_iter().zip(inside.y + 5..inside.bottom()) {
        ink::put(buf, inside, (inside.x, y), &words, theme.dim);
    }
}

fn fates(scene: &Scene, theme: &Theme) -> [Fate; 4] {
    let writes = scene.folds.ledger.writes();
    let lost = if writes.lost > 0 { theme.alarm } else { theme.dim };
    [
        Fate { number: writes.durable, name: "durable", glyph: "█", style: theme.clean },
        Fate {
            number: writes.superseded, name: "superseded", glyph: "▓", style: theme.superseded
        },
        Fate { number: writes.at_risk, name: "at risk", glyph: "▒", style: theme.dirty },
        Fate { number: writes.lost, name: "LOST", glyph: "╳", style: lost },
    ]
}

/// Every fate that occurs gets at least one cell: one lost write among thousands must be seen.
fn bar(fates: &[Fate; 4], area: Rect, buf: &mut Buffer) {
    let width = u64::from(area.width.saturating_sub(2));
    let total: u64 = fates.iter().map(|fate| fate.number).sum();
    let least = fates.iter().filter(|fate| fate.number > 0).count() as u64;
    let shared = width.saturating_sub(least);
    let mut x = area.x + 1;
    for fate in fates.iter().filter(|fate| fate.number > 0) {
        let cells = 1 + fate.number * shared / total.max(1);
        ink::put(buf, area, (x, area.y), &fate.glyph.repeat(cells as usize), fate.style);
        x += cells as u16;
    }
}

/// What reads were worth, beside the fates of writes.
fn reads(scene: &Scene, theme: &Theme) -> [(String, Style); 4] {
    let reads = scene.folds.ledger.reads();
    let hits = scene.folds.ledger.cache().hit_ratio();
    let hits = hits.map_or("  - hits".to_owned(), |ratio| format!("{:>3.0}% hits", ratio * 100.0));
    let bad = |number: u64| if number > 0 { theme.lost } else { theme.dim };
    [
        (format!("{:>4} fresh", reads.fresh), theme.text),
        (format!("{:>4} stale", reads.stale), bad(reads.stale)),
        (format!("{:>4} phant", reads.phantom), bad(reads.phantom)),
        (hits, theme.dim),
    ]
}

/// What was not answered with OK, and what the database had to do.
fn rest(scene: &Scene) -> [String; 2] {
    let (writes, database) = (scene.folds.ledger.writes(), scene.folds.ledger.database());
    let unanswered = match (writes.refused, writes.unknown) {
        (0, 0) => format!("{} in flight", writes.in_flight),
        (refused, unknown) => {
            format!("{} in flight {refused} no {unknown} ?", writes.in_flight)
        }
    };
    [unanswered, format!("database {} r {} w", database.reads, database.rows)]
}
