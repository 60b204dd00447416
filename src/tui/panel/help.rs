//! All keys, on a page over everything else.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::tui::ink;
use crate::tui::keymap::{BINDINGS, Binding};
use crate::tui::theme::Theme;

/// The words below the keys.
const GLYPHS: &str = "■ clean ● dirty ▒ flushing ◆ pending ◄ stale → evicted ╳ LOST, phantom";

/// Draws the page in the middle of the screen.
pub(crate) fn render(theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let shown: Vec<_> = BINDINGS.iter().filter(|binding| !binding.help.is_empty()).collect();
    let area = screen.centered(
        ratatui::layout::Constraint::Length(76),
        ratatui::layout::Constraint::Length(shown.len() as u16 + 2),
    );
    Clear.render(screen, buf);
    let inside = ink::boxed(buf, area, theme, "KEYS");
    for (binding, y) in shown.into_iter().zip(inside.y..) {
        line(binding, theme, inside, y, buf);
    }
    ink::caption(buf, area, GLYPHS, theme.dim);
}

fn line(binding: &Binding, theme: &Theme, area: Rect, y: u16, buf: &mut Buffer) {
    let keys = Rect { width: 7, ..area };
    ink::put_right(buf, keys, y, binding.shown, theme.key);
    ink::put(buf, area, (area.x + 9, y), binding.help, theme.text);
}
