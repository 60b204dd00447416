//! The vertical lines: thin while nothing is done, thick while there is work, broken by a crash.

use dirtybit::Node;
use ratatui::style::Style;

use super::canvas::Canvas;
use super::columns::Line;
use super::plan::{self, Plan};
use crate::tui::scene::Stroke;
use crate::tui::theme::Theme;

/// What a line is made of, and what where time is folded.
type Material = (&'static str, &'static str);
const THIN: Material = ("│", ":");
const WAITS: Material = ("║", ":");
const WORKS: Material = ("█", "▒");
const DOWN: Material = (" ", " ");

/// Draws all of them.
pub(super) fn draw(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let all = (0, plan.rows.end());
    for x in plan.columns.all() {
        stand(plan, canvas, x, all, THIN, theme.border);
    }
    waits(plan, theme, canvas);
    let deaths = plan::deaths(plan.scene);
    for stroke in plan.scene.course.strokes() {
        if let Stroke::Service(service) = stroke {
            let end = plan::end_of(&deaths, service).min(plan.scene.now);
            let rows = (plan.rows.first(service.from), plan.rows.last(end));
            let x = plan.columns.x(Line::of(service.node, None));
            stand(plan, canvas, x, rows, WORKS, theme.flushing);
        }
    }
    for node in [Node::Cache, Node::Database] {
        breaks(plan, theme, canvas, node);
    }
}

fn stand(
    plan: &Plan<'_>,
    canvas: &mut Canvas<'_>,
    x: u16,
    (first, last): (usize, usize),
    (line, folded): Material,
    style: Style,
) {
    let visible = canvas.visible();
    for row in first.max(visible.start)..(last + 1).min(visible.end) {
        let symbol = if plan.rows.is_fold(row) { folded } else { line };
        canvas.put(x, row, symbol, style);
    }
}

/// Who has asked waits for the answer.
fn waits(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let over = plan.scene.course.strokes().filter_map(|stroke| match stroke {
        Stroke::Finished(finished) => Some((finished.client, finished.issued, finished.at)),
        _ => None,
    });
    let now = plan.scene.now;
    let lasting = plan.scene.waits().map(|(client, since)| (client, since, now));
    for (client, from, until) in over.chain(lasting) {
        let x = plan.columns.x(Line::Client(Some(client)));
        let rows = (plan.rows.first(from), plan.rows.last(until));
        stand(plan, canvas, x, rows, WAITS, theme.text);
    }
}

/// Where a node is down, there is no line.
fn breaks(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>, node: Node) {
    let x = plan.columns.x(Line::of(node, None));
    let mut since = plan::begins_down(plan.scene, node).then_some(0);
    for stroke in plan.scene.course.strokes() {
        match stroke {
            Stroke::Down(which, at) if *which == node => since = Some(plan.rows.last(*at) + 1),
            Stroke::Up(which, at) if *which == node => {
                let until = plan.rows.first(*at);
                if let (Some(since), Some(until)) = (since.take(), until.checked_sub(1)) {
                    stand(plan, canvas, x, (since, until), DOWN, Style::new());
                }
            }
            _ => {}
        }
    }
    if let Some(since) = since {
        stand(plan, canvas, x, (since, plan.rows.end()), DOWN, Style::new());
    }
    for (_, at) in plan::deaths(plan.scene).into_iter().filter(|death| death.0 == node) {
        canvas.put(x, plan.rows.last(at), "╳", theme.lost);
    }
}
