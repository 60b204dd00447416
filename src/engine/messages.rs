//! Messages held in the air and let go, by their numbers or by what they are.

use super::{Engine, Rejection};
use crate::node::faults::Hold;
use crate::protocol::{FlightId, Selection};

impl Engine {
    /// Holds the newest message of this kind or, if none is in the air, the next one.
    pub(super) fn hold(&self, selection: &Selection) -> Result<(), Rejection> {
        let kind = self.kind(selection)?;
        match self.context.newest_flying(&kind) {
            Some(flight) => self.hold_flight(flight),
            None => {
                self.context.hold_next(kind);
                Ok(())
            }
        }
    }

    pub(super) fn hold_flight(&self, flight: FlightId) -> Result<(), Rejection> {
        found(self.context.hold(flight))
    }

    /// Lets go of all that is held of this kind, and of the wish to hold one.
    pub(super) fn release(&self, selection: &Selection) -> Result<(), Rejection> {
        for flight in self.context.held(&self.kind(selection)?) {
            self.context.release(flight);
        }
        self.context.hold_none();
        Ok(())
    }

    pub(super) fn release_flight(&self, flight: FlightId) -> Result<(), Rejection> {
        found(self.context.release(flight))
    }

    fn kind(&self, selection: &Selection) -> Result<Hold, Rejection> {
        let key = match &selection.key {
            None => None,
            Some(name) => {
                let missing = || Rejection::NoSuchKey(name.to_string());
                Some(self.keys.find(name).ok_or_else(missing)?)
            }
        };
        Ok(Hold { key, selection: selection.clone() })
    }
}

fn found(is_there: bool) -> Result<(), Rejection> {
    if is_there { Ok(()) } else { Err(Rejection::NoSuchMessage) }
}
