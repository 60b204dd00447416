//! After a crash of the cache: which acknowledged writes are gone, and what is there instead.

use dirtybit::{Change, LostWrite, Node, Time, Trap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Paragraph, Widget, Wrap};

use super::links;
use crate::tui::account::count;
use crate::tui::ink;
use crate::tui::scene::{Cause, Coming, Scene};
use crate::tui::theme::Theme;

/// Rows for the words that say that nothing was lost.
const NOTHING_LOST: usize = 3;
/// Cells for the key and the version of a write.
const WRITE: usize = 20;
/// Rows that a table needs to tell anything: its head and one write.
const LEAST_TABLE: u16 = 2;

/// Draws the post-mortem of what was lost since a crash.
pub(crate) fn render(scene: &Scene, since: Time, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let lost: Vec<_> = scene.lost_since(since).collect();
    let crashes: Vec<_> = scene.crashes.iter().filter(|crash| crash.at >= since).collect();
    let style = match (lost.is_empty(), is_settled(scene)) {
        (false, _) => theme.lost,
        (true, true) => theme.clean,
        (true, false) => theme.dirty,
    };
    let title = title(scene, lost.len(), crashes.len(), area.width.saturating_sub(4));
    let inside = ink::padded(frame(&title, style, area, buf));
    ink::caption(buf, area, "enter closes", theme.dim);
    let trap = crashes.iter().rev().find_map(|crash| crash.trap.as_ref());
    let taken = lost.len() + 1 + usize::from(trap.is_some());
    let moral = moral(scene, &lost, inside.width, usize::from(inside.height).saturating_sub(taken));
    let inside = cure(&moral, theme, inside, buf);
    let inside = trapped(trap, theme, inside, buf);
    let inside = what_happened_since(scene, since, lost.len(), theme, inside, buf);
    match lost.is_empty() {
        true => nothing_lost(scene, theme, inside, buf),
        false => table(scene, &lost, theme, inside, buf),
    }
}

/// What would have saved them is said last, and always; returns what is left above.
fn cure(moral: &str, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    if moral.is_empty() {
        return area;
    }
    let lines = ink::wrapped(moral, usize::from(area.width));
    let above = Rect { height: area.height.saturating_sub(lines.len() as u16), ..area };
    for (line, y) in lines.iter().zip(above.bottom()..) {
        ink::put(buf, area, (area.x, y), line, theme.title);
    }
    above
}

/// A crash that was set up is told as one; returns what is left below.
fn trapped(trap: Option<&Trap>, theme: &Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let Some(trap) = trap.filter(|_| area.height > LEAST_TABLE) else {
        return area;
    };
    let words = format!("▲ Trap: {}, so: {}.", trap.trigger, trap.command);
    let words = ink::abridged(&words, usize::from(area.width));
    ink::put(buf, area, (area.x, area.y), &words, theme.dirty);
    Rect { y: area.y + 1, height: area.height - 1, ..area }
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

/// Whether all that left the cache before it died has come to its end.
fn is_settled(scene: &Scene) -> bool {
    scene.coming().acks + under_way(scene) == 0
}

/// Acknowledged writes that the cache had sent to the database, and that are not there yet.
fn under_way(scene: &Scene) -> usize {
    let (_, at_risk) = kept_and_at_risk(scene);
    if scene.folds.holdings.is_down(Node::Cache) { at_risk as usize } else { 0 }
}

/// The longest that fits.
fn title(scene: &Scene, lost: usize, crashes: usize, room: u16) -> String {
    let forms = match lost {
        0 => verdicts(scene),
        1 => ["1 acknowledged write is LOST"; 2].map(str::to_owned),
        lost => [lost; 2].map(|lost| format!("{lost} acknowledged writes are LOST")),
    };
    let forms = forms.map(|what| match crashes {
        0 | 1 => format!("POST-MORTEM: {what}"),
        crashes => format!("POST-MORTEM: {what}, {crashes} crashes"),
    });
    links::fitting(forms, room)
}

/// What there is to say before anything is lost, long and short.
fn verdicts(scene: &Scene) -> [String; 2] {
    let Coming { acks, gone } = scene.coming();
    let oks = |number| count(number, "OK is", "OKs are");
    match (gone, acks, under_way(scene)) {
        (0, 0, 0) => ["the crash lost nothing"; 2].map(str::to_owned),
        (0, 0, rows) => {
            let rows = count(rows, "row is", "rows are");
            [
                format!("nothing is lost so far, {rows} still on the way"),
                format!("{rows} on the way"),
            ]
        }
        (0, acks, _) => {
            [format!("{} still on the way", oks(acks)), format!("{} on the way", oks(acks))]
        }
        (1, ..) => [
            "1 OK is still on its way, for a write that is gone",
            "1 OK on its way, the write is gone",
        ]
        .map(str::to_owned),
        (gone, ..) => [
            format!("{gone} OKs are still on their way, for writes that are gone"),
            format!("{gone} OKs on their way, the writes gone"),
        ],
    }
}

/// Where it is narrow, writes are named rather than the head of the table.
fn table(scene: &Scene, lost: &[&LostWrite], theme: &Theme, area: Rect, buf: &mut Buffer) {
    let has_head = area.height > LEAST_TABLE || lost.len() < usize::from(area.height);
    let head = format!("{:<20}{:>11}  {}", "lost write", "told OK at", "database has");
    let top = area.y + u16::from(has_head);
    if has_head {
        ink::put(buf, area, (area.x, area.y), &head, theme.dim);
    }
    let room = usize::from(area.bottom().saturating_sub(top));
    let shown = if lost.len() > room { room.saturating_sub(1) } else { lost.len() };
    for (lost, y) in lost.iter().take(shown).zip(top..) {
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
    let what = match lost.change {
        Change::Delete => format!(" deleted, {}", lost.version),
        Change::Set => format!(" = {}", lost.version),
        Change::Add(amount) => format!(" {amount:+}, {}", lost.version),
    };
    let room = WRITE.saturating_sub(what.chars().count() + 2);
    let write = format!("╳ {}{what}", ink::clipped(&holding.name, room));
    format!("{write:<WRITE$} {:>8} s  {stored}", lost.acknowledged.to_string())
}

/// The story goes on in one line, if there is one to spare; returns what is left above.
fn what_happened_since(
    scene: &Scene,
    since: Time,
    lost: usize,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let needed = if lost == 0 { NOTHING_LOST } else { lost + 1 };
    let told = scene.account.front().filter(|told| told.at > since);
    let Some(told) = told.filter(|_| needed < usize::from(area.height)) else {
        return area;
    };
    let words = ink::abridged(&format!("{} {}", told.at, told.text()), usize::from(area.width));
    ink::put(buf, area, (area.x, area.bottom() - 1), &words, theme.dim);
    Rect { height: area.height - 1, ..area }
}

/// Which knob would have saved them, by how each of them was lost; every one if there are the rows
/// for it.
fn moral(scene: &Scene, lost: &[&LostWrite], width: u16, rows: usize) -> String {
    let mut causes: Vec<_> = lost.iter().map(|lost| scene.cause(lost)).collect();
    causes.sort_unstable();
    causes.dedup();
    let them = if lost.len() == 1 { "it" } else { "them" };
    let mut words =
        common_cures(scene, &causes).iter().map(|cure| format!("{cure} would have saved {them}."));
    let fits = |words: &String| ink::wrapped(words, usize::from(width)).len() <= rows.max(1);
    let Some(first) = words.next() else {
        return String::new();
    };
    if fits(&first) { first } else { words.next().unwrap_or(first) }
}

/// A journal keeps what the cache loses, however it does; one that is on now came too late. With
/// the database down, write-through would have refused the writes, not saved them.
fn common_cures(scene: &Scene, causes: &[Cause]) -> &'static [&'static str] {
    let is_down = scene.folds.holdings.is_down(Node::Database);
    match causes {
        [] => &[],
        [Cause::Eviction] => &["Dirty eviction flush-first (o)"],
        [Cause::GivenUp] => &["Failed flush requeue (o)"],
        [Cause::FalseClean] => &["Mark clean if-unchanged (o)"],
        [Cause::Overwritten] => &["The version check (o)"],
        some if some.iter().any(|cause| cause.is_beyond_a_journal()) => &[],
        _ if scene.folds.world.write_back.journal => &["The journal, had it been on then,"],
        _ if is_down => &["The journal (o)"],
        _ => &["The journal (o) or write-through (1)", "The journal (o)"],
    }
}

/// Acknowledged writes that a journal keeps, and those that nobody has for good.
fn kept_and_at_risk(scene: &Scene) -> (u64, u64) {
    let at_risk = scene.folds.ledger.writes().at_risk;
    let is_down = scene.folds.holdings.is_down(Node::Cache);
    let journaled = scene.crashes.last().map_or(0, |crash| crash.journaled) as u64;
    let kept = if is_down { at_risk.min(journaled) } else { 0 };
    (kept, at_risk - kept)
}

/// What is going to be lost, or nothing.
fn nothing_lost(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let gone = scene.coming().gone;
    let words = match gone {
        0 => what_is_left(scene),
        _ => format!(
            "The cache sent {} before it died, and nobody has the {} any more. {} LOST when the {}.",
            count(gone, "OK", "OKs"),
            if gone == 1 { "write" } else { "writes" },
            if gone == 1 { "It is" } else { "They are" },
            if gone == 1 { "OK arrives" } else { "OKs arrive" },
        ),
    };
    Paragraph::new(words).style(theme.text).wrap(Wrap { trim: true }).render(area, buf);
}

fn what_is_left(scene: &Scene) -> String {
    let writes = scene.folds.ledger.writes();
    let is_down = scene.folds.holdings.is_down(Node::Cache);
    let journaled = scene.crashes.last().map_or(0, |crash| crash.journaled);
    let (kept, at_risk) = kept_and_at_risk(scene);
    let mut words = match kept {
        0 if journaled > 0 && !is_down => {
            "No acknowledged write died with the cache: the journal had them.".to_owned()
        }
        0 => "No acknowledged write died with the cache.".to_owned(),
        _ => {
            let them = if kept == 1 { "it" } else { "them" };
            let kept = in_journal(kept as usize, journaled);
            format!("{kept}: restart the cache (c) to replay {them}.")
        }
    };
    if at_risk > 0 {
        words += &format!(" {at_risk} at risk: not in the database yet.");
    }
    if writes.in_flight + writes.unknown > 0 {
        words += " Writes without an answer may have happened or not.";
    }
    if writes.lost > 0 {
        words += &format!(" The {} LOST in the ledger were lost before.", writes.lost);
    }
    words
}

/// How much of the journal is needed.
fn in_journal(kept: usize, records: usize) -> String {
    if kept == records {
        return count(kept, "acknowledged write is", "acknowledged writes are") + " in the journal";
    }
    let (is, number) = (if kept == 1 { "is" } else { "are" }, records);
    format!("{kept} of the journal's {number} records {is} not in the database")
}
