//! Keys, mouse, size and signals, from blocking threads into one channel.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};

/// What comes from outside.
pub(crate) enum Input {
    /// A key, the mouse, or a new size.
    Terminal(Event),
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
    let mut late = LateAnswer::default();
    loop {
        let input = event::read().map_or(Input::Closed, Input::Terminal);
        if matches!(&input, Input::Terminal(Event::Key(key)) if late.swallows(key)) {
            continue;
        }
        let is_end = matches!(input, Input::Closed);
        if sender.send(input).is_err() || is_end {
            return;
        }
    }
}

/// A terminal behind a slow line may say its background colour when nobody waits for it any more.
/// Its answer, `ESC ] ... ESC \\` or `ESC ] ... BEL`, would then be taken for keys.
#[derive(Default)]
struct LateAnswer {
    left: usize,
}

/// No answer about a colour is longer.
const LONGEST_ANSWER: usize = 40;

impl LateAnswer {
    fn swallows(&mut self, key: &KeyEvent) -> bool {
        let is = |modifier, char| key.modifiers == modifier && key.code == KeyCode::Char(char);
        if is(KeyModifiers::ALT, ']') {
            self.left = LONGEST_ANSWER;
            return true;
        }
        let is_inside = self.left > 0;
        let is_end = is(KeyModifiers::ALT, '\\') || is(KeyModifiers::CONTROL, 'g');
        self.left = if is_end { 0 } else { self.left.saturating_sub(1) };
        is_inside
    }
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
