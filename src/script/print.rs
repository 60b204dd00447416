//! Writes a script as a file that a person can read, edit and play again.

use std::fmt;

use toml::Value;

use super::{Moment, Question, Script, Step};
use crate::world::World;

/// As a file; variants are left out.
impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "title = {}", quoted(&self.title))?;
        writeln!(f, "seed = {}", self.seed)?;
        world(f, &self.world)?;
        self.steps.iter().try_for_each(|one| step(f, one))
    }
}

/// What is not as usual, and the patterns.
fn world(f: &mut fmt::Formatter<'_>, world: &World) -> fmt::Result {
    writeln!(f, "\n[world]")?;
    for setting in world.remarkable() {
        writeln!(f, "{} = {}", setting.name(), number_or_quoted(setting.value()))?;
    }
    if world.keys != World::default().keys {
        writeln!(f, "keys = {}", list(&world.keys))?;
    }
    let routes = world.route.iter();
    let written = |(prefix, pattern)| format!("{} = \"{pattern}\"", quoted(&format!("{prefix}*")));
    let routes: Vec<_> = routes.map(written).collect();
    if routes.is_empty() { Ok(()) } else { writeln!(f, "route = {{ {} }}", routes.join(", ")) }
}

fn step(f: &mut fmt::Formatter<'_>, step: &Step) -> fmt::Result {
    writeln!(f, "\n[[step]]")?;
    match step.moment {
        Moment::At(at) => writeln!(f, "at_ms = {}", at.as_millis_f64())?,
        Moment::After(delay) => writeln!(f, "after_ms = {}", delay.as_micros() as f64 / 1e3)?,
        Moment::When(trigger) => writeln!(f, "when = \"{trigger}\"")?,
        Moment::Idle => writeln!(f, "when = \"idle\"")?,
    }
    let commands: Vec<_> = step.commands.iter().map(ToString::to_string).collect();
    match &commands[..] {
        [] => {}
        [one] => writeln!(f, "do = {}", quoted(one))?,
        many => writeln!(f, "do = {}", list(many))?,
    }
    if let Some(words) = &step.say {
        writeln!(f, "say = {}", quoted(words))?;
    }
    if let Some(Question { question, choices }) = &step.ask {
        let (question, choices) = (quoted(question), list(choices));
        writeln!(f, "ask = {{ question = {question}, choices = {choices} }}")?;
    }
    expectations(f, step)
}

fn expectations(f: &mut fmt::Formatter<'_>, step: &Step) -> fmt::Result {
    if step.expectations.is_empty() {
        return Ok(());
    }
    let written = step.expectations.iter().map(|expectation| {
        let (subject, wanted) = expectation.to_toml();
        format!("{} = {wanted}", bare_or_quoted(&subject))
    });
    writeln!(f, "expect = {{ {} }}", written.collect::<Vec<_>>().join(", "))
}

fn number_or_quoted(word: &str) -> String {
    let is_number = word.parse::<f64>().is_ok_and(f64::is_finite);
    if is_number { word.to_owned() } else { quoted(word) }
}

fn bare_or_quoted(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_bare { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", quoted.join(", "))
}
