//! What is in the air: packets that fly, packets that are held, and those that were lost.

use std::time::Duration;

use dirtybit::{Fact, Flight, FlightId, LinkName, Node, Reception, Time};

use super::Scene;
use crate::tui::account;

/// How long a packet that was lost can be seen at the place where it was.
const WRECK: Duration = Duration::from_millis(700);
/// So many can be seen at once; older ones are gone sooner.
const WRECKS: usize = 32;

/// A packet that was lost on its way.
#[derive(Clone, Copy)]
pub(crate) struct Wreck {
    pub(crate) flight: Flight,
    at: Time,
}

impl Scene {
    /// How much of its way a packet has made, from 0 to 1.
    pub(crate) fn progress(&self, flight: &Flight) -> f64 {
        let span = (flight.arrives - flight.departs).as_secs_f64();
        let now = self.held.get(&flight.id).copied().unwrap_or(self.now);
        if span == 0.0 { 1.0 } else { ((now - flight.departs).as_secs_f64() / span).min(1.0) }
    }

    /// Whether a packet is held.
    pub(crate) fn is_held(&self, flight: FlightId) -> bool {
        self.held.contains_key(&flight)
    }

    /// The packets that are held, oldest first.
    pub(crate) fn held(&self) -> impl DoubleEndedIterator<Item = &Flight> {
        self.flights.values().filter(|flight| self.is_held(flight.id))
    }

    /// The packets that fly, oldest first.
    pub(crate) fn flying(&self) -> impl DoubleEndedIterator<Item = &Flight> {
        self.flights.values().filter(|flight| !self.is_held(flight.id))
    }

    pub(super) fn clear_wrecks(&mut self) {
        let now = self.now;
        self.wrecks.retain(|wreck| now - wreck.at < WRECK);
    }

    pub(super) fn follow_message(&mut self, fact: &Fact) {
        match fact {
            Fact::Sent(flight) => self.take_off(flight),
            Fact::Arrived { flight, reception } => self.land(*flight, *reception),
            Fact::Held(flight) => self.hold(*flight),
            Fact::Released { flight, arrives } => self.let_go(*flight, *arrives),
            _ => {}
        }
    }

    /// It takes the place of what was lost there before.
    fn take_off(&mut self, flight: &Flight) {
        let way = |flight: &Flight| (flight.key, LinkName::between(flight.from, flight.to));
        self.wrecks.retain(|wreck| way(&wreck.flight) != way(flight));
        self.flights.insert(flight.id, *flight);
        if flight.to == Node::Database {
            self.go_to_database(flight);
        }
    }

    fn land(&mut self, flight: FlightId, reception: Reception) {
        self.held.remove(&flight);
        let Some(flight) = self.flights.remove(&flight).filter(|_| reception == Reception::Lost)
        else {
            return;
        };
        self.wrecks.push_back(Wreck { flight, at: self.now });
        let crowd = self.wrecks.len().saturating_sub(WRECKS);
        self.wrecks.drain(..crowd);
        let link = LinkName::between(flight.from, flight.to);
        let is_cut = link.is_some_and(|link| self.folds.hazards.is_cut(link));
        if !(is_cut && self.load.on) {
            self.tell(account::lost_on_the_way(&flight, is_cut, self.name(flight.key)));
        }
    }

    fn hold(&mut self, flight: FlightId) {
        self.held.insert(flight, self.now);
        if let Some(flight) = self.flights.get(&flight) {
            self.tell(account::held(flight, self.name(flight.key)));
        }
    }

    /// It flies on from where it was, as if it had taken off later.
    fn let_go(&mut self, flight: FlightId, arrives: Time) {
        self.held.remove(&flight);
        let Some(flight) = self.flights.get_mut(&flight) else {
            return;
        };
        let span = (flight.arrives - flight.departs).as_micros() as u64;
        flight.departs = Time::from_micros(arrives.as_micros().saturating_sub(span));
        flight.arrives = arrives;
        let flight = *flight;
        self.tell(account::released(&flight, self.name(flight.key)));
    }
}
