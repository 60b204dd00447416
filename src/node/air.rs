//! The messages in the air: they can be held there, and let go.

use std::cell::RefCell;
use std::time::Duration;

use fnv::FnvHashMap;
use tokio::sync::Notify;

use super::context::Context;
use super::faults::Hold;
use crate::protocol::{Fact, Flight, FlightId, Time};

#[derive(Default)]
pub(crate) struct Air {
    flights: RefCell<FnvHashMap<FlightId, Airborne>>,
    /// Something that was held flies on.
    released: Notify,
}

struct Airborne {
    flight: Flight,
    way: Way,
    /// It will be lost.
    doomed: bool,
}

#[derive(Clone, Copy)]
enum Way {
    Arrives(Time),
    /// Held, with so much of its way still to go.
    Held(Duration),
}

/// How a message's way ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Landing {
    Safe,
    Lost,
}

impl Context {
    /// A message is in the air from now on.
    pub(crate) fn take_off(&self, flight: Flight) {
        self.record(Fact::Sent(flight));
        let doomed = self.drops(flight.payload);
        let airborne = Airborne { flight, way: Way::Arrives(flight.arrives), doomed };
        self.air.flights.borrow_mut().insert(flight.id, airborne);
        if self.holds(&flight) {
            self.hold(flight.id);
        }
    }

    /// Waits until a message has made its way.
    pub(crate) async fn land(&self, id: FlightId) -> Landing {
        while let Some(way) = self.way(id) {
            match way {
                Way::Arrives(at) if self.clock.now() >= at => break,
                Way::Arrives(at) => self.clock.sleep_until(at).await,
                Way::Held(_) => self.air.released.notified().await,
            }
        }
        match self.air.flights.borrow_mut().remove(&id) {
            Some(Airborne { doomed: false, .. }) => Landing::Safe,
            _ => Landing::Lost,
        }
    }

    fn way(&self, id: FlightId) -> Option<Way> {
        self.air.flights.borrow().get(&id).map(|airborne| airborne.way)
    }

    /// Holds a message where it is; says whether there is such a one.
    pub(crate) fn hold(&self, id: FlightId) -> bool {
        let mut flights = self.air.flights.borrow_mut();
        let Some(airborne) = flights.get_mut(&id) else {
            return false;
        };
        if let Way::Arrives(at) = airborne.way {
            airborne.way = Way::Held(at - self.clock.now());
            self.record(Fact::Held(id));
        }
        true
    }

    /// Lets go of a message that is held; says whether there is such a one.
    pub(crate) fn release(&self, id: FlightId) -> bool {
        let mut flights = self.air.flights.borrow_mut();
        let Some(airborne) = flights.get_mut(&id) else {
            return false;
        };
        if let Way::Held(left) = airborne.way {
            let arrives = self.clock.now() + left;
            airborne.way = Way::Arrives(arrives);
            self.record(Fact::Released { flight: id, arrives });
            self.air.released.notify_waiters();
        }
        true
    }

    /// The newest message of a kind that flies.
    pub(crate) fn newest_flying(&self, kind: &Hold) -> Option<FlightId> {
        let flights = self.air.flights.borrow();
        let flying = flights.values().filter(|airborne| matches!(airborne.way, Way::Arrives(_)));
        let matching = flying.filter(|airborne| kind.matches(&airborne.flight));
        matching.map(|airborne| airborne.flight.id).max()
    }

    /// The messages of a kind that are held, oldest first.
    pub(crate) fn held(&self, kind: &Hold) -> Vec<FlightId> {
        let flights = self.air.flights.borrow();
        let held = flights.values().filter(|airborne| matches!(airborne.way, Way::Held(_)));
        let matching = held.filter(|airborne| kind.matches(&airborne.flight));
        let mut held: Vec<_> = matching.map(|airborne| airborne.flight.id).collect();
        held.sort_unstable();
        held
    }
}
