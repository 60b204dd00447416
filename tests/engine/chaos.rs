//! Random runs in which anything goes: every knob at any value, every command at any moment.

use dirtybit::{
    Action, ClientId, Command, KNOBS, LinkName, Node, Selection, Setting, Trigger, World,
};
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::strategy::Union;
use proptest::{collection, option, sample};

use crate::scenario::{KEYS, Scenario, fault, gap, switch, world, write_pattern};

/// A world with every knob at random, but for those that are held fast.
pub(crate) fn any_world(fixed: &[(&str, &str)]) -> impl Strategy<Value = World> + use<> {
    let fixed: Vec<_> = fixed.iter().map(|(knob, value)| setting(knob, value)).collect();
    let free = KNOBS.iter().filter(|knob| fixed.iter().all(|fixed| fixed.name() != knob.name));
    let turns = free.map(|knob| {
        let values = knob.values.iter().map(|value| setting(knob.name, value));
        prop_oneof![2 => Just(None), 1 => sample::select(values.collect::<Vec<_>>()).prop_map(Some)]
    });
    (world(write_pattern()), turns.collect::<Vec<_>>()).prop_map(move |(mut world, turns)| {
        turns.iter().flatten().chain(&fixed).for_each(|setting| world.turn(setting));
        world
    })
}

pub(crate) fn setting(knob: &str, value: &str) -> Setting {
    Setting::new(knob, value).expect("a knob and one of its values")
}

/// Some client does this with some key.
pub(crate) fn issue(action: impl Strategy<Value = Action>) -> impl Strategy<Value = Command> {
    (1_u32..5, action, key()).prop_map(|(client, action, key)| Command::Issue {
        client: ClientId(client),
        action,
        key,
    })
}

pub(crate) fn increment() -> impl Strategy<Value = Action> {
    (-5_i64..1_000).prop_map(Action::Add)
}

/// Seldom one that the database does not have at first.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![12 => sample::select(KEYS.to_vec()), 1 => Just("new:1")].prop_map(str::to_owned)
}

/// A knob is turned; how a run ends must not depend on knobs that are held fast.
pub(crate) fn turn(fixed: &[(&str, &str)]) -> impl Strategy<Value = Command> + use<> {
    let is_fixed = |name| fixed.iter().any(|(fixed, _)| *fixed == name);
    let free = KNOBS.iter().filter(|knob| !is_fixed(knob.name) && !knob.name.starts_with("load."));
    let turns = free.flat_map(|knob| knob.values.iter().map(|value| setting(knob.name, value)));
    sample::select(turns.collect::<Vec<_>>()).prop_map(Command::Set)
}

pub(crate) fn any_route() -> impl Strategy<Value = Command> {
    let prefix = sample::select(vec!["cart", "user:", "v"]).prop_map(str::to_owned);
    (prefix, option::of(write_pattern()))
        .prop_map(|(prefix, pattern)| Command::Route { prefix, pattern })
}

pub(crate) fn any_link() -> impl Strategy<Value = LinkName> {
    sample::select(LinkName::ALL.to_vec())
}

pub(crate) fn any_selection() -> impl Strategy<Value = Selection> {
    let ways = LinkName::ALL.map(LinkName::ends);
    let ways: Vec<_> = ways.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    let key = sample::select(KEYS.to_vec()).prop_map(Box::from);
    (option::of(key), option::of(sample::select(ways)))
        .prop_map(|(key, ends)| Selection { key, ends })
}

/// A kind of commands, and its weight among others.
pub(crate) type Kind = (u32, BoxedStrategy<Command>);

/// What clients do.
pub(crate) fn operations() -> Vec<Kind> {
    vec![
        (4, issue(Just(Action::Write)).boxed()),
        (4, issue(increment()).boxed()),
        (3, issue(Just(Action::Read)).boxed()),
        (2, issue(Just(Action::Delete)).boxed()),
        (1, Just(Command::Flush).boxed()),
    ]
}

/// Messages are held, and let go.
pub(crate) fn holds() -> Kind {
    let release = prop_oneof![2 => Just(Selection::default()), 1 => any_selection()];
    (
        3,
        prop_oneof![any_selection().prop_map(Command::Hold), release.prop_map(Command::Release)]
            .boxed(),
    )
}

pub(crate) fn cuts() -> Kind {
    (2, prop_oneof![any_link().prop_map(Command::Cut), any_link().prop_map(Command::Heal)].boxed())
}

pub(crate) fn refusals() -> Kind {
    (2, mostly_on().prop_map(Command::RefuseWrite).boxed())
}

/// What was armed can be taken back.
fn mostly_on() -> impl Strategy<Value = bool> {
    prop_oneof![4 => Just(true), 1 => Just(false)]
}

pub(crate) fn drops() -> Kind {
    (1, mostly_on().prop_map(Command::DropAck).boxed())
}

pub(crate) fn kills() -> Kind {
    (1, (1_u32..5).prop_map(|client| Command::Kill(ClientId(client))).boxed())
}

pub(crate) fn switches() -> Kind {
    (2, switch().boxed())
}

pub(crate) fn routes() -> Kind {
    (1, any_route().boxed())
}

pub(crate) fn database_faults() -> Kind {
    let (crash, restart) = (Command::Crash(Node::Database), Command::Restart(Node::Database));
    (2, prop_oneof![1 => Just(crash), 2 => Just(restart)].boxed())
}

/// Whatever can go wrong, and whatever can be changed meanwhile.
pub(crate) fn disturbances() -> Vec<Kind> {
    let faults = (2, fault().boxed());
    let turns = (2, turn(&[]).boxed());
    vec![holds(), cuts(), refusals(), drops(), kills(), faults, turns, switches(), routes()]
}

/// Automatic load goes on and off; it never comes to rest by itself.
pub(crate) fn loads() -> Kind {
    let rate = (1_u32..2_000).prop_map(|rate| Command::set("load.per_second", rate));
    (2, prop_oneof![2 => any::<bool>().prop_map(Command::Load), 1 => rate].boxed())
}

/// Some of the operations with some of the disturbances: a run of a few kinds goes deeper than one
/// of all.
pub(crate) fn some_of(
    operations: &[Kind],
    disturbances: Vec<Kind>,
) -> impl Strategy<Value = BoxedStrategy<Command>> + use<> {
    let most = disturbances.len();
    let operations = sample::subsequence(operations.to_vec(), 1..=operations.len());
    let disturbances = sample::subsequence(disturbances, 0..=most);
    (operations, disturbances).prop_map(|(operations, disturbances)| {
        let weigh = |(weight, kind): Kind| (weight, kind);
        let operations = operations.into_iter().map(|(weight, kind)| (2 * weight, kind));
        let kinds: Vec<_> = operations.chain(disturbances.into_iter().map(weigh)).collect();
        Union::new_weighted(kinds).boxed()
    })
}

/// The same, and some of them at a moment that is still to come.
pub(crate) fn with_traps(command: BoxedStrategy<Command>) -> BoxedStrategy<Command> {
    let trigger = sample::select(Trigger::NAMED.to_vec());
    let armed = (trigger, command.clone())
        .prop_map(|(moment, command)| Command::Arm(moment, Box::new(command)));
    prop_oneof![16 => command, 2 => armed, 1 => option::of(0_u32..4).prop_map(Command::Disarm)]
        .boxed()
}

/// Anything at all, but load.
pub(crate) fn anything(most: usize) -> impl Strategy<Value = Scenario> {
    any_run(disturbances(), most)
}

/// Anything at all.
pub(crate) fn anything_and_load(most: usize) -> impl Strategy<Value = Scenario> {
    let mut disturbances = disturbances();
    disturbances.push(loads());
    any_run(disturbances, most)
}

fn any_run(disturbances: Vec<Kind>, most: usize) -> impl Strategy<Value = Scenario> {
    let command = some_of(&operations(), disturbances).prop_map(with_traps);
    command.prop_flat_map(move |command| run(any_world(&[]), command, most))
}

/// A run of so many commands at the most.
pub(crate) fn run(
    world: impl Strategy<Value = World>,
    command: impl Strategy<Value = Command>,
    most: usize,
) -> impl Strategy<Value = Scenario> {
    let commands = collection::vec((gap(), command), 1..=most);
    (world, any::<u64>(), commands).prop_map(|(world, seed, commands)| Scenario {
        world,
        seed,
        commands,
    })
}
