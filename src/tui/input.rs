//! Keys, mouse, size and signals, from blocking threads into one channel.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};

use super::background::Background;

/// What comes from outside.
pub(crate) enum Input {
    /// A key, the mouse, or a new size.
    Terminal(Event),
    /// What the terminal says of its background.
    Background(Background),
    /// A signal that asks for the end.
    Terminate(i32),
    /// Somebody wants the terminal for a while.
    Suspend,
    /// The terminal is gone.
    Closed,
}

/// The channel that everything comes through.
pub(crate) struct Inputs {
    sender: Sender<Input>,
    pub(crate) receiver: Receiver<Input>,
}

impl Inputs {
    /// Listens to signals: from now on none of them leaves the terminal as it should not be.
    pub(crate) fn of_signals() -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        signals::listen(sender.clone())?;
        Ok(Self { sender, receiver })
    }

    /// Listens to the terminal, too; nobody else may read from it any more.
    pub(crate) fn and_of_terminal(&self) -> std::io::Result<()> {
        let sender = self.sender.clone();
        thread::Builder::new().name("input".into()).spawn(move || read(&sender))?;
        Ok(())
    }
}

fn read(sender: &Sender<Input>) {
    let mut answer = Answer::default();
    loop {
        let Some(input) = event::read().map_or(Some(Input::Closed), |event| answer.take(event))
        else {
            continue;
        };
        let is_end = matches!(input, Input::Closed);
        if sender.send(input).is_err() || is_end {
            return;
        }
    }
}

/// The terminal's answer about its colours, `ESC ] ... ESC \\` or `ESC ] ... BEL`, which comes as
/// keys, and behind a slow line when nobody waits for it any more.
#[derive(Default)]
struct Answer {
    /// As much as there is of it.
    begun: Option<String>,
}

/// No answer about a colour is longer.
const LONGEST_ANSWER: usize = 40;

impl Answer {
    /// What the event means; nothing as long as it is a part of an answer.
    fn take(&mut self, event: Event) -> Option<Input> {
        let Event::Key(key) = event else {
            return Some(Input::Terminal(event));
        };
        if is(key, KeyModifiers::ALT, ']') {
            self.begun = Some(String::new());
            return None;
        }
        let Some(mut begun) = self.begun.take() else {
            return Some(Input::Terminal(event));
        };
        if is(key, KeyModifiers::ALT, '\\') || is(key, KeyModifiers::CONTROL, 'g') {
            return Background::from_answer(&begun).map(Input::Background);
        }
        let part = key.code.as_char().filter(|c| c.is_ascii_hexdigit() || ";:/rg".contains(*c));
        let Some(part) = part.filter(|_| begun.len() < LONGEST_ANSWER) else {
            return Some(Input::Terminal(event));
        };
        begun.push(part);
        self.begun = Some(begun);
        None
    }
}

fn is(key: KeyEvent, modifier: KeyModifiers, char: char) -> bool {
    key.modifiers == modifier && key.code == KeyCode::Char(char)
}

#[cfg(unix)]
mod signals {
    use super::{Input, Sender, thread};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    pub(super) fn listen(sender: Sender<Input>) -> std::io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP])?;
        let name = thread::Builder::new().name("signals".into());
        name.spawn(move || {
            for signal in signals.forever() {
                let input = match signal {
                    SIGTSTP => Input::Suspend,
                    signal => Input::Terminate(signal),
                };
                if sender.send(input).is_err() {
                    return;
                }
            }
        })?;
        Ok(())
    }
}

#[cfg(not(unix))]
mod signals {
    use super::{Input, Sender};

    /// Elsewhere the console's events arrive as keys.
    pub(super) fn listen(_sender: Sender<Input>) -> std::io::Result<()> {
        Ok(())
    }
}
