//! `dirtybit compare`: its formats say the same, and what cannot be compared is told.

use std::collections::BTreeMap;

use crate::command_line::{Told, run};

/// A short script with a crash, under the three patterns and one more.
const SHORT: [&str; 4] = ["compare", "crash-loss", "--vs", "write-back journal=on"];
const SUBJECTS: [&str; 4] =
    ["write-through", "write-back", "write-around", "write-back journal=on"];

fn compared(arguments: &[&str]) -> String {
    let told = run(arguments);
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""), "{arguments:?}");
    told.output
}

fn short(format: &str) -> String {
    compared(&[&SHORT[..], &["--format", format]].concat())
}

fn json() -> serde_json::Value {
    serde_json::from_str(&short("json")).expect("a JSON object")
}

/// Every run of the CSV, by its columns.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("every line has every column")
}

#[test]
fn json_and_csv_say_the_same() {
    let comparison = &json()["comparisons"][0];
    let runs = comparison["runs"].as_array().expect("runs").clone();
    let lines = csv(&short("csv"));
    assert_eq!(lines.len(), SUBJECTS.len());
    for ((run, mut line), subject) in runs.iter().zip(lines).zip(SUBJECTS) {
        assert_eq!((&run["subject"], line["subject"].as_str()), (&subject.into(), subject));
        for column in ["script", "seed", "time_ms"] {
            assert_same(&comparison[column], &line.remove(column).expect("a column of this name"));
        }
        for (name, value) in run.as_object().expect("a run is an object") {
            let told = line.remove(name);
            assert_same(value, &told.unwrap_or_else(|| panic!("no column {name}")));
        }
        assert_eq!(line, BTreeMap::new(), "the JSON leaves these out");
    }
}

#[track_caller]
fn assert_same(value: &serde_json::Value, told: &str) {
    match value {
        serde_json::Value::Null => assert_eq!(told, ""),
        serde_json::Value::String(word) => assert_eq!(told, word),
        number => assert_eq!(told.parse().ok(), number.as_f64()),
    }
}

#[test]
fn what_the_crash_took_is_in_the_data() {
    let runs = json()["comparisons"][0]["runs"].clone();
    let lost = |run: usize| runs[run]["lost"].as_u64();
    assert_eq!([0, 1, 2, 3].map(lost), [0, 1, 0, 0].map(Some));
}

/// The cells of a figure.
fn row<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let line = table.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in\n{table}")).split_whitespace().collect()
}

#[test]
fn four_subjects_stand_side_by_side() {
    let table = short("text");
    assert!(table.lines().all(|line| line.len() <= 80), "{table}");
    assert!(
        table.starts_with("Crash loss: acknowledged, and gone\ncrash-loss, seed 0, "),
        "{table}"
    );
    assert_eq!(row(&table, "lost in the run "), ["0", "1", "0", "0"]);
    assert_eq!(row(&table, "write p50, ms "), ["-", "1.1", "54.0", "1.4"]);
}

#[test]
fn more_subjects_come_below() {
    let mut arguments = SHORT.to_vec();
    for words in ["interval_ms=100", "interval_ms=500", "write-back queue=5", "batch=20"] {
        arguments.extend(["--vs", words]);
    }
    let table = compared(&arguments);
    assert!(table.lines().all(|line| line.len() <= 80), "{table}");
    let told = |line: &&str| line.starts_with("lost in the run");
    let cells = table.lines().filter(told).map(|line| line.split_whitespace().count() - 4);
    assert_eq!(cells.sum::<usize>(), 8, "{table}");
}

#[test]
fn markdown_is_a_table() {
    let markdown = short("markdown");
    let rows: Vec<_> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.iter().all(|row| row.matches('|').count() == 6), "{markdown}");
    assert_eq!(rows[0], format!("| | {} |", SUBJECTS.join(" | ")));
    assert!(rows.contains(&"| lost in the run | 0 | 1 | 0 | 0 |"), "{markdown}");
}

#[test]
fn the_workloads_are_compared_when_nothing_is_named() {
    let told = compared(&["compare", "--format", "csv"]);
    let runs: Vec<_> = csv(&told).iter().map(|run| run["script"].clone()).collect();
    assert_eq!(runs, ["burst", "burst", "burst", "steady-state", "steady-state", "steady-state"]);
}

#[test]
fn the_world_is_set_for_all() {
    let told = compared(&["compare", "write-through", "--set", "database.write_ms=5"]);
    assert_eq!(row(&told, "write p50, ms ")[..], ["10.1", "1.1", "9.0"]);
}

#[test]
fn the_same_comparison_twice_is_the_same() {
    assert_eq!(short("json"), short("json"));
}

/// One sentence, first on standard error.
#[track_caller]
fn assert_refused(arguments: &[&str], words: &[&str]) {
    let Told { code, output, errors } = run(&[&["compare"], arguments].concat());
    assert_eq!((code, output.as_str()), (Some(2), ""), "{arguments:?}");
    for word in words {
        assert!(errors.contains(word), "no {word} in: {errors}");
    }
}

#[test]
fn what_cannot_be_compared_is_told() {
    assert_refused(&["nosuch"], &["nosuch", "dirtybit list"]);
    assert_refused(
        &["--vs", "write-back jurnal=on"],
        &["--vs", "did you mean `write_back.journal`"],
    );
    assert_refused(&["--vs", "write-bak"], &["--vs", "write-bak", "expected"]);
    assert_refused(&["--vs", ""], &["--vs", "expected"]);
    assert_refused(&["--with", "journal"], &["NAME|FILE"]);
    assert_refused(&["crash-loss", "--with", "nosuch"], &["no variant `nosuch`", "journal"]);
    assert_refused(&["crash-loss", "--format", "xml"], &["xml", "markdown"]);
    let many = ["--vs", "write-back"].repeat(10);
    assert_refused(&many, &["--vs", "9", "10"]);
}

#[test]
fn a_script_that_waits_in_vain_is_not_compared() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let file = format!("{folder}/in-vain.toml");
    std::fs::write(&file, "step = [{ when = \"flush started\", do = \"crash cache\" }]")
        .expect("tests may write where they are built");
    assert_refused(&[&file], &["cannot be recorded", "waited for \"flush started\""]);
}
