//! The database's connections: few, and whoever finds none waits in line.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use tokio::sync::oneshot;

/// How many connections there are may change while some are taken.
#[derive(Default)]
pub(crate) struct Connections {
    taken: Cell<u32>,
    line: RefCell<VecDeque<oneshot::Sender<()>>>,
}

impl Connections {
    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.line.borrow().len()
    }

    /// Takes a connection, if one of so many is free and nobody waits.
    pub(crate) fn try_take(&self, of: u32) -> Option<Connection<'_>> {
        let free = self.line.borrow().is_empty() && self.taken.get() < of.max(1);
        free.then(|| {
            self.taken.update(|taken| taken + 1);
            Connection(self)
        })
    }

    /// Waits for a connection.
    pub(crate) async fn wait(&self) -> Connection<'_> {
        let (turn, my_turn) = oneshot::channel();
        self.line.borrow_mut().push_back(turn);
        let _nobody_closes_the_line = my_turn.await;
        Connection(self)
    }

    /// Lets in those at the head of the line for whom there is a connection now.
    pub(crate) fn let_in(&self, of: u32) {
        let free = of.max(1).saturating_sub(self.taken.get()) as usize;
        let mut line = self.line.borrow_mut();
        let let_in = free.min(line.len());
        for turn in line.drain(..let_in) {
            self.taken.update(|taken| taken + 1);
            let _it_waits = turn.send(());
        }
    }
}

/// A connection that is taken.
pub(crate) struct Connection<'a>(&'a Connections);

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        self.0.taken.update(|taken| taken - 1);
    }
}
