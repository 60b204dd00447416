//! What the detectors remember does not grow: at rest, nothing is left of what is over.

use std::time::Duration;

use crate::engine::Engine;
use crate::history::Folds;
use crate::world::World;

/// One round of everything that can go wrong; each line a tenth of a second after the one before.
const ROUND: [&str; 24] = [
    "client 9: add cart:7 3",
    "hold cache-database",
    "crash cache",
    "restart cache",
    "release",
    "refuse-write",
    "set write write-through",
    "drop-ack",
    "kill 3",
    "cut app-cache",
    "heal app-cache",
    "set write write-around",
    "crash database",
    "restart database",
    "set read cache-aside",
    "cut cache-database",
    "set database.atomic_batches on",
    "heal cache-database",
    "hold database-cache",
    "cut app-database",
    "release",
    "heal app-database",
    "set write write-back",
    "set read read-through",
];

fn run(engine: &mut Engine, folds: &mut Folds, span: Duration) {
    let limit = engine.now() + span;
    engine.advance_to(limit).iter().for_each(|event| {
        folds.apply(event);
    });
}

fn submit(engine: &mut Engine, command: &str) {
    let command = command.parse().expect("a command");
    engine.submit(&command).expect("it can be done");
}

#[test]
fn nothing_is_left_of_what_is_over() {
    let (mut engine, mut folds) = (Engine::new(World::default(), 7), Folds::default());
    submit(&mut engine, "load on");
    for command in ROUND.iter().cycle().take(20 * ROUND.len()) {
        submit(&mut engine, command);
        run(&mut engine, &mut folds, Duration::from_millis(100));
    }
    submit(&mut engine, "load off");
    submit(&mut engine, "release");
    run(&mut engine, &mut folds, Duration::from_secs(60));

    let anomalies = &folds.anomalies;
    assert!(anomalies.operations.are_over(), "every operation is over");
    assert!(anomalies.detectors.bad_rollback.is_done(), "every write-through is over");
    assert!(anomalies.detectors.dirty_read.is_done(), "every write is settled");
    assert!(anomalies.iter().count() > 100, "and much went wrong before");
}
