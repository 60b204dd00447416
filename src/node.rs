//! The nouns of the model: they hold state, take virtual time, and report facts.

pub(crate) mod admission;
pub(crate) mod air;
pub(crate) mod app;
pub(crate) mod cache;
pub(crate) mod connections;
pub(crate) mod context;
pub(crate) mod database;
pub(crate) mod disk;
pub(crate) mod eviction;
pub(crate) mod faults;
pub(crate) mod fill;
pub(crate) mod flusher;
pub(crate) mod janitor;
pub(crate) mod journal;
pub(crate) mod link;
pub(crate) mod load;
pub(crate) mod memory;
pub(crate) mod operation;
pub(crate) mod owed;
pub(crate) mod process;
pub(crate) mod recorder;
pub(crate) mod remote;
pub(crate) mod replay;
pub(crate) mod rollback;
pub(crate) mod single_flight;
pub(crate) mod turns;
