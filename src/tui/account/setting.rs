//! Knobs that were turned, routes, and automatic load.

use dirtybit::{KNOBS, Setting, WritePattern};

use super::{Told, Tone, count};
use crate::tui::scene::Load;

/// A knob was turned.
pub(crate) fn setting(setting: &Setting, dirty: usize) -> Told {
    let (name, value) = (setting.name(), setting.value());
    let words = match name {
        "write" => {
            format!("New writes are {value} from now on.{}", still_dirty(value, dirty))
        }
        "read" => format!("New reads are {value} from now on."),
        "database.slowdown" if value == "1" => "The database is as fast as usual.".to_owned(),
        "database.slowdown" => format!("The database takes {value} times as long from now on."),
        _ => format!("{name} is {value} now: {}.", help(name)),
    };
    (Tone::Plain, words)
}

/// What a knob changes; what that cures or causes is told by the list of knobs.
fn help(name: &str) -> &'static str {
    let help = KNOBS.iter().find(|knob| knob.name == name).map_or("", |knob| knob.help);
    help.split([':', ';']).next().unwrap_or_default()
}

fn still_dirty(pattern: &str, dirty: usize) -> String {
    if pattern == WritePattern::WriteBack.name() || dirty == 0 {
        return String::new();
    }
    let entries = count(dirty, "dirty entry is", "dirty entries are");
    format!(" {entries} still flushed later.")
}

/// A prefix got a pattern of its own, or lost it.
pub(crate) fn routed(prefix: &str, pattern: Option<WritePattern>) -> Told {
    let words = match pattern {
        Some(pattern) => format!("New writes of {prefix}* are {pattern} from now on."),
        None => format!("New writes of {prefix}* follow the pattern of all others again."),
    };
    (Tone::Plain, words)
}

/// Automatic load was switched, or its rate was.
pub(crate) fn load(load: Load) -> Told {
    let words = match (load.on, load.per_second) {
        (false, _) => "Automatic load is off.".to_owned(),
        (true, Some(rate)) => format!("Automatic load: about {rate} operations a second."),
        (true, None) => "Automatic load without a pause between operations.".to_owned(),
    };
    (Tone::Plain, words)
}
