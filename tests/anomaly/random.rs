//! Random runs: knobs that are turned by chance, and commands with the time between them.

use std::fmt;
use std::time::Duration;

use dirtybit::{Action, AnomalyName, ClientId, Command, Engine, Folds, Setting, World};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::test_runner::RngSeed;
use proptest::{collection, sample};

use crate::support::{fold, world};

/// Few, so that operations meet.
const KEYS: [&str; 2] = ["cart:7", "user:1"];

/// The same cases on every machine: a failure that is seen once is seen by everybody.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One run.
#[derive(Clone)]
pub(crate) struct Run {
    world: World,
    seed: u64,
    /// Each with the time that passes before it.
    commands: Vec<(Duration, Command)>,
}

impl Run {
    /// Plays it with some knobs turned for good, lets it come to rest, and says which of these
    /// names were found.
    pub(crate) fn named(&self, knobs: &str, names: &[AnomalyName]) -> Vec<String> {
        let folds = self.play(knobs);
        let is_asked = |anomaly: &&dirtybit::Anomaly| names.contains(&anomaly.name);
        let found = folds.anomalies.iter().filter(is_asked);
        found.map(|anomaly| format!("{anomaly:?}")).collect()
    }

    /// With plain writes instead of increments.
    pub(crate) fn of_plain_writes(mut self) -> Self {
        for (_, command) in &mut self.commands {
            if let Command::Issue { action: action @ Action::Add(_), .. } = command {
                *action = Action::Write;
            }
        }
        self
    }

    fn play(&self, knobs: &str) -> Folds {
        let mut engine = Engine::new(self.turned(knobs), self.seed);
        let mut events = Vec::new();
        for (gap, command) in &self.commands {
            let at = engine.now() + *gap;
            events.extend(engine.advance_to(at));
            // What cannot be done, such as holding a flight of a key that is not there, is not.
            let _nothing_happened = engine.submit(command);
        }
        let limit = engine.now() + Duration::from_secs(60);
        events.extend(engine.advance_to(limit));
        fold(&events)
    }

    fn turned(&self, knobs: &str) -> World {
        let fixed = world(knobs);
        let mut world = self.world.clone();
        for knob in dirtybit::KNOBS {
            let setting = fixed.setting(knob.name);
            if setting != World::default().setting(knob.name) || knobs.contains(knob.name) {
                world.turn(&setting);
            }
        }
        world
    }
}

/// As a script says it.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}", self.seed)?;
        for knob in dirtybit::KNOBS {
            let setting = self.world.setting(knob.name);
            if setting != World::default().setting(knob.name) {
                writeln!(f, "{} {}", setting.name(), setting.value())?;
            }
        }
        let mut at = Duration::ZERO;
        for (gap, command) in &self.commands {
            at += *gap;
            writeln!(f, "{:9.3} ms {command}", at.as_secs_f64() * 1e3)?;
        }
        Ok(())
    }
}

/// What may be turned by chance in any run: sizes, latencies, and whatever promises nothing.
fn worlds() -> impl Strategy<Value = World> {
    let knob = |name: &'static str, values: &[&'static str]| {
        sample::select(values.to_vec()).prop_map(move |value| setting(name, value))
    };
    let knobs = (
        knob("read", &["read-through", "cache-aside"]),
        knob("cache.capacity", &["1", "2", "8"]),
        knob("database.connections", &["1", "2", "4"]),
        knob("link.jitter_ms", &["0", "0.5", "3"]),
        knob("write_back.interval_ms", &["20", "100", "2000"]),
        knob("write_back.batch", &["1", "2", "5"]),
        knob("write_back.coalescing", &["on", "off"]),
        knob("database.atomic_batches", &["off", "on"]),
        knob(
            "write_through.on_failure",
            &["restore-previous", "delete", "compare-version", "nothing"],
        ),
        knob("cache.ttl_ms", &["off", "40"]),
    );
    knobs.prop_map(|knobs| {
        let mut world = World { keys: KEYS.map(str::to_owned).to_vec(), ..World::default() };
        let (a, b, c, d, e, f, g, h, i, j) = knobs;
        [a, b, c, d, e, f, g, h, i, j].iter().for_each(|knob| world.turn(knob));
        world
    })
}

fn setting(name: &str, value: &str) -> Setting {
    Setting::new(name, value).expect("a knob and one of its values")
}

/// Now: at once, within the time of a hop, or within the time of a write.
fn gap() -> impl Strategy<Value = Duration> {
    prop_oneof![Just(0_u64), 0_u64..3_000, 0_u64..90_000].prop_map(Duration::from_micros)
}

/// Longer than any operation takes.
fn pause() -> impl Strategy<Value = Duration> {
    (200_000_u64..3_000_000).prop_map(Duration::from_micros)
}

fn issue(clients: u32) -> impl Strategy<Value = Command> {
    let action = prop_oneof![
        5 => Just(Action::Write),
        5 => Just(Action::Read),
        1 => Just(Action::Delete),
        2 => (1_i64..9).prop_map(Action::Add),
    ];
    (1..=clients, action, sample::select(KEYS.to_vec())).prop_map(|(client, action, key)| {
        Command::Issue { client: ClientId(client), action, key: key.to_owned() }
    })
}

/// What clients do, and flushes by hand.
fn operation() -> impl Strategy<Value = Command> {
    prop_oneof![9 => issue(3), 1 => Just(Command::Flush)]
}

/// Whatever can go wrong.
fn fault() -> impl Strategy<Value = Command> {
    sample::select(vec![
        "crash cache",
        "restart cache",
        "restart cache",
        "crash database",
        "restart database",
        "restart database",
        "cut app-cache",
        "cut cache-database",
        "cut app-database",
        "heal app-cache",
        "heal cache-database",
        "heal app-database",
        "refuse-write",
        "drop-ack",
        "hold",
        "hold cart:7",
        "hold cache-database",
        "hold app-cache",
        "release",
        "release",
        "kill 1",
        "set database.slowdown 10",
        "set database.slowdown 1",
    ])
    .prop_map(|text| text.parse().expect("a command"))
}

/// The patterns change while it runs.
fn switch() -> impl Strategy<Value = Command> {
    let patterns = sample::select(vec!["write-through", "write-back", "write-around"]);
    prop_oneof![
        patterns.prop_map(|pattern| Command::set("write", pattern)),
        sample::select(vec!["read-through", "cache-aside"])
            .prop_map(|pattern| Command::set("read", pattern)),
    ]
}

fn run(
    gap: impl Strategy<Value = Duration>,
    command: impl Strategy<Value = Command>,
) -> impl Strategy<Value = Run> {
    let commands = collection::vec((gap, command), 1..40);
    (worlds(), any::<u64>(), commands).prop_map(|(world, seed, commands)| Run {
        world,
        seed,
        commands,
    })
}

/// Several clients, and nothing goes wrong.
pub(crate) fn calm() -> impl Strategy<Value = Run> {
    run(gap(), operation())
}

/// One client that waits for each answer, and nothing goes wrong.
pub(crate) fn alone() -> impl Strategy<Value = Run> {
    run(pause(), issue(1))
}

/// Messages are held and let go, in any order.
pub(crate) fn tossed() -> impl Strategy<Value = Run> {
    let toss = sample::select(vec!["hold", "hold cart:7", "hold cache-database", "release"])
        .prop_map(|text| text.parse().expect("a command"));
    let release = Just("release".parse().expect("a command"));
    run(gap(), prop_oneof![6 => operation(), 1 => toss, 1 => release])
}

/// The cache crashes and comes back.
pub(crate) fn crashing() -> impl Strategy<Value = Run> {
    let crash = sample::select(vec!["crash cache", "restart cache", "restart cache"])
        .prop_map(|text| text.parse().expect("a command"));
    run(gap(), prop_oneof![5 => operation(), 1 => crash])
}

/// Everything goes wrong.
pub(crate) fn wild() -> impl Strategy<Value = Run> {
    run(gap(), prop_oneof![6 => operation(), 4 => fault(), 1 => switch()])
}

/// Everything goes wrong, but the patterns stay what they are.
pub(crate) fn faulty() -> impl Strategy<Value = Run> {
    run(gap(), prop_oneof![6 => operation(), 4 => fault()])
}
