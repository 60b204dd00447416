//! The parts of the screen: each draws itself from the scene, and only into its own area.

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod big;
pub(crate) mod cache;
pub(crate) mod caption;
pub(crate) mod chart;
pub(crate) mod code;
pub(crate) mod comparison;
pub(crate) mod database;
pub(crate) mod diagram;
mod figure;
pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod journal;
pub(crate) mod latency;
pub(crate) mod ledger;
pub(crate) mod links;
pub(crate) mod overlay;
mod packet;
pub(crate) mod post_mortem;
pub(crate) mod prompt;
pub(crate) mod road;
pub(crate) mod tape;
mod traffic;
