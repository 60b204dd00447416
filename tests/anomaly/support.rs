//! What these tests share: playing commands, and reading which anomalies were named.

use std::time::Duration;

use dirtybit::{AnomalyName, Command, Engine, Event, Folds, Setting, Time, World};

/// A world with some knobs turned: `knob value`, one a line or separated by commas.
pub(crate) fn world(knobs: &str) -> World {
    let mut world = World::default();
    for knob in knobs.split([',', '\n']).map(str::trim).filter(|knob| !knob.is_empty()) {
        let (name, value) = knob.split_once(' ').expect("a knob and its value");
        world.turn(&Setting::new(name, value).expect("a knob and one of its values"));
    }
    world
}

/// Gives the commands, each behind the millisecond at which it is given, and lets it all come to
/// rest.
pub(crate) fn play(knobs: &str, commands: &str) -> (Folds, Vec<Event>) {
    let mut engine = Engine::new(world(knobs), 7);
    let mut events = Vec::new();
    for line in commands.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (millis, command) = line.split_once(' ').expect("a time and a command");
        let at = Time::from_millis(millis.parse().expect("milliseconds"));
        events.extend(engine.advance_to(at));
        let command: Command = command.trim().parse().expect("a command");
        engine.submit(&command).expect("a command that can be obeyed");
    }
    let limit = engine.now() + Duration::from_secs(20);
    events.extend(engine.advance_to(limit));
    (fold(&events), events)
}

pub(crate) fn fold(events: &[Event]) -> Folds {
    let mut folds = Folds::default();
    for event in events {
        folds.apply(event);
    }
    folds
}

/// What was named, in that order: the name and the key.
pub(crate) fn named(folds: &Folds) -> Vec<String> {
    let name = |anomaly: &dirtybit::Anomaly| {
        format!("{} {}", anomaly.name, folds.holdings.of(anomaly.key).name)
    };
    folds.anomalies.iter().map(name).collect()
}

/// What is named when these commands are played.
pub(crate) fn anomalies(knobs: &str, commands: &str) -> Vec<String> {
    named(&play(knobs, commands).0)
}

/// The knobs that one anomaly's cure turns.
pub(crate) fn cure(name: AnomalyName) -> String {
    let (knob, value) = name.explanation().cure.expect("a knob that cures it");
    format!("{knob} {value}")
}
