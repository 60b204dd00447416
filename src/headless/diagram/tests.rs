//! The diagram of every script that comes with the program, as a figure.
use dirtybit::script::{Embedded, Script, embedded};

use super::print;

/// Of a longer figure only its end is kept: enough to see that it is one.
const WHOLE: usize = 130;
const END: usize = 64;

fn figure(script: &Embedded) -> String {
    let script = Script::parse(script.name, script.text).expect("it is embedded");
    let mut printed = Vec::new();
    print(&mut printed, script).expect("memory takes it all");
    String::from_utf8(printed).expect("it is text")
}

#[test]
fn of_every_script() {
    for script in embedded() {
        let figure = figure(script);
        let lines: Vec<_> = figure.lines().collect();
        let left_out = if lines.len() > WHOLE { lines.len() - END } else { 0 };
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(script.name, lines[left_out..].join("\n"));
        });
    }
}

#[test]
fn the_readme_has_one_of_them() {
    let readme = include_str!("../../../README.md");
    let script = embedded().find(|script| script.name == "crash-loss").expect("it is embedded");
    let figure = figure(script);
    let rows = figure.lines().skip_while(|line| !line.contains("client 1"));
    for row in rows.take_while(|line| !line.is_empty()) {
        assert!(readme.contains(row), "the README does not show\n{row}");
    }
}
