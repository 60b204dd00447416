//! The space-time diagram: who sent what to whom, with time going down.

mod arrows;
mod canvas;
mod columns;
mod draw;
mod flying;
mod notes;
mod plan;
mod rows;
mod standing;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;
use crate::tui::update::Model;
use canvas::Canvas;
#[cfg(test)]
pub(crate) use columns::Line;
pub(crate) use plan::Plan;
#[cfg(test)]
pub(crate) use rows::{LONGEST, Row, SCALE};

/// What the lines are made of.
pub(crate) const LEGEND: &str = "║ waits  █ works  : folded  ╳ lost";

/// Draws the last rows that there is room for.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    Clear.render(area.intersection(buf.area), buf);
    let inside = ink::boxed(buf, area, theme, "SPACE-TIME");
    ink::caption(buf, area, LEGEND, theme.dim);
    if inside.height < 2 {
        return;
    }
    let plan = Plan::new(model.scene(), inside.width);
    let below = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    draw::heads(&plan, theme, Rect { height: 1, ..inside }, buf);
    draw::draw(&plan, theme, &mut Canvas::new(buf, below, plan.rows.rows.len()));
}

/// All rows as lines of text.
pub(crate) fn figure(scene: &Scene, width: u16) -> Vec<String> {
    let (plan, theme) = (Plan::new(scene, width), Theme::plain());
    let height = u16::try_from(plan.rows.rows.len() + 1).unwrap_or(u16::MAX);
    let area = Rect { x: 0, y: 0, width, height };
    let mut buf = Buffer::empty(area);
    draw::heads(&plan, &theme, Rect { height: 1, ..area }, &mut buf);
    let below = Rect { y: 1, height: height - 1, ..area };
    draw::draw(&plan, &theme, &mut Canvas::new(&mut buf, below, plan.rows.rows.len()));
    let row = |y| {
        let cells = (0..width).filter_map(|x| buf.cell((x, y))).map(|cell| cell.symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..height).map(row).collect()
}
