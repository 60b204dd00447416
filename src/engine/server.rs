//! A node that can be killed and started again; its door stays where it is.

use std::rc::Rc;

use crate::node::context::Context;
use crate::node::process::{Door, Process};
use crate::protocol::{Fact, Node};

pub(super) struct Server<Q> {
    pub(super) door: Rc<Door<Q>>,
    pub(super) process: Option<Process>,
}

impl<Q> Server<Q> {
    pub(super) fn new(node: Node) -> Self {
        Self { door: Door::new(node), process: None }
    }

    pub(super) fn is_up(&self) -> bool {
        self.process.is_some()
    }

    pub(super) fn crash(&mut self, context: &Context, node: Node) {
        if let Some(process) = self.process.take() {
            self.door.close();
            context.record(Fact::Crashed(node));
            process.kill();
        }
    }
}
