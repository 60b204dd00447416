//! The words of scripts and of the prompt: what is written reads back, and no text is too odd.

use dirtybit::{
    Action, ClientId, Command, FlightId, KNOBS, LinkName, Node, ReadPattern, Selection, Setting,
    Trigger, WORDS, WritePattern, complete, limits,
};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{option, prop_assert, prop_assert_eq, proptest, sample};

use crate::support::cases;

#[test]
fn the_named_triggers_read_back_as_they_are_written() {
    for trigger in Trigger::NAMED {
        assert_eq!(trigger.to_string().parse(), Ok(trigger));
    }
}

/// So that the round trip below leaves out none that is added.
#[test]
fn every_word_begins_a_command_that_is_tried() {
    let known: Vec<_> = WORDS.iter().map(|word| word.word).collect();
    let lines = [
        "write a",
        "read a",
        "delete a",
        "add a 1",
        "flush",
        "crash cache",
        "restart database",
        "kill 2",
        "set write write-back",
        "write-pattern write-around",
        "read-pattern cache-aside",
        "route a* off",
        "load on",
        "load-rate max",
        "cut app-cache",
        "heal app-database",
        "slow on",
        "refuse-write",
        "drop-ack",
        "hold",
        "release",
        "disarm",
    ];
    for line in lines {
        let parsed = line.parse::<Command>();
        assert!(parsed.is_ok(), "{line}: {parsed:?}");
    }
    let tried: Vec<_> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(known, tried);
}

/// Other ways to say the same.
#[test]
fn short_ways_mean_what_the_long_ways_mean() {
    for (short, long) in [
        ("write-pattern write-around", "set write write-around"),
        ("read-pattern cache-aside", "set read cache-aside"),
        ("load-rate max", "set load.per_second 0"),
        ("load-rate 7", "set load.per_second 7"),
        ("slow on", "set database.slowdown 10"),
        ("slow off", "set database.slowdown 1"),
        ("client 1: write a", "write a"),
        ("  write   a  ", "write a"),
        ("kill client 2", "kill 2"),
        ("set cache.ttl_ms 100.0", "set cache.ttl_ms 100"),
        ("when flush half done : crash cache", "when flush half done: crash cache"),
    ] {
        assert_eq!(short.parse::<Command>(), long.parse(), "{short}");
    }
}

#[test]
fn what_cannot_be_asked_is_told_in_a_sentence() {
    for (line, telling) in [
        ("add a", "expected `add KEY N`"),
        ("add a 1000001", "a whole number from -1000000 to 1000000"),
        ("kill 0", "expected a client's number from 1 to 1000"),
        ("set cache.capcity 1", "is not a knob"),
        ("route a write-back", "expected `route PREFIX* PATTERN|off`"),
        ("route * write-back", "expected `route PREFIX* PATTERN|off`"),
        ("route a* never", "or off"),
        ("cut app-app", "expected app-cache or cache-database or app-database"),
        ("hold #x", "expected a message's number"),
        ("hold a b", "expected `hold [KEY] [FROM-TO]`"),
        ("when pigs fly: flush", "expected \"flush started\""),
        ("when missed flush", "expected `when MOMENT: COMMAND`"),
        ("when missed: when missed: flush", "a trap cannot set a trap"),
        ("when missed: flsh", "`flsh` is not a command"),
    ] {
        let message = line.parse::<Command>().expect_err("nobody can do that");
        assert!(message.contains(telling), "{line}: `{message}` does not say `{telling}`");
    }
}

/// A word alone, a knob alone, half a word: each leads on.
#[test]
fn a_line_is_completed_from_left_to_right() {
    let keys = ["cart:7", "user:1"];
    for (line, expected) in [
        ("fl", "flush"),
        ("write c", "write cart:7"),
        ("client 2: del", "client 2: delete "),
        ("client 2: read u", "client 2: read user:1"),
        ("set write_back.jou", "set write_back.journal "),
        ("set write_back.journal o", "set write_back.journal on"),
        ("when flush h", "when flush half done: "),
        ("when flush half done: crash c", "when flush half done: crash cache"),
        ("hold cart:7 app", "hold cart:7 app-cache"),
        ("route feed:* write-a", "route feed:* write-around"),
    ] {
        let found = complete(line, &keys);
        assert!(found.iter().any(|found| found == expected), "{line}: {found:?}");
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn a_command_reads_back_as_it_is_written(command in command()) {
        prop_assert_eq!(command.to_string().parse(), Ok(command));
    }

    /// What cannot be read is told in a sentence, and what can be read means the same twice.
    #[test]
    fn no_text_is_too_odd_for_a_command(text in odd_text()) {
        match text.parse::<Command>() {
            Ok(command) => prop_assert_eq!(command.to_string().parse(), Ok(command)),
            Err(message) => {
                prop_assert!(message.contains("expected") || message.contains('`'), "{}", message);
            }
        }
    }

    /// What is proposed begins like what was typed.
    #[test]
    fn no_text_is_too_odd_to_be_completed(text in odd_text()) {
        for proposed in complete(&text, &["cart:7", "user:1", "†"]) {
            prop_assert!(proposed.starts_with(&text), "`{}` for `{}`", proposed, text);
        }
    }

    /// However much of a command is typed, its whole line is among what can follow, word by word.
    #[test]
    fn whatever_can_be_done_is_proposed(command in short_command(), cut in any::<sample::Index>()) {
        let line = command.to_string();
        let typed = line[..cut.index(line.len() + 1)].trim_end_matches(':');
        let word_end = line[typed.len()..].find(' ').map_or(line.len(), |end| typed.len() + end);
        let proposed = complete(typed, &["cart:7"]);
        let leads = |proposed: &String| proposed.starts_with(&line[..word_end]);
        prop_assert!(proposed.iter().any(leads), "`{}` of `{}`: {:?}", typed, line, proposed);
    }
}

/// Every command that can be written.
fn command() -> impl Strategy<Value = Command> {
    let trap = (trigger(), at_once())
        .prop_map(|(moment, command)| Command::Arm(moment, Box::new(command)));
    prop_oneof![6 => at_once(), 1 => trap]
}

fn at_once() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => issue(),
        1 => Just(Command::Flush),
        1 => node().prop_map(Command::Crash),
        1 => node().prop_map(Command::Restart),
        1 => (1..=limits::CLIENTS).prop_map(|client| Command::Kill(ClientId(client))),
        2 => setting().prop_map(Command::Set),
        1 => sample::select(WritePattern::ALL.to_vec()).prop_map(Command::write_pattern),
        1 => sample::select(ReadPattern::ALL.to_vec()).prop_map(Command::read_pattern),
        1 => route(),
        1 => any::<bool>().prop_map(Command::Load),
        1 => link().prop_map(Command::Cut),
        1 => link().prop_map(Command::Heal),
        1 => any::<bool>().prop_map(Command::RefuseWrite),
        1 => any::<bool>().prop_map(Command::DropAck),
        1 => selection().prop_map(Command::Hold),
        1 => selection().prop_map(Command::Release),
        1 => any::<u64>().prop_map(|flight| Command::HoldFlight(FlightId(flight))),
        1 => any::<u64>().prop_map(|flight| Command::ReleaseFlight(FlightId(flight))),
        1 => option::of(any::<u32>()).prop_map(Command::Disarm),
    ]
}

fn issue() -> impl Strategy<Value = Command> {
    (1..=limits::CLIENTS, action(), key()).prop_map(|(client, action, key)| Command::Issue {
        client: ClientId(client),
        action,
        key,
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        sample::select(vec![Action::Write, Action::Delete, Action::Read]),
        (-limits::INCREMENT..=limits::INCREMENT).prop_map(Action::Add),
    ]
}

fn key() -> impl Strategy<Value = String> {
    "[!-~]{1,24}"
}

fn node() -> impl Strategy<Value = Node> {
    sample::select(vec![Node::Cache, Node::Database])
}

fn link() -> impl Strategy<Value = LinkName> {
    sample::select(LinkName::ALL.to_vec())
}

fn trigger() -> impl Strategy<Value = Trigger> {
    sample::select(Trigger::NAMED.to_vec())
}

/// One of the listed values, or any number that the knob can have.
fn setting() -> impl Strategy<Value = Setting> {
    (0..KNOBS.len(), any::<sample::Index>(), 0_u32..2_000).prop_map(|(knob, index, number)| {
        let knob = &KNOBS[knob];
        let listed = knob.values[index.index(knob.values.len())];
        let thousandths = format!("{}.{:03}", number / 10, number % 1_000);
        let found = Setting::new(knob.name, &thousandths).ok().filter(|_| number % 2 == 0);
        found.unwrap_or_else(|| Setting::new(knob.name, listed).expect("it is listed"))
    })
}

fn route() -> impl Strategy<Value = Command> {
    let pattern = option::of(sample::select(WritePattern::ALL.to_vec()));
    (key(), pattern).prop_map(|(prefix, pattern)| Command::Route { prefix, pattern })
}

/// A key that looks like a way is not taken for one when it stands alone.
fn selection() -> impl Strategy<Value = Selection> {
    let ways = LinkName::ALL.map(LinkName::ends);
    let ways: Vec<_> = ways.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    let key = "[!-\"$-~][!-~]{0,23}".prop_map(|key| key.into_boxed_str());
    (option::of(key), option::of(sample::select(ways)))
        .prop_map(|(key, ends)| Selection { key, ends })
}

/// Commands whose every word can be proposed.
fn short_command() -> impl Strategy<Value = Command> {
    let key = || Just("cart:7".to_owned());
    let listed = (0..KNOBS.len()).prop_flat_map(|number| {
        let knob = &KNOBS[number];
        sample::select(knob.values.to_vec()).prop_map(|value| Command::set(knob.name, value))
    });
    let action = sample::select(vec![Action::Write, Action::Delete, Action::Read]);
    prop_oneof![
        (action, key()).prop_map(|(action, key)| Command::issue(action, key)),
        listed,
        node().prop_map(Command::Crash),
        link().prop_map(Command::Cut),
        (trigger(), node())
            .prop_map(|(moment, node)| Command::Arm(moment, Box::new(Command::Restart(node)))),
        Just(Command::Flush),
    ]
}

/// Words of commands, and anything else.
fn odd_text() -> impl Strategy<Value = String> {
    let words: Vec<_> = WORDS.iter().map(|word| word.word.to_owned()).collect();
    let others = "(client|when|off|on|app-cache|cache|flush half done|missed|#7|:|: | |7|-1|max|write_back.journal|cart\\*|†)";
    let word = prop_oneof![sample::select(words), others];
    prop_oneof![
        3 => proptest::collection::vec(prop_oneof![2 => word, 1 => Just(" ".to_owned())], 0..7)
            .prop_map(|words| words.concat()),
        1 => "\\PC{0,30}",
    ]
}
