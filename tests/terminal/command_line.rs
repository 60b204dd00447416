//! Arguments in, one clear sentence or a result out; without a terminal where none is needed.

use std::ffi::OsStr;
use std::fs;
use std::io::{Write, pipe};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::log;
use crate::pty::{PROGRAM, Start};

/// What came of a command.
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl From<Output> for Told {
    fn from(told: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
        Self { code: told.status.code(), output: text(told.stdout), errors: text(told.stderr) }
    }
}

/// Starts the program where there is no terminal.
pub(crate) fn run(arguments: &[impl AsRef<OsStr>]) -> Told {
    let output = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output();
    output.expect("the program starts").into()
}

/// The scripts that come with the program, as it lists them: their names, each alone and with each
/// of its variants.
pub(crate) fn listed() -> Vec<Vec<String>> {
    let told = run(&["list"]);
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""));
    let mut listed: Vec<Vec<String>> = Vec::new();
    for line in told.output.lines().filter_map(|line| line.strip_prefix("  ")) {
        let mut words = line.split_whitespace().map(str::to_owned);
        match line.trim_start().starts_with("--with") {
            true => {
                let name = listed.last().expect("a variant is one of a script")[0].clone();
                listed.push([name].into_iter().chain(words.take(2)).collect());
            }
            false => listed.push(words.by_ref().take(1).collect()),
        }
    }
    listed
}

/// One sentence on standard error, and nothing else.
fn assert_refused(told: &Told, words: &[&str]) {
    assert!(told.code.is_some_and(|code| code != 0), "{:?}", told.code);
    assert_eq!(told.output, "");
    assert_eq!(told.errors.trim_end().lines().count(), 1, "{}", told.errors);
    assert_mentions(&told.errors, words);
}

fn assert_mentions(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no {word} in: {text}");
    }
}

/// A script in a file of its own.
fn script(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("tests may write where they are built");
    path
}

#[test]
fn without_a_terminal_there_is_no_playground() {
    let mut command = Command::new(PROGRAM);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut keys = child.stdin.take().expect("there are no keys but these");
    // The program may be gone before it could have read them.
    let _gone = keys.write_all(b"\n");
    drop(keys);
    let told = child.wait_with_output().expect("the program ends").into();
    assert_refused(&told, &["needs a terminal", "dirtybit run"]);
}

fn assert_refused_in_shell(line: &str) {
    let ended = Start::in_shell(line).begin().end();
    assert_ne!(ended.status.exit_code(), 0);
    assert_mentions(&ended.screen.contents(), &["needs a terminal"]);
    assert_eq!(log::modes(&ended.log), [], "the terminal is left alone");
    assert_eq!(ended.settings[0], ended.settings[1]);
}

#[test]
fn keys_from_elsewhere_are_not_enough() {
    assert_refused_in_shell("dirtybit < /dev/null");
}

#[test]
fn a_screen_elsewhere_is_not_enough() {
    assert_refused_in_shell("dirtybit > /dev/null");
}

#[test]
fn an_unknown_script_is_refused() {
    assert_refused(&run(&["run", "nosuch"]), &["nosuch", "dirtybit list"]);
}

#[test]
fn a_folder_is_no_script() {
    assert_refused(&run(&["run", env!("CARGO_TARGET_TMPDIR")]), &[env!("CARGO_TARGET_TMPDIR")]);
}

#[test]
fn a_typo_in_a_script_is_told_with_its_place() {
    let text = "title = \"typo\"\n[[step]]\nat_ms = 0\ndo = [\"write cart:7\", \"wriet user:1\"]\n";
    let path = script("typo.toml", text);
    let told = run(&[OsStr::new("run"), path.as_os_str()]);
    let place = format!("{}:4:23: ", path.display());
    assert_refused(&told, &[&place, "expected", "wriet"]);
}

#[test]
fn a_name_that_a_script_does_not_know_is_told_with_its_place() {
    let path = script("name.toml", "title = \"name\"\n[world]\nwrite = \"write-bak\"\n");
    let told = run(&[OsStr::new("run"), path.as_os_str()]);
    let place = format!("{}:3:9: ", path.display());
    assert_refused(&told, &[&place, "expected", "write-back", "write-bak"]);
}

#[test]
fn an_expectation_that_does_not_hold_is_told_and_counts() {
    let text = "[[step]]\nat_ms = 0\ndo = \"write cart:7\"\n\
                [[step]]\nafter_ms = 500\nexpect = { acknowledged = 2 }\n";
    let path = script("failing.toml", text);
    let told = run(&[OsStr::new("run"), path.as_os_str()]);
    assert_eq!((told.code, told.errors.as_str()), (Some(1), ""));
    assert_mentions(&told.output, &["FAILED", "acknowledged", "1 expectation FAILED"]);
}

#[test]
fn an_expectation_that_does_not_hold_is_in_the_report() {
    let text = "[[step]]\nat_ms = 500\nexpect = { acknowledged = 2 }\n";
    let path = script("failing-report.toml", text);
    let told = run(&[OsStr::new("run"), path.as_os_str(), "--format=json".as_ref()]);
    let report: serde_json::Value = serde_json::from_str(&told.output).expect("a JSON object");
    assert_eq!((told.code, report["failed"].as_array().map(Vec::len)), (Some(1), Some(1)));
}

#[test]
fn every_script_is_listed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/scripts");
    let files = fs::read_dir(folder).expect("scripts are in their folder");
    let paths = files.map(|file| file.expect("a folder can be read").path());
    let stems = paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<_> = stems.collect();
    let mut listed: Vec<_> = listed().into_iter().map(|mut script| script.remove(0)).collect();
    names.sort_unstable();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed, names);
}

#[test]
fn every_script_keeps_what_it_promises() {
    for script in listed() {
        let arguments: Vec<_> =
            ["run"].into_iter().chain(script.iter().map(String::as_str)).collect();
        let told = run(&arguments);
        assert_eq!((told.code, told.errors.as_str()), (Some(0), ""), "{script:?}");
        assert_mentions(&told.output, &["every expectation holds"]);
    }
}

#[test]
fn help_tells_the_commands_with_examples() {
    let told = run(&["--help"]);
    assert_eq!((told.code, told.errors.as_str()), (Some(0), ""));
    assert_mentions(&told.output, &["Usage: dirtybit", "run", "list", "--write", "Examples:"]);
}

#[test]
fn version_is_the_version() {
    let told = run(&["--version"]);
    assert_eq!(told.code, Some(0));
    assert_eq!(told.output, concat!("dirtybit ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_value_that_is_no_choice_is_refused_with_the_choices() {
    let told = run(&["--write", "nosuch"]);
    let choices = ["nosuch", "--write", "write-through", "write-back", "write-around"];
    assert_eq!((told.code, told.output.as_str()), (Some(2), ""));
    assert_mentions(told.errors.lines().next().unwrap_or_default(), &choices);
}

#[test]
fn wrong_arguments_are_refused() {
    let wrong: [&[&str]; 7] = [
        &["--read", "nosuch"],
        &["--seed", "many"],
        &["--theme", "pink"],
        &["--nosuch"],
        &["nosuch"],
        &["run"],
        &["run", "write-back", "--format", "xml"],
    ];
    for arguments in wrong {
        let told = run(arguments);
        assert_eq!((told.code, told.output.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(told.errors.starts_with("error: "), "{}", told.errors);
    }
}

/// A pipe that nobody reads any more, whatever is written to it and however fast.
fn into_closed_pipe(arguments: &[&str]) -> Told {
    let (reader, writer) = pipe().expect("there are pipes");
    drop(reader);
    let mut command = Command::new(PROGRAM);
    let command = command.args(arguments).stdout(writer).stderr(Stdio::piped());
    let child = command.stdin(Stdio::null()).spawn().expect("the program starts");
    child.wait_with_output().expect("the program ends").into()
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let commands: [&[&str]; 8] = [
        &["sweep", "crash-loss"],
        &["sweep", "crash-loss", "--format", "csv"],
        &["compare", "crash-loss"],
        &["compare", "crash-loss", "--format", "csv"],
        &["run", "crash-in-mid-flush"],
        &["run", "crash-in-mid-flush", "--format", "json"],
        &["list"],
        &["--help"],
    ];
    for arguments in commands {
        let told = into_closed_pipe(arguments);
        assert_eq!((told.code, told.errors.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn the_first_line_can_be_had_alone() {
    let mut shell = Command::new("/bin/sh");
    let shell = shell.args(["-c", "\"$0\" run crash-in-mid-flush | head -1", PROGRAM]);
    let told = Told::from(shell.output().expect("there is a shell"));
    assert_eq!(told.errors, "");
    assert_eq!(told.output, "The cache crashes in the middle of a flush (seed 7)\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = fs::File::create("/dev/full").expect("this disk is always full");
    let mut command = Command::new(PROGRAM);
    let command = command.arg("list").stdout(full).stdin(Stdio::null());
    let told = command.output().expect("the program starts").into();
    assert_refused(&told, &["space"]);
}
