//! The playground: the loop, on one screen.

mod account;
mod background;
mod branches;
pub(crate) mod chart;
mod errand;
pub(crate) mod history;
mod ink;
mod input;
mod keymap;
mod overlay;
mod pace;
mod panel;
mod playback;
mod prompt;
mod said;
mod save;
pub(crate) mod scene;
mod screen;
mod session;
mod stage;
mod sweeping;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
pub(crate) mod timeline;
mod update;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEventKind};
use dirtybit::Subject;
use dirtybit::script::Script;

pub(crate) use background::Background;
use input::{Input, Inputs};
use overlay::Step;
use said::Said;
use session::Session;
use terminal::Screen;
use update::Message;

/// How long a crash alarms: long enough to be seen by who looks elsewhere.
const ALARM: Duration = Duration::from_millis(250);
/// How long a signal may come after the failure that it explains.
const LAST_WORD: Duration = Duration::from_millis(100);
/// How long the first frame waits for the terminal to tell its background; a later answer changes
/// the theme when it comes.
const ANSWER: Duration = Duration::from_millis(100);
/// Sixty frames a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// Opens the playground, in which the patterns are compared with these besides; returns the signal that ended it, if one did. Without a background the
/// terminal is asked for its own.
///
/// # Errors
/// If the terminal cannot be taken over, or is gone.
pub(crate) fn run(
    script: Script,
    vs: &[Subject],
    background: Option<Background>,
) -> io::Result<Option<i32>> {
    terminal::leave_on_panic();
    let inputs = Inputs::of_signals()?;
    let background = background.or_else(Background::from_environment);
    let opened = terminal::enter().and_then(|()| {
        inputs.and_of_terminal()?;
        Playground::new(script, vs, background)
    });
    let mut playground = opened.inspect_err(|_| terminal::leave())?;
    let ended = playground.run(&inputs.receiver);
    terminal::leave();
    ended.or_else(|error| hung_up(&inputs.receiver).map(Some).ok_or(error))
}

/// A terminal that is closed can fail before the signal arrives that says so.
fn hung_up(inputs: &Receiver<Input>) -> Option<i32> {
    let patience = Instant::now() + LAST_WORD;
    let mut late = std::iter::from_fn(|| wait(inputs, Some(patience)));
    late.find_map(|input| match input {
        Input::Terminate(signal) => Some(signal),
        _ => None,
    })
}

struct Playground {
    session: Session,
    screen: Screen,
    signal: Option<i32>,
    /// The crashes that there were at the last look, and until when the last one alarms.
    crashes: usize,
    alarm: Option<Instant>,
    said: Said,
}

impl Playground {
    fn new(script: Script, vs: &[Subject], background: Option<Background>) -> io::Result<Self> {
        let mut session = Session::new(script);
        session.subjects.extend_from_slice(vs);
        session.model.background = background;
        let (screen, said) = (Screen::new()?, Said::default());
        Ok(Self { session, screen, signal: None, crashes: 0, alarm: None, said })
    }

    /// Nothing moves: wait for as long as it takes. Something moves: wait for the next frame.
    fn run(&mut self, inputs: &Receiver<Input>) -> io::Result<Option<i32>> {
        if self.session.model.background.is_none() {
            self.ask_background(inputs)?;
        }
        let mut drawn = Instant::now();
        while !self.session.model.quit {
            self.draw()?;
            let is_moving = self.session.is_moving();
            let waits = !is_moving && !self.session.model.is_alarmed && !self.session.is_sweeping();
            let next = if waits { self.said.until() } else { Some(drawn + FRAME) };
            let input = wait(inputs, next);
            let now = Instant::now();
            if is_moving {
                self.session.play(now - drawn);
            }
            drawn = now;
            for input in input.into_iter().chain(inputs.try_iter()) {
                self.take(&input)?;
            }
            self.session.watch_sweep();
            self.raise_alarm(now);
            self.hush(now);
        }
        Ok(self.signal)
    }

    /// Waits a moment for the answer; what else comes meanwhile is not lost.
    fn ask_background(&mut self, inputs: &Receiver<Input>) -> io::Result<()> {
        terminal::ask(background::QUERY)?;
        let until = Instant::now() + ANSWER;
        while self.session.model.background.is_none() && !self.session.model.quit {
            let Some(input) = wait(inputs, Some(until)) else {
                break;
            };
            self.take(&input)?;
        }
        Ok(())
    }

    /// However a crash came about, it is to be seen.
    fn raise_alarm(&mut self, now: Instant) {
        let scenes = self.session.model.scenes.iter();
        let crashes = scenes.map(|scene| scene.crashes.len()).max().unwrap_or_default();
        if crashes > self.crashes {
            self.alarm = Some(now + ALARM);
        }
        self.crashes = crashes;
        self.session.model.is_alarmed = self.alarm.is_some_and(|until| now < until);
    }

    /// What has been read gives way to the tape; who is typing still needs it.
    fn hush(&mut self, now: Instant) {
        let model = &mut self.session.model;
        let is_typing = model.prompt.is_open() || model.save.is_open();
        let words = model.refusal.as_deref().or(model.notice.as_deref());
        if self.said.is_read(words.filter(|_| !is_typing), now) {
            (model.refusal, model.notice) = (None, None);
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        self.session.fit(self.screen.area()?);
        let (model, tape) = (&self.session.model, self.session.tape());
        let theme = background::theme(model.background);
        self.screen.draw(|area, buf| screen::render(model, &tape, &theme, area, buf))
    }

    fn take(&mut self, input: &Input) -> io::Result<()> {
        match input {
            Input::Terminal(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                self.key(key)?;
            }
            Input::Terminal(Event::Mouse(mouse)) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left)
                | MouseEventKind::Drag(MouseButton::Left) => {
                    self.click((mouse.column, mouse.row))?;
                }
                MouseEventKind::ScrollUp => self.scroll(-1),
                MouseEventKind::ScrollDown => self.scroll(1),
                _ => {}
            },
            Input::Terminal(Event::Paste(text)) => self.session.model.paste(text),
            Input::Terminal(Event::Resize(..)) => self.screen.forget(),
            Input::Terminal(_) => {}
            Input::Background(background) => {
                self.session.model.background.get_or_insert(*background);
            }
            Input::Terminate(signal) => {
                self.signal = Some(*signal);
                self.session.model.quit = true;
            }
            Input::Suspend => self.suspend()?,
            Input::Closed => self.session.model.quit = true,
        }
        Ok(())
    }

    fn key(&mut self, key: &KeyEvent) -> io::Result<()> {
        panic_if_asked();
        self.said.forget();
        match self.session.key(key) {
            Some(Message::Suspend) => self.suspend(),
            _ => Ok(()),
        }
    }

    fn click(&mut self, cell: (u16, u16)) -> io::Result<()> {
        self.session.click(self.screen.area()?, cell);
        Ok(())
    }

    /// The wheel moves the cursor of what is on top.
    fn scroll(&mut self, by: isize) {
        self.session.mean(match self.session.model.is_list_on_top() {
            true => Message::List(Step::Move(by)),
            false => Message::Select(by),
        });
    }

    /// Gives the terminal to the shell until it is given back.
    fn suspend(&mut self) -> io::Result<()> {
        terminal::leave();
        stop();
        terminal::enter()?;
        self.screen.forget();
        Ok(())
    }
}

/// Lets a test see what a panic leaves of the terminal.
fn panic_if_asked() {
    let asked = cfg!(debug_assertions) && std::env::var_os("DIRTYBIT_TEST_PANIC").is_some();
    assert!(!asked, "asked to panic by DIRTYBIT_TEST_PANIC");
}

fn wait(inputs: &Receiver<Input>, frame: Option<Instant>) -> Option<Input> {
    let Some(frame) = frame else {
        return Some(inputs.recv().unwrap_or(Input::Closed));
    };
    match inputs.recv_timeout(frame.saturating_duration_since(Instant::now())) {
        Ok(input) => Some(input),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Input::Closed),
    }
}

#[cfg(unix)]
fn stop() {
    // Without job control there is nobody to stop for.
    let _ignored = signal_hook::low_level::raise(signal_hook::consts::SIGSTOP);
}

#[cfg(not(unix))]
fn stop() {}
