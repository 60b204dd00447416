//! Somebody at a terminal: starts the program in a pseudo-terminal, presses keys, sees the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use vt100::{Parser, Screen};

use crate::log;

/// The program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_dirtybit");
/// What a shell leaves on the screen, and what must be there again afterwards.
pub(crate) const PROMPT: &str = "$ dirtybit";

/// Nothing takes this long, even on a slow machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(20);
/// What would make the outcome depend on who runs the tests, and where.
const SURROUNDINGS: [&str; 6] =
    ["NO_COLOR", "COLORTERM", "COLORFGBG", "TERM_PROGRAM", "DIRTYBIT_TEST_PANIC", "RUST_BACKTRACE"];
/// A folder for configurations that is not there.
const NO_FOLDER: &str = "/nonexistent/dirtybit";

/// How the program is to be started.
pub(crate) struct Start {
    command: CommandBuilder,
    size: PtySize,
}

impl Start {
    /// Without arguments, in a terminal of this size.
    pub(crate) fn at(columns: u16, rows: u16) -> Self {
        Self::command(CommandBuilder::new(PROGRAM), columns, rows)
    }

    /// As a shell starts it: in the line, `dirtybit` is the program.
    pub(crate) fn in_shell(line: &str) -> Self {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", &line.replace("dirtybit", "\"$0\""), PROGRAM]);
        Self::command(command, 80, 24)
    }

    fn command(mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        for name in SURROUNDINGS {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", NO_FOLDER);
        Self { command, size: size(columns, rows) }
    }

    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts the program, and does not wait for it.
    pub(crate) fn begin(self) -> Terminal {
        let pair = native_pty_system().openpty(self.size).expect("there are pseudo-terminals");
        let tty = pair.master.tty_name().expect("a pseudo-terminal has a name");
        let before = settings(&tty);
        let seen = Arc::new(Seen::new(self.size));
        let reader = pair.master.try_clone_reader().expect("what is written can be read");
        let keyboard = pair.master.take_writer().expect("nobody else types");
        let child = pair.slave.spawn_command(self.command).expect("the program starts");
        let eyes = thread::spawn({
            let seen = Arc::clone(&seen);
            move || seen.follow(reader)
        });
        Terminal {
            seen,
            eyes,
            keyboard,
            child: Leash(child),
            slave: pair.slave,
            master: pair.master,
            before,
        }
    }

    /// Starts the program and waits until it can be used.
    pub(crate) fn playground(self) -> Terminal {
        let terminal = self.begin();
        terminal.wait_for("the first frame", |screen| screen.contents().contains("at rest"));
        terminal
    }
}

/// Waits until something outside of the terminal has come about.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// What has been written to a terminal, byte by byte, and what it looks like.
struct Seen {
    now: Mutex<Sight>,
    news: Condvar,
    over: AtomicBool,
}

struct Sight {
    parser: Parser,
    log: Vec<u8>,
}

impl Seen {
    fn new(size: PtySize) -> Self {
        let mut parser = Parser::new(at_least_one(size.rows), at_least_one(size.cols), 0);
        parser.process(format!("{PROMPT}\r\n").as_bytes());
        let now = Mutex::new(Sight { parser, log: Vec::new() });
        Self { now, news: Condvar::new(), over: AtomicBool::new(false) }
    }

    fn follow(&self, mut reader: impl Read) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            let mut now = self.now.lock().expect("no test looks away while it fails");
            now.parser.process(&bytes[..count]);
            now.log.extend_from_slice(&bytes[..count]);
            self.news.notify_all();
            if self.over.load(Ordering::SeqCst) {
                return;
            }
        }
    }
}

/// The program in its terminal.
pub(crate) struct Terminal {
    seen: Arc<Seen>,
    eyes: JoinHandle<()>,
    keyboard: Box<dyn Write + Send>,
    child: Leash,
    slave: Box<dyn SlavePty + Send>,
    master: Box<dyn MasterPty + Send>,
    before: String,
}

/// A test that fails leaves no program behind.
struct Leash(Box<dyn Child + Send + Sync>);

impl Drop for Leash {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            let _it_ended_meanwhile = self.0.kill();
            let _it_ended_meanwhile = self.0.wait();
        }
    }
}

/// What is left when the program has ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) log: Vec<u8>,
    pub(crate) screen: Screen,
    /// The terminal's settings before the program and after it.
    pub(crate) settings: [String; 2],
}

impl Terminal {
    /// Waits until the screen, between two frames, is as wanted.
    pub(crate) fn wait_for(&self, what: &str, holds: impl Fn(&Screen) -> bool) {
        let now = self.seen.now.lock().expect("the reader goes on");
        let is_as_wanted = |now: &Sight| log::is_whole(&now.log) && holds(now.parser.screen());
        let waited = self.seen.news.wait_timeout_while(now, PATIENCE, |now| !is_as_wanted(now));
        let (now, timeout) = waited.expect("the reader goes on");
        let screen = now.parser.screen().contents();
        drop(now);
        assert!(!timeout.timed_out(), "waited in vain for: {what}\n{screen}");
    }

    pub(crate) fn wait_to_read(&self, words: &str) {
        self.wait_for(words, |screen| screen.contents().contains(words));
    }

    pub(crate) fn screen(&self) -> Screen {
        self.seen.now.lock().expect("the reader goes on").parser.screen().clone()
    }

    pub(crate) fn log(&self) -> Vec<u8> {
        self.seen.now.lock().expect("the reader goes on").log.clone()
    }

    /// Presses keys, one after the other and as fast as nobody can.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("the terminal takes keys");
        self.keyboard.flush().expect("the terminal takes keys");
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let mut now = self.seen.now.lock().expect("the reader goes on");
        now.parser.screen_mut().set_size(at_least_one(rows), at_least_one(columns));
        self.master.resize(size(columns, rows)).expect("a pseudo-terminal has any size");
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.0.process_id().expect("the program was started")
    }

    pub(crate) fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let status = kill.args(["-s", name, &self.pid().to_string()]).status();
        assert!(status.expect("there is a kill").success(), "no process took the {name}");
    }

    /// The terminal's settings now.
    pub(crate) fn settings(&self) -> String {
        settings(&self.master.tty_name().expect("a pseudo-terminal has a name"))
    }

    /// The terminal's settings before the program started.
    pub(crate) fn settings_before(&self) -> &str {
        &self.before
    }

    /// Waits for the program to end, and for all that it has written.
    pub(crate) fn end(mut self) -> Ended {
        let status = wait_for_end(&mut self.child);
        let settings = [self.before.clone(), self.settings()];
        // The program's side of the terminal is closed when nobody holds it: the reader is done.
        drop(self.slave);
        self.eyes.join().expect("the reader understood everything");
        let now = self.seen.now.lock().expect("the reader is done");
        Ended { status, log: now.log.clone(), screen: now.parser.screen().clone(), settings }
    }

    /// Presses a key until the program has ended: one that comes together with a new size may not
    /// be read before the next key comes.
    pub(crate) fn end_by(mut self, key: &str) -> Ended {
        let mut pressed: Option<Instant> = None;
        eventually("the end of the program", || {
            if pressed.is_none_or(|pressed| pressed.elapsed() > Duration::from_millis(200)) {
                self.press(key);
                pressed = Some(Instant::now());
            }
            self.child.0.try_wait().expect("the program is a child").is_some()
        });
        self.end()
    }

    /// Takes the terminal away, as closing its window does, and waits for the program to end.
    pub(crate) fn hang_up(mut self) -> ExitStatus {
        // The reader lets go of the terminal after the next thing it is shown.
        self.seen.over.store(true, Ordering::SeqCst);
        self.press("?");
        let Self { eyes, keyboard, mut child, slave, master, .. } = self;
        eyes.join().expect("the reader understood everything");
        drop((keyboard, slave, master));
        wait_for_end(&mut child)
    }
}

fn wait_for_end(child: &mut Leash) -> ExitStatus {
    let mut status = None;
    eventually("the end of the program", || {
        status = child.0.try_wait().expect("the program is a child");
        status.is_some()
    });
    status.expect("it was waited for")
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn at_least_one(cells: u16) -> NonZero<u16> {
    NonZero::new(cells).unwrap_or(NonZero::<u16>::MIN)
}

/// All that can be set of a terminal, except for its size.
fn settings(tty: &Path) -> String {
    let tty = File::open(tty).expect("the terminal is open");
    let told = Command::new("stty").arg("-g").stdin(tty).output().expect("there is an stty");
    assert!(told.status.success(), "stty knows the terminal");
    String::from_utf8(told.stdout).expect("settings are numbers")
}
