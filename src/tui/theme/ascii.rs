//! What stands for a glyph where there is ASCII alone.

/// What stands for each glyph. Two that mean different things in one place differ here, too: the
/// tests know the places.
const GLYPHS: [(&str, char); 33] = [
    ("─━−‒–—", '-'),
    ("═▓", '='),
    ("│‖▏▎▍▌▋▊▉", '|'),
    ("┃", '!'),
    ("║", 'H'),
    ("╭╮╰╯┌┐└┘╔╗╚╝├┤┼╘╛", '+'),
    ("┄░", '.'),
    ("┴", '\''),
    ("┬", ','),
    ("╧", '`'),
    ("╤", ';'),
    ("╪", '&'),
    ("▶►→", '>'),
    ("◀◄←", '<'),
    ("▲↑", '^'),
    ("▼↓", 'v'),
    ("■█▀▐▖▗▘▙▚▛▜▝▞▟", '#'),
    ("●", '*'),
    ("◆", 'o'),
    ("▒", '%'),
    ("╳", 'X'),
    ("×", 'x'),
    ("·", '-'),
    ("…", '~'),
    ("¶§", '"'),
    ("╞", '['),
    ("▁", '_'),
    ("▂", '.'),
    ("▃", ':'),
    ("▄", '-'),
    ("▅", '='),
    ("▆", '&'),
    ("▇", '@'),
];

/// Of a name that somebody chose, what is not known.
const UNKNOWN: char = '?';

/// The printable ASCII character for what a cell shows.
pub(super) fn of(symbol: &str) -> char {
    let stands_for = |(glyphs, _): &&(&str, char)| glyphs.contains(symbol);
    GLYPHS.iter().find(stands_for).map_or(UNKNOWN, |(_, ascii)| *ascii)
}
