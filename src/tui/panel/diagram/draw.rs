//! All that is drawn, in its order: heads and times, lines, arrows, and at last the words beside them.

use std::time::Duration;

use dirtybit::Time;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::plan::Plan;
use super::rows::Row;
use super::{flying, notes, standing};
use crate::tui::ink;
use crate::tui::theme::Theme;

/// The names of the lines, above them.
pub(super) fn heads(plan: &Plan<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let margin = Rect { width: plan.columns.margin.min(area.width), ..area };
    ink::put(buf, margin, (area.x + margin.width.saturating_sub(3), area.y), "ms", theme.dim);
    for (x, name) in plan.columns.heads() {
        let length = name.chars().count() as u16;
        let left = x.saturating_sub(length / 2).min(area.width.saturating_sub(length));
        ink::put(buf, area, (area.x + left, area.y), &name, theme.title);
    }
}

pub(super) fn draw(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    times(plan, theme, canvas);
    standing::draw(plan, theme, canvas);
    flying::draw(plan, theme, canvas);
    notes::draw(plan, theme, canvas);
}

fn times(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let room = usize::from(plan.columns.margin - 1);
    for row in canvas.visible() {
        let is_now = row == plan.rows.first(plan.scene.now);
        let (words, style) = match plan.rows.rows.get(row) {
            Some(Row::At(at)) if is_now => (clock(*at, room), theme.key),
            Some(Row::At(at)) => (clock(*at, room), theme.dim),
            Some(Row::Fold(span)) => (folded(*span, room), theme.dim),
            _ => continue,
        };
        canvas.text(0, row, &words, style);
        if is_now {
            canvas.put(plan.columns.margin - 1, row, "▶", theme.key);
        }
    }
}

/// In milliseconds.
fn clock(at: Time, room: usize) -> String {
    let millis = at.as_millis_f64();
    let mut words = [format!("{millis:.1}"), format!("{millis:.0}")].into_iter();
    let fitting = words.find(|words| words.len() <= room);
    format!("{:>room$}", fitting.unwrap_or_else(|| format!("{:.0}s", at.as_secs_f64())))
}

/// From this margin on, there is room for the unit that stands above, too.
const ROOMY: usize = 9;

/// How long it takes what is not drawn to scale. Seconds are never without their unit.
fn folded(span: Duration, room: usize) -> String {
    let millis = span.as_micros() as f64 / 1e3;
    let is_roomy = room >= ROOMY;
    let figures = match (millis < 999.95, is_roomy) {
        (true, true) => vec![format!("{millis:.1} ms")],
        (true, false) => vec![format!("{millis:.1}")],
        (false, _) => [3, 1, 0].map(|digits| format!("{:.digits$} s", millis / 1e3)).into(),
    };
    let sign = if is_roomy { ' ' } else { '+' };
    let mut words = figures.iter().flat_map(|figure| [format!("{sign}{figure}"), figure.clone()]);
    let fitting = words.find(|words| words.len() < room).unwrap_or_default();
    "┄".repeat(room.saturating_sub(fitting.len())) + &fitting
}
