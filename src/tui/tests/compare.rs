//! The same inputs under several patterns, side by side.

use crossterm::event::KeyCode;
use dirtybit::script::Script;
use dirtybit::{Comparison, Ledger, Subject, WritePattern};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::Speaker;
use crate::tui::scene::Scene;
use crate::tui::session::Session;

const SIZES: [(u16, u16); 4] = [(76, 22), (80, 24), (120, 36), (200, 60)];

impl Speaker {
    fn scenes(&self) -> &[Scene] {
        &self.session.model.scenes
    }

    fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        self.scenes().iter().map(|scene| &scene.folds.ledger)
    }

    fn lost(&self) -> Vec<u64> {
        self.ledgers().map(|ledger| ledger.writes().lost).collect()
    }

    fn issued(&self) -> Vec<u64> {
        self.ledgers().map(|ledger| ledger.writes().issued).collect()
    }

    fn screens(&self) -> Vec<String> {
        SIZES.map(|(width, height)| self.screen(width, height)).into()
    }

    fn branches(&self) -> usize {
        self.session.playback.branches().count()
    }
}

/// A burst under every pattern, and so long after it.
fn after_a_burst(micros: u64) -> Speaker {
    let mut speaker = Speaker::new();
    speaker.press("vb");
    speaker.wait_us(micros);
    speaker
}

#[test]
fn a_crash_hits_all_and_only_write_back_loses() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("c");
    assert_eq!(speaker.lost(), [0, 2, 0]);
    assert!(speaker.scenes().iter().all(|scene| scene.crashes.len() == 1));
}

#[test]
fn the_single_run_is_as_it_was() {
    let moments =
        [("", 0), ("w", 300), ("wr", 30_000), ("bc", 5_000), ("b", 100_000), ("1bw", 70_000)];
    for (keys, micros) in moments {
        let mut speaker = Speaker::new();
        speaker.press(keys);
        speaker.wait_us(micros);
        let before = speaker.screens();
        speaker.press("v");
        assert_ne!(before, speaker.screens());
        speaker.press("bc");
        speaker.wait_us(50_000);
        speaker.press("v");
        assert!(speaker.shows("one run again, as it was at"), "{}", speaker.screen(80, 24));
        // Whatever was due there waits until somebody looks.
        assert!(!speaker.session.is_moving());
        speaker.press(if speaker.session.model.paused { " " } else { "0" });
        assert!(speaker.shows("u comparison"), "{}", speaker.screen(80, 24));
        assert_eq!(without_keys(before), without_keys(speaker.screens()), "{keys}");
    }
}

/// All but the line of keys.
fn without_keys(screens: Vec<String>) -> Vec<String> {
    let rest = |screen: String| screen.rsplit_once('\n').map(|(rest, _)| rest.to_owned());
    screens.into_iter().filter_map(rest).collect()
}

#[test]
fn who_left_a_comparison_comes_back_to_it() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("c");
    let (lost, now) = (speaker.lost(), speaker.session.playback.now());
    speaker.press("v");
    assert_eq!(speaker.lost(), [0]);
    assert!(speaker.shows("one run again, as it was at 0.000 s; u: back to the comparison"));
    speaker.press("u");
    assert_eq!((speaker.lost(), speaker.session.playback.now()), (lost, now));
    speaker.press("v");
    assert_eq!((speaker.lost(), speaker.issued()), (vec![0], vec![0]), "the run that it is of");
}

#[test]
fn no_answer_does_not_look_like_a_loss() {
    let mut speaker = after_a_burst(60_000);
    speaker.press("c");
    speaker.wait_us(300_000);
    let unknown: Vec<_> = speaker.ledgers().map(|ledger| ledger.writes().unknown).collect();
    assert!(unknown[0] > 0 && unknown[1] == 0 && speaker.lost()[1] > 0, "{unknown:?}");
    for screen in speaker.screens() {
        let rows: Vec<_> = screen.lines().map(|line| line.split('│').collect::<Vec<_>>()).collect();
        let of = |name: &str| rows.iter().position(|row| row[0].trim() == name);
        let (told, no_answer) = (of("told OK").expect("a row"), of("no OK").expect("a row"));
        assert_eq!(told + 1, no_answer, "{screen}");
        assert!(rows[no_answer][1].contains("unknown") && !rows[no_answer][2].contains("unknown"));
        assert!(of("LOST").is_some() && of("write p50").is_some(), "{screen}");
        let lanes = &rows[3..told - 2];
        assert!(lanes.iter().all(|lane| !lane[1].contains('!')), "{screen}");
        assert!(lanes.iter().any(|lane| lane[1].contains('?')), "{screen}");
    }
}

#[test]
fn a_list_leaves_the_score_in_view() {
    for size in SIZES {
        let mut speaker = after_a_burst(60_000);
        speaker.press("c!");
        let screen = speaker.screen(size.0, size.1);
        assert!(screen.contains("told OK") && screen.contains(" LOST"), "{screen}");
        assert!(screen.contains("ANOMALIES under write-back"), "{screen}");
        speaker.press("!o");
        let screen = speaker.screen(size.0, size.1);
        assert!(screen.contains("told OK") && screen.contains(" LOST"), "{screen}");
        assert!(screen.contains("fixed here") && screen.contains("▶ read "), "{screen}");
        assert!(screen.contains("esc close"), "{screen}");
    }
}

#[test]
fn what_happens_in_all_is_told_once() {
    let mut speaker = after_a_burst(1_300);
    assert!(speaker.shows("write-back: feed:3 told OK, only the cache has it"));
    speaker.say("set database.write_ms 5");
    assert!(speaker.shows("in all: database.write_ms is 5 now"), "{}", speaker.screen(80, 24));
}

#[test]
fn what_is_stale_is_told_in_few_words() {
    let mut speaker = Speaker::new();
    speaker.press("3rv");
    speaker.wait_us(100_000);
    speaker.press("w");
    speaker.wait_us(100_000);
    let words = "write-around: cart:7: the cache still has v0, the database v1";
    assert!(speaker.shows(words), "{}", speaker.screen(80, 24));
}

#[test]
fn what_is_refused_in_the_past_starts_nothing() {
    let mut speaker = after_a_burst(69_000);
    speaker.key(KeyCode::Left);
    assert!(speaker.shows("any act begins a branch here") && speaker.shows("end back to now"));
    speaker.say("set write write-back");
    assert!(speaker.session.model.refusal.is_some() && speaker.session.model.paused);
    let (now, seen) = (speaker.session.playback.now(), speaker.issued());
    speaker.say("disarm 9");
    assert!(speaker.session.model.refusal.is_some() && speaker.session.model.paused);
    assert_eq!((speaker.branches(), speaker.session.playback.now()), (1, now));
    assert!(speaker.session.model.is_past && speaker.issued() == seen, "nothing branches");
    speaker.press("w");
    assert!(!speaker.session.model.paused, "something was done");
    assert_eq!(speaker.branches(), 2);
    speaker.key(KeyCode::Left);
    assert!(!speaker.shows("any act begins a branch here"), "it is known");
}

#[test]
fn the_past_of_the_single_run_is_as_it_was() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.wait_us(69_000);
    speaker.press("c");
    speaker.wait_us(10_000);
    for _ in 0..7 {
        speaker.key(KeyCode::Left);
    }
    let before = speaker.screens();
    let now = speaker.session.playback.now();
    speaker.press("v");
    assert_eq!(speaker.session.playback.now(), now, "the same moment of the others");
    assert!(speaker.scenes().iter().all(|scene| scene.now == now));
    speaker.press("v");
    assert_eq!(before, speaker.screens());
    speaker.key(KeyCode::End);
    assert_eq!(speaker.branches(), 1);
}

/// Each run is what it would be alone.
#[test]
fn the_run_of_the_same_pattern_is_the_single_run() {
    for keys in ["b", "bwr", "2bc", "1bw"] {
        let mut speaker = Speaker::new();
        speaker.press(keys);
        speaker.wait_us(60_000);
        let single = speaker.scenes()[0].clone();
        speaker.press("v");
        let same = speaker.scenes().iter().find(|scene| scene.write() == single.write());
        let same = same.expect("every pattern is compared");
        assert_eq!(same.now, single.now);
        assert_eq!(same.folds.ledger.writes(), single.folds.ledger.writes());
        let told = |scene: &Scene| scene.account.iter().map(|told| told.text()).collect::<Vec<_>>();
        if keys != "2bc" && keys != "1bw" {
            assert_eq!(told(same), told(&single), "{keys}");
        }
    }
}

#[test]
fn the_screen_and_the_table_measure_the_same() {
    let mut speaker = Speaker::new();
    speaker.press("bwrbr");
    speaker.wait_us(300_000);
    let record = speaker.session.playback.timeline().record(0);
    let subjects = WritePattern::ALL.map(Subject::of_pattern);
    speaker.press("v");
    let measured = Comparison::new(&record, &subjects);
    for (run, ledger) in measured.runs.iter().zip(speaker.ledgers()) {
        assert_eq!(run.figures.write_p50_ms, ledger.latencies().write.quantile_ms(0.5));
        assert_eq!(run.figures.at_risk, ledger.writes().at_risk);
        assert_eq!(run.figures.database_rows, ledger.database().rows);
    }
}

#[test]
fn going_back_and_forth_changes_nothing() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("rc");
    speaker.wait_us(20_000);
    speaker.press(" ");
    // Who was in the past before is not told of it again.
    speaker.key(KeyCode::Left);
    speaker.key(KeyCode::End);
    let mut seen = vec![speaker.screens()];
    for _ in 0..60 {
        speaker.key(KeyCode::Left);
        seen.push(speaker.screens());
    }
    speaker.key(KeyCode::Home);
    speaker.key(KeyCode::End);
    for before in &seen {
        let is_live = before == &seen[0];
        let now = speaker.screens();
        assert!(is_live || *before == now, "{}\n{}", before[1], now[1]);
        speaker.key(KeyCode::Left);
    }
}

#[test]
fn who_acts_in_the_past_branches_all() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("c");
    speaker.wait_us(20_000);
    let (future, end) = (speaker.lost(), speaker.session.playback.now());
    for _ in 0..9 {
        speaker.key(KeyCode::Left);
    }
    assert_eq!(speaker.lost(), [0, 0, 0]);
    let past = speaker.session.playback.now();
    speaker.press("w");
    assert_eq!(speaker.issued(), [6, 6, 6]);
    assert!(speaker.scenes().iter().all(|scene| scene.now == past && scene.crashes.is_empty()));
    speaker.wait_us(300_000);
    assert_eq!(speaker.lost(), [0, 0, 0], "this time the cache lives on");
    assert!(speaker.ledgers().all(|ledger| ledger.writes().at_risk <= 1));
    speaker.press("u");
    speaker.key(KeyCode::End);
    assert_eq!((speaker.lost(), speaker.session.playback.now()), (future, end));
    speaker.press("v");
    assert_eq!(speaker.scenes().len(), 1, "one run again, whatever was left between");
    assert_eq!(speaker.issued(), [0]);
}

#[test]
fn all_clocks_are_one_clock() {
    let keys: Vec<char> = "wwwrrbbcdfxiavu123\t[]n A".chars().collect();
    let codes = [KeyCode::Left, KeyCode::Right, KeyCode::Home, KeyCode::End];
    for seed in 0..4 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut speaker = Speaker::new();
        speaker.press("v");
        for _ in 0..120 {
            match random.random_ratio(1, 5) {
                true => speaker.key(*codes.choose(&mut random).expect("some")),
                false => speaker.press(&keys.choose(&mut random).expect("some").to_string()),
            }
            if !speaker.session.model.paused {
                speaker.wait_us(random.random_range(0..20_000));
            }
            let now = speaker.session.playback.now();
            assert!(speaker.scenes().iter().all(|scene| scene.now == now), "seed {seed}");
            assert_eq!(speaker.scenes().len(), speaker.session.model.labels.len().max(1));
            assert!(speaker.session.model.focus < speaker.scenes().len());
        }
    }
}

#[test]
fn what_is_compared_stays_as_it_is() {
    let mut speaker = after_a_burst(5_000);
    speaker.key(KeyCode::Left);
    for line in ["set write write-back", "route cart:* write-around", "hold #3", "release #3"] {
        speaker.say(line);
        assert!(speaker.session.model.refusal.is_some(), "{line}");
        let patterns = speaker.scenes().iter().map(Scene::write);
        assert_eq!(patterns.collect::<Vec<_>>(), WritePattern::ALL);
    }
    assert_eq!(speaker.branches(), 1, "nothing was done, so nothing branches");
    speaker.say("set write write-back");
    assert!(speaker.shows("`write`; v goes back to one run"), "{}", speaker.screen(80, 24));
    speaker.press("H");
    assert!(speaker.session.model.overlay.is_none());
    assert!(speaker.shows(":hold KEY"), "{}", speaker.screen(80, 24));
}

#[test]
fn a_message_is_held_by_its_key_in_all_runs() {
    let mut speaker = Speaker::new();
    speaker.press("v");
    speaker.say("hold cart:7");
    speaker.press("w");
    speaker.wait_us(10_000);
    assert!(speaker.scenes().iter().all(|scene| scene.held().count() == 1));
    speaker.say("release cart:7");
    assert!(speaker.scenes().iter().all(|scene| scene.held().count() == 0));
}

#[test]
fn a_trap_is_taken_away_where_it_still_is() {
    let mut speaker = Speaker::new();
    speaker.press("v");
    speaker.say("when flush half done: crash cache");
    speaker.say("when missed: cut app-cache");
    speaker.press("b");
    speaker.wait_us(100_000);
    let traps = |speaker: &Speaker| -> Vec<usize> {
        speaker.scenes().iter().map(|scene| scene.folds.hazards.traps().len()).collect()
    };
    assert_eq!(traps(&speaker), [2, 1, 2], "it has sprung where there are flushes");
    assert_eq!(speaker.lost(), [0, 2, 0], "so the crash was one of write-back alone");
    let number = speaker.scenes()[0].folds.hazards.traps()[0].number;
    speaker.say(&format!("disarm {number}"));
    assert_eq!(traps(&speaker), [1, 1, 1]);
}

#[test]
fn a_message_held_by_its_number_is_left_out_and_that_is_told() {
    let mut speaker = Speaker::new();
    speaker.press("wH");
    speaker.key(KeyCode::Enter);
    speaker.key(KeyCode::Esc);
    speaker.wait_us(10_000);
    assert_eq!(speaker.scenes()[0].held().count(), 1);
    speaker.press("v");
    assert!(speaker.shows("is left out"), "{}", speaker.screen(80, 24));
    assert!(speaker.scenes().iter().all(|scene| scene.held().count() == 0));
}

#[test]
fn a_number_chooses_the_run_to_look_at() {
    let mut speaker = after_a_burst(5_000);
    assert!(speaker.shows("▶2 write-back"), "{}", speaker.screen(80, 24));
    speaker.press("3");
    assert!(speaker.shows("▶3 write-around"), "{}", speaker.screen(80, 24));
    assert!(speaker.session.model.refusal.is_none());
    speaker.press("4");
    assert_eq!(speaker.session.model.focus, 2, "there is no fourth");
}

#[test]
fn what_a_script_has_still_to_do_goes_on_in_all_runs() {
    let text = r#"
        title = "Three writes"
        [[step]]
        do = "write cart:7"
        say = "One."
        [[step]]
        after_ms = 10
        do = "write cart:7"
        [[step]]
        when = "acknowledged"
        do = "write cart:7"
        expect = { lost = 7 }
    "#;
    let script = Script::parse("a test", text).expect("a script");
    let mut speaker = Speaker { session: Session::new(script) };
    speaker.wait_us(5_000);
    speaker.press("v");
    assert_eq!(speaker.issued(), [1, 1, 1]);
    speaker.wait_us(5_000);
    assert_eq!(speaker.issued(), [2, 2, 2]);
    speaker.wait_us(300_000);
    assert_eq!(speaker.issued(), [3, 3, 3], "as soon as it was in the run that is compared");
    let mut told = speaker.scenes().iter().flat_map(|scene| &scene.account);
    assert!(told.all(|told| !told.words.contains("line ") && told.words != "One."));
}

#[test]
fn as_many_settings_as_fit_stand_side_by_side() {
    let mut speaker = Speaker::new();
    let words = ["write-back", "write-back journal=on", "write-through", "write-around"];
    speaker.session.subjects = words.map(|word| word.parse().expect("a subject")).into();
    speaker.press("v4");
    assert!(speaker.shows("▶4 write-around") && speaker.shows("2-4 of 4"));
    assert!(speaker.screen(120, 36).contains("2 write-back journal=on"));
    speaker.press("bc");
    speaker.wait_us(30_000);
    speaker.press("1");
    assert!(speaker.shows("1-3 of 4"), "{}", speaker.screen(80, 24));
}

#[test]
fn a_comparison_is_asked_for_again_and_again() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.wait_us(5_000);
    speaker.key(KeyCode::Left);
    speaker.press("w");
    let other = speaker.screens();
    for _ in 0..20 {
        speaker.press("vv");
    }
    assert_eq!(other, speaker.screens());
    speaker.press("u");
    assert_eq!(speaker.issued(), [5], "the branch that was left is still there");
}

#[test]
fn a_comparison_in_which_nothing_was_done_is_forgotten() {
    let mut speaker = Speaker::new();
    speaker.press("wvv");
    assert!(!speaker.session.model.has_branches);
    speaker.press("vwvu");
    assert_eq!(speaker.issued(), [2, 2, 2], "there is something to come back to");
    speaker.press("u");
    assert_eq!(speaker.issued(), [1]);
}

#[test]
fn knobs_that_were_turned_stay_turned() {
    let mut speaker = Speaker::new();
    speaker.say("set database.write_ms 200");
    speaker.press("v");
    let turned = |scene: &Scene| scene.folds.world.setting("database.write_ms").value().to_owned();
    assert!(speaker.scenes().iter().all(|scene| turned(scene) == "200"));
}
