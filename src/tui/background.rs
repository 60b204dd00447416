//! Light or dark: what the terminal's background is like, and the theme that suits it.

use std::time::Duration;

use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use super::theme::Theme;

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Background {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// How long a terminal has to answer.
const PATIENCE: Duration = Duration::from_millis(250);

/// What the environment says, or else the terminal itself; dark if neither knows.
pub(crate) fn ask() -> Background {
    let said = std::env::var("COLORFGBG").ok().and_then(|value| from_colorfgbg(&value));
    said.unwrap_or_else(|| {
        let mut options = QueryOptions::default();
        options.timeout = PATIENCE;
        match theme_mode(options) {
            Ok(ThemeMode::Light) => Background::Light,
            _ => Background::Dark,
        }
    })
}

/// `15;0` or `0;default;15`: the last number is the background, 7 and 9 to 15 are light.
fn from_colorfgbg(value: &str) -> Option<Background> {
    let colour: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(if matches!(colour, 7 | 9..=15) { Background::Light } else { Background::Dark })
}

/// The theme for a background, without colours if nobody wants them.
pub(crate) fn theme(is_light: bool) -> Theme {
    let theme = if is_light { Theme::light() } else { Theme::dark() };
    match std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) {
        true => theme,
        false => theme.colourless(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Background, from_colorfgbg};

    #[test]
    fn the_environment_tells_light_from_dark() {
        assert_eq!(from_colorfgbg("15;0"), Some(Background::Dark));
        assert_eq!(from_colorfgbg("0;default;15"), Some(Background::Light));
        assert_eq!(from_colorfgbg("0;7"), Some(Background::Light));
        assert_eq!(from_colorfgbg("default;default"), None);
    }
}
