//! The bottom line: the keys that make sense now, the most important ones first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::ink;
use crate::tui::keymap::BINDINGS;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Draws the bottom line; what does not fit is left to the help.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for binding in BINDINGS {
        let Some(label) = (binding.label)(model) else {
            continue;
        };
        let width = (binding.shown.chars().count() + 1 + label.len()) as u16;
        if x + width > area.right() {
            return;
        }
        ink::put(buf, area, (x, area.y), binding.shown, theme.key);
        let label_x = x + width - label.len() as u16;
        ink::put(buf, area, (label_x, area.y), label, theme.text);
        x += width + 2;
    }
}
