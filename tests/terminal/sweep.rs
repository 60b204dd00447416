//! `dirtybit sweep`: its formats say the same, and what cannot be swept is told.

use crate::command_line::{Told, run};

const SUBJECTS: [&str; 4] =
    ["write-through", "write-back", "write-around", "write-back journal=on"];

fn swept(arguments: &[&str]) -> String {
    let told = run(&[&["sweep"], arguments].concat());
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""), "{arguments:?}");
    told.output
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let text = swept(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("one JSON object")
}

#[test]
fn json_and_csv_say_the_same() {
    let json = json(&["mid-batch-crash"]);
    let mut lines = Vec::new();
    for curve in json["curves"].as_array().expect("curves") {
        let subject = curve["subject"].as_str().expect("a name");
        for point in curve["points"].as_array().expect("points") {
            lines.push(format!("{subject},{},{}", point["at_ms"], point["lost"]));
        }
    }
    let csv = swept(&["mid-batch-crash", "--format", "csv"]);
    assert_eq!(csv.lines().next(), Some("subject,at_ms,lost"));
    assert_eq!(csv.lines().skip(1).collect::<Vec<_>>(), lines);
}

#[test]
fn without_a_name_it_is_ten_seconds_of_load() {
    let json = json(&["--set", "load.per_second=3"]);
    assert_eq!((&json["script"], &json["time_ms"]), (&"ten-seconds".into(), &10_000.0.into()));
    let curves = json["curves"].as_array().expect("curves");
    for (curve, subject) in curves.iter().zip(SUBJECTS) {
        let lost = curve["worst"]["lost"].as_u64().expect("a number");
        assert_eq!((&curve["subject"], lost > 0), (&subject.into(), subject == "write-back"));
    }
    assert_eq!(curves.len(), SUBJECTS.len());
}

#[test]
fn charts_fit_eighty_columns_and_show_every_subject() {
    let text = swept(&["crash-loss", "--vs", "write-back interval_ms=20"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(text.contains("write-back: 1 at the worst, at 0.001 s;"), "{text}");
    for flat in ["write-through", "write-around", "write-back journal=on"] {
        assert!(text.contains(&format!("{flat}: nothing, at any moment of ")), "{text}");
    }
    assert!(text.contains("write-back interval_ms=20: "), "{text}");
}

#[test]
fn what_cannot_be_swept_is_told() {
    let refusals: [(&[&str], &str); 4] = [
        (&["no-such-script"], "there is no script and no file named `no-such-script`"),
        (&["crash-loss", "--vs", "bogus"], "expected a pattern or KNOB=VALUE"),
        (&["crash-loss", "--with", "bogus"], "there is no variant `bogus` of `crash-loss`"),
        (&["crash-loss", "--format", "markdown"], "[possible values: text, json, csv]"),
    ];
    for (arguments, words) in refusals {
        let Told { code, errors, output } = run(&[&["sweep"], arguments].concat());
        assert_eq!((code, output.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(errors.contains(words), "{errors}");
    }
}
