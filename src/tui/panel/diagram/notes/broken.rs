//! What broke: nodes that died, messages that did not arrive, links that were cut.

use dirtybit::{LinkName, Node, Reception, Time};
use ratatui::style::Style;

use super::{Note, is_room};
use crate::tui::panel::diagram::arrows::Arrow;
use crate::tui::panel::diagram::canvas::Canvas;
use crate::tui::panel::diagram::columns::Line;
use crate::tui::panel::diagram::plan::{self, Plan};
use crate::tui::scene::Stroke;
use crate::tui::theme::Theme;

/// Beside the nodes and the clients.
pub(super) fn notes(plan: &Plan<'_>, theme: &Theme, seen: &[&Stroke]) -> Vec<Note> {
    seen.iter().filter_map(|stroke| broken(plan, theme, stroke)).collect()
}

/// Beside the messages.
pub(super) fn endings(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let visible = canvas.visible();
    let odd = plan.arrows.iter().filter(|arrow| is_worth_a_word(plan, arrow));
    let odd = odd.filter(|arrow| arrow.rows(&plan.rows).1 >= visible.start);
    odd.for_each(|arrow| ending(plan, theme, canvas, arrow));
}

/// On the links.
pub(super) fn cuts(plan: &Plan<'_>, theme: &Theme, seen: &[&Stroke], canvas: &mut Canvas<'_>) {
    for stroke in seen {
        match stroke {
            Stroke::Cut(link, at) => across(plan, canvas, (*link, *at), "╳ CUT ╳", theme.lost),
            Stroke::Healed(link, at) => across(plan, canvas, (*link, *at), "healed", theme.dim),
            _ => {}
        }
    }
}

fn broken(plan: &Plan<'_>, theme: &Theme, stroke: &Stroke) -> Option<Note> {
    let (line, at, words, style) = match stroke {
        Stroke::Down(node, at) => {
            (Line::of(*node, None), at, crashed(plan, *node, *at), theme.lost)
        }
        Stroke::Up(node, at) if is_down_at(plan, *node, *at) => return None,
        Stroke::Up(node, at) => {
            (Line::of(*node, None), at, vec!["restarted".into(), "up".into()], theme.title)
        }
        Stroke::Killed(client, at) => {
            (Line::Client(Some(*client)), at, vec!["╳ KILLED".into(), "KILLED".into()], theme.lost)
        }
        Stroke::Flush(rows, at) => {
            let words = if *rows == 1 { "flush".into() } else { format!("flush of {rows}") };
            (Line::Cache, at, vec![words, "flush".into()], theme.flushing)
        }
        _ => return None,
    };
    let row =
        if matches!(stroke, Stroke::Down(..)) { plan.rows.last(*at) } else { plan.rows.first(*at) };
    Some(Note { line, row, words, style })
}

fn is_down_at(plan: &Plan<'_>, node: Node, at: Time) -> bool {
    plan::deaths(plan.scene).contains(&(node, at))
}

/// With the cache, writes may be lost; who turns it off and on again does both at once.
fn crashed(plan: &Plan<'_>, node: Node, at: Time) -> Vec<String> {
    let lost = plan.scene.folds.ledger.lost().filter(|lost| lost.lost == at && node == Node::Cache);
    let lost: Vec<_> = lost.map(|lost| lost.version.to_string()).collect();
    let is_up =
        |stroke: &Stroke| matches!(stroke, Stroke::Up(up, then) if (*up, *then) == (node, at));
    let up = if plan.scene.course.strokes().any(is_up) { ", restarted" } else { "" };
    let crashed = format!("CRASHED{up}");
    match lost.len() {
        0 => vec![crashed, "CRASHED".to_owned()],
        count => vec![
            format!("CRASHED, LOST {}{up}", lost.join(" ")),
            format!("CRASHED, LOST {}", lost.join(" ")),
            format!("CRASHED, {count} LOST"),
            format!("{count} LOST"),
            crashed,
        ],
    }
}

fn is_worth_a_word(plan: &Plan<'_>, arrow: &Arrow) -> bool {
    let (_, last) = arrow.rows(&plan.rows);
    let is_odd = arrow.ended.is_some_and(|(_, reception)| reception != Reception::Delivered);
    last > 0 && (is_odd || arrow.first.held.is_some())
}

/// What became of a message that was not simply delivered.
fn ending(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, arrow: &Arrow) {
    let (_, last) = arrow.rows(&plan.rows);
    let words: &[_] = match arrow.ended {
        Some((_, Reception::Lost)) => &["lost"],
        Some((_, Reception::Nobody)) => &["nobody there", "nobody"],
        Some((_, Reception::Rejected)) => &["takes no more", "full"],
        _ => &[],
    };
    before(plan, canvas, arrow, last, words, theme.lost);
    if let Some(held) = arrow.first.held {
        let row = plan.rows.first(held);
        before(plan, canvas, arrow, row.max(arrow.rows(&plan.rows).0 + 1), &["held"], theme.dirty);
    }
}

/// Beside the turn of an arrow, on the side of its sender.
fn before(
    plan: &Plan<'_>,
    canvas: &mut Canvas<'_>,
    arrow: &Arrow,
    row: usize,
    words: &[&str],
    style: Style,
) {
    let (from, to) = (plan.columns.x(arrow.from), plan.columns.x(arrow.to));
    for words in words {
        let length = words.chars().count() as u16;
        let x = if from < to { arrow.turn.saturating_sub(length + 1) } else { arrow.turn + 2 };
        if is_room(plan, canvas, (x, x + length), row) {
            return canvas.text(x, row, words, style);
        }
    }
}

fn across(
    plan: &Plan<'_>,
    canvas: &mut Canvas<'_>,
    (link, at): (LinkName, Time),
    words: &str,
    style: Style,
) {
    let length = words.chars().count() as u16;
    let x = plan.columns.middle(link).saturating_sub(length / 2);
    let row = plan.rows.first(at);
    if is_room(plan, canvas, (x, x + length), row) {
        canvas.text(x, row, words, style);
    }
}
