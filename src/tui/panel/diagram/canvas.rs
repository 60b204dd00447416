//! A part of all rows, on a part of the screen: what lies outside is not drawn.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;

pub(super) struct Canvas<'a> {
    buf: &'a mut Buffer,
    area: Rect,
    /// The row at the top.
    first: usize,
}

impl<'a> Canvas<'a> {
    /// Shows the last rows that there is room for.
    pub(super) fn new(buf: &'a mut Buffer, area: Rect, rows: usize) -> Self {
        let first = rows.saturating_sub(usize::from(area.height));
        Self { area: area.intersection(buf.area), buf, first }
    }

    /// The rows that can be seen.
    pub(super) fn visible(&self) -> std::ops::Range<usize> {
        self.first..self.first + usize::from(self.area.height)
    }

    fn cell(&mut self, x: u16, row: usize) -> Option<&mut Cell> {
        if !self.visible().contains(&row) || x >= self.area.width {
            return None;
        }
        let y = (row - self.first) as u16;
        self.buf.cell_mut((self.area.x + x, self.area.y + y))
    }

    pub(super) fn put(&mut self, x: u16, row: usize, symbol: &str, style: Style) {
        if let Some(cell) = self.cell(x, row) {
            cell.reset();
            cell.set_symbol(symbol).set_style(style);
        }
    }

    pub(super) fn text(&mut self, x: u16, row: usize, text: &str, style: Style) {
        let mut encoded = [0; 4];
        for (place, letter) in text.chars().enumerate() {
            self.put(x + place as u16, row, letter.encode_utf8(&mut encoded), style);
        }
    }

    pub(super) fn is(&mut self, x: u16, row: usize, symbol: &str) -> bool {
        self.cell(x, row).is_some_and(|cell| cell.symbol() == symbol)
    }
}
