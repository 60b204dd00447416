//! What the tests share: playing scripts, and reading what came of them.

use std::time::Duration;

use dirtybit::script::{Happening, Runner, Script, embedded};
use dirtybit::{Engine, Event, Transcript};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Longer than any run of these tests needs to come to rest.
const LONG: Duration = Duration::from_secs(60);

/// The same cases on every machine: a failure that is seen once is seen by everybody. With `SOAK=N`
/// in the environment there are N times as many.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    let soak = std::env::var("SOAK").ok().and_then(|times| times.parse().ok());
    ProptestConfig {
        cases: cases * soak.unwrap_or(1),
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..ProptestConfig::default()
    }
}

pub(crate) fn parse(text: &str) -> Script {
    Script::parse("test.toml", text).expect("the test's own script is well formed")
}

/// A script that comes with the program.
pub(crate) fn embedded_script(name: &str) -> Script {
    let script = embedded().find(|script| script.name == name).expect("a script of this name");
    Script::parse(script.name, script.text).expect("embedded scripts are well formed")
}

/// Plays a script to its end; what it expects must hold.
pub(crate) fn play(script: Script) -> (Runner, Vec<Event>) {
    let mut runner = Runner::new(script);
    let mut events = Vec::new();
    while !runner.is_over() {
        let limit = runner.now() + LONG;
        events.extend(runner.advance_to(limit).into_iter().filter_map(event));
    }
    assert_eq!(runner.failures(), [""; 0], "the script's own expectations hold");
    (runner, events)
}

fn event(happening: Happening) -> Option<Event> {
    match happening {
        Happening::Event(event) => Some(event),
        Happening::Caption(..) | Happening::Expected(_) | Happening::Failure(..) => None,
    }
}

/// Script in, transcript out.
pub(crate) fn transcript(text: &str) -> String {
    let (_, events) = play(parse(text));
    let mut transcript = Transcript::default();
    let lines: Vec<_> = events.iter().filter_map(|event| transcript.line(event)).collect();
    lines.join("\n")
}

/// Lets everything that is under way come to its end.
pub(crate) fn run_out(engine: &mut Engine) -> Vec<Event> {
    let limit = engine.now() + LONG;
    engine.advance_to(limit)
}
