//! What is recorded of a run is a script that makes the same run again: whole, cut, or read from a file.

use dirtybit::script::{Happening, Moment, Player, Runner, Script, embedded};
use dirtybit::{Command, Folds, Subject, Time, WritePattern};
use proptest::{collection, prop_assert_eq, proptest};

use crate::chaos::anything_and_load;
use crate::scenario::Scenario;
use crate::support::{cases, parse};

/// How a run ended: its hash, and when.
type End = (u64, Time);

fn end_of(script: Script) -> End {
    let mut runner = Runner::new(script);
    runner.advance_to(Time::MAX);
    assert_eq!(runner.failures(), &[] as &[String]);
    (runner.folds().hash(), runner.now())
}

fn fold(folds: &mut Folds, told: Vec<Happening>) {
    for happening in told {
        if let Happening::Event(event) = happening {
            folds.apply(&event);
        }
    }
}

/// Plays a scenario by hand, in frames of these lengths; what was given at which time is up to the
/// frames. Half a second more is played at its end.
fn by_hand(scenario: &Scenario, frames: &[u64]) -> (Script, End) {
    let mut player = Player::new(Script::new(scenario.world.clone(), scenario.seed));
    let mut folds = Folds::default();
    let mut frames = frames.iter().cycle();
    for (at, command) in scenario.schedule() {
        while player.now() < at {
            let frame = player.now().as_micros() + frames.next().expect("an endless supply");
            fold(&mut folds, player.advance_to(Time::from_micros(frame)));
        }
        let _may_be_rejected = player.submit(command);
    }
    let end = Time::from_micros(player.now().as_micros() + 500_000);
    fold(&mut folds, player.advance_to(end));
    (player.record().clone().ending_at(end), (folds.hash(), end))
}

#[test]
fn every_embedded_script_is_the_same_when_it_was_recorded() {
    for script in embedded() {
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let (original, recorded) = (end_of(parse()), parse().recorded());
        assert_eq!(end_of(recorded.clone()), original, "{}", script.name);
        let printed = recorded.to_string();
        let read = Script::parse(script.name, &printed).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(read.to_string(), printed, "{}", script.name);
        assert_eq!(end_of(read), original, "{}:\n{printed}", script.name);
    }
}

#[test]
fn every_embedded_script_can_be_written_as_it_is() {
    for script in embedded() {
        let parse = || Script::parse(script.name, script.text).expect("it is well formed");
        let printed = parse().to_string();
        let read = Script::parse(script.name, &printed).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(end_of(read), end_of(parse()), "{}:\n{printed}", script.name);
    }
}

/// In the middle of a script, with something done by hand besides, it is known what there is to come.
#[test]
fn a_script_that_is_under_way_can_be_taken_up_elsewhere() {
    for script in embedded() {
        for millis in [0, 20, 1_000] {
            let parsed = Script::parse(script.name, script.text).expect("it is well formed");
            let (mut player, mut folds) = (Player::new(parsed), Folds::default());
            fold(&mut folds, player.advance_to(Time::from_millis(millis)));
            player
                .submit(&"client 9: write by-hand".parse().expect("a command"))
                .expect("nothing speaks against it");
            let (mut other, mut of_other) = (Player::new(player.script()), Folds::default());
            let end = Time::from_millis(millis + 4_000);
            fold(&mut folds, player.advance_to(end));
            fold(&mut of_other, other.advance_to(end));
            assert_eq!(of_other.hash(), folds.hash(), "{} at {millis} ms", script.name);
        }
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn a_session_by_hand_can_be_saved_and_played_again(
        scenario in anything_and_load(12),
        frames in collection::vec(1_u64..40_000, 1..8),
    ) {
        let (record, end) = by_hand(&scenario, &frames);
        let printed = record.to_string();
        prop_assert_eq!(end_of(record), end);
        let read = Script::parse("saved.toml", &printed);
        prop_assert_eq!(end_of(read.unwrap_or_else(|why| panic!("{why}\n{printed}"))), end);
    }

    #[test]
    fn the_past_played_again_goes_on_as_it_did(
        scenario in anything_and_load(12),
        cut in 0_u64..3_000_000,
    ) {
        let (record, (hash, end)) = by_hand(&scenario, &[16_667]);
        let cut = Time::from_micros(cut.min(end.as_micros()));
        let mut player = Player::new(record.until(cut));
        let mut folds = Folds::default();
        fold(&mut folds, player.advance_to(cut));
        for step in &record.steps {
            let Moment::At(at) = step.moment else { panic!("it was recorded") };
            if at > cut {
                fold(&mut folds, player.advance_to(at));
                for command in &step.commands {
                    player.submit(command).expect("it could be done before");
                }
            }
        }
        fold(&mut folds, player.advance_to(end));
        prop_assert_eq!(folds.hash(), hash);
        prop_assert_eq!(player.record().clone().ending_at(end).to_string(), record.to_string());
    }
}

#[test]
fn words_and_expectations_survive_being_recorded() {
    let script = parse(
        r#"
        title = "Words \"in\" quotes"
        seed = 3
        [world]
        write = "write-through"
        database.write_ms = 5.5
        route = { "feed:*" = "write-back" }
        keys = ["cart:7", "feed:1"]
        [[step]]
        do = ["write cart:7", "client 2: write feed:1"]
        say = "Two writes."
        [[step]]
        when = "persisted"
        ask = { question = "Saved?", choices = ["yes", "no"] }
        expect = { durable = 0, "database cart:7" = 1, write_max_ms = "<= 2", no_anomaly = "stale-hit" }
        "#,
    );
    let recorded = script.recorded();
    assert_eq!(recorded.end(), Time::from_micros(8_100));
    insta::assert_snapshot!(recorded.to_string());
}

#[test]
fn a_command_by_hand_stands_where_it_was_given() {
    let mut player = Player::new(parse("seed = 1\n[[step]]\nat_ms = 10\ndo = \"write cart:7\""));
    player.advance_to(Time::from_millis(4));
    let read: Command = "read cart:7".parse().expect("a command");
    player.submit(&read).expect("it can be done");
    player.submit(&read).expect("it can be done");
    player.advance_to(Time::from_millis(20));
    insta::assert_snapshot!(player.record().to_string());
    assert!(player.record().until(Time::from_micros(3_999)).steps.is_empty());
    assert_eq!(player.record().until(Time::from_millis(4)).steps.len(), 1);
}

#[test]
fn a_subject_pins_what_it_names() {
    let script = parse(
        r#"
        [world]
        write = "write-around"
        route = { "feed:*" = "write-through" }
        [[step]]
        at_ms = 0
        do = ["write-pattern write-around", "set write_back.journal off", "set cache.capacity 4",
              "route cart:* write-through", "write cart:7"]
        "#,
    );
    let subject: Subject = "write-back journal=on".parse().expect("a pattern and a knob");
    let pinned = subject.of(&script);
    assert_eq!(pinned.world.write, WritePattern::WriteBack);
    assert!(pinned.world.write_back.journal && pinned.world.route.is_empty());
    let commands: Vec<_> = pinned.steps[0].commands.iter().map(Command::to_string).collect();
    assert_eq!(commands, ["set cache.capacity 4", "write cart:7"]);
    assert_eq!(subject.to_string(), "write-back journal=on");
}

#[test]
fn what_is_no_subject_is_told_with_what_was_meant() {
    let failure = |text: &str| text.parse::<Subject>().expect_err("it is no subject");
    insta::assert_snapshot!(
        ["", "write-bak", "journal=maybe", "queue=3", "jurnal=on", "journal=on journal=off"]
            .map(failure)
            .join("\n")
    );
    let queue = "write-back queue=3".parse::<Subject>().expect("the pattern's own queue");
    assert_eq!(queue.settings()[1].name(), "write_back.queue");
}

const TALK: &str = r#"
    [[step]]
    do = "write cart:7"
    [[step]]
    at_ms = 100
    do = "write user:1"
    [[step]]
    after_ms = 50
    do = "flush"
    [[step]]
    when = "flush half done"
    do = "crash cache"
    [[step]]
    after_ms = 10
"#;

#[test]
fn in_a_branch_the_script_goes_on() {
    let mut player = Player::new(parse(TALK));
    player.advance_to(Time::from_millis(500));
    assert!(player.is_done());
    for (from, steps_before) in [(0, 1), (99, 1), (100, 2), (149, 2), (160, 3), (400, 4)] {
        let mut branch = player.branch(Time::from_millis(from));
        branch.advance_to(Time::from_millis(from));
        assert_eq!(branch.record().steps.len(), steps_before, "at {from} ms");
        branch.submit(&"read views:42".parse().expect("a command")).expect("it can be done");
        branch.advance_to(Time::from_millis(500));
        let commands = |player: &Player| -> Vec<String> {
            let steps = player.record().steps.iter().flat_map(|step| &step.commands);
            steps.map(Command::to_string).collect()
        };
        let mut done = commands(&branch);
        done.retain(|command| command != "read views:42");
        assert_eq!(done, commands(&player), "the script goes on from {from} ms");
        assert!(branch.is_done());
    }
}

#[test]
fn a_branch_in_which_nothing_else_is_done_is_the_same() {
    let whole = |mut player: Player| {
        let mut folds = Folds::default();
        fold(&mut folds, player.advance_to(Time::from_millis(500)));
        (folds.hash(), player.record().to_string())
    };
    let first = whole(Player::new(parse(TALK)));
    let mut player = Player::new(parse(TALK));
    player.advance_to(Time::from_millis(500));
    for from in (0..500).step_by(7).map(Time::from_millis) {
        assert_eq!(whole(player.branch(from)), first, "from {from}");
        let mut branch = player.branch(from);
        branch.advance_to(from);
        assert_eq!(whole(branch.branch(from)), first, "a branch of a branch, from {from}");
    }
}

#[test]
fn odd_names_survive_being_saved() {
    let world = r#"
        [world]
        route = { "c\"*" = "write-through", 'x\*' = "write-around" }
        keys = ['a"b', 'c\d', "e'f"]
        [[step]]
        do = ["write a\"b", "read c\\d", "route 'q* write-back"]
    "#;
    let script = parse(world).recorded();
    assert_eq!(parse(&script.to_string()).to_string(), script.to_string());
    assert_eq!(end_of(parse(&script.to_string())), end_of(parse(world)));
}

#[test]
fn a_question_is_put_to_the_audience() {
    let ask = r#"say = "Saved." [[step]]"#.replace(" [[", "\n[[");
    let text =
        format!("[[step]]\n{ask}\nask = {{ question = \"Sure?\", choices = [\"yes\", \"no\"] }}");
    let mut player = Player::new(parse(&text));
    let told = player.advance_to(Time::ZERO);
    let captions = told.into_iter().filter_map(|happening| match happening {
        Happening::Caption(_, words) => Some(words),
        _ => None,
    });
    assert_eq!(captions.collect::<Vec<_>>(), ["Saved.", "Sure? (yes / no)"]);
}
