//! What the themes are called, on the command line, in the configuration and on the screen.

use clap::ValueEnum;
use serde::Deserialize;

use crate::tui::background::Background;

/// A theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Name {
    #[default]
    Dark,
    Light,
    HighContrast,
    HighContrastLight,
}

impl Name {
    /// In the order in which a key goes through them.
    pub(crate) const ALL: [Self; 4] =
        [Self::Dark, Self::Light, Self::HighContrast, Self::HighContrastLight];

    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high contrast, on black",
            Self::HighContrastLight => "high contrast, on white",
        }
    }

    pub(crate) const fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

impl From<Background> for Name {
    fn from(background: Background) -> Self {
        match background {
            Background::Dark => Self::Dark,
            Background::Light => Self::Light,
        }
    }
}

/// What somebody can ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Choice {
    /// Dark or light, as the terminal's own background is
    #[default]
    Auto,
    /// Light text on a dark ground
    Dark,
    /// Dark text on a light ground
    Light,
    /// At least 7:1, on black
    HighContrast,
    /// At least 7:1, on white
    HighContrastLight,
}

impl Choice {
    /// The theme, unless the terminal is to choose it.
    pub(crate) const fn name(self) -> Option<Name> {
        match self {
            Self::Auto => None,
            Self::Dark => Some(Name::Dark),
            Self::Light => Some(Name::Light),
            Self::HighContrast => Some(Name::HighContrast),
            Self::HighContrastLight => Some(Name::HighContrastLight),
        }
    }
}
