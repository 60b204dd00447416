//! The `dirtybit` program: arguments in, a screen or a report out.

mod cli;
mod config;
mod headless;
mod sweeper;
mod tui;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
