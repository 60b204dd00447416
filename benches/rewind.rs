//! What it costs to keep ten minutes at hand, and how long it takes to be at any instant of them.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

/// The program, of which only the history is measured.
#[path = "../src"]
#[expect(unused, reason = "only the history, and what it needs, is measured")]
mod program {
    pub(crate) mod sweeper;
    pub(crate) mod tui;
}

use std::time::{Duration, Instant};

use dirtybit::script::Script;
use dirtybit::{Command, Engine, Node, Time, World};
use program::{sweeper, tui};
use tui::history::{Entry, History};
use tui::scene::Scene;
use tui::timeline::Timeline;

/// The sessions: how many operations a second.
const SESSIONS: [(&str, u32); 2] = [("the usual load", 20), ("a heavy one", 500)];
const SPAN: Duration = Duration::from_secs(600);
/// A frame's worth of virtual time at real time.
const FRAME: Duration = Duration::from_micros(16_667);
/// Places that are looked at, and steps from each of them.
const PLACES: u64 = 200;
const STEPS: usize = 20;

fn main() {
    for (name, per_second) in SESSIONS {
        println!("ten minutes of {name}, {per_second} operations a second");
        let resident = resident();
        let (mut history, scene, events) = session(per_second);
        println!("  {} kB more resident than before", self::resident() - resident);
        copies(&scene);
        seeks(&mut history);
        steps(&mut history);
        println!("  {events} events in {} bytes", history.size());
        drop(history);
        branch(per_second);
    }
}

fn session(per_second: u32) -> (History, Scene, u64) {
    let mut world = World::default();
    world.load.per_second = per_second;
    let mut engine = Engine::new(world, 7);
    engine.submit(&Command::Load(true)).expect("load brings no keys");
    let (mut history, mut scene) = (History::default(), Scene::default());
    let (mut spent, mut worst, mut folding) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut alone = Scene::default();
    while engine.now() < Time::ZERO + SPAN {
        let limit = engine.now() + FRAME;
        let entries: Vec<_> = engine.advance_to(limit).into_iter().map(Entry::Event).collect();
        let begun = Instant::now();
        entries.iter().for_each(|entry| history.push(entry, &mut scene));
        let took = begun.elapsed();
        (spent, worst) = (spent + took, worst.max(took));
        let begun = Instant::now();
        entries.iter().for_each(|entry| entry.apply_to(&mut alone));
        folding += begun.elapsed();
        history.pass(limit);
        scene.pass(limit);
    }
    let events = scene.folds.events;
    let each = |spent: Duration| spent.as_nanos() as u64 / events;
    println!(
        "  {} ns to take an event in, {} of them to fold it; worst frame {worst:?}",
        each(spent),
        each(folding)
    );
    (history, scene, events)
}

fn copies(scene: &Scene) {
    let resident = resident();
    let begun = Instant::now();
    let copies: Vec<_> = (0..100).map(|_| scene.clone()).collect();
    let took = begun.elapsed() / 100;
    let more = self::resident() - resident;
    println!("  a copy of the scene takes {took:?} and {} kB", more / copies.len() as u64);
}

fn seeks(history: &mut History) {
    let end = history.end().as_micros();
    let place = |number: u64| Time::from_micros(number * 7_919 * 1_000_003 % end);
    figures(
        "seek",
        (0..PLACES).map(|number| {
            let begun = Instant::now();
            let scene = history.scene_at(place(number));
            let took = begun.elapsed();
            assert_eq!(scene.now, place(number));
            took
        }),
    );
}

fn steps(history: &mut History) {
    let end = history.end().as_micros();
    let mut back = Vec::new();
    let mut forth = Vec::new();
    for number in 0..PLACES / 4 {
        let mut at = Time::from_micros((number + 1) * 104_729 * 1_000_003 % end);
        let mut scene = history.scene_at(at);
        for _ in 0..STEPS {
            let begun = Instant::now();
            at = history.previous_instant(at).unwrap_or_default();
            scene = history.scene_at(at);
            back.push(begun.elapsed());
        }
        for _ in 0..STEPS {
            let begun = Instant::now();
            at = history.next_instant(at).unwrap_or_default();
            history.play(&mut scene, at);
            forth.push(begun.elapsed());
        }
    }
    figures("step back", back.into_iter());
    figures("step forth", forth.into_iter());
}

/// From the key that acts in the past to the screen of the branch: everything before it is played
/// again on a fresh engine.
fn branch(per_second: u32) {
    let mut script = Script::new(World::default(), 7);
    script.world.load.per_second = per_second;
    let (mut timeline, mut scenes) = (Timeline::new(script), vec![Scene::default()]);
    timeline.submit(&Command::Load(true), &mut scenes).expect("load brings no keys");
    while timeline.end() < Time::ZERO + SPAN {
        timeline.advance_to(timeline.end() + FRAME, &mut scenes);
    }
    let part = |part| Time::from_micros(timeline.end().as_micros() / 20 * part);
    let places: Vec<_> = (1..=19).map(part).collect();
    figures(
        "branch",
        places.into_iter().map(|at| {
            let begun = Instant::now();
            let mut coming = timeline.branch(at);
            while !coming.work(usize::MAX) {}
            let mut branch = coming.arrive();
            let mut scenes = branch.scenes_at(at);
            branch.submit(&Command::Crash(Node::Cache), &mut scenes).expect("it can be done");
            begun.elapsed()
        }),
    );
}

fn figures(name: &str, spans: impl Iterator<Item = Duration>) {
    let mut spans: Vec<_> = spans.collect();
    spans.sort();
    let (median, worst) = (spans[spans.len() / 2], spans[spans.len() - 1]);
    println!("  {name}: {median:?} (median), {worst:?} (worst)");
}

/// The memory of this process in kB, where the system tells it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
