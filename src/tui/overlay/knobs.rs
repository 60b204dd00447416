//! The list of knobs, and below them the routes of keys with a pattern of their own.

use dirtybit::{Command, KNOBS, Knob, WritePattern};

use super::{List, Look, Row, Turn};
use crate::tui::update::Model;

pub(super) static LIST: List =
    List { title: "KNOBS", nothing: |_| String::new(), grows_upwards: false, len, row, turn };

fn len(model: &Model) -> usize {
    KNOBS.len() + routes(model).len()
}

/// The first that can be turned.
pub(super) fn first(model: &Model) -> usize {
    (0..KNOBS.len()).find(|place| !is_pinned(model, *place)).unwrap_or(0)
}

/// Whether a row is what runs are compared under; how writes travel says so for routes, too.
fn is_pinned(model: &Model, place: usize) -> bool {
    model.is_pinned(KNOBS.get(place).map_or("write", |knob| knob.name))
}

fn row(model: &Model, place: usize) -> Row {
    let row = match KNOBS.get(place) {
        Some(knob) => knob_row(model, knob),
        None => route_row(model, place - KNOBS.len()),
    };
    if is_pinned(model, place) { pinned(row) } else { row }
}

fn pinned(row: Row) -> Row {
    Row {
        state: format!("{}  fixed here", row.state),
        look: Look::Dimmed,
        about: "what is compared stays as it is; v goes back to one run".to_owned(),
        ..row
    }
}

fn turn(model: &Model, place: usize, turn: Turn) -> Vec<Command> {
    let command = match KNOBS.get(place) {
        _ if is_pinned(model, place) => None,
        Some(knob) => turn_knob(model, knob, turn),
        None => turn_route(model, place - KNOBS.len(), turn),
    };
    command.into_iter().collect()
}

fn knob_row(model: &Model, knob: &'static Knob) -> Row {
    let world = &model.scene().folds.world;
    let value = world.setting(knob.name).value().to_owned();
    let (look, state) = match knob.values.first() {
        _ if !(knob.concerns)(world) => (Look::Dimmed, format!("({value})")),
        Some(usual) if *usual != value => (Look::Changed, value),
        _ => (Look::Usual, value),
    };
    Row { label: knob.name.to_owned(), state, look, about: knob.help.to_owned() }
}

fn turn_knob(model: &Model, knob: &'static Knob, turn: Turn) -> Option<Command> {
    let setting = model.scene().folds.world.setting(knob.name);
    let value = next(knob.values, setting.value(), turn)?;
    Some(Command::set(knob.name, value))
}

/// The value before or behind the one that there is; from a number between, the nearest one.
fn next(values: &[&'static str], value: &str, turn: Turn) -> Option<&'static str> {
    let count = values.len();
    let now = values.iter().position(|known| *known == value);
    let next = match (now, turn) {
        (None, _) => nearest(values, value),
        (Some(now), Turn::Back) => (now + count - 1) % count,
        (Some(now), _) => (now + 1) % count,
    };
    values.get(next).copied()
}

fn nearest(values: &[&str], value: &str) -> usize {
    let number = |text: &str| text.parse::<f64>().ok();
    let Some(value) = number(value) else {
        return 0;
    };
    let distance = |text: &str| number(text).map_or(f64::INFINITY, |known| (known - value).abs());
    let places = 0..values.len();
    let nearer =
        |one: &usize, other: &usize| distance(values[*one]).total_cmp(&distance(values[*other]));
    places.min_by(nearer).unwrap_or(0)
}

/// The beginnings of keys that have a route, and the selected key's own.
fn routes(model: &Model) -> Vec<String> {
    let routed = model.scene().folds.world.route.keys();
    let mut prefixes: Vec<String> = routed.cloned().collect();
    let own = model.selected_key().map(prefix).unwrap_or_default();
    if !own.is_empty() && !prefixes.iter().any(|prefix| prefix == own) {
        prefixes.push(own.to_owned());
    }
    prefixes
}

/// `user:` of `user:1`; all of a name without a colon.
fn prefix(key: &str) -> &str {
    key.find(':').map_or(key, |colon| &key[..=colon])
}

fn route_row(model: &Model, place: usize) -> Row {
    let prefix = routes(model).into_iter().nth(place).unwrap_or_default();
    let pattern = model.scene().folds.world.route.get(&prefix);
    Row {
        label: format!("route {prefix}*"),
        state: pattern.map_or("as all".to_owned(), WritePattern::to_string),
        look: if pattern.is_some() { Look::Changed } else { Look::Usual },
        about: format!(
            "how writes of all keys that begin with {prefix} travel; enter takes a route away"
        ),
    }
}

fn turn_route(model: &Model, place: usize, turn: Turn) -> Option<Command> {
    let prefix = routes(model).into_iter().nth(place)?;
    let now = model.scene().folds.world.route.get(&prefix).copied();
    let [through, back, around] = WritePattern::ALL.map(Some);
    let all = [None, through, back, around];
    let place = all.iter().position(|pattern| *pattern == now).unwrap_or(0);
    let pattern = match turn {
        Turn::Enter if now.is_some() => None,
        Turn::Back => all[(place + all.len() - 1) % all.len()],
        Turn::Forward | Turn::Enter => all[(place + 1) % all.len()],
    };
    Some(Command::Route { prefix, pattern })
}

#[cfg(test)]
mod tests {
    use super::{Turn, next};

    #[test]
    fn a_value_between_goes_to_the_nearest_one() {
        let values = ["64", "1", "2", "10"];
        assert_eq!(next(&values, "64", Turn::Forward), Some("1"));
        assert_eq!(next(&values, "64", Turn::Back), Some("10"));
        assert_eq!(next(&values, "7", Turn::Back), Some("10"));
        assert_eq!(next(&["off", "100"], "80", Turn::Forward), Some("100"));
        assert_eq!(next(&["off", "on"], "odd", Turn::Forward), Some("off"));
    }
}
