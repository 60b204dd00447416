//! Every colour of the screen, by what it means; colour never carries a meaning alone.

use ratatui::style::{Color, Modifier, Style};

/// What the screen looks like.
#[derive(Clone, Copy)]
pub(crate) struct Theme {
    pub(crate) text: Style,
    pub(crate) dim: Style,
    pub(crate) border: Style,
    pub(crate) title: Style,
    pub(crate) key: Style,
    pub(crate) selected: Style,
    pub(crate) clean: Style,
    pub(crate) dirty: Style,
    pub(crate) flushing: Style,
    pub(crate) pending: Style,
    pub(crate) superseded: Style,
    pub(crate) lost: Style,
    pub(crate) alarm: Style,
    pub(crate) write: Style,
    pub(crate) read: Style,
    pub(crate) reply: Style,
}

/// The few colours that differ between backgrounds, from the table of 256.
struct Palette {
    dim: u8,
    border: u8,
    accent: u8,
    green: u8,
    amber: u8,
    orange: u8,
    blue: u8,
    violet: u8,
    red: u8,
    on_red: u8,
}

const DARK: Palette = Palette {
    dim: 247,
    border: 242,
    accent: 81,
    green: 114,
    amber: 221,
    orange: 215,
    blue: 111,
    violet: 183,
    red: 210,
    on_red: 16,
};

const LIGHT: Palette = Palette {
    dim: 240,
    border: 246,
    accent: 25,
    green: 22,
    amber: 94,
    orange: 130,
    blue: 26,
    violet: 90,
    red: 124,
    on_red: 231,
};

impl Theme {
    /// For light text on a dark background.
    pub(crate) const fn dark() -> Self {
        Self::of(&DARK)
    }

    /// For dark text on a light background.
    pub(crate) const fn light() -> Self {
        Self::of(&LIGHT)
    }

    /// Without colours: only bold, dim and reverse are left.
    pub(crate) fn colourless(self) -> Self {
        let plain = |style: Style| Style { fg: None, bg: None, ..style };
        let alarm = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        Self {
            text: plain(self.text),
            dim: plain(self.dim),
            border: plain(self.border),
            title: plain(self.title),
            key: plain(self.key),
            selected: plain(self.selected),
            clean: plain(self.clean),
            dirty: plain(self.dirty),
            flushing: plain(self.flushing),
            pending: plain(self.pending),
            superseded: plain(self.superseded),
            lost: plain(self.lost),
            alarm,
            write: plain(self.write),
            read: plain(self.read),
            reply: plain(self.reply),
        }
    }

    const fn of(palette: &Palette) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            text: plain,
            dim: plain.fg(Color::Indexed(palette.dim)),
            border: plain.fg(Color::Indexed(palette.border)),
            title: bold.fg(Color::Reset),
            key: bold.fg(Color::Indexed(palette.accent)),
            selected: bold.fg(Color::Indexed(palette.accent)),
            clean: plain.fg(Color::Indexed(palette.green)),
            dirty: bold.fg(Color::Indexed(palette.amber)),
            flushing: bold.fg(Color::Indexed(palette.orange)),
            pending: plain.fg(Color::Indexed(palette.orange)),
            superseded: plain.fg(Color::Indexed(palette.blue)),
            lost: bold.fg(Color::Indexed(palette.red)),
            alarm: bold.fg(Color::Indexed(palette.on_red)).bg(Color::Indexed(palette.red)),
            write: bold.fg(Color::Indexed(palette.amber)),
            read: bold.fg(Color::Indexed(palette.violet)),
            reply: bold.fg(Color::Indexed(palette.green)),
        }
    }
}
