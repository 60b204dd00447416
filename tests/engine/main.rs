//! Tests of the engine, through nothing but what the library shows to everybody.

mod crash_everywhere;
mod determinism;
mod ledger;
mod oracle;
mod promises;
mod robustness;
mod scenario;
mod scripts;
mod support;
mod throughput;
mod transcripts;
