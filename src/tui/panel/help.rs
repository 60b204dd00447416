//! All keys, by what they are for, on a page over everything else.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Clear, Widget};

use crate::tui::ink;
use crate::tui::keymap::{BINDINGS, Binding, Group};
use crate::tui::theme::Theme;

/// The words below the keys.
const GLYPHS: &str = "■ clean ● dirty ▒ flush ◆ pending ◄ stale ╳ gone/untrue ║ held ▲ armed";
/// What the marks on the tape are: below the shorter column.
const TAPE: [&str; 2] =
    ["tape: ┴ write ┬ read ▒ flush ▼ crash", "▲ restart ! anomaly ╳ lost ¶ caption"];
const CLICK: &str = "a click on the tape goes there";
/// The columns of the page.
const COLUMNS: [&[Group]; 2] =
    [&[Group::Act, Group::Break, Group::List], &[Group::Rules, Group::Time, Group::Screen]];
/// Room for the names of keys.
const KEYS: u16 = 7;

/// A line of the page.
enum Entry {
    Title(&'static str),
    Keys(&'static Binding),
    Words(&'static str),
}

/// Draws the page in the middle of the screen.
pub(crate) fn render(theme: &Theme, screen: Rect, buf: &mut Buffer) {
    let mut columns: [Vec<_>; 2] =
        COLUMNS.map(|groups| groups.iter().flat_map(|group| entries(*group)).collect());
    let room = usize::from(screen.height.saturating_sub(2));
    let least = columns[0].len() + TAPE.len();
    let click = (least < room).then_some(CLICK);
    columns[0].extend(TAPE.into_iter().chain(click).map(Entry::Words));
    let rows = columns.iter().map(Vec::<Entry>::len).max().unwrap_or_default() as u16;
    let area = screen.centered(Constraint::Length(76), Constraint::Length(rows + 2));
    Clear.render(screen, buf);
    let inside = ink::boxed(buf, area, theme, "KEYS");
    let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas::<2>(inside);
    for (entries, half) in columns.iter().zip(halves) {
        for (entry, y) in entries.iter().zip(half.y..half.bottom()) {
            line(entry, theme, half, y, buf);
        }
    }
    ink::caption(buf, area, GLYPHS, theme.dim);
}

fn entries(group: Group) -> impl Iterator<Item = Entry> {
    let bindings = BINDINGS.iter().filter(move |binding| binding.group == group);
    let told = bindings.filter(|binding| !binding.help.is_empty());
    [Entry::Title(group.title())].into_iter().chain(told.map(Entry::Keys))
}

fn line(entry: &Entry, theme: &Theme, area: Rect, y: u16, buf: &mut Buffer) {
    match entry {
        Entry::Title(title) => ink::put(buf, area, (area.x + 1, y), title, theme.title),
        Entry::Words(words) => ink::put(buf, area, (area.x + 1, y), words, theme.text),
        Entry::Keys(binding) => {
            let keys = Rect { width: KEYS.min(area.width), ..area };
            ink::put_right(buf, keys, y, binding.shown, theme.key);
            ink::put(buf, area, (area.x + KEYS + 1, y), binding.help, theme.text);
        }
    }
}
