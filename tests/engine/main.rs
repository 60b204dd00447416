//! Tests of the engine, through nothing but what the library shows to everybody.

mod audit;
mod chaos;
mod comparison;
mod contents;
mod crash_everywhere;
mod determinism;
mod grammar;
mod guarantees;
mod knobs;
mod ledger;
mod mended;
mod oracle;
mod promises;
mod record;
mod robustness;
mod scenario;
mod scripts;
mod source;
mod support;
mod sweep;
mod throughput;
mod transcripts;
mod witness;
