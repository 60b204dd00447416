//! Where the requests of one client's operation are: in the air, or being worked at.

use crate::protocol::{Flight, Node, Payload, Reception};

/// The requests of an operation that are not answered yet.
#[derive(Clone, Copy, Default)]
pub(super) struct Requests {
    in_air: u32,
    at_cache: u32,
    at_database: u32,
    /// One of them is a look into the database after a miss.
    pub(super) fetching: bool,
}

impl Requests {
    pub(super) const fn is_idle(&self) -> bool {
        self.in_air == 0 && self.at_cache == 0 && self.at_database == 0
    }

    pub(super) fn depart(&mut self, flight: &Flight, missed: bool) {
        self.in_air += 1;
        let is_look = flight.to == Node::Database && flight.payload == Payload::Read;
        self.fetching |= is_look && missed;
    }

    pub(super) fn arrive(&mut self, at: Node, reception: Reception) {
        self.in_air = self.in_air.saturating_sub(1);
        match (at, reception) {
            (Node::Cache, Reception::Delivered) => self.at_cache += 1,
            (Node::Database, Reception::Delivered) => self.at_database += 1,
            (Node::Database, _) => self.fetching = false,
            _ => {}
        }
    }

    /// A node answered; it may be the refusal of a request that it never took.
    pub(super) fn answer(&mut self, from: Node) {
        match from {
            Node::App => {}
            Node::Cache => self.at_cache = self.at_cache.saturating_sub(1),
            Node::Database => {
                self.at_database = self.at_database.saturating_sub(1);
                self.fetching = false;
            }
        }
    }

    /// A node died, with all that it was working at.
    pub(super) fn crash(&mut self, node: Node) {
        match node {
            Node::App => {}
            Node::Cache => self.at_cache = 0,
            Node::Database => {
                self.fetching &= self.at_database == 0;
                self.at_database = 0;
            }
        }
    }
}
