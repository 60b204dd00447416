//! After a crash of the cache: which acknowledged writes are gone, and what is there instead.

use dirtybit::LostWrite;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Widget};

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// Draws the post-mortem of the last crash.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let lost: Vec<_> = scene.lost_in_crash().collect();
    let style = if lost.is_empty() { theme.clean } else { theme.lost };
    let inside = frame(&title(lost.len()), style, area, buf);
    let inside = ink::padded(inside);
    ink::caption(buf, area, "enter closes", theme.dim);
    if lost.is_empty() {
        return nothing_lost(scene, theme, inside, buf);
    }
    let room = usize::from(inside.height.saturating_sub(2));
    ink::put(buf, inside, (inside.x, inside.y), "told OK, and gone:", theme.dim);
    for (lost, y) in lost.iter().take(room).zip(inside.y + 1..) {
        ink::put(buf, inside, (inside.x, y), &line(scene, lost), theme.text);
    }
    let last = inside.bottom().saturating_sub(1);
    ink::put(buf, inside, (inside.x, last), &ending(lost.len(), room), theme.dim);
}

fn frame(title: &str, style: Style, area: Rect, buf: &mut Buffer) -> Rect {
    let block = Block::bordered()
        .border_type(BorderType::Double)
        .border_style(style)
        .title(format!(" {title} "))
        .title_style(style);
    let inside = block.inner(area);
    block.render(area, buf);
    inside
}

fn title(lost: usize) -> String {
    match lost {
        0 => "POST-MORTEM: nothing acknowledged was lost".to_owned(),
        1 => "POST-MORTEM: 1 acknowledged write is LOST".to_owned(),
        lost => format!("POST-MORTEM: {lost} acknowledged writes are LOST"),
    }
}

fn line(scene: &Scene, lost: &LostWrite) -> String {
    let name = &scene.folds.holdings.of(lost.key).name;
    let stored = lost.stored.and_then(dirtybit::Value::live);
    let stored = stored.map_or("nothing".to_owned(), |version| version.to_string());
    let pair = format!("{name} = {}", lost.version);
    format!("╳ {pair:<15} OK at {} s, database has {stored}", lost.acknowledged)
}

fn ending(lost: usize, room: usize) -> String {
    match lost.saturating_sub(room) {
        0 => "Write-through (1) would have saved them.".to_owned(),
        more => format!("... and {more} more. Write-through (1) saves them."),
    }
}

fn nothing_lost(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let at_risk = scene.folds.ledger.writes().at_risk;
    let words = match at_risk {
        0 => ["Every write that was answered with OK", "is in the database."],
        _ => ["What was answered with OK is in the database", "or still on its way there."],
    };
    for (words, y) in words.into_iter().zip(area.y..) {
        ink::put(buf, area, (area.x, y), words, theme.text);
    }
}
