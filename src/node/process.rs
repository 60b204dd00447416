//! A node that runs: whatever it spawned dies with it.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use crate::protocol::{Node, Reception, Refusal};

/// The life of one start of a node. A crash cancels it, which drops its tasks and, with the last of
/// them, its memory.
#[derive(Clone)]
pub(crate) struct Process {
    context: Rc<Context>,
    life: CancellationToken,
}

impl Process {
    pub(crate) fn new(context: &Rc<Context>) -> Self {
        Self { context: context.clone(), life: CancellationToken::new() }
    }

    /// Death comes first: a task that could also go on at the same instant does not.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        let life = self.life.clone();
        self.context.clock.spawn(async move {
            tokio::select! {
                biased;
                () = life.cancelled() => {}
                () = task => {}
            }
        });
    }

    pub(crate) fn kill(self) {
        self.life.cancel();
    }
}

/// Where requests to a node arrive, whether it runs or not.
pub(crate) struct Door<Q> {
    node: Node,
    inbox: RefCell<Option<mpsc::Sender<Q>>>,
}

impl<Q> Door<Q> {
    pub(crate) fn new(node: Node) -> Rc<Self> {
        Rc::new(Self { node, inbox: RefCell::default() })
    }

    /// Opens the door; what arrives from now on comes out of the receiver.
    pub(crate) fn open(&self, capacity: usize) -> mpsc::Receiver<Q> {
        let (sender, receiver) = mpsc::channel(capacity);
        self.inbox.replace(Some(sender));
        receiver
    }

    pub(crate) fn close(&self) {
        self.inbox.take();
    }

    /// Hands a request over, or back with the reason.
    pub(crate) fn deliver(&self, request: Q) -> Result<(), (Reception, Refusal, Q)> {
        let down = Refusal::Down(self.node);
        let Some(inbox) = &*self.inbox.borrow() else {
            return Err((Reception::Nobody, down, request));
        };
        inbox.try_send(request).map_err(|error| match error {
            mpsc::error::TrySendError::Closed(request) => (Reception::Nobody, down, request),
            mpsc::error::TrySendError::Full(request) => {
                (Reception::Rejected, Refusal::QueueFull(self.node), request)
            }
        })
    }
}
