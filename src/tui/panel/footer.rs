//! The bottom line: the keys that make sense now, the most important ones first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::ink;
use crate::tui::keymap::{BINDINGS, Label};
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Keys that must never be pushed out by others.
const PINNED: [&str; 2] = ["?", "q"];

/// Keys that come before all others that are urgent: out of the past, and of what is open.
const WAYS_OUT: [&str; 3] = ["end", "enter", "esc"];

/// Draws the bottom line; what does not fit is left to the help.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let is_busy = model.progress.is_some();
    let here = BINDINGS.iter().filter(|key| !key.is_covered(model));
    let here = here.filter(|key| !is_busy || PINNED.contains(&key.shown));
    let offered = here.filter_map(|key| Some((key.shown, (key.label)(model)?)));
    let (pinned, mut others): (Vec<_>, Vec<_>) =
        offered.partition(|(shown, _)| PINNED.contains(shown));
    others.sort_by_key(|(shown, label)| (!label.is_urgent, !WAYS_OUT.contains(shown)));
    let width: u16 = pinned.iter().map(width).sum();
    let room = Rect { width: area.width.saturating_sub(width), ..area };
    line(&others, theme, room, buf);
    let rest = Rect { x: room.right(), width: area.width - room.width, ..area };
    line(&pinned, theme, rest, buf);
}

type Offer = (&'static str, Label);

/// The width of a key with its label and the gap behind it.
fn width((shown, label): &Offer) -> u16 {
    (shown.chars().count() + label.words.chars().count()) as u16 + 3
}

fn line(offers: &[Offer], theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut x = area.x + 1;
    for offer in offers {
        let (shown, label) = offer;
        if x + width(offer) > area.right() + 1 {
            continue;
        }
        let label_x = x + shown.chars().count() as u16 + 1;
        ink::put(buf, area, (x, area.y), shown, theme.key);
        ink::put(buf, area, (label_x, area.y), &label.words, theme.text);
        x += width(offer);
    }
}
