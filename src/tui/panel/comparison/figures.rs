//! What the runs have come to, figure by figure: side by side, on one scale.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::ink;
use crate::tui::panel::latency::{self, LEAST_SCALE_MS};
use crate::tui::panel::ledger::{self, compact};
use crate::tui::panel::links;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// So many are shown whatever is open: what was told OK, and what of it is lost.
pub(super) const SCORE: u16 = 2;
/// So many are always shown else.
pub(super) const LEAST: u16 = 6;
/// So many are worth more than an account.
pub(super) const MANY: u16 = 9;
/// So many there are.
pub(super) const ALL: u16 = FIGURES.len() as u16;
/// Cells for a number.
const NUMBER: usize = 7;

/// One figure: its name, and its rank: where there is no room for all, the highest are left out.
struct Figure {
    name: &'static str,
    rank: u8,
    value: Value,
}

/// Where a figure comes from.
enum Value {
    /// All acknowledged writes, as a bar of what became of them.
    Acknowledged,
    /// One of the fates of acknowledged writes.
    Fate(usize),
    /// Milliseconds, as a number and a bar.
    Median(fn(&Scene) -> Option<f64>),
    /// Writes that were not told OK.
    Doubtful,
    /// A number that is bad if it is not zero.
    Bad(fn(&Scene) -> u64),
    /// Anything else.
    Words(fn(&Scene) -> String),
}

/// By so much what is bad moves up.
const BAD: u8 = 3;

const DURABLE: usize = 0;
const SUPERSEDED: usize = 1;
const LOST: usize = 3;

const FIGURES: [Figure; 14] = [
    Figure { name: "told OK", rank: 0, value: Value::Acknowledged },
    Figure { name: "no OK", rank: 7, value: Value::Doubtful },
    Figure { name: "durable", rank: 3, value: Value::Fate(DURABLE) },
    Figure { name: "superseded", rank: 10, value: Value::Fate(SUPERSEDED) },
    Figure { name: "at risk", rank: 2, value: Value::Fate(2) },
    Figure { name: "LOST", rank: 1, value: Value::Fate(LOST) },
    Figure {
        name: "write p50",
        rank: 6,
        value: Value::Median(|scene| scene.folds.ledger.latencies().write.quantile_ms(0.5)),
    },
    Figure {
        name: "stale read",
        rank: 8,
        value: Value::Bad(|scene| {
            let reads = scene.folds.ledger.reads();
            reads.stale + reads.phantom
        }),
    },
    Figure {
        name: "fresh read",
        rank: 13,
        value: Value::Words(|scene| scene.folds.ledger.reads().fresh.to_string()),
    },
    Figure {
        name: "read p50",
        rank: 12,
        value: Value::Median(|scene| scene.folds.ledger.latencies().read.quantile_ms(0.5)),
    },
    Figure {
        name: "hits",
        rank: 15,
        value: Value::Words(|scene| {
            let ratio = scene.folds.ledger.cache().hit_ratio();
            ratio.map_or("-".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0))
        }),
    },
    Figure {
        name: "in flight",
        rank: 14,
        value: Value::Words(|scene| scene.folds.ledger.writes().in_flight.to_string()),
    },
    Figure {
        name: "db rows",
        rank: 9,
        value: Value::Words(|scene| compact(scene.folds.ledger.database().rows)),
    },
    Figure {
        name: "db reads",
        rank: 11,
        value: Value::Words(|scene| compact(scene.folds.ledger.database().reads)),
    },
];

impl Figure {
    fn shows(&self, fate: usize) -> bool {
        matches!(self.value, Value::Fate(shown) if shown == fate)
    }

    /// What is bad and there is shown rather than what is not.
    fn rank(&self, scenes: &[Scene]) -> u8 {
        let is_there = scenes.iter().any(|scene| match self.value {
            Value::Doubtful => doubtful(scene) != (0, 0),
            Value::Bad(of) => of(scene) > 0,
            _ => false,
        });
        if is_there { self.rank - BAD } else { self.rank }
    }
}

/// What bars are drawn to.
struct Scale {
    acknowledged: u64,
    millis: f64,
}

impl Scale {
    fn of(scenes: &[Scene]) -> Self {
        let acknowledged = scenes.iter().map(|scene| scene.folds.ledger.writes().acknowledged);
        let medians = FIGURES.iter().filter_map(|figure| match figure.value {
            Value::Median(of) => scenes.iter().filter_map(of).reduce(f64::max),
            _ => None,
        });
        Self {
            acknowledged: acknowledged.max().unwrap_or_default(),
            millis: medians.fold(LEAST_SCALE_MS, f64::max),
        }
    }
}

/// Draws the figures of the runs, each in its column, and their names left of them.
pub(super) fn render(
    model: &Model,
    theme: &Theme,
    runs: &[(&Scene, Rect)],
    names: Rect,
    area: Rect,
    buf: &mut Buffer,
) {
    let scale = Scale::of(&model.scenes);
    let shown = what_fits(usize::from(area.height), &model.scenes);
    let has_superseded = shown.iter().any(|figure| figure.shows(SUPERSEDED));
    for (figure, y) in shown.into_iter().zip(area.y..area.bottom()) {
        ink::put(buf, names, (names.x, y), figure.name, name_style(figure, &model.scenes, theme));
        for (scene, column) in runs {
            let cell = Rect { y, height: 1, ..*column };
            draw(figure, scene, &scale, theme, cell, buf);
            if figure.shows(DURABLE) && !has_superseded {
                superseded(scene, theme, cell, buf);
            }
        }
    }
}

fn what_fits(rows: usize, scenes: &[Scene]) -> Vec<&'static Figure> {
    let mut ranks: Vec<_> = FIGURES.iter().map(|figure| figure.rank(scenes)).collect();
    ranks.sort_unstable();
    let beyond = ranks.get(rows).copied().unwrap_or(u8::MAX);
    FIGURES.iter().filter(|figure| figure.rank(scenes) < beyond).collect()
}

/// A loss anywhere is to be seen.
fn name_style(figure: &Figure, scenes: &[Scene], theme: &Theme) -> Style {
    let is_lost = scenes.iter().any(|scene| scene.folds.ledger.writes().lost > 0);
    if figure.shows(LOST) && is_lost { theme.lost } else { theme.dim }
}

fn draw(
    figure: &Figure,
    scene: &Scene,
    scale: &Scale,
    theme: &Theme,
    cell: Rect,
    buf: &mut Buffer,
) {
    let or_dim = |number: u64, style: Style| if number > 0 { style } else { theme.dim };
    match figure.value {
        Value::Acknowledged => acknowledged(scene, scale, theme, cell, buf),
        Value::Fate(fate) => self::fate(scene, fate, theme, cell, buf),
        Value::Median(of) => median(of(scene), scale, theme, cell, buf),
        Value::Doubtful => no_answer(scene, theme, cell, buf),
        Value::Bad(of) => {
            let number = of(scene);
            number_at(&compact(number), or_dim(number, theme.lost), cell, buf);
        }
        Value::Words(of) => number_at(&of(scene), theme.text, cell, buf),
    }
}

fn number_at(words: &str, style: Style, cell: Rect, buf: &mut Buffer) {
    ink::put(buf, cell, (cell.x, cell.y), &format!("{words:>NUMBER$}"), style);
}

/// The longest bar is that of the run that has acknowledged most.
fn acknowledged(scene: &Scene, scale: &Scale, theme: &Theme, cell: Rect, buf: &mut Buffer) {
    let number = scene.folds.ledger.writes().acknowledged;
    number_at(&compact(number), theme.title, cell, buf);
    let room = u64::from(cell.width.saturating_sub(NUMBER as u16 + 2));
    let length = (number * room).div_ceil(scale.acknowledged.max(1)) as u16;
    let bar = Rect { x: cell.x + NUMBER as u16, width: length + 2, ..cell };
    ledger::bar(&ledger::fates(scene, theme), bar.intersection(cell), buf);
}

fn fate(scene: &Scene, fate: usize, theme: &Theme, cell: Rect, buf: &mut Buffer) {
    let of_fate = &ledger::fates(scene, theme)[fate];
    let words = format!("{} {:>5}", of_fate.glyph, compact(of_fate.number));
    if fate == LOST && of_fate.number > 0 {
        let words = format!("{words} LOST");
        let line = format!("{words:<width$}", width = usize::from(cell.width));
        return ink::put(buf, cell, (cell.x, cell.y), &line, of_fate.style);
    }
    ink::put(buf, cell, (cell.x, cell.y), &words, of_fate.style);
}

/// Writes without an answer, and those that were refused.
fn doubtful(scene: &Scene) -> (u64, u64) {
    let writes = scene.folds.ledger.writes();
    (writes.unknown, writes.refused)
}

/// Nobody was promised anything: that is no loss, and must not look like one.
fn no_answer(scene: &Scene, theme: &Theme, cell: Rect, buf: &mut Buffer) {
    let (unknown, refused) = doubtful(scene);
    let what = match (unknown, refused) {
        (0, 0) => "",
        (_, 0) => " unknown",
        (0, _) => " refused",
        _ => " some refused",
    };
    let glyph = if unknown == 0 && refused > 0 { "-" } else { "?" };
    let words = format!("{glyph} {:>5}{what}", compact(unknown + refused));
    let style = if what.is_empty() { theme.dim } else { theme.dirty };
    ink::put(buf, cell, (cell.x, cell.y), &words, style);
}

/// Beside what is durable, where it has no row of its own.
fn superseded(scene: &Scene, theme: &Theme, cell: Rect, buf: &mut Buffer) {
    let fate = &ledger::fates(scene, theme)[SUPERSEDED];
    let rest = Rect { x: cell.x + 9, width: cell.width.saturating_sub(9), ..cell };
    let words = [fate.name, "replaced", "newer"]
        .map(|name| format!("{} {} {name}", fate.glyph, compact(fate.number)));
    let words = links::fitting(words, rest.width);
    ink::put(buf, rest, (rest.x, rest.y), if fate.number > 0 { &words } else { "" }, fate.style);
}

fn median(millis: Option<f64>, scale: &Scale, theme: &Theme, cell: Rect, buf: &mut Buffer) {
    let Some(millis) = millis else {
        return number_at("-", theme.dim, cell, buf);
    };
    number_at(&format!("{millis:.1}"), theme.title, cell, buf);
    ink::put(buf, cell, (cell.x + NUMBER as u16 + 1, cell.y), "ms", theme.dim);
    let bar = Rect {
        x: cell.x + NUMBER as u16 + 4,
        width: cell.width.saturating_sub(NUMBER as u16 + 4),
        ..cell
    };
    let length = latency::smooth_bar(bar.width, millis / scale.millis);
    ink::put(buf, bar, (bar.x, bar.y), &length, theme.superseded);
}
