//! The table of knobs: it has every setting, every value can be set, and turning breaks nothing.

use std::collections::BTreeSet;
use std::time::Duration;

use dirtybit::{Command, Folds, KNOBS, Setting, World};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{collection, prop_assert, prop_assert_eq, proptest, sample};

use crate::chaos::{self, any_world, turn};
use crate::scenario::Scenario;
use crate::support::cases;

/// The keys and the routes are no knobs: they have commands of their own.
#[test]
fn every_setting_is_a_knob_and_every_knob_a_setting() {
    let world = toml::Value::try_from(World::default()).expect("a world can be written");
    let mut settings = BTreeSet::new();
    leaves(&world, "", &mut settings);
    let knobs: BTreeSet<_> = KNOBS.iter().map(|knob| knob.name.to_owned()).collect();
    assert_eq!(knobs.len(), KNOBS.len(), "each knob is there once");
    assert_eq!(settings, knobs);
}

fn leaves(value: &toml::Value, name: &str, found: &mut BTreeSet<String>) {
    match value.as_table() {
        _ if name == "keys" || name == "route" => {}
        None => drop(found.insert(name.to_owned())),
        Some(table) => {
            let dot = if name.is_empty() { "" } else { "." };
            table
                .iter()
                .for_each(|(part, value)| leaves(value, &format!("{name}{dot}{part}"), found));
        }
    }
}

#[test]
fn every_value_that_a_knob_lists_can_be_set_and_reads_back() {
    for knob in KNOBS {
        let usual = World::default().setting(knob.name);
        assert!(knob.values.contains(&usual.value()), "{} lists {}", knob.name, usual.value());
        for value in knob.values {
            let setting = Setting::new(knob.name, value).expect("it is listed");
            assert_eq!(setting.value(), *value, "{}", knob.name);
            let mut world = World::default();
            world.turn(&setting);
            assert_eq!(world.setting(knob.name), setting);
        }
    }
}

/// Of words the first is the default, as the panel shows them.
#[test]
fn a_knob_begins_with_its_default() {
    for knob in KNOBS {
        assert_eq!(World::default().setting(knob.name).value(), knob.values[0], "{}", knob.name);
    }
}

#[test]
fn what_no_knob_can_be_is_told_in_a_sentence() {
    for (name, value, telling) in [
        ("cache.capcity", "3", "`cache.capcity` is not a knob; did you mean `cache.capacity`?"),
        (
            "cache.capacity",
            "0",
            "`0` is out of its range; cache.capacity takes a whole number from 1 to 1000000",
        ),
        ("cache.capacity", "many", "`many` is no number; cache.capacity takes"),
        ("write", "write-trough", "`write-trough` is none of its values; write takes one of"),
        ("write_back.journal", "yes", "`yes`"),
        ("cache.ttl_ms", "0", "cache.ttl_ms takes off or"),
        ("", "", "is not a knob"),
    ] {
        let message = Setting::new(name, value).expect_err("that cannot be set");
        assert!(message.contains(telling), "`{message}` does not say `{telling}`");
        assert!(!message.contains('\n'), "one line: {message}");
    }
}

proptest! {
    #![proptest_config(cases(30))]

    /// Load goes on while every knob is turned, one after the other, in any order.
    #[test]
    fn every_knob_can_be_turned_in_a_busy_run(run in busy()) {
        let mut folds = Folds::default();
        for event in run.play_for(5) {
            folds.apply(&event);
            prop_assert!(folds.ledger.writes().is_balanced());
        }
    }

}

proptest! {
    #![proptest_config(cases(100))]

    /// The last turn of each knob counts, and everybody who folds the events knows it.
    #[test]
    fn the_events_tell_how_everything_is_set(run in turned()) {
        let (mut folds, mut world) = (Folds::default(), run.world.clone());
        for event in run.play_for(1) {
            folds.apply(&event);
        }
        for (_, command) in &run.commands {
            match command {
                Command::Set(setting) => world.turn(setting),
                Command::Route { prefix, pattern } => world.send(prefix, *pattern),
                _ => {}
            }
        }
        folds.world.keys.clone_from(&world.keys);
        prop_assert_eq!(folds.world, world);
    }

    #[test]
    fn no_text_is_too_odd_for_a_knob(name in name(), value in "\\PC{0,12}") {
        if let Ok(setting) = Setting::new(&name, &value) {
            prop_assert_eq!(Setting::new(setting.name(), setting.value()), Ok(setting));
        }
    }
}

/// Every knob once, among what clients do, with automatic load.
fn busy() -> impl Strategy<Value = Scenario> {
    let turns: Vec<_> = KNOBS.iter().map(|knob| sample::select(knob.values.to_vec())).collect();
    let turns = turns.prop_map(|values| {
        let settings = KNOBS.iter().zip(values);
        settings.map(|(knob, value)| Command::set(knob.name, value)).collect::<Vec<_>>()
    });
    let gaps = collection::vec((0_u64..15_000).prop_map(Duration::from_micros), KNOBS.len());
    let world = any_world(&[("load.per_second", "500"), ("load.clients", "20")]);
    (world, any::<u64>(), turns.prop_shuffle(), gaps).prop_map(|(world, seed, turns, gaps)| {
        let mut commands: Vec<_> = gaps.into_iter().zip(turns).collect();
        commands.insert(0, (Duration::ZERO, Command::Load(true)));
        Scenario { world, seed, commands }
    })
}

fn turned() -> impl Strategy<Value = Scenario> {
    let command = prop_oneof![2 => turn(&[]), 1 => chaos::any_route(), 1 => Just(Command::Flush)];
    chaos::run(any_world(&[]), command, 12)
}

/// A knob's name, or nearly.
fn name() -> impl Strategy<Value = String> {
    let names: Vec<_> = KNOBS.iter().map(|knob| knob.name.to_owned()).collect();
    prop_oneof![4 => sample::select(names), 1 => "[a-z_.]{0,12}"]
}
