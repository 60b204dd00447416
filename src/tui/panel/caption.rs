//! What the script says to what is to be seen, right below the top line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use super::account;
use crate::tui::account::Tone;
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// From this width on, one line is enough for most captions; the account has all of any.
const WIDE: u16 = 120;
/// Lines for a caption, or for what happened last, on a stage that is presented; and for both.
pub(crate) const PRESENTED: (u16, u16) = (2, 4);

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
    if let Some((tone, words)) = &scene.caption {
        say(*tone, words, theme, area, buf);
    }
}

/// Draws the caption and what happened last, or what happened last alone.
pub(crate) fn presented(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let news = scene.account.iter().find(|sentence| sentence.tone != Tone::Caption);
    let news = news.map(|sentence| (sentence.tone, sentence.parts()));
    let news = news.map(|(tone, (head, rest))| (tone, format!("{head}{rest}")));
    let caption = scene.caption.as_ref().map_or(0, |(_, words)| lines(words, area));
    let caption = Constraint::Length(caption.min(area.height));
    let [above, below] = Layout::vertical([caption, Constraint::Min(0)]).areas(area);
    render(scene, theme, above, buf);
    if let Some((tone, words)) = news {
        say(tone, &words, theme, below, buf);
    }
}

/// The lines of a caption, and as many more as the next one may need, where there is room for them.
fn lines(words: &str, area: Rect) -> u16 {
    let (usual, both) = PRESENTED;
    match ink::wrapped(words, usize::from(area.width.saturating_sub(4))).len() as u16 {
        needed if area.height < both => needed,
        needed => needed.max(usual),
    }
}

/// As many lines as there are; what does not fit into the last one is cut off.
fn say(tone: Tone, words: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(last) = area.height.checked_sub(1) else {
        return;
    };
    let width = usize::from(area.width.saturating_sub(4));
    let mut lines = ink::wrapped(words, width);
    let rest = lines.split_off(lines.len().min(usize::from(last)));
    lines.push(ink::abridged(&rest.join(" "), width));
    let (sign, style) = match tone {
        Tone::Bad => ("╳", theme.lost),
        Tone::Caption => ("¶", theme.title),
        tone => (" ", account::tone(tone, theme)),
    };
    ink::put(buf, area, (area.x + 1, area.y), sign, style);
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x + 3, y), line, style);
    }
}
