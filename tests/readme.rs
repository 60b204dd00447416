//! The README tells what the program's own tables tell, row by row.

use dirtybit::script::embedded;
use dirtybit::{AnomalyName, KNOBS, Trigger, WORDS};

const README: &str = include_str!("../README.md");

#[track_caller]
fn assert_told(rows: impl Iterator<Item = String>) {
    let missing: Vec<_> = rows.filter(|row| !README.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "the README leaves out:\n{}", missing.join("\n"));
}

#[test]
fn every_knob_with_its_values() {
    assert_told(
        KNOBS.iter().map(|knob| {
            format!("| `{}` | {} | {} |", knob.name, knob.values.join(", "), knob.help)
        }),
    );
}

#[test]
fn every_anomaly_with_its_cure() {
    assert_told(AnomalyName::ALL.into_iter().map(|name| {
        let explanation = name.explanation();
        let cure = explanation
            .cure
            .map_or("none".to_owned(), |(knob, value)| format!("`{knob} = {value}`"));
        let (audience, engineer) = (explanation.audience, explanation.engineer);
        format!("| {} | {audience} | {engineer} | {cure} |", name.name())
    }));
}

#[test]
fn every_command() {
    assert_told(WORDS.iter().map(|word| {
        let command = format!("{} {}", word.word, word.usage).replace('|', "\\|");
        format!("| `{}` | {} |", command.trim(), word.help)
    }));
}

#[test]
fn every_moment() {
    assert_told(Trigger::NAMED.into_iter().map(|trigger| format!("`{trigger}`")));
}

#[test]
fn every_script() {
    assert_told(embedded().map(|script| format!("`{}`", script.name)));
}
