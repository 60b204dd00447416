//! The configuration file: how the screen looks when the command line says nothing else.

use std::fs;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use etcetera::BaseStrategy;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};

use crate::cli;
use crate::tui::{self, Choice};

/// What the file can say; all of it is optional.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Config {
    #[serde(deserialize_with = "theme")]
    theme: Choice,
    ascii: bool,
    reduced_motion: bool,
}

/// No configuration is longer; a device or another kind of file may be.
const LONGEST: u64 = 64 << 10;

/// By its name: what is not even a string is told as such.
fn theme<'de, D: Deserializer<'de>>(from: D) -> Result<Choice, D::Error> {
    Choice::deserialize(String::deserialize(from)?.into_deserializer())
}

/// What the command line says, and for the rest the file.
///
/// # Errors
/// What is wrong with the file, and where; or that there is none where the command line says so.
pub(crate) fn look(line: &cli::Look) -> anyhow::Result<tui::Look> {
    let config = match &line.config {
        Some(file) => read(file, &text(file).map_err(|error| cannot_read(file, error))?)?,
        None => usual()?,
    };
    Ok(tui::Look {
        theme: line.theme.unwrap_or(config.theme).name(),
        ascii: line.ascii || config.ascii,
        effects: !line.no_effects && !config.reduced_motion,
        vs: line.vs.clone(),
    })
}

/// The file in the user's folder for such files; nobody has to have one.
fn usual() -> anyhow::Result<Config> {
    let Some(file) = place() else {
        return Ok(Config::default());
    };
    match text(&file) {
        Ok(text) => read(&file, &text),
        Err(error) if is_missing(error.kind()) => Ok(Config::default()),
        Err(error) => Err(cannot_read(&file, error)),
    }
}

fn is_missing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// `$XDG_CONFIG_HOME/dirtybit/config.toml`, or where else the system keeps such files.
fn place() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("dirtybit").join("config.toml"))
}

fn text(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = fs::File::open(file)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if read as u64 > LONGEST {
        let why = format!("it is larger than {LONGEST} bytes, which no configuration is");
        return Err(io::Error::other(why));
    }
    Ok(text)
}

fn cannot_read(file: &Path, error: io::Error) -> anyhow::Error {
    anyhow!(error).context(format!("cannot read the configuration `{}`", file.display()))
}

fn read(file: &Path, text: &str) -> anyhow::Result<Config> {
    toml::from_str(text).map_err(|error| {
        let (line, column) = line_and_column(text, error.span().unwrap_or_default());
        let message = error.message().trim().replace('\n', ", ");
        anyhow!("{}:{line}:{column}: {message}", file.display())
    })
}

/// Both counted from 1, the column in characters.
fn line_and_column(text: &str, span: Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, read};
    use crate::tui::Choice;

    fn of(text: &str) -> Result<Config, String> {
        read(Path::new("config.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert_eq!(of(""), Ok(Config::default()));
        let all = "theme = \"high-contrast-light\"\nascii = true\nreduced_motion = true\n";
        let theme = Choice::HighContrastLight;
        assert_eq!(of(all), Ok(Config { theme, ascii: true, reduced_motion: true }));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_was_expected() {
        let wrong = of("ascii = true\ntheme = \"blue\"").expect_err("it is wrong");
        assert!(wrong.starts_with("config.toml:2:9: unknown variant `blue`"), "{wrong}");
        assert!(wrong.contains("`high-contrast-light`"), "{wrong}");
        let wrong = of("\nthem = \"dark\"").expect_err("it is wrong");
        assert!(wrong.starts_with("config.toml:2:1: unknown field `them`, expected"), "{wrong}");
        let wrong = of("ascii = 1").expect_err("it is wrong");
        assert!(wrong.starts_with("config.toml:1:9: invalid type: integer `1`"), "{wrong}");
        let wrong = of("ascii = true\ntheme = 3").expect_err("it is wrong");
        let words = "config.toml:2:9: invalid type: integer `3`, expected a string";
        assert_eq!(wrong, words);
        let wrong = of("ascii = true\nascii").expect_err("it is wrong");
        assert!(wrong.starts_with("config.toml:2:6: "), "{wrong}");
    }
}
