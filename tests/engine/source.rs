//! The patterns' files as they are shown are those on the disk, and every step is in one of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dirtybit::{Command, Engine, Fact, Node, ReadPattern, Source, Time, World, WritePattern};

fn on_disk(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = if name == "pattern.rs" { root } else { root.join("pattern") };
    fs::read_to_string(folder.join(name)).expect("the file is there")
}

#[test]
fn what_is_shown_is_what_is_on_the_disk() {
    for source in Source::all() {
        assert_eq!(source.text, on_disk(source.name), "{}", source.name);
    }
}

#[test]
fn every_pattern_has_its_file() {
    let spelt = |name: &str| name.replace('-', "_") + ".rs";
    for pattern in WritePattern::ALL {
        assert_eq!(Source::of_write(pattern).name, spelt(pattern.name()));
    }
    for pattern in ReadPattern::ALL {
        assert_eq!(Source::of_read(pattern).name, spelt(pattern.name()));
    }
    let at_app = Source::all().into_iter().filter(|source| source.node == Node::App);
    let at_app: Vec<_> = at_app.map(|source| source.name).collect();
    assert_eq!(at_app, ["write_around.rs", "cache_aside.rs", "pattern.rs"]);
}

/// What brings operations to every line that they can step to.
const COMMANDS: &str = "write a; delete a; add a 1; read a; read d; flush;
    read-pattern cache-aside; read b; client 2: read b; set cache.misses single-flight;
    client 3: read c; client 4: read c; write-pattern write-through; write a; refuse-write; write b;
    set write_through.order database-first; write a; set write_through.order both-at-once; write a;
    refuse-write; write b; write-pattern write-around; set write_around.cached_copy invalidate;
    write a; write-pattern write-back; set write_back.queue 1;
    set write_back.when_full write-through; slow on; write a; write b; slow off; flush;
    write-pattern write-through; set write_through.order database-first;
    set cache.timeout_ms 10; write a; set app.cache_down fall-back; crash cache; read a; write a";

#[test]
fn every_step_is_a_line_of_a_pattern_that_calls_for_something() {
    let mut engine = Engine::new(World::default(), 7);
    let mut steps = BTreeSet::new();
    for command in COMMANDS.split(';') {
        let command: Command = command.trim().parse().expect("a command");
        engine.submit(&command).expect("it can be done");
        let until = Time::from_micros(engine.now().as_micros() + 120_000);
        for event in engine.advance_to(until) {
            if let Fact::Step { line, .. } = event.fact {
                let source = Source::of(line).expect("a pattern's file");
                steps.insert((source.name, line.line() as usize));
            }
        }
    }
    for (name, line) in &steps {
        let text = on_disk(name);
        let code = text.lines().nth(line - 1).expect("the file has the line");
        assert!(code.contains('('), "{name}:{line} calls nothing: {code}");
    }
    for source in Source::all() {
        let calls = source.text.lines().enumerate().filter(|(_, code)| is_call(code));
        let missed = calls.filter(|(at, _)| !steps.contains(&(source.name, at + 1)));
        assert_eq!(missed.collect::<Vec<_>>(), [], "{} has lines without a step", source.name);
    }
}

/// Whether a line uses a node, other than by asking how it is set or leaving the work to a pattern.
fn is_call(code: &str) -> bool {
    let is_used =
        ["cache.", "app.", "batch.", "database()."].iter().any(|noun| code.contains(noun));
    let is_left = ["cache.order()", "app.invalidates()", ".cache().write(", ".cache().read("];
    is_used && !code.starts_with("//") && !is_left.iter().any(|call| code.contains(call))
}
