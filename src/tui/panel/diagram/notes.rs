//! Words beside the lines, where there is room: what is worked at, how it ended, what broke.

mod answers;
mod broken;
mod works;

use ratatui::style::Style;

use super::canvas::Canvas;
use super::columns::Line;
use super::plan::Plan;
use super::rows::Row;
use crate::tui::scene::Stroke;
use crate::tui::theme::Theme;

/// Farther away, nobody sees what words belong to.
const NEAR: u16 = 12;

/// Words on their way to a place beside a line.
struct Note {
    line: Line,
    row: usize,
    /// The longest first.
    words: Vec<String>,
    style: Style,
}

/// Draws all that there is room for; what matters most comes first.
pub(super) fn draw(plan: &Plan<'_>, theme: &Theme, canvas: &mut Canvas<'_>) {
    let seen = seen(plan, canvas);
    broken::notes(plan, theme, &seen).iter().for_each(|note| place(plan, canvas, note));
    broken::endings(plan, theme, canvas);
    broken::cuts(plan, theme, &seen, canvas);
    answers::notes(plan, theme, &seen).iter().for_each(|note| place(plan, canvas, note));
    works::notes(plan, theme, &seen).iter().for_each(|note| place_or_slip(plan, canvas, note));
    works::queues(plan, theme, &seen).iter().for_each(|note| place_or_slip(plan, canvas, note));
}

/// The strokes that begin, or end, in a row that can be seen.
fn seen<'a>(plan: &Plan<'a>, canvas: &Canvas<'_>) -> Vec<&'a Stroke> {
    let visible = canvas.visible();
    let is_seen = |stroke: &&Stroke| {
        let (first, last) = (plan.rows.first(stroke.at()), plan.rows.last(stroke.at()));
        last >= visible.start && first < visible.end
    };
    plan.scene.course.strokes().filter(is_seen).collect()
}

fn is_free(plan: &Plan<'_>, canvas: &mut Canvas<'_>, x: u16, row: usize) -> bool {
    let is_beyond = x >= plan.columns.width;
    is_beyond || (!plan.columns.is_line(x) && canvas.is(x, row, " "))
}

/// Writes beside a line where there is room.
fn place(plan: &Plan<'_>, canvas: &mut Canvas<'_>, note: &Note) {
    let _is_left_out = !beside(plan, canvas, note, note.row);
}

/// What lasts can be told a row later, too, if nothing else begins there.
fn place_or_slip(plan: &Plan<'_>, canvas: &mut Canvas<'_>, note: &Note) {
    let next = note.row + 1;
    let can_slip = !matches!(plan.rows.rows.get(next), Some(Row::At(_)) | None);
    if !beside(plan, canvas, note, note.row) && can_slip {
        let _is_left_out = !beside(plan, canvas, note, next);
    }
}

/// Writes to the right of a line and of what ends there, or else to its left. Says whether it could.
fn beside(plan: &Plan<'_>, canvas: &mut Canvas<'_>, note: &Note, row: usize) -> bool {
    let x = plan.columns.x(note.line);
    let is_taken = |canvas: &mut Canvas<'_>, x| !plan.columns.is_line(x) && !canvas.is(x, row, " ");
    let mut start = x + 1;
    while start < plan.columns.width && is_taken(canvas, start) {
        start += 1;
    }
    for words in &note.words {
        let length = words.chars().count() as u16;
        let is_near = start <= x + NEAR && start + length < plan.columns.width;
        let right = start + 1;
        if is_near && is_room(plan, canvas, (start, right + length + 1), row) {
            canvas.text(right, row, words, note.style);
            return true;
        }
        let left = x.saturating_sub(length + 1);
        if left > plan.columns.margin && is_room(plan, canvas, (left - 1, x), row) {
            canvas.text(left, row, words, note.style);
            return true;
        }
    }
    false
}

fn is_room(plan: &Plan<'_>, canvas: &mut Canvas<'_>, (from, to): (u16, u16), row: usize) -> bool {
    (from..to).all(|x| is_free(plan, canvas, x, row))
}
