//! One key's copies: where a version still is, and which writes depend on it.

use crate::protocol::{FlightId, OpId, Time, Value, Version};

/// All that is known of one key's copies.
#[derive(Clone, Default)]
pub(super) struct KeyBook {
    pub(super) stored: Option<Value>,
    /// When what is stored was issued and acknowledged; none if it was not acknowledged.
    pub(super) stored_acknowledged: Option<(Time, Time)>,
    pub(super) cached: Option<Value>,
    /// Whether what is cached is still to be written to the database.
    pub(super) cache_owes: bool,
    pub(super) copies: Vec<Copy>,
    /// In the order of their versions.
    pub(super) at_risk: Vec<AtRisk>,
    /// Writes without an answer that may still come true.
    pub(super) doubtful: Vec<Version>,
}

/// A copy outside the cache's entries that may still reach the database.
#[derive(Clone)]
pub(super) struct Copy {
    pub(super) op: OpId,
    pub(super) version: Version,
    pub(super) place: Place,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In the hands of a write that will put it back if it fails.
    KeptInCache,
    OnTheWire(FlightId),
    AtDatabase,
}

#[derive(Clone, Copy)]
pub(super) struct AtRisk {
    pub(super) value: Value,
    pub(super) issued: Time,
    pub(super) acknowledged: Time,
    pub(super) overwritten: bool,
}

impl KeyBook {
    pub(super) fn stored_version(&self) -> Option<Version> {
        self.stored.map(|stored| stored.version)
    }

    /// Whether this very version may still come to the database; a clean entry never does.
    pub(super) fn may_commit(&self, version: Version) -> bool {
        let owed = self.cached.filter(|_| self.cache_owes);
        owed.is_some_and(|value| value.version == version)
            || self.copies.iter().any(|copy| copy.version == version)
    }

    /// How many of the writes at risk have a copy left, or a newer one that replaced theirs.
    pub(super) fn alive(&self) -> usize {
        let newest = self.versions().max();
        match self.at_risk.last() {
            Some(last) if Some(last.version()) > newest => {
                self.at_risk.partition_point(|write| Some(write.version()) <= newest)
            }
            _ => self.at_risk.len(),
        }
    }

    pub(super) fn put_at_risk(&mut self, write: AtRisk) {
        let place = self.at_risk.partition_point(|other| other.version() < write.version());
        self.at_risk.insert(place, write);
    }

    pub(super) fn versions(&self) -> impl Iterator<Item = Version> {
        let cached = self.cached.map(|value| value.version);
        cached.into_iter().chain(self.copies.iter().map(|copy| copy.version))
    }

    pub(super) fn drop_copies(&mut self, gone: impl Fn(&Copy) -> bool) {
        self.copies.retain(|copy| !gone(copy));
    }
}

impl AtRisk {
    pub(super) fn version(&self) -> Version {
        self.value.version
    }
}
