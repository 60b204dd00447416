//! The playground: the loop, on one screen.

mod account;
mod background;
mod branches;
pub(crate) mod chart;
mod effects;
mod errand;
pub(crate) mod history;
mod ink;
mod input;
mod keymap;
mod overlay;
pub(crate) mod pace;
pub(crate) mod panel;
mod places;
mod playback;
mod prompt;
mod said;
mod save;
pub(crate) mod scene;
pub(crate) mod screen;
pub(crate) mod session;
mod stage;
mod state;
mod sweeping;
mod terminal;
#[cfg(test)]
mod tests;
pub(crate) mod theme;
pub(crate) mod timeline;
mod update;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEventKind};
use dirtybit::Subject;
use dirtybit::script::Script;

use background::Background;
use effects::Effects;
use input::{Input, Inputs};
use overlay::Step;
use said::Said;
use session::Session;
use terminal::Screen;
pub(crate) use theme::Choice;
use theme::{Depth, Name, Paint};
use update::Message;

/// How long a signal may come after the failure that it explains.
const LAST_WORD: Duration = Duration::from_millis(100);
/// How long the first frame waits for the terminal to tell its background; a later answer changes
/// the theme when it comes.
const ANSWER: Duration = Duration::from_millis(100);
/// Sixty frames a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// How the screen looks, and what it shows besides.
pub(crate) struct Look {
    /// Without a theme the terminal is asked for its background.
    pub(crate) theme: Option<Name>,
    /// Nothing but printable ASCII is drawn.
    pub(crate) ascii: bool,
    /// What moves only to be noticed is drawn, too.
    pub(crate) effects: bool,
    /// What the patterns are compared with.
    pub(crate) vs: Vec<Subject>,
}

/// Opens the playground; returns the signal that ended it, if one did.
///
/// # Errors
/// If the terminal cannot be taken over, or is gone.
pub(crate) fn run(script: Script, look: Look) -> io::Result<Option<i32>> {
    terminal::leave_on_panic();
    let inputs = Inputs::of_signals()?;
    let opened = terminal::enter().and_then(|()| {
        inputs.and_of_terminal()?;
        Playground::new(script, look)
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
    effects: Effects,
    said: Said,
    paint: Paint,
}

impl Playground {
    fn new(script: Script, look: Look) -> io::Result<Self> {
        let Look { theme, ascii, effects, vs } = look;
        let mut session = Session::new(script);
        session.subjects.extend(vs);
        session.model.is_ascii = ascii;
        session.model.theme = theme.or_else(|| Background::from_environment().map(Name::from));
        let (screen, said) = (Screen::new()?, Said::default());
        let paint = Paint::new(Name::default(), Depth::from_environment(), ascii);
        let effects = if effects { Effects::default() } else { Effects::none() };
        Ok(Self { session, screen, signal: None, effects, said, paint })
    }

    /// Nothing moves: wait for as long as it takes. Something moves: wait for the next frame.
    fn run(&mut self, inputs: &Receiver<Input>) -> io::Result<Option<i32>> {
        if self.session.model.theme.is_none() {
            self.ask_background(inputs)?;
        }
        let mut drawn = Instant::now();
        while !self.session.model.quit {
            self.draw()?;
            let is_moving = self.session.is_moving();
            let waits = !is_moving && !self.effects.is_running() && !self.session.is_sweeping();
            let next = if waits { self.said.until() } else { Some(drawn + FRAME) };
            let input = wait(inputs, next);
            let now = Instant::now();
            if is_moving {
                self.session.play(now - drawn);
            }
            let elapsed = now - drawn;
            drawn = now;
            for input in input.into_iter().chain(inputs.try_iter()) {
                self.take(&input)?;
            }
            self.session.watch_sweep();
            self.effects.follow(&self.session.model, self.screen.shown(), elapsed);
            self.session.model.is_alarmed = self.effects.is_alarmed();
            self.hush(now);
        }
        Ok(self.signal)
    }

    /// Waits a moment for the answer; what else comes meanwhile is not lost.
    fn ask_background(&mut self, inputs: &Receiver<Input>) -> io::Result<()> {
        terminal::ask(background::QUERY)?;
        let until = Instant::now() + ANSWER;
        while self.session.model.theme.is_none() && !self.session.model.quit {
            let Some(input) = wait(inputs, Some(until)) else {
                break;
            };
            self.take(&input)?;
        }
        Ok(())
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
        self.paint.choose(model.theme.unwrap_or_default());
        let (paint, effects) = (&self.paint, &self.effects);
        self.screen.draw(|area, buf| {
            screen::render(model, &tape, paint.theme(), area, buf);
            effects.paint(model, paint.theme(), area, buf);
            paint.finish(buf);
        })
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
            Input::Terminal(Event::Paste(text)) => self.session.paste(text),
            Input::Terminal(Event::Resize(..)) => self.screen.forget(),
            Input::Terminal(_) => {}
            Input::Background(background) => {
                self.session.model.theme.get_or_insert(Name::from(*background));
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
