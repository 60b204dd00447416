//! How many events a second the engine makes, alone and with the folds that every view needs.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::time::Instant;

use dirtybit::{Command, Engine, Event, Folds, Time, World};

/// The virtual time of one measurement, and how it is cut: a frame's worth at real time.
const SPAN_MS: usize = 1_000;
const SLICE_MS: usize = 16;

fn main() {
    for clients in [8, 500] {
        measure("engine", clients, |_| {});
        let mut folds = Folds::default();
        measure("engine and folds", clients, |event| {
            folds.apply(event);
        });
    }
}

/// The best of five runs: the others were disturbed.
fn measure(name: &str, clients: u32, mut each: impl FnMut(&Event)) {
    let mut best: f64 = 0.0;
    for _ in 0..5 {
        let begun = Instant::now();
        let events = run(clients, &mut each);
        best = best.max(events as f64 / begun.elapsed().as_secs_f64());
    }
    println!("{name}, {clients} clients: {:.2} million events a second", best / 1e6);
}

/// Clients that never pause, half of them writing, on keys that all fit the cache.
fn run(clients: u32, each: &mut impl FnMut(&Event)) -> usize {
    let mut world = World::default();
    world.load.clients = clients;
    world.load.per_second = 0;
    world.cache.capacity = 64;
    let mut engine = Engine::new(world, 7);
    engine.submit(&Command::Load(true)).expect("load brings no keys");
    let mut count = 0;
    for millis in (0..SPAN_MS).step_by(SLICE_MS) {
        let events = engine.advance_to(Time::from_millis(millis as u64));
        count += events.len();
        events.iter().for_each(&mut *each);
    }
    count
}
