//! The nouns of the model: they hold state, take virtual time, and report facts.

pub(crate) mod app;
pub(crate) mod cache;
pub(crate) mod context;
pub(crate) mod database;
pub(crate) mod eviction;
pub(crate) mod flusher;
pub(crate) mod link;
pub(crate) mod load;
pub(crate) mod memory;
pub(crate) mod process;
pub(crate) mod recorder;
pub(crate) mod remote;
pub(crate) mod turns;
