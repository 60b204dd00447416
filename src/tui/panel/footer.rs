//! The bottom line: the keys that make sense now, the most important ones first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::ink;
use crate::tui::keymap::{BINDINGS, Binding};
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Keys that must never be pushed out by others.
const PINNED: [&str; 2] = ["?", "q"];

/// Draws the bottom line; what does not fit is left to the help.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let is_pinned = |binding: &&Binding| PINNED.contains(&binding.shown);
    let (pinned, others): (Vec<_>, Vec<_>) = BINDINGS.iter().partition(is_pinned);
    let width: u16 = pinned.iter().filter_map(|binding| width(binding, model)).sum();
    let room = Rect { width: area.width.saturating_sub(width), ..area };
    line(&others, model, theme, room, buf);
    line(
        &pinned,
        model,
        theme,
        Rect { x: room.right(), width: area.width - room.width, ..area },
        buf,
    );
}

/// The width of a key with its label and the gap before it.
fn width(binding: &Binding, model: &Model) -> Option<u16> {
    let label = (binding.label)(model)?;
    Some((binding.shown.chars().count() + label.len()) as u16 + 3)
}

fn line(bindings: &[&Binding], model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for binding in bindings {
        let (Some(label), Some(width)) = ((binding.label)(model), width(binding, model)) else {
            continue;
        };
        if x + width > area.right() + 1 {
            continue;
        }
        let label_x = x + binding.shown.chars().count() as u16 + 1;
        ink::put(buf, area, (x, area.y), binding.shown, theme.key);
        ink::put(buf, area, (label_x, area.y), label, theme.text);
        x += width;
    }
}
