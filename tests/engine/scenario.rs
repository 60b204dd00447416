//! Random runs: a world, and commands with the time between them.

use std::fmt;
use std::time::Duration;

use dirtybit::{
    Action, ClientId, Command, Engine, Event, KNOBS, LinkName, Millis, Node, ReadPattern,
    Rejection, Selection, Time, Trigger, World, WritePattern,
};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{collection, sample};

use crate::support::run_out;

/// Few, so that operations meet.
pub(crate) const KEYS: [&str; 3] = ["cart:7", "user:1", "views:42"];

/// One run, as it is played again and again.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) world: World,
    pub(crate) seed: u64,
    /// Each with the time that passes before it.
    pub(crate) commands: Vec<(Duration, Command)>,
}

/// As the script that it is, so that a failure can be kept as one.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { world, seed, .. } = self;
        writeln!(f, "\nseed = {}\nworld.keys = {:?}", *seed as i64, world.keys)?;
        let (usual, all) = (World::default(), KNOBS.iter().map(|knob| world.setting(knob.name)));
        for setting in all.filter(|setting| usual.setting(setting.name()) != *setting) {
            let (name, value) = (setting.name(), setting.value());
            let is_number = value.parse::<f64>().is_ok();
            writeln!(
                f,
                "world.{name} = {}",
                if is_number { value.into() } else { format!("{value:?}") }
            )?;
        }
        writeln!(f, "step = [")?;
        for (at, command) in self.schedule() {
            writeln!(f, "    {{ at_ms = {}, do = \"{command}\" }},", at.as_millis_f64())?;
        }
        writeln!(f, "    {{ when = \"idle\" }},\n]")
    }
}

impl Scenario {
    pub(crate) fn engine(&self) -> Engine {
        Engine::new(self.world.clone(), self.seed)
    }

    /// The commands with the instants at which they are given.
    pub(crate) fn schedule(&self) -> impl Iterator<Item = (Time, &Command)> {
        self.commands.iter().scan(Time::ZERO, |at, (gap, command)| {
            *at = *at + *gap;
            Some((*at, command))
        })
    }

    /// Plays all of it, and lets it come to rest.
    pub(crate) fn play(&self) -> Vec<Event> {
        let mut engine = self.engine();
        let mut events = Vec::new();
        for (at, command) in self.schedule() {
            events.extend(engine.advance_to(at));
            submit(&mut engine, command);
        }
        events.extend(run_out(&mut engine));
        events
    }

    /// Plays all of it and so many milliseconds more: load never comes to rest.
    pub(crate) fn play_for(&self, millis: u64) -> Vec<Event> {
        let mut engine = self.engine();
        let mut events = Vec::new();
        for (at, command) in self.schedule() {
            events.extend(engine.advance_to(at));
            submit(&mut engine, command);
        }
        let end = engine.now() + Duration::from_millis(millis);
        events.extend(engine.advance_to(end));
        events
    }

    /// Plays with a crash of the cache at event `number`; it comes back at once, the run goes on, and
    /// in the end everything is mended and comes to rest.
    pub(crate) fn play_with_crash(&self, number: u64) -> Vec<Event> {
        let (mut engine, mut events, given) = self.play_until(number, &Command::Crash(Node::Cache));
        submit(&mut engine, &Command::Restart(Node::Cache));
        for (gap, command) in &self.commands[given..] {
            let at = engine.now() + *gap;
            events.extend(engine.advance_to(at));
            submit(&mut engine, command);
        }
        events.extend(run_out(&mut engine));
        mended().iter().for_each(|command| submit(&mut engine, command));
        events.extend(run_out(&mut engine));
        events
    }

    /// Plays until event `number` has happened, gives one more command at that very moment, and
    /// says how many of its own commands had been given.
    pub(crate) fn play_until(&self, number: u64, last: &Command) -> (Engine, Vec<Event>, usize) {
        let mut engine = self.engine();
        let (mut events, mut given, mut there) = (Vec::new(), 0, false);
        for (at, command) in self.schedule() {
            there = watch(&mut engine, at, number, &mut events);
            if there {
                break;
            }
            submit(&mut engine, command);
            given += 1;
        }
        if !there {
            let limit = engine.now() + Duration::from_secs(60);
            watch(&mut engine, limit, number, &mut events);
        }
        submit(&mut engine, last);
        (engine, events, given)
    }
}

fn watch(engine: &mut Engine, limit: Time, number: u64, events: &mut Vec<Event>) -> bool {
    let (more, there) = engine.advance_until(limit, Trigger::Event(number));
    events.extend(more);
    there
}

/// Nothing is broken any more, and everybody has time.
fn mended() -> Vec<Command> {
    let mut commands = vec![
        Command::Disarm(None),
        Command::RefuseWrite(false),
        Command::DropAck(false),
        Command::Restart(Node::Database),
        Command::Restart(Node::Cache),
        Command::set("database.slowdown", 1),
        Command::set("database.queue", 64),
        Command::set("cache.timeout_ms", 60_000),
    ];
    commands.extend(LinkName::ALL.map(Command::Heal));
    commands.push(Command::Release(Selection::default()));
    commands
}

/// Gives a command; there may be no such message or trap any more, or no such key yet.
pub(crate) fn submit(engine: &mut Engine, command: &Command) {
    match engine.submit(command) {
        Ok(()) => {}
        Err(Rejection::NoSuchMessage | Rejection::NoSuchKey(_) | Rejection::NoSuchTrap) => {}
        Err(Rejection::TooManyTraps) if matches!(command, Command::Arm(..)) => {}
        Err(rejection) => panic!("{command}: {rejection}"),
    }
}

/// A small world: the cache is full, the batch complete and the connections taken before long.
pub(crate) fn world(write: impl Strategy<Value = WritePattern>) -> impl Strategy<Value = World> {
    let sizes = (1_u32..4, 2_u32..5, 1_u32..4, queue());
    (write, read_pattern(), sizes, 1_u64..150, jitter()).prop_map(
        |(write, read, (capacity, batch, connections, queue), interval, jitter)| {
            let mut world = World { write, read, keys: names(), ..World::default() };
            world.cache.capacity = capacity;
            world.write_back.batch = batch;
            world.write_back.interval_ms = Millis::new(interval);
            world.database.connections = connections;
            world.database.queue = queue;
            world.link.jitter_ms = Millis::from_micros(jitter);
            world
        },
    )
}

/// Some databases turn requests away as soon as a few wait.
fn queue() -> impl Strategy<Value = u32> {
    prop_oneof![3 => Just(64_u32), 1 => 0_u32..3]
}

/// Most worlds are exact; the others toss their messages about.
fn jitter() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0_u64), 1 => 1_u64..3_000]
}

fn names() -> Vec<String> {
    KEYS.map(str::to_owned).to_vec()
}

pub(crate) fn write_pattern() -> impl Strategy<Value = WritePattern> {
    sample::select(WritePattern::ALL.to_vec())
}

fn read_pattern() -> impl Strategy<Value = ReadPattern> {
    sample::select(ReadPattern::ALL.to_vec())
}

/// Now: at once, within the time of a hop, within the time of a write, or seldom of a timeout.
pub(crate) fn gap() -> impl Strategy<Value = Duration> {
    prop_oneof![5 => Just(0_u64), 5 => 0_u64..3_000, 5 => 0_u64..90_000, 1 => 0_u64..2_500_000]
        .prop_map(Duration::from_micros)
}

/// What clients do, and flushes by hand.
pub(crate) fn operation() -> impl Strategy<Value = Command> {
    let action = prop_oneof![
        6 => Just(Action::Write),
        2 => Just(Action::Read),
        1 => Just(Action::Delete),
    ];
    let issue =
        (1_u32..4, action, sample::select(KEYS.to_vec())).prop_map(|(client, action, key)| {
            Command::Issue { client: ClientId(client), action, key: key.to_owned() }
        });
    prop_oneof![9 => issue, 1 => Just(Command::Flush)]
}

pub(crate) fn switch() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => write_pattern().prop_map(Command::write_pattern),
        1 => read_pattern().prop_map(Command::read_pattern),
    ]
}

/// A node dies or comes back.
pub(crate) fn fault() -> impl Strategy<Value = Command> {
    sample::select(vec![
        Command::Crash(Node::Cache),
        Command::Restart(Node::Cache),
        Command::Crash(Node::Database),
        Command::Restart(Node::Database),
    ])
}

/// A run of so many commands at the most.
pub(crate) fn scenario(
    write: impl Strategy<Value = WritePattern>,
    command: impl Strategy<Value = Command>,
    most: usize,
) -> impl Strategy<Value = Scenario> {
    let commands = collection::vec((gap(), command), 1..=most);
    (world(write), any::<u64>(), commands).prop_map(|(world, seed, commands)| Scenario {
        world,
        seed,
        commands,
    })
}
