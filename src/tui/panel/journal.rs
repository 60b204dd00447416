//! The journal under the cache: what it keeps outlives the cache.

use std::time::Duration;

use dirtybit::{Node, Work, Write};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;

/// How long a record that is done with can still be seen.
const FORGETTING: Duration = Duration::from_millis(400);

/// What stands for records that there is no room for.
const MORE: char = '…';

/// Draws the journal: how much it keeps, what is appended, the newest records, and what it forgets.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let area = stage.journal;
    if area.width < 4 || area.height == 0 {
        return;
    }
    let style = if scene.folds.holdings.is_down(Node::Cache) { theme.clean } else { theme.border };
    let shelf = format!("╘{}╛", "═".repeat(usize::from(area.width - 2)));
    ink::put(buf, area, (area.x, area.y), &shelf, style);
    let inside = Rect { x: area.x + 1, width: area.width - 2, ..area };
    let line = Line::from(words(scene, theme, usize::from(inside.width)));
    let width = (line.width() as u16).min(inside.width);
    line.render(Rect { width, ..inside }, buf);
}

fn words(scene: &Scene, theme: &Theme, room: usize) -> Vec<Span<'static>> {
    let mut spans = vec![title(scene, theme)];
    let mut left = room.saturating_sub(spans[0].width() + 1);
    let mut records = records(scene, theme).peekable();
    while let Some((word, style)) = records.next() {
        let reserve = if records.peek().is_some() { 2 } else { 0 };
        let word = format!("{word} ");
        let width = word.chars().count();
        if width + reserve > left {
            spans.push(Span::styled(format!("{MORE} "), theme.dim));
            break;
        }
        left -= width;
        spans.push(Span::styled(word, style));
    }
    spans
}

fn title(scene: &Scene, theme: &Theme) -> Span<'static> {
    let kept = scene.folds.holdings.journaled();
    let is_on = scene.folds.world.write_back.journal;
    match scene.folds.holdings.is_down(Node::Cache) {
        true if kept > 0 => Span::styled(format!(" JOURNAL keeps {kept} "), theme.clean),
        _ if !is_on => Span::styled(format!(" JOURNAL off, {kept} "), theme.dirty),
        _ if kept == 0 => Span::styled(" JOURNAL is empty ".to_owned(), theme.title),
        _ => Span::styled(format!(" JOURNAL {kept} "), theme.title),
    }
}

type Word = (String, ratatui::style::Style);

/// What is appended first, then the records from the newest on, then what has just been forgotten.
fn records<'a>(scene: &'a Scene, theme: &'a Theme) -> impl Iterator<Item = Word> + 'a {
    let appended = scene.services.iter().filter_map(|service| match service.work {
        Work::Append(write) => Some((format!("◄{write}"), theme.write)),
        _ => None,
    });
    let mut kept: Vec<&Write> =
        scene.folds.holdings.keys().iter().flat_map(|holding| &holding.journal).collect();
    kept.sort_by_key(|write| std::cmp::Reverse(write.version));
    let kept = kept.into_iter().map(|write| (write.to_string(), theme.superseded));
    let forgotten = scene.truncated.filter(|(at, _)| scene.now - *at < FORGETTING);
    let forgotten = forgotten.map(|(_, write)| (end_of(scene, &write), theme.dim));
    appended.chain(forgotten).chain(kept)
}

/// A record is forgotten when the database has it, or when its write was refused after all.
fn end_of(scene: &Scene, write: &Write) -> String {
    let stored = scene.folds.holdings.of(write.key).database.map(|stored| stored.version);
    let end = if stored >= Some(write.version) { "saved" } else { "undone" };
    format!("{write} {end}")
}
