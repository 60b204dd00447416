//! The program as somebody meets it: keys and signals in, a screen and an exit code out.

#![cfg(unix)]

mod ascii;
mod clean;
mod colour;
mod command_line;
mod comparison;
mod configuration;
mod log;
mod mouse;
mod pty;
#[cfg(target_os = "linux")]
mod quiet;
mod regressions;
mod report;
mod sight;
mod sizes;
mod story;
mod suspend;
mod sweep;
