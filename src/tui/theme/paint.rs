//! The last pass over a frame: the ground, the depth of the terminal, and ASCII where it is wanted.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

use super::{Depth, Name, Theme, ascii};

/// The theme that is on, in what the terminal can show.
pub(crate) struct Paint {
    name: Name,
    depth: Depth,
    ascii: bool,
    theme: Theme,
}

impl Paint {
    pub(crate) fn new(name: Name, depth: Depth, ascii: bool) -> Self {
        Self { name, depth, ascii, theme: Theme::new(name, depth) }
    }

    /// Changes the theme, if it is another one.
    pub(crate) fn choose(&mut self, name: Name) {
        if self.name != name {
            *self = Self::new(name, self.depth, self.ascii);
        }
    }

    pub(crate) const fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Goes once over all that was drawn: widgets leave cells without a colour, and effects leave
    /// colours that not every terminal has.
    pub(crate) fn finish(&self, buf: &mut Buffer) {
        let text = self.theme.ground.fg.unwrap_or_default();
        let ground = self.theme.ground.bg.unwrap_or_default();
        for cell in &mut buf.content {
            cell.fg = self.seen(cell.fg, text);
            cell.bg = self.seen(cell.bg, ground);
            if self.ascii {
                spell(cell);
            }
        }
    }

    fn seen(&self, colour: Color, default: Color) -> Color {
        match colour {
            Color::Reset => default,
            Color::Rgb(red, green, blue) if self.depth != Depth::True => {
                self.depth.reduced([red, green, blue])
            }
            _ if self.depth == Depth::None => Color::Reset,
            colour => colour,
        }
    }
}

fn spell(cell: &mut Cell) {
    if !cell.symbol().is_ascii() {
        cell.set_char(ascii::of(cell.symbol()));
    }
}
