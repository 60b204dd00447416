//! At rest the program does nothing at all, and a frame is one write.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::log;
use crate::pty::{Start, Terminal, eventually};

/// What the kernel has counted of a process.
#[derive(Debug)]
struct Effort {
    /// Hundredths of a second of the processor, as most systems count.
    ticks: u64,
    /// How often one of its threads has waited for something.
    waits: u64,
    /// How often it has called for a write.
    writes: usize,
}

impl Effort {
    fn of(terminal: &Terminal) -> Self {
        let process = format!("/proc/{}", terminal.pid());
        let stat = read(&format!("{process}/stat"));
        // A name may hold anything; what follows it are numbers.
        let after_name = stat.rsplit(')').next().expect("a process has a name");
        let field = |number: usize| after_name.split_whitespace().nth(number - 3);
        let number = |number| field(number).and_then(|value| value.parse::<u64>().ok());
        let ticks = number(14).zip(number(15)).map(|(user, system)| user + system);
        Self {
            ticks: ticks.expect("times are numbers"),
            waits: waits(&process),
            writes: figure(&read(&format!("{process}/io")), "syscw:") as usize,
        }
    }
}

/// What was done until every thread had fallen asleep.
fn at_rest(terminal: &Terminal) -> (Vec<u8>, Effort) {
    let process = format!("/proc/{}", terminal.pid());
    eventually("sleep", || {
        threads(&process).all(|thread| {
            let stat = read(&format!("{thread}/stat"));
            stat.rsplit(')').next().is_some_and(|rest| rest.starts_with(" S"))
        })
    });
    (terminal.log(), Effort::of(terminal))
}

fn threads(process: &str) -> impl Iterator<Item = String> {
    let threads = fs::read_dir(format!("{process}/task")).expect("a process has threads");
    threads.map(|thread| thread.expect("no thread ends").path().to_string_lossy().into_owned())
}

fn waits(process: &str) -> u64 {
    let statuses = threads(process).map(|thread| read(&format!("{thread}/status")));
    statuses.map(|status| figure(&status, "voluntary_ctxt_switches:")).sum()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn figure(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|value| value.trim().parse().ok()).expect("the kernel counts it")
}

/// Nothing is written, computed or waited for anew during a second.
fn assert_quiet(terminal: &Terminal) {
    let (log, before) = at_rest(terminal);
    thread::sleep(Duration::from_secs(1));
    let (later, after) = (terminal.log(), Effort::of(terminal));
    assert_eq!(later[log.len()..].escape_ascii().to_string(), "");
    assert_eq!(after.writes, before.writes);
    assert!(after.ticks <= before.ticks + 1, "{before:?} {after:?}");
    assert!(after.waits <= before.waits + 1, "{before:?} {after:?}");
}

#[test]
fn nothing_is_done_before_the_first_key() {
    assert_quiet(&Start::at(80, 24).playground());
}

#[test]
fn nothing_is_done_when_everything_has_landed() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("++++2w");
    terminal.wait_for("a flushed write", |screen| {
        let contents = screen.contents();
        contents.contains(" 1 acknowledged") && contents.contains("at rest")
    });
    assert_quiet(&terminal);
}

#[test]
fn nothing_is_done_while_it_is_paused() {
    let mut terminal = Start::at(80, 24).playground();
    // So slowly that nothing lands before the pause.
    terminal.press("1--------www ");
    terminal.wait_to_read("PAUSED");
    assert!(terminal.screen().contents().contains("3 in flight"));
    assert_quiet(&terminal);
}

#[test]
fn nothing_is_done_when_a_sweep_is_over() {
    let mut terminal = Start::at(80, 24).playground();
    terminal.press("++++2w");
    terminal.wait_to_read(" 1 acknowledged");
    terminal.press(" y");
    terminal.wait_to_read("write-through 0");
    assert_quiet(&terminal);
}

#[test]
fn a_key_that_means_nothing_draws_nothing() {
    let mut terminal = Start::at(80, 24).playground();
    let (log, before) = at_rest(&terminal);
    terminal.press("Z");
    // Two threads wake up for it: one that reads keys, and one that would draw.
    eventually("a look at the key", || Effort::of(&terminal).waits >= before.waits + 2);
    assert_eq!(at_rest(&terminal).0.len(), log.len());
}

#[test]
fn a_frame_is_one_write() {
    let mut terminal = Start::at(80, 24).playground();
    let (log, before) = at_rest(&terminal);
    terminal.press("----1b");
    terminal.wait_to_read(" 5 acknowledged");
    terminal.wait_to_read("at rest");
    let (later, after) = at_rest(&terminal);
    let frames = log::drawn(&later) - log::drawn(&log);
    assert!(frames > 5, "five writes are seen to travel");
    assert_eq!(after.writes - before.writes, frames);
}

#[test]
fn everything_is_drawn_in_frames() {
    let mut terminal = Start::at(80, 24).playground();
    let before = terminal.log().len();
    terminal.press("++++1b");
    terminal.wait_to_read(" 5 acknowledged");
    terminal.wait_to_read("at rest");
    assert_eq!(log::between_frames(&terminal.log()[before..]), "");
}
