//! Which curve is which, and what each comes to.

use dirtybit::Curve;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{mark, style};
use crate::tui::chart::Curves;
use crate::tui::ink;
use crate::tui::theme::Theme;

/// The rows that a plot needs with its axis before every curve has a row of the legend.
const LEAST_PLOT: u16 = 6;
/// Room for what is swept.
const NAME: usize = 24;

/// A row for each curve; where there are too few, one for the curve in focus and one for all others.
pub(super) fn height(curves: &Curves, rows: u16) -> u16 {
    let all = curves.all.len() as u16;
    match rows {
        0..=1 => 0,
        2..=4 => 1,
        _ if rows < all + LEAST_PLOT => 2,
        _ => all,
    }
}

pub(super) fn render(curves: &Curves, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if usize::from(area.height) < curves.all.len() {
        return compact(curves, theme, area, buf);
    }
    for (number, y) in (0..curves.all.len()).zip(area.top()..area.bottom()) {
        row(curves, number, theme, Rect { y, height: 1, ..area }, buf);
    }
}

fn compact(curves: &Curves, theme: &Theme, area: Rect, buf: &mut Buffer) {
    row(curves, curves.focus, theme, Rect { height: area.height.min(1), ..area }, buf);
    let others = || (0..curves.all.len()).filter(|number| *number != curves.focus);
    let told = |words: fn(&Curve) -> String| {
        let one = |number: usize| {
            let curve = &curves.all[number];
            (number, format!("{} {} {}", mark(number), curve.subject, words(curve)))
        };
        others().map(one).collect::<Vec<_>>()
    };
    let width = |all: &[(usize, String)]| {
        all.iter().map(|(_, words)| words.chars().count() + GAP).sum::<usize>()
    };
    let room = usize::from(area.width.saturating_sub(INDENT));
    let long = Some(told(in_words)).filter(|all| width(all) <= room + GAP);
    let (mut x, y) = (area.x + INDENT, area.y + 1);
    for (number, words) in long.unwrap_or_else(|| told(in_short)) {
        ink::put(buf, area, (x, y), &words, style(theme, number));
        x += (words.chars().count() + GAP) as u16;
    }
}

/// Columns between two curves in a row.
const GAP: usize = 2;
/// The others stand below the name of the curve in focus.
const INDENT: u16 = 3;

fn row(curves: &Curves, number: usize, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (curve, is_focused) = (&curves.all[number], number == curves.focus);
    let glyph = if is_focused { "█" } else { mark(number) };
    let pointer = if is_focused { "▶" } else { " " };
    let name = ink::clipped(&curve.subject.to_string(), NAME);
    let words = format!("{glyph} {name:<NAME$} {}", in_words(curve));
    ink::put(buf, area, (area.x, area.y), pointer, theme.selected);
    ink::put(buf, area, (area.x + 1, area.y), &words, style(theme, number));
}

fn in_words(curve: &Curve) -> String {
    match curve.worst() {
        None => "the cache was never up".to_owned(),
        Some(worst) if worst.lost == 0 => "0 everywhere".to_owned(),
        Some(worst) => {
            let mean = curve.mean_exposure();
            format!("worst {} at {} s, mean {mean:.1}", worst.lost, worst.at)
        }
    }
}

fn in_short(curve: &Curve) -> String {
    curve.worst().map_or("-".to_owned(), |worst| worst.lost.to_string())
}
