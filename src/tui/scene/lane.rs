//! What the screen remembers of a key beside what the nodes hold.

use std::time::Duration;

use dirtybit::{AnomalyName, OpId, Outcome, Time, Value, Verdict, Version};

use super::Cause;
use super::trail::Ended;

/// What is known of a key's recent past.
#[derive(Clone, Default)]
pub(crate) struct Lane {
    pub(crate) last: Option<LastOperation>,
    pub(crate) gone: Option<Gone>,
    /// The version that the cache holds and will not save, and why.
    pub(crate) unsaved: Option<(Version, Cause)>,
    /// What went wrong here since its last operation began.
    pub(crate) mark: Option<AnomalyName>,
    /// What ended here last, of all that had this key to do with.
    pub(super) ended: Option<Ended>,
}

/// The operation that a client began last on a key, or the one that ended after it.
#[derive(Clone, Copy)]
pub(crate) struct LastOperation {
    pub(super) op: OpId,
    pub(crate) issued: Time,
    pub(crate) ending: Option<Ending>,
}

/// How a client's operation ended, and what it was worth.
#[derive(Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
    pub(crate) verdict: Option<Verdict>,
}

/// What the cache held for a key and holds no longer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    Evicted(Value),
    Expired(Value),
    Invalidated(Value),
    Lost(Value),
}
