//! Latencies as bars, so that 1 ms against 55 ms is felt and not only read.

use dirtybit::{Latency, WritePattern};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// Room for a name and for a figure.
const NAME: u16 = 8;
const FIGURE: u16 = 6;
/// What the longest bar stands for at the least: one fast operation alone must not look slow.
pub(super) const LEAST_SCALE_MS: f64 = 60.0;
/// Parts of a cell, from an eighth to seven.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Draws the median latencies of writes, by pattern, and of reads, by hit and miss.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inside = ink::padded(ink::boxed(buf, area, theme, "LATENCY ms (p50)"));
    let latencies = scene.folds.ledger.latencies();
    let through = latencies.under(WritePattern::WriteThrough);
    let rows: [(&str, Option<&Latency>); 7] = [
        ("write", None),
        (" through", Some(through)),
        (" back", Some(latencies.under(WritePattern::WriteBack))),
        (" around", Some(latencies.under(WritePattern::WriteAround))),
        ("read", None),
        (" hit", Some(&latencies.hit)),
        (" miss", Some(&latencies.miss)),
    ];
    let medians = rows.iter().filter_map(|(_, latency)| latency.and_then(|l| l.quantile_ms(0.5)));
    let longest = medians.fold(LEAST_SCALE_MS, f64::max);
    // Where it is narrow, the groups are not named.
    let has_groups = usize::from(inside.height) >= rows.len();
    let rows = rows.into_iter().filter(|(_, latency)| has_groups || latency.is_some());
    for ((name, latency), y) in rows.zip(inside.y..inside.bottom()) {
        let row = Rect { y, height: 1, ..inside };
        let style = if latency.is_some() { theme.text } else { theme.dim };
        ink::put(buf, row, (row.x, y), name, style);
        if let Some(latency) = latency {
            measured(latency, longest, theme, row, buf);
        }
    }
}

fn measured(latency: &Latency, longest: f64, theme: &Theme, row: Rect, buf: &mut Buffer) {
    let figure = Rect { x: row.x + NAME, width: FIGURE, ..row }.intersection(row);
    let Some(median) = latency.quantile_ms(0.5) else {
        return ink::put_right(buf, figure, row.y, "-", theme.dim);
    };
    ink::put_right(buf, figure, row.y, &format!("{median:.1}"), theme.title);
    let bar =
        Rect { x: figure.right() + 1, width: row.width.saturating_sub(NAME + FIGURE + 1), ..row };
    let style = theme.superseded;
    ink::put(buf, bar, (bar.x, bar.y), &smooth_bar(bar.width, median / longest), style);
}

/// A bar that is exact to an eighth of a cell.
pub(super) fn smooth_bar(width: u16, share: f64) -> String {
    let eighths = ((share * f64::from(width) * 8.0).round() as usize).max(1);
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}
