//! Variants of a script: the same steps under other settings, with their own outcome.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml::Spanned;

use super::Script;
use crate::world::Setting;

/// Other settings that a script can be played with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What is set otherwise.
    pub settings: Vec<Setting>,
}

/// A script has no variant of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchVariant {
    /// Those that it has.
    pub known: Vec<String>,
}

impl fmt::Display for NoSuchVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known.is_empty() {
            true => f.write_str("the script has no variants"),
            false => write!(f, "the script has {}", self.known.join(", ")),
        }
    }
}

impl std::error::Error for NoSuchVariant {}

impl Script {
    /// The same script under the settings of a variant. Steps that have words or expectations of
    /// their own for it have those instead.
    ///
    /// # Errors
    /// [`NoSuchVariant`], with the names that there are.
    pub fn with(mut self, name: &str) -> Result<Self, NoSuchVariant> {
        let Some(variant) = self.variants.iter().find(|variant| variant.name == name) else {
            let known = self.variants.into_iter().map(|variant| variant.name).collect();
            return Err(NoSuchVariant { known });
        };
        variant.settings.iter().for_each(|setting| self.world.turn(setting));
        for step in &mut self.steps {
            if let Some(telling) = step.with.remove(name) {
                (step.say, step.expectations) = (telling.say, telling.expectations);
            }
        }
        Ok(self)
    }
}

/// Reads the variants of a file: tables of settings, by their names.
pub(super) fn read(
    tables: BTreeMap<Spanned<String>, Spanned<toml::Table>>,
) -> Result<Vec<Variant>, (Range<usize>, String)> {
    let read_one = |(name, table): (Spanned<String>, Spanned<toml::Table>)| {
        let span = table.span();
        let mut settings = Vec::new();
        flatten("", table.get_ref(), &mut settings).map_err(|message| (span, message))?;
        Ok(Variant { name: name.into_inner(), settings })
    };
    tables.into_iter().map(read_one).collect()
}

fn flatten(prefix: &str, table: &toml::Table, settings: &mut Vec<Setting>) -> Result<(), String> {
    for (name, value) in table {
        let name = format!("{prefix}{name}");
        match value {
            toml::Value::Table(table) => flatten(&format!("{name}."), table, settings)?,
            toml::Value::String(word) => settings.push(Setting::new(&name, word)?),
            other => settings.push(Setting::new(&name, &other.to_string())?),
        }
    }
    Ok(())
}
