//! The story that the program is for: writes that were answered with OK, and a crash.

use vt100::Screen;

use crate::pty::{Start, Terminal};
use crate::sight::{counts, is_selected, lane};

/// In slow motion a flush is minutes away: no machine is so slow that it comes before the crash.
const SLOW_MOTION: &str = "------";

fn database_is(screen: &Screen, key: &str, held: &str) -> bool {
    lane(screen, key).is_some_and(|lane| lane.database.split(' ').next() == Some(held))
}

fn cache_is(screen: &Screen, key: &str, held: &str) -> bool {
    lane(screen, key).and_then(|lane| lane.cache).as_deref() == Some(held)
}

fn three_acknowledged_writes() -> Terminal {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press(SLOW_MOTION);
    terminal.wait_to_read("at rest, fixed");
    terminal.press("2www");
    terminal.wait_to_read(" 3 acknowledged");
    terminal
}

#[test]
fn what_only_the_cache_has_is_at_risk() {
    let terminal = three_acknowledged_writes();
    terminal.wait_for("3 writes at risk", |screen| {
        counts(screen, 3, "at risk")
            && cache_is(screen, "cart:7", "v3   ● dirty")
            && database_is(screen, "cart:7", "v0")
    });
}

#[test]
fn a_crash_loses_writes_that_were_acknowledged() {
    let mut terminal = three_acknowledged_writes();
    terminal.press("c");
    terminal.wait_for("3 lost writes", |screen| {
        counts(screen, 3, "LOST") && counts(screen, 0, "at risk")
    });
    let screen = terminal.screen();
    assert!(screen.contents().contains("POST-MORTEM: 3 acknowledged writes are LOST"));
    assert_eq!(named_as_lost(&screen), ["cart:7 = v1", "cart:7 = v2", "cart:7 = v3"]);
    assert!(database_is(&screen, "cart:7", "v0"), "{}", screen.contents());
}

/// The writes that a post-mortem names together with what the database has instead.
fn named_as_lost(screen: &Screen) -> Vec<String> {
    let contents = screen.contents();
    let rows = contents.lines().filter_map(|line| line.split("║ ╳ ").nth(1));
    let with_v0 = rows.filter(|row| row.contains(" s  v0 "));
    with_v0.map(|row| row.split("  ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn after_the_crash_a_cold_cache_reads_what_is_stale() {
    let mut terminal = three_acknowledged_writes();
    terminal.press("c");
    terminal.wait_to_read("enter closes");
    terminal.press("\r");
    terminal.wait_for("no post-mortem", |screen| {
        let contents = screen.contents();
        contents.contains("WHAT HAPPENED") && !contents.contains("POST-MORTEM")
    });
    terminal.press("c");
    terminal.wait_to_read("CACHE is cold");
    terminal.press("0r");
    terminal.wait_to_read("1 STALE");
    terminal.wait_for("a stale v0", |screen| {
        let app = lane(screen, "cart:7").map(|lane| lane.app).unwrap_or_default();
        app.contains("v0") && app.ends_with("STALE") && counts(screen, 3, "LOST")
    });
}

#[test]
fn a_crash_costs_nothing_that_was_written_through() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("1w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press("c");
    terminal.wait_to_read("POST-MORTEM: the crash lost nothing");
    terminal.wait_for("1 durable write", |screen| {
        counts(screen, 0, "LOST") && counts(screen, 1, "durable")
    });
    assert!(database_is(&terminal.screen(), "cart:7", "v1"));
}

#[test]
fn what_is_written_around_the_cache_is_not_in_it_until_it_is_read() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("3w");
    terminal.wait_for("an acknowledged write", |screen| {
        assert!(cache_is(screen, "cart:7", "·"), "{}", screen.contents());
        screen.contents().contains(" 1 acknowledged")
    });
    assert!(database_is(&terminal.screen(), "cart:7", "v1"));
    terminal.press("r");
    terminal.wait_for("a filled cache", |screen| cache_is(screen, "cart:7", "v1   ■ clean"));
}

#[test]
fn a_flush_makes_durable_what_was_at_risk() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("2www");
    terminal.wait_for("a flush", |screen| {
        counts(screen, 1, "durable") && counts(screen, 2, "superseded") && counts(screen, 0, "LOST")
    });
    terminal.wait_for("a clean entry", |screen| cache_is(screen, "cart:7", "v3   ■ clean"));
    assert!(database_is(&terminal.screen(), "cart:7", "v3"));
}

#[test]
fn arrow_keys_select_a_key() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("\x1b[B\x1b[B\x1b[A");
    terminal.wait_for("the second key", |screen| is_selected(screen, "user:1"));
    terminal.press("+++w");
    terminal.wait_for("a write of it", |screen| cache_is(screen, "user:1", "v1   ● dirty"));
}

#[test]
fn help_shows_the_keys_and_goes_away() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("?");
    terminal.wait_to_read("crash, restart (d: database)");
    terminal.press("\x1b");
    terminal.wait_for("the playground", |screen| {
        let contents = screen.contents();
        contents.contains("LEDGER") && !contents.contains("KEYS")
    });
}
