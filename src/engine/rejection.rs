//! Why a command cannot be done: the run has reached one of its limits, or there is no such thing.

use std::fmt;

use crate::limits;

/// A command that cannot be done; nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// An operation on a new key, and the run has as many keys as it can have.
    TooManyKeys,
    /// One armed command too many.
    TooManyTraps,
    /// One route too many.
    TooManyRoutes,
    /// One input too many.
    TooManyInputs,
    /// There is no key of this name.
    NoSuchKey(String),
    /// There is no such message in the air.
    NoSuchMessage,
    /// There is no armed command of this number.
    NoSuchTrap,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyKeys => write!(f, "a run has room for {} keys", limits::KEYS),
            Self::TooManyTraps => write!(f, "a run has room for {} armed commands", limits::TRAPS),
            Self::TooManyRoutes => write!(f, "a run has room for {} routes", limits::ROUTES),
            Self::TooManyInputs => write!(f, "a session has room for {} inputs", limits::INPUTS),
            Self::NoSuchKey(name) => write!(f, "there is no key {name} yet"),
            Self::NoSuchTrap => f.write_str("there is no armed command of this number"),
            Self::NoSuchMessage => f.write_str("there is no such message in the air"),
        }
    }
}

impl std::error::Error for Rejection {}
