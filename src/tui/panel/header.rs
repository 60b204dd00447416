//! The top line: which patterns are in force, and how time runs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Draws the top line.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let scene = &model.scene;
    let left = Line::from(vec![
        Span::styled(" dirtybit  ", theme.title),
        Span::styled(scene.write.name(), theme.key),
        Span::styled(" · ", theme.dim),
        Span::styled(scene.read.name(), theme.key),
    ]);
    let right = Line::from(vec![
        state(model, theme),
        Span::styled(pace(model), theme.dim),
        Span::styled(format!("{:>9.4} s ", scene.now.as_secs_f64()), theme.text),
        Span::styled(seed(model, area), theme.dim),
    ]);
    left.render(area, buf);
    right.right_aligned().render(area, buf);
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
        (false, true) => Span::styled("■ at rest,", theme.dim),
        (false, false) => Span::styled("▶", theme.dim),
    }
}

fn pace(model: &Model) -> String {
    let name = if model.is_fixed() { "fixed" } else { "cinema" };
    format!(" {name} {:<6}", rate(model.pace.speed(model.rate)))
}

/// A rate as people say it: 1/40× or 2×.
fn rate(rate: f64) -> String {
    match rate {
        rate if rate >= 0.95 => format!("{rate:.0}×"),
        rate => format!("1/{:.0}×", two_digits(1.0 / rate)),
    }
}

/// Rounds to what can be read while it changes.
fn two_digits(number: f64) -> f64 {
    let unit = 10_f64.powf(number.log10().floor() - 1.0).max(1.0);
    (number / unit).round() * unit
}
