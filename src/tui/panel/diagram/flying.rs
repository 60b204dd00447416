//! The arrows: from their senders, with what they carry, down to where they arrive.

use dirtybit::Reception;
use ratatui::style::{Modifier, Style};

use super::arrows::Arrow;
use super::canvas::Canvas;
use super::plan::Plan;
use crate::tui::panel::packet;
use crate::tui::theme::Theme;

/// What an arrow ends in.
const HEADS: [&str; 4] = ["▶", "◀", "▼", "╳"];

/// Draws those that can be seen: ends are not covered, and turns are crossed.
pub(super) fn draw(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let visible = canvas.visible();
    let is_seen = |arrow: &&Arrow| {
        let (first, last) = arrow.rows(&plan.rows);
        last >= visible.start && first < visible.end
    };
    let seen: Vec<_> = plan.arrows.iter().filter(is_seen).collect();
    for part in [descend, leave, end] {
        seen.iter().for_each(|arrow| part(plan, theme, canvas, arrow));
    }
}

fn style(arrow: &Arrow, theme: &Theme) -> Style {
    packet::colour(arrow.first.flight.payload, theme)
}

/// The part of an arrow that waits for its arrival; it is barred where it is held.
fn descend(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, arrow: &Arrow) {
    let (first, last) = arrow.rows(&plan.rows);
    let held = arrow.first.held.map(|at| plan.rows.first(at));
    let released = arrow.first.released.map_or(plan.rows.end(), |at| plan.rows.first(at));
    let visible = canvas.visible();
    for row in (first + 1).max(visible.start)..last.min(visible.end) {
        let is_held = held.is_some_and(|held| (held..=released).contains(&row));
        let symbol = match (plan.rows.is_fold(row), is_held) {
            (true, _) => ":",
            (false, true) => "║",
            (false, false) => "│",
        };
        canvas.put(arrow.turn, row, symbol, style(arrow, theme));
    }
}

/// The part of an arrow from its sender to where it turns down, with what it carries.
fn leave(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, arrow: &Arrow) {
    let (from, to) = (plan.columns.x(arrow.from), plan.columns.x(arrow.to));
    let (first, last) = arrow.rows(&plan.rows);
    let (style, goes_right) = (style(arrow, theme), from < to);
    let is_through = first == last && arrow.ended.is_some();
    let corner = if is_through { to } else { arrow.turn };
    let (left, right) = if goes_right { (from + 1, corner) } else { (corner + 1, from) };
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for x in left..right {
        match (cross(plan, canvas, (x, from), first, style), runs.last_mut()) {
            (true, Some(run)) if run.1 == x => run.1 = x + 1,
            (true, _) => runs.push((x, x + 1)),
            (false, _) => {}
        }
    }
    if first != last {
        canvas.put(corner, first, if goes_right { "╮" } else { "╭" }, style);
    }
    if !goes_right {
        runs.reverse();
    }
    branch_off(canvas, (from, goes_right), first, theme);
    label(plan, canvas, arrow, (first, &runs), style);
}

/// Shows at a thin line that an arrow begins there.
fn branch_off(canvas: &mut Canvas<'_>, (x, goes_right): (u16, bool), row: usize, theme: &Theme) {
    let branches = ["├", "┤"].iter().any(|other| canvas.is(x, row, other));
    let symbol = match (canvas.is(x, row, "│"), goes_right) {
        (true, true) => "├",
        (true, false) => "┤",
        (false, _) if branches => "┼",
        (false, _) => return,
    };
    canvas.put(x, row, symbol, theme.border);
}

/// Draws one cell of an arrow, which passes behind lines that are not its own. Says whether nothing is
/// crossed.
fn cross(
    plan: &Plan<'_>,
    canvas: &mut Canvas<'_>,
    (x, own): (u16, u16),
    row: usize,
    style: Style,
) -> bool {
    let is_behind = [x - 1, x, x + 1].into_iter().any(|x| plan.columns.is_line(x) && x != own);
    if is_behind {
        return false;
    }
    let is = |canvas: &mut Canvas<'_>, symbols: &[&str]| {
        symbols.iter().any(|symbol| canvas.is(x, row, symbol))
    };
    if is(canvas, &HEADS) {
        return false;
    }
    let symbol = match () {
        () if is(canvas, &["│", "║", "┼"]) => "┼",
        () if is(canvas, &["╰", "╯", "┴"]) => "┴",
        () => "─",
    };
    canvas.put(x, row, symbol, style);
    symbol == "─"
}

/// Writes what an arrow carries where it fits, as near to its sender as can be.
fn label(
    plan: &Plan<'_>,
    canvas: &mut Canvas<'_>,
    arrow: &Arrow,
    (row, runs): (usize, &[(u16, u16)]),
    style: Style,
) {
    let goes_right = plan.columns.x(arrow.from) < plan.columns.x(arrow.to);
    let style = if arrow.first.is_held() { style.add_modifier(Modifier::REVERSED) } else { style };
    let labels = arrow.labels(plan.scene);
    for (number, words) in labels.iter().enumerate() {
        let length = words.chars().count() as u16;
        let is_shortest = number + 1 == labels.len();
        let least = length + if is_shortest { 1 } else { 2 };
        let Some((left, right)) = runs.iter().find(|(left, right)| right - left >= least) else {
            continue;
        };
        let is_roomy = right - left >= length + 4;
        let words = if is_roomy { format!(" {words} ") } else { words.clone() };
        let length = length + 2 * u16::from(is_roomy);
        let x = if goes_right { left + 1 } else { right - 1 - length };
        return canvas.text(x, row, &words, style);
    }
}

/// The end of an arrow: its head, or what stopped it, or how far it has come.
fn end(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, arrow: &Arrow) {
    let (first, last) = arrow.rows(&plan.rows);
    let goes_right = plan.columns.x(arrow.from) < plan.columns.x(arrow.to);
    let symbol = match (arrow.ended, goes_right) {
        (Some((_, Reception::Lost)), _) => return canvas.put(arrow.turn, last, "╳", theme.lost),
        (Some(_), _) => return come_in(plan, theme, canvas, arrow),
        (None, _) if arrow.first.is_held() => "║",
        (None, _) if first < last => "▼",
        (None, true) => "▶",
        (None, false) => "◀",
    };
    canvas.put(arrow.turn, last, symbol, style(arrow, theme));
}

/// From its turn to the line of its receiver; others may come in with it.
fn come_in(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, arrow: &Arrow) {
    let (from, to) = (plan.columns.x(arrow.from), plan.columns.x(arrow.to));
    let ((first, last), style) = (arrow.rows(&plan.rows), style(arrow, theme));
    let (head, corner, x) = match from < to {
        true => ("▶", "╰", to.saturating_sub(1)),
        false => ("◀", "╯", to + 1),
    };
    if first != last {
        let is_passed = canvas.is(arrow.turn, last, "─");
        canvas.put(arrow.turn, last, if is_passed { "┴" } else { corner }, style);
        for x in arrow.turn.min(x) + 1..arrow.turn.max(x) {
            cross(plan, canvas, (x, to), last, style);
        }
    }
    match arrow.ended {
        Some((_, Reception::Delivered)) => canvas.put(x, last, head, style),
        _ => canvas.put(x, last, "╳", theme.lost),
    }
}
