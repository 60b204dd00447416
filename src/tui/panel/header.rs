//! The top line: which patterns are in force, and how time runs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::scene::Scene;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Draws the top line.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let left = left(&model.scene, theme);
    let room = usize::from(area.width).saturating_sub(left.width());
    left.render(area, buf);
    right(model, theme, area, room).right_aligned().render(area, buf);
}

fn left(scene: &Scene, theme: &Theme) -> Line<'static> {
    let routed = if scene.folds.world.route.is_empty() { "" } else { " +routes" };
    Line::from(vec![
        Span::styled(" dirtybit  ", theme.title),
        Span::styled(scene.write().name(), theme.key),
        Span::styled(routed, theme.dirty),
        Span::styled(" · ", theme.dim),
        Span::styled(scene.read().name(), theme.key),
    ])
}

/// How time runs; while it does not, its pace is left out where there is no room for it.
fn right(model: &Model, theme: &Theme, area: Rect, room: usize) -> Line<'static> {
    let mut spans = vec![
        state(model, theme),
        Span::styled(pace(model), theme.dim),
        Span::styled(format!("{:>9.4} s ", model.scene.now.as_secs_f64()), theme.text),
        Span::styled(seed(model, area), theme.dim),
    ];
    let width: usize = spans.iter().map(Span::width).sum();
    if width > room && (model.paused || model.at_rest) {
        spans.remove(1);
    }
    Line::from(spans)
}

/// The least that a narrow screen has to say.
fn seed(model: &Model, area: Rect) -> String {
    match area.width {
        ..90 => String::new(),
        _ => format!(" seed {} ", model.seed),
    }
}

fn state(model: &Model, theme: &Theme) -> Span<'static> {
    match (model.paused, model.at_rest) {
        (true, _) => Span::styled(" PAUSED ", theme.alarm),
        (false, true) => Span::styled("■ at rest", theme.dim),
        (false, false) => Span::styled("▶", theme.dim),
    }
}

fn pace(model: &Model) -> String {
    let name = if model.is_fixed() { "fixed" } else { "cinema" };
    let comma = if model.at_rest && !model.paused { "," } else { "" };
    format!("{comma} {name} {:<6}", rate(model.pace.speed(model.rate)))
}

/// A rate as people say it: 1/40× or 2×.
fn rate(rate: f64) -> String {
    match rate {
        rate if rate > 2.0 / 3.0 => format!("{rate:.0}×"),
        rate => format!("1/{:.0}×", two_digits(1.0 / rate)),
    }
}

/// Rounds to what can be read while it changes.
fn two_digits(number: f64) -> f64 {
    let unit = 10_f64.powf(number.log10().floor() - 1.0).max(1.0);
    (number / unit).round() * unit
}
