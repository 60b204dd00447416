//! What somebody reads off the screen: a key's lane with its three truths side by side.

use vt100::Screen;

/// A key's row, from left to right.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Counted from the top of the screen.
    pub(crate) row: u16,
    pub(crate) app: String,
    /// Cannot be told while the box is broken.
    pub(crate) cache: Option<String>,
    pub(crate) database: String,
}

/// The lane of a key, if it is on the screen.
pub(crate) fn lane(screen: &Screen, key: &str) -> Option<Lane> {
    let rows = rows(screen);
    let is_lane = |row: &String| {
        row.starts_with('│')
            && row.split_whitespace().any(|word| word.trim_matches(['│', '▶', '!']) == key)
    };
    let (row, text) = rows.enumerate().find(|(_, row)| is_lane(row))?;
    let parts: Vec<_> = text.trim_end().split('│').map(str::trim).collect();
    let [_, app, .., database, _] = parts[..] else {
        return None;
    };
    let cache = (parts.len() == 7).then(|| parts[3].to_owned());
    Some(Lane { row: row as u16, app: app.to_owned(), cache, database: database.to_owned() })
}

/// Whether a key is the selected one.
pub(crate) fn is_selected(screen: &Screen, key: &str) -> bool {
    lane(screen, key).is_some_and(|lane| lane.app.starts_with('▶'))
}

/// The screen, row by row.
pub(crate) fn rows(screen: &Screen) -> impl Iterator<Item = String> {
    screen.rows(0, screen.size().1.get())
}

/// A ledger line, as in "3 LOST".
pub(crate) fn counts(screen: &Screen, number: u32, fate: &str) -> bool {
    let line = format!(" {number:>5} {fate} ");
    rows(screen).any(|row| row.contains(&line))
}
