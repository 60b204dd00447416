//! The top line: which patterns are in force, and how time runs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::Widget;

use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// From this height on, how time runs is told in lines of their own.
const STACKED: u16 = 3;

/// Draws the top line.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let left = left(model, theme);
    let room = usize::from(area.width).saturating_sub(left.width());
    left.render(area, buf);
    right(model, theme, area, room).right_aligned().render(area, buf);
}

/// Draws how time runs alone, in lines if there is room for some; returns what is left below.
pub(super) fn clock(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let lines = match area.height {
        ..STACKED => vec![right(model, theme, area, usize::from(area.width))],
        _ => stacked(model, theme),
    };
    let taken = area.height.min(lines.len() as u16);
    Text::from(lines).right_aligned().render(Rect { height: taken, ..area }, buf);
    Rect { y: area.y + taken, height: area.height - taken, ..area }
}

/// Whether time runs, and at what rate.
fn stacked(model: &Model, theme: &Theme) -> Vec<Line<'static>> {
    let words = Span {
        content: state(model, theme).content.replace(',', "").into(),
        ..state(model, theme)
    };
    let pace = if model.is_fixed() { "fixed" } else { "cinema" };
    let pace = format!("{pace} {} ", rate(shown_rate(model)));
    vec![Line::from(vec![words, time(model, theme)]), Line::styled(pace, theme.dim)]
}

fn time(model: &Model, theme: &Theme) -> Span<'static> {
    Span::styled(format!("{:>9.4} s ", model.scene().now.as_secs_f64()), theme.text)
}

fn left(model: &Model, theme: &Theme) -> Line<'static> {
    let scene = model.scene();
    let write = if model.is_comparing() { "compare" } else { scene.write().name() };
    let routed = if scene.folds.world.route.is_empty() { "" } else { " +routes" };
    Line::from(vec![
        Span::styled(" dirtybit  ", theme.title),
        Span::styled(write, theme.key),
        Span::styled(routed, theme.dirty),
        Span::styled(" · ", theme.dim),
        Span::styled(scene.read().name(), theme.key),
    ])
}

/// How time runs. The rate is always told; where there is little room, how it is chosen is not.
fn right(model: &Model, theme: &Theme, area: Rect, room: usize) -> Line<'static> {
    let with = |state: Span<'static>, name: &'static str| {
        Line::from(vec![
            state,
            Span::styled(name, theme.dim),
            Span::styled(format!(" {:<6}", rate(shown_rate(model))), theme.dim),
            time(model, theme),
            Span::styled(seed(model, area), theme.dim),
        ])
    };
    let whole = with(state(model, theme), if model.is_fixed() { " fixed" } else { " cinema" });
    let brief = with(state(model, theme), "");
    let briefest = with(glyph(model, theme), "");
    let fits = |line: &Line| line.width() < room;
    [whole, brief].into_iter().find(fits).unwrap_or(briefest)
}

/// What a second is worth: while time runs, what it really is.
fn shown_rate(model: &Model) -> f64 {
    match model.paused || model.at_rest {
        true => model.pace.speed(model.rate),
        false => model.rate,
    }
}

/// The least that a narrow screen has to say.
fn seed(model: &Model, area: Rect) -> String {
    match area.width {
        ..90 => String::new(),
        _ => format!(" seed {} ", model.seed),
    }
}

/// The state without its words.
fn glyph(model: &Model, theme: &Theme) -> Span<'static> {
    match (model.paused, model.at_rest) {
        (true, _) => Span::styled("‖", theme.alarm),
        (false, true) => Span::styled("■", theme.dim),
        (false, false) => Span::styled("▶", theme.dim),
    }
}

fn state(model: &Model, theme: &Theme) -> Span<'static> {
    match (model.paused, model.at_rest) {
        (true, _) => Span::styled(" PAUSED ", theme.alarm),
        (false, true) => Span::styled("■ at rest,", theme.dim),
        (false, false) => Span::styled("▶", theme.dim),
    }
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
