//! After a crash of the cache: which acknowledged writes are gone, and what is there instead.

use dirtybit::{LostWrite, Node, Time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph, Widget, Wrap};

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// Rows at the bottom for what has happened since: there is more room if nothing was lost.
const SINCE: [u16; 2] = [2, 4];

/// Draws the post-mortem of what was lost since a crash.
pub(crate) fn render(scene: &Scene, since: Time, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let lost: Vec<_> = scene.lost_since(since).collect();
    let style = if lost.is_empty() { theme.clean } else { theme.lost };
    let crashes = scene.crashes.iter().filter(|crash| crash.at >= since).count();
    let inside = ink::padded(frame(&title(lost.len(), crashes), style, area, buf));
    ink::caption(buf, area, "enter closes", theme.dim);
    let [top, bottom] = ratatui::layout::Layout::vertical([
        ratatui::layout::Constraint::Min(0),
        ratatui::layout::Constraint::Length(SINCE[usize::from(lost.is_empty())]),
    ])
    .areas(inside);
    match lost.is_empty() {
        true => nothing_lost(scene, theme, top, buf),
        false => table(scene, &lost, theme, top, buf),
    }
    what_happened_since(scene, since, &lost, theme, bottom, buf);
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

fn title(lost: usize, crashes: usize) -> String {
    let what = match lost {
        0 => "the crash lost nothing".to_owned(),
        1 => "1 acknowledged write is LOST".to_owned(),
        lost => format!("{lost} acknowledged writes are LOST"),
    };
    match crashes {
        0 | 1 => format!("POST-MORTEM: {what}"),
        crashes => format!("POST-MORTEM: {what}, {crashes} crashes"),
    }
}

fn table(scene: &Scene, lost: &[&LostWrite], theme: &Theme, area: Rect, buf: &mut Buffer) {
    let head = format!("{:<20}{:>11}  {}", "lost write", "told OK at", "database has");
    ink::put(buf, area, (area.x, area.y), &head, theme.dim);
    let room = usize::from(area.height.saturating_sub(1));
    let shown = if lost.len() > room { room.saturating_sub(1) } else { lost.len() };
    for (lost, y) in lost.iter().take(shown).zip(area.y + 1..) {
        ink::put(buf, area, (area.x, y), &row(scene, lost), theme.text);
    }
    if lost.len() > shown {
        let more = format!("... and {} more", lost.len() - shown);
        ink::put(buf, area, (area.x, area.bottom().saturating_sub(1)), &more, theme.text);
    }
}

fn row(scene: &Scene, lost: &LostWrite) -> String {
    let holding = scene.folds.holdings.of(lost.key);
    let stored = holding.version_at(Node::Database);
    let stored = stored.map_or("nothing".to_owned(), |version| version.to_string());
    let what = match lost.deleted {
        true => format!("╳ {} deleted, {}", holding.name, lost.version),
        false => format!("╳ {} = {}", holding.name, lost.version),
    };
    let write = ink::clipped(&what, 20);
    format!("{write:<20}{:>9} s  {stored}", lost.acknowledged.to_string())
}

/// The story goes on below the table; until it does, there is the moral.
fn what_happened_since(
    scene: &Scene,
    since: Time,
    lost: &[&LostWrite],
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let told = scene.account.front().filter(|told| told.at > since);
    let words = match told {
        Some(told) => Line::from(vec![
            Span::styled(format!("{} ", told.at), theme.dim),
            Span::styled(told.words.as_str(), theme.text),
        ]),
        None => Line::styled(moral(scene, lost.len()), theme.dim),
    };
    Paragraph::new(words).wrap(Wrap { trim: true }).render(area, buf);
}

/// With the database down, write-through would have refused the writes, not saved them.
fn moral(scene: &Scene, lost: usize) -> &'static str {
    match (lost, scene.folds.holdings.is_down(Node::Database)) {
        (0, _) | (_, true) => "",
        (1, false) => "Write-through (1) would have saved it.",
        (_, false) => "Write-through (1) would have saved them.",
    }
}

fn nothing_lost(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let writes = scene.folds.ledger.writes();
    let mut lines = vec!["No acknowledged write died with the cache.".to_owned()];
    if writes.at_risk > 0 {
        lines.push(format!("{} at risk: on the wire to the database.", writes.at_risk));
    }
    if writes.in_flight + writes.unknown > 0 {
        lines.push("Writes without an answer may have happened or not.".to_owned());
    }
    if writes.lost > 0 {
        lines.push(format!("The {} LOST in the ledger were lost before.", writes.lost));
    }
    for (words, y) in lines.into_iter().zip(area.y..area.bottom()) {
        ink::put(buf, area, (area.x, y), &words, theme.text);
    }
}
