//! How many colours a terminal has, and the nearest to a colour among them.

use std::env;

use ratatui::style::Color;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// None, or none are wanted: bold and reverse are left.
    None,
    /// The named ones, which look as the terminal's owner likes.
    Sixteen,
    /// A cube of six levels and a ramp of greys, the same in every terminal.
    Indexed,
    /// Red, green and blue, eight bits each.
    True,
}

impl Depth {
    /// What the environment says.
    pub(crate) fn from_environment() -> Self {
        Self::of(|name| env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name, wanted: &[&str]| {
            value(name).is_some_and(|value| wanted.contains(&value.to_lowercase().as_str()))
        };
        let term = value("TERM").unwrap_or_default();
        if value("NO_COLOR").is_some() || term == "dumb" || term.starts_with("vt") {
            return Self::None;
        }
        if is("COLORTERM", &["truecolor", "24bit"]) || term.ends_with("-direct") {
            return Self::True;
        }
        match term.contains("256") || is("TERM_PROGRAM", &["apple_terminal"]) {
            true => Self::Indexed,
            // A console of Windows 10 or later, which sets none of these.
            false if cfg!(windows) && term.is_empty() => Self::True,
            false => Self::Sixteen,
        }
    }

    /// A colour of true depth, or what stands for it.
    pub(super) fn reduced(self, [red, green, blue]: [u8; 3]) -> Color {
        match self {
            Self::None => Color::Reset,
            Self::Sixteen => NAMED[nearest_named([red, green, blue])].0,
            Self::Indexed => Color::Indexed(nearest_indexed([red, green, blue])),
            Self::True => Color::Rgb(red, green, blue),
        }
    }
}

/// The levels of the cube of 216 colours, as xterm has them.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
/// The first colours that no terminal lets its owner change, and the first of the greys.
const CUBE: u8 = 16;
const GREYS: u8 = 232;

/// The named colours as xterm has them; what a terminal makes of them is its owner's choice.
pub(super) const NAMED: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let parts = one.into_iter().zip(other);
    parts.map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
}

fn nearest_named(rgb: [u8; 3]) -> usize {
    (0..NAMED.len()).min_by_key(|number| distance(rgb, NAMED[*number].1)).unwrap_or_default()
}

/// The nearest of the 240 that are the same everywhere.
fn nearest_indexed(rgb: [u8; 3]) -> u8 {
    let [red, green, blue] = rgb.map(nearest_level);
    let in_cube = CUBE + 36 * red + 6 * green + blue;
    let mean = rgb.iter().map(|part| u16::from(*part)).sum::<u16>() / 3;
    let grey = GREYS + ((mean.saturating_sub(3)) / 10).min(23) as u8;
    match distance(rgb, fixed(grey)) < distance(rgb, fixed(in_cube)) {
        true => grey,
        false => in_cube,
    }
}

fn nearest_level(part: u8) -> u8 {
    let far = |level: &usize| LEVELS[*level].abs_diff(part);
    (0..LEVELS.len()).min_by_key(far).unwrap_or_default() as u8
}

/// What a colour of the cube or of the ramp looks like.
pub(super) const fn fixed(index: u8) -> [u8; 3] {
    if index >= GREYS {
        return [8 + 10 * (index - GREYS); 3];
    }
    let place = index.saturating_sub(CUBE) as usize;
    [LEVELS[place / 36], LEVELS[place / 6 % 6], LEVELS[place % 6]]
}

#[cfg(test)]
mod tests {
    use super::{Depth, distance, fixed, nearest_indexed};

    fn depth(environment: &[(&str, &str)]) -> Depth {
        Depth::of(|name| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_tells_how_many_colours_there_are() {
        let xterm = ("TERM", "xterm-256color");
        assert_eq!(depth(&[xterm, ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(depth(&[xterm, ("COLORTERM", "24bit")]), Depth::True);
        assert_eq!(depth(&[("TERM", "xterm-direct")]), Depth::True);
        assert_eq!(depth(&[xterm, ("COLORTERM", "yes")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM_PROGRAM", "Apple_Terminal")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(depth(&[("TERM", "vt220")]), Depth::None);
        assert_eq!(depth(&[("TERM", "dumb"), ("COLORTERM", "truecolor")]), Depth::None);
        assert_eq!(depth(&[xterm, ("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), Depth::None);
    }

    #[test]
    fn no_fixed_colour_is_nearer_than_the_nearest() {
        let parts = || (0..=255_u8).step_by(15);
        for rgb in parts().flat_map(|r| parts().flat_map(move |g| parts().map(move |b| [r, g, b])))
        {
            let least = (16..=255).map(|index| distance(rgb, fixed(index))).min();
            assert_eq!(Some(distance(rgb, fixed(nearest_indexed(rgb)))), least, "{rgb:?}");
        }
    }
}
