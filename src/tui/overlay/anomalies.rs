//! The list of what went wrong, by name, the latest first; each with the knob that cures it.

use dirtybit::{Anomaly, Command, Setting};

use super::{List, Look, Row, Turn};
use crate::tui::ink;
use crate::tui::update::Model;

pub(super) static LIST: List = List {
    title: "ANOMALIES",
    nothing: |_| "Nothing has gone wrong so far.".to_owned(),
    grows_upwards: true,
    len: |model| model.scene().folds.anomalies.iter().count(),
    row: |model, place| nth(model, place).map_or_else(Row::default, |found| row(model, found)),
    turn: |model, place, key| match key {
        Turn::Enter => turn(model, place).into_iter().collect(),
        Turn::Back | Turn::Forward => Vec::new(),
    },
};

/// Counted from the latest.
fn nth(model: &Model, place: usize) -> Option<&Anomaly> {
    model.scene().folds.anomalies.iter().rev().nth(place)
}

fn cure(anomaly: &Anomaly) -> Option<Setting> {
    let (knob, value) = anomaly.name.explanation().cure?;
    Setting::new(knob, value).ok()
}

/// Whether it happened although what cures it was in force.
fn is_in_spite(model: &Model, anomaly: &Anomaly, cure: &Setting) -> bool {
    model.scene().setting_at(cure.name(), anomaly.at) == *cure
}

fn is_on(model: &Model, cure: &Setting) -> bool {
    model.scene().folds.world.setting(cure.name()) == *cure
}

/// What cures it and is not in force yet.
fn turn(model: &Model, place: usize) -> Option<Command> {
    let cure = nth(model, place).and_then(cure);
    cure.filter(|cure| !is_on(model, cure)).map(Command::Set)
}

fn row(model: &Model, anomaly: &Anomaly) -> Row {
    let key = ink::clipped(&model.scene().folds.holdings.of(anomaly.key).name, KEY);
    let (is_cured, about) = told(model, anomaly);
    Row {
        label: format!("{:>6} {:<25}{key}", anomaly.at.to_string(), anomaly.name.name()),
        state: if is_cured { "cured".to_owned() } else { String::new() },
        look: if is_cured { Look::Dimmed } else { Look::Bad },
        about,
    }
}

/// Cells of a key's name.
const KEY: usize = 9;

/// Whether it is cured, and what there is to say. What can be done about it comes last: where there
/// is no room for it, the border still says what enter does.
fn told(model: &Model, anomaly: &Anomaly) -> (bool, String) {
    let what = anomaly.name.explanation().audience;
    let Some(cure) = cure(anomaly) else {
        return (false, format!("{what} No knob cures it."));
    };
    match (is_in_spite(model, anomaly, &cure), is_on(model, &cure)) {
        (true, _) => (false, format!("In spite of {cure}: {what}")),
        (false, true) => (true, format!("Cured since then: {cure}. {what}")),
        (false, false) => (false, format!("{what} Cure: {cure}.")),
    }
}
