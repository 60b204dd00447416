//! Keys, mouse, size and signals, from blocking threads into one channel.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crossterm::event::{self, Event};

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

/// Starts listening.
pub(crate) fn listen() -> std::io::Result<Receiver<Input>> {
    let (sender, receiver) = channel();
    signals::listen(sender.clone())?;
    thread::Builder::new().name("input".into()).spawn(move || read(&sender))?;
    Ok(receiver)
}

fn read(sender: &Sender<Input>) {
    loop {
        let input = event::read().map_or(Input::Closed, Input::Terminal);
        let is_end = matches!(input, Input::Closed);
        if sender.send(input).is_err() || is_end {
            return;
        }
    }
}

#[cfg(unix)]
mod signals {
    use super::{Input, Sender, thread};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    pub(super) fn listen(sender: Sender<Input>) -> std::io::Result<()> {
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP])?;
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
