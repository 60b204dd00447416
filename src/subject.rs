//! What the same inputs are compared under: a pattern, and any knobs.

use std::fmt;
use std::str::FromStr;

use crate::protocol::{Command, ReadPattern, WritePattern, nearest};
use crate::script::Script;
use crate::world::{KNOBS, Setting};

/// Settings that are pinned in a run, whatever its inputs turn: a subject of a comparison.
///
/// It is written as a pattern and knobs behind it, such as `write-back journal=on`; a knob's name
/// may be its last part where that is clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    label: String,
    settings: Vec<Setting>,
}

impl Subject {
    /// Writes that travel like this.
    ///
    /// # Panics
    /// Never: every pattern is a setting.
    pub fn of_pattern(pattern: WritePattern) -> Self {
        Self {
            label: pattern.to_string(),
            settings: vec![
                Setting::new("write", pattern.name()).expect("every pattern is a setting"),
            ],
        }
    }

    /// Nothing is pinned: the inputs are taken as they are.
    pub fn as_it_is() -> Self {
        Self { label: "this session".to_owned(), settings: Vec::new() }
    }

    /// Whether a script is another one under these settings.
    pub fn changes(&self, script: &Script) -> bool {
        let commands = script.steps.iter().flat_map(|step| &step.commands);
        let is_left_out = |command| !self.allows(command);
        let mut world = script.world.clone();
        self.settings.iter().for_each(|setting| world.turn(setting));
        let has_routes = self.pins("write") && !world.route.is_empty();
        world != script.world || has_routes || commands.into_iter().any(is_left_out)
    }

    /// The same inputs under these settings. What would turn them is left out, and so are routes
    /// where the write pattern is pinned: all writes follow it.
    pub fn of(&self, script: &Script) -> Script {
        let mut script = script.clone();
        self.settings.iter().for_each(|setting| script.world.turn(setting));
        if self.pins("write") {
            script.world.route.clear();
        }
        for step in &mut script.steps {
            step.commands.retain(|command| self.allows(command));
        }
        script
    }

    /// What is pinned.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Whether a command leaves alone what is pinned.
    pub fn allows(&self, command: &Command) -> bool {
        match command {
            Command::Set(setting) => !self.pins(setting.name()),
            Command::Route { .. } => !self.pins("write"),
            Command::Arm(_, command) => self.allows(command),
            _ => true,
        }
    }

    fn pins(&self, name: &str) -> bool {
        self.settings.iter().any(|setting| setting.name() == name)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut settings: Vec<Setting> = Vec::new();
        for word in text.split([' ', ',', ';']).filter(|word| !word.is_empty()) {
            let setting = read(word, &settings)?;
            if settings.iter().any(|known| known.name() == setting.name()) {
                return Err(format!("{} is given twice in \"{text}\"", setting.name()));
            }
            settings.push(setting);
        }
        let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match settings.is_empty() {
            true => {
                Err(r#"expected a pattern or knobs, such as "write-back journal=on""#.to_owned())
            }
            false => Ok(Self { label, settings }),
        }
    }
}

/// A pattern by its name, or a knob with its value.
fn read(word: &str, before: &[Setting]) -> Result<Setting, String> {
    if let Some((knob, value)) = word.split_once('=') {
        return Setting::new(&full_name(knob, before)?, value);
    }
    if ReadPattern::ALL.iter().any(|pattern| pattern.name() == word) {
        return Setting::new("read", word);
    }
    Setting::new("write", word).map_err(|_| {
        format!(
            "expected a pattern or KNOB=VALUE, such as \"write-back journal=on\", found \"{word}\""
        )
    })
}

/// The knob that is meant by the last part of its name: of several, the one of the pattern.
fn full_name(short: &str, before: &[Setting]) -> Result<String, String> {
    let names = KNOBS.iter().map(|knob| knob.name);
    let meant: Vec<_> = names.filter(|name| name.rsplit('.').next() == Some(short)).collect();
    let pattern = before.iter().find(|setting| setting.name() == "write");
    let family = pattern.map(|setting| setting.value().replace('-', "_"));
    let own = meant.iter().find(|name| name.split('.').next() == family.as_deref());
    let whole = meant.iter().find(|name| **name == short);
    match (whole.or(own), &meant[..]) {
        (Some(one), _) | (None, [one]) => Ok((*one).to_owned()),
        (None, []) => unknown(short),
        (None, many) => Err(format!("`{short}` can be {}", many.join(" or "))),
    }
}

/// A misspelt last part is told with the knob that it may be; all else the reader of settings tells.
fn unknown(short: &str) -> Result<String, String> {
    let last_part = |name: &'static str| name.rsplit('.').next().unwrap_or(name);
    let parts = KNOBS.iter().map(|knob| last_part(knob.name));
    let near = nearest(short, parts).filter(|near| *near != short);
    let Some(knob) = near.and_then(|near| KNOBS.iter().find(|knob| last_part(knob.name) == near))
    else {
        return Ok(short.to_owned());
    };
    Err(format!("`{short}` is not a knob; did you mean `{}`?", knob.name))
}
