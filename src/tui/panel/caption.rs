//! What the script says to what is to be seen, right below the top line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::account::Tone;
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// From this width on, one line is enough for most captions; the account has all of any.
const WIDE: u16 = 120;

/// Lines for captions, as soon as there was one: it must not jump when the next one is longer.
pub(crate) fn height(scene: &Scene, width: u16) -> u16 {
    match scene.caption {
        None => 0,
        Some(_) if width < WIDE => 2,
        Some(_) => 1,
    }
}

/// Draws the caption.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (Some((tone, words)), Some(last)) = (&scene.caption, area.height.checked_sub(1)) else {
        return;
    };
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines = ink::wrapped(words, width);
    let rest = lines.split_off(lines.len().min(usize::from(last)));
    lines.push(ink::clipped(&rest.join(" "), width));
    let (sign, style) = match tone {
        Tone::Bad => ("╳", theme.lost),
        _ => ("¶", theme.title),
    };
    ink::put(buf, area, (area.x + 1, area.y), sign, style);
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x + 3, y), line, style);
    }
}
