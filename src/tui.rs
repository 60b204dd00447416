//! The playground: the loop, on one screen.

mod account;
mod background;
mod ink;
mod input;
mod keymap;
mod panel;
mod playback;
mod scene;
mod screen;
mod stage;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod update;

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEventKind};
use dirtybit::{Engine, World};

pub(crate) use background::Background;
use input::{Input, Inputs};
use playback::Playback;
use terminal::Screen;
use update::{Message, Model};

/// How long a crash alarms: long enough to be seen by who looks elsewhere.
const ALARM: Duration = Duration::from_millis(250);
/// Sixty frames a second.
const FRAME: Duration = Duration::from_micros(16_667);

/// Opens the playground; returns the signal that ended it, if one did. Without a background the
/// terminal is asked for its own.
///
/// # Errors
/// If the terminal cannot be taken over, or is gone.
pub(crate) fn run(
    world: World,
    seed: u64,
    background: Option<Background>,
) -> io::Result<Option<i32>> {
    terminal::leave_on_panic();
    let inputs = Inputs::of_signals()?;
    let background = background.unwrap_or_else(background::ask);
    inputs.and_of_terminal()?;
    let opened = terminal::enter().and_then(|()| Playground::new(world, seed, background));
    let mut playground = opened.inspect_err(|_| terminal::leave())?;
    let ended = playground.run(&inputs.receiver);
    terminal::leave();
    ended
}

struct Playground {
    model: Model,
    playback: Playback,
    screen: Screen,
    signal: Option<i32>,
    /// Until when the last crash alarms.
    alarm: Option<Instant>,
}

impl Playground {
    fn new(world: World, seed: u64, background: Background) -> io::Result<Self> {
        let mut model = Model::new(seed);
        model.is_light = background == Background::Light;
        let mut playback = Playback::new(Engine::new(world, seed));
        playback.begin(&mut model.scene);
        Ok(Self { model, playback, screen: Screen::new()?, signal: None, alarm: None })
    }

    /// Nothing moves: wait for as long as it takes. Something moves: wait for the next frame.
    fn run(&mut self, inputs: &Receiver<Input>) -> io::Result<Option<i32>> {
        let mut drawn = Instant::now();
        while !self.model.quit {
            self.model.at_rest = !self.playback.is_pending();
            self.model.rate = self.playback.rate();
            self.draw()?;
            let is_moving = !self.model.paused && !self.model.at_rest;
            let next = (is_moving || self.model.is_alarmed).then(|| drawn + FRAME);
            let input = wait(inputs, next);
            let now = Instant::now();
            if is_moving {
                self.playback.play(now - drawn, self.model.pace, &mut self.model.scene);
            }
            drawn = now;
            for input in input.into_iter().chain(inputs.try_iter()) {
                self.take(&input)?;
            }
            self.model.is_alarmed = self.alarm.is_some_and(|until| now < until);
        }
        Ok(self.signal)
    }

    fn draw(&mut self) -> io::Result<()> {
        let (model, theme) = (&self.model, background::theme(self.model.is_light));
        self.screen.draw(|area, buf| screen::render(model, &theme, area, buf))
    }

    fn take(&mut self, input: &Input) -> io::Result<()> {
        match input {
            Input::Terminal(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                self.key(key)?;
            }
            Input::Terminal(Event::Mouse(mouse)) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => self.click(mouse.row)?,
                MouseEventKind::ScrollUp => self.mean(Message::Select(-1)),
                MouseEventKind::ScrollDown => self.mean(Message::Select(1)),
                _ => {}
            },
            Input::Terminal(Event::Resize(..)) => self.screen.forget(),
            Input::Terminal(_) => {}
            Input::Terminate(signal) => {
                self.signal = Some(*signal);
                self.model.quit = true;
            }
            Input::Suspend => self.suspend()?,
            Input::Closed => self.model.quit = true,
        }
        Ok(())
    }

    fn key(&mut self, key: &KeyEvent) -> io::Result<()> {
        panic_if_asked();
        match keymap::message(key) {
            Some(Message::Suspend) => self.suspend()?,
            Some(message) => self.mean(message),
            None => {}
        }
        Ok(())
    }

    fn click(&mut self, row: u16) -> io::Result<()> {
        let lane = screen::lane_at(&self.model, self.screen.area()?, row);
        if let Some(lane) = lane {
            self.mean(Message::SelectLane(lane));
        }
        Ok(())
    }

    fn mean(&mut self, message: Message) {
        let crashes = self.model.scene.crashes.len();
        for command in self.model.update(message) {
            // A playground has its keys from the start: no command can bring one too many.
            let _room = self.playback.submit(&command, &mut self.model.scene);
        }
        if self.model.scene.crashes.len() > crashes {
            self.alarm = Some(Instant::now() + ALARM);
        }
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
