//! Writing into a part of the screen without ever leaving it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Widget};
use unicode_truncate::UnicodeTruncateStr;
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;

/// Writes text from a cell on; what does not fit into the area is left out.
pub(crate) fn put(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) {
    let area = area.intersection(buf.area);
    let inside =
        (area.left()..area.right()).contains(&x) && (area.top()..area.bottom()).contains(&y);
    if inside {
        buf.set_stringn(x, y, text, usize::from(area.right() - x), style);
    }
}

/// Writes text so that it ends where the area ends.
pub(crate) fn put_right(buf: &mut Buffer, area: Rect, y: u16, text: &str, style: Style) {
    let width = text.width() as u16;
    put(buf, area, (area.right().saturating_sub(width).max(area.left()), y), text, style);
}

/// The area without its first column, so that text does not touch the border.
pub(crate) fn padded(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(1), ..area }
}

/// Draws a box with a title and returns its inside.
pub(crate) fn boxed(buf: &mut Buffer, area: Rect, theme: &Theme, title: &str) -> Rect {
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(theme.border)
        .title_style(theme.title)
        .title(format!(" {title} "));
    let inside = block.inner(area);
    block.render(area, buf);
    inside
}

/// Breaks the border of a box, as a crash does: nothing holds it together.
pub(crate) fn break_border(buf: &mut Buffer, area: Rect, theme: &Theme) {
    for position in area.positions() {
        let edge = position.x == area.left()
            || position.x + 1 == area.right()
            || position.y == area.top()
            || position.y + 1 == area.bottom();
        let Some(cell) = buf.cell_mut(position).filter(|_| edge) else {
            continue;
        };
        cell.set_style(theme.lost);
        let is_line = "─│╭╮╰╯".contains(cell.symbol());
        match (position.x * 7 + position.y * 5) % 6 {
            0 if is_line => cell.set_symbol("╳"),
            1 | 4 if is_line => cell.set_symbol(" "),
            _ => cell,
        };
    }
}

/// Writes on the lower border of a box.
pub(crate) fn caption(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    if area.height > 1 && area.width > 4 && !text.is_empty() {
        let line = Rect { x: area.x + 2, width: area.width - 4, ..area };
        let text = clipped(text, usize::from(line.width).saturating_sub(2));
        put(buf, line, (line.x, area.bottom() - 1), &format!(" {text} "), style);
    }
}

/// A bar that is filled from the left to this share.
pub(crate) fn bar(width: u16, share: f64) -> String {
    let filled = (share.clamp(0.0, 1.0) * f64::from(width)).round() as usize;
    "▓".repeat(filled) + &"░".repeat(usize::from(width).saturating_sub(filled))
}

/// Shortens text to a width, so that it can be seen that something is missing.
pub(crate) fn clipped(text: &str, width: usize) -> String {
    match text.width() <= width {
        true => text.to_owned(),
        false if width == 0 => String::new(),
        false => format!("{}…", text.unicode_truncate(width - 1).0),
    }
}

/// Shortens a sentence to a width, between two words of it where that can be.
pub(crate) fn abridged(text: &str, width: usize) -> String {
    let (head, _) = text.unicode_truncate(width);
    match head.rfind(' ') {
        Some(gap) if head.len() < text.len() => {
            format!("{}…", head[..gap].trim_end_matches([' ', ':', ',', '.']))
        }
        _ => clipped(text, width),
    }
}

/// Breaks text between words into lines of a width; a longer word is broken, too.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let pieces = text.split_whitespace().flat_map(|word| chunks(word, width.max(1)));
    for piece in pieces {
        let length = piece.width();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let Some(line) = lines.last_mut() else {
            break;
        };
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(piece);
        used += length;
    }
    lines
}

fn chunks(word: &str, width: usize) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let (piece, _) = rest.unicode_truncate(width);
        // What is wider than a line is left to whoever draws it.
        let piece = if piece.is_empty() { rest } else { piece };
        rest = &rest[piece.len()..];
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::{abridged, clipped, wrapped};

    #[test]
    fn a_sentence_is_cut_between_words() {
        let cases = [
            ("cart:7 = v1 was acknowledged", 28, "cart:7 = v1 was acknowledged"),
            ("cart:7 = v1 was acknowledged", 27, "cart:7 = v1 was…"),
            ("cart:7 = v1 was acknowledged", 16, "cart:7 = v1 was…"),
            ("cart:7 = v1 was acknowledged", 15, "cart:7 = v1…"),
            ("STALE HIT: the cache", 13, "STALE HIT…"),
            ("acknowledged", 5, "ackn…"),
            ("acknowledged", 0, ""),
        ];
        for (text, width, cut) in cases {
            assert_eq!(abridged(text, width), cut);
            assert!(cut.chars().count() <= width);
        }
    }

    #[test]
    fn what_is_wide_takes_its_room() {
        let wide = "\u{5bbd}";
        let lines = [wide.repeat(5), format!("{} today", wide.repeat(2))];
        assert_eq!(wrapped(&format!("{} today", wide.repeat(7)), 10), lines);
        assert_eq!(wrapped(&format!("{wide} a"), 1), [wide, "a"]);
        assert_eq!(clipped(&format!("{wide}{wide}ab"), 5), format!("{wide}{wide}…"));
        assert_eq!(clipped(&wide.repeat(2), 4), wide.repeat(2));
    }
}
