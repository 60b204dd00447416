//! The command line: what can be asked for, and how a refusal is told.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand, ValueEnum};
use dirtybit::{ReadPattern, Setting, World, WritePattern};

use crate::headless;
use crate::tui::{self, Background};

/// See what cache write patterns really do: a live cache, a slow database, and one key that crashes
/// the cache in the middle of a flush.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    playground: Playground,
}

const EXAMPLES: &str = "\
Examples:
  dirtybit                                 open the playground; press ? there for its keys
  dirtybit --write write-through           the same, beginning with another pattern
  dirtybit list                            the scripts that come with the program
  dirtybit run crash-in-mid-flush          play one without a screen, and check what it expects
  dirtybit run lesson.toml --format json   play your own, and print the result for a program";

#[derive(clap::Args)]
struct Playground {
    /// The write pattern to begin with [default: write-back]
    #[arg(long, value_name = "PATTERN")]
    write: Option<WritePattern>,

    /// The read pattern to begin with [default: read-through]
    #[arg(long, value_name = "PATTERN")]
    read: Option<ReadPattern>,

    /// Seeds every dice roll: the same seed and the same keys give the same run
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,

    /// Colours for a dark or a light background [default: ask the terminal]
    #[arg(long)]
    theme: Option<Background>,
}

#[derive(Subcommand)]
enum Command {
    /// Play a script without a screen and print what happened
    ///
    /// The exit code is 1 if an expectation of the script does not hold, and 2 if the script cannot
    /// be played.
    Run(Run),
    /// List the scripts that come with the program
    List,
}

/// What to play, and how to print it.
#[derive(clap::Args)]
pub(crate) struct Run {
    /// A script that comes with the program (see `dirtybit list`), or a file
    #[arg(value_name = "NAME|FILE")]
    pub(crate) script: String,

    /// Begin with this write pattern, whatever the script says
    #[arg(long, value_name = "PATTERN")]
    pub(crate) write: Option<WritePattern>,

    /// Begin with this read pattern, whatever the script says
    #[arg(long, value_name = "PATTERN")]
    pub(crate) read: Option<ReadPattern>,

    /// Play a variant of the script, such as its cure (see `dirtybit list`)
    #[arg(long, value_name = "VARIANT")]
    pub(crate) with: Option<String>,

    /// Turn a knob before it begins, whatever the script says; can be given more than once
    #[arg(long, value_name = "KNOB=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,

    /// Seed every dice roll with this, whatever the script says
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

fn setting(text: &str) -> Result<Setting, String> {
    let (knob, value) = text.split_once('=').ok_or("expected KNOB=VALUE")?;
    Setting::new(knob.trim(), value.trim())
}

/// How a result is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
}

/// Does what the command line asks for. Every failure is one sentence on standard error.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        None => playground(&cli.playground),
        Some(Command::Run(run)) => headless::run(&run),
        Some(Command::List) => headless::list().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| failed(&error))
}

/// A reader who has seen enough closes the pipe; that is no failure.
fn failed(error: &anyhow::Error) -> ExitCode {
    let pipe = error.downcast_ref::<io::Error>();
    if pipe.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    let _nobody_reads = writeln!(io::stderr(), "dirtybit: {error:#}");
    ExitCode::from(2)
}

/// Opens the playground; a signal that ends it is told as shells expect it.
fn playground(options: &Playground) -> anyhow::Result<ExitCode> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!(
            "the playground needs a terminal for its keys and its screen; \
             without one, play a script with `dirtybit run NAME` (see `dirtybit list`)"
        );
    }
    let mut world = World::default();
    world.write = options.write.unwrap_or(world.write);
    world.read = options.read.unwrap_or(world.read);
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        // Left to itself, crossterm resets bold and reverse along with the colours it leaves out.
        crossterm::style::force_color_output(true);
    }
    let ended = tui::run(world, options.seed, options.theme).context("the terminal failed")?;
    Ok(ended.map_or(ExitCode::SUCCESS, |signal| ExitCode::from(128 + signal as u8)))
}
