//! What is said about anomalies: names, sentences and cures, and the bounds of the list.

use std::collections::BTreeSet;

use dirtybit::{AnomalyName, Setting, World, limits};

use crate::support::{fold, play};

#[test]
fn names_are_words_and_stand_for_one_anomaly() {
    let names: BTreeSet<_> = AnomalyName::ALL.iter().map(|name| name.name()).collect();
    assert_eq!(names.len(), 17);
    for name in names {
        assert!(name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{name}");
    }
}

#[test]
fn there_is_one_sentence_for_each_listener() {
    for name in AnomalyName::ALL {
        let explanation = name.explanation();
        for sentence in [explanation.audience, explanation.engineer] {
            assert!(sentence.ends_with('.') && sentence.is_ascii(), "{name}: {sentence}");
            assert!(!sentence.contains(". "), "{name} has more than one sentence: {sentence}");
        }
        assert!(explanation.audience.len() <= 120, "{name}: {}", explanation.audience.len());
    }
}

#[test]
fn a_cure_is_a_knob_that_can_be_turned_so() {
    for name in AnomalyName::ALL {
        let Some((knob, value)) = name.explanation().cure else {
            continue;
        };
        let setting = Setting::new(knob, value).expect("a knob and one of its values");
        assert_eq!((setting.name(), setting.value()), (knob, value), "{name}");
    }
}

/// The others cure a thing that is on by itself: there the disease has to be asked for.
#[test]
fn a_cure_is_what_is_usual_or_turns_something_on() {
    let usual = World::default();
    let on_by_default: Vec<_> = AnomalyName::ALL
        .into_iter()
        .filter(|name| {
            let cure = name.explanation().cure;
            cure.is_some_and(|(knob, value)| {
                let setting = Setting::new(knob, value).expect("a knob and one of its values");
                usual.setting(setting.name()) == setting
            })
        })
        .collect();
    assert_eq!(on_by_default, [AnomalyName::FalseClean, AnomalyName::DirtyEvictionLoss]);
}

#[test]
fn what_is_frequent_does_not_push_out_what_is_rare() {
    let (_, mut events) = play("write write-around", "0 read cart:7\n100 write cart:7");
    let (_, reading) = play("", "0 crash cache\n10 read cart:7");
    let refused = reading.into_iter().skip_while(|event| event.at.as_micros() == 0);
    let crash = dirtybit::Fact::Crashed(dirtybit::Node::Cache);
    let last = events.last().expect("something happened").clone();
    events.push(dirtybit::Event { fact: crash, ..last });
    let refused: Vec<_> = refused.collect();
    for _ in 0..=limits::ANOMALIES_NAMED {
        events.extend(refused.iter().cloned());
    }

    let folds = fold(&events);
    let many = limits::ANOMALIES_NAMED as u64 + 1;
    assert_eq!(folds.anomalies.count(AnomalyName::AvailabilityCoupling), many);
    assert_eq!(folds.anomalies.iter().count(), limits::ANOMALIES_NAMED);
    let oldest = folds.anomalies.iter().next().expect("the list is full");
    assert_eq!(oldest.name, AnomalyName::Divergence);
}
