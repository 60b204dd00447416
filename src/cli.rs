//! The command line: what can be asked for, and how a refusal is told.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::builder::RangedU64ValueParser;
use clap::{Parser, Subcommand, ValueEnum};
use dirtybit::script::Script;
use dirtybit::{ReadPattern, Setting, Subject, World, WritePattern};

use crate::tui;
use crate::{config, headless};

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
  dirtybit play crash-in-mid-flush         play one on the stage
  dirtybit run crash-in-mid-flush          play it without a screen, and check what it expects
  dirtybit run lesson.toml --format json   play your own, and print the result for a program
  dirtybit run crash-loss --format diagram draw who sent what to whom, and when
  dirtybit compare                         the write patterns side by side, measured
  dirtybit sweep                           what a crash of the cache would cost, and when";

#[derive(clap::Args)]
struct Playground {
    /// The write pattern to begin with [default: write-back]
    #[arg(long, value_name = "PATTERN")]
    write: Option<WritePattern>,

    /// The read pattern to begin with [default: read-through]
    #[arg(long, value_name = "PATTERN")]
    read: Option<ReadPattern>,

    /// Seeds every dice roll: the same seed and the same keys give the same run
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = seed())]
    seed: u64,

    #[command(flatten)]
    look: Look,
}

/// What the screen shows besides, and how.
#[derive(clap::Args)]
pub(crate) struct Look {
    /// Compare (v) and sweep (y) with this, too, such as "write-back journal=on"; can be given more
    /// than once
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) vs: Vec<Subject>,

    /// The colours [default: auto]
    #[arg(long, value_enum)]
    pub(crate) theme: Option<tui::Choice>,

    /// Draw with ASCII characters alone
    #[arg(long)]
    pub(crate) ascii: bool,

    /// Leave out what moves only to be noticed
    #[arg(long)]
    pub(crate) no_effects: bool,

    /// Read this configuration instead of dirtybit/config.toml in your folder for such files
    ///
    /// The folder is $XDG_CONFIG_HOME, else ~/.config; %APPDATA% on Windows. The file can set
    /// theme = "light" (or another that --theme takes), ascii = true and reduced_motion = true.
    /// What the command line says counts more.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Play a script on the stage; every key works meanwhile, and when it is over
    ///
    /// A session that was saved (key s) is a script, too.
    Play(Stage),
    /// Play a script without a screen and print what happened
    ///
    /// The exit code is 1 if an expectation of the script does not hold, and 2 if the script cannot
    /// be played.
    Run(Run),
    /// Compare the write patterns: the same inputs under each of them, measured
    ///
    /// A script is recorded under its own settings. What it did, and when, is played again under
    /// write-through, write-back and write-around, and under whatever --vs names. The figures are
    /// taken at the end of the recording; then the cache crashes, to see what that would cost.
    Compare(Compare),
    /// Chart what a crash of the cache would cost, for every instant at which it could come
    ///
    /// A script is recorded under its own settings. What it did is played again under write-through,
    /// write-back, write-around and write-back with a journal, and under whatever --vs names; each time
    /// the cache crashes at another instant, and the acknowledged writes are counted that are lost by
    /// it. All cores are used.
    Sweep(Sweep),
    /// List the scripts that come with the program
    List,
}

/// What to play, and how it looks.
#[derive(clap::Args)]
struct Stage {
    #[command(flatten)]
    play: Play,

    #[command(flatten)]
    look: Look,
}

/// What to play, and how to print it.
#[derive(clap::Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) play: Play,

    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// What to play.
#[derive(clap::Args)]
pub(crate) struct Play {
    /// A script that comes with the program (see `dirtybit list`), or a file
    #[arg(value_name = "NAME|FILE")]
    pub(crate) script: String,

    /// Begin with this write pattern, whatever the script says
    #[arg(long, value_name = "PATTERN")]
    pub(crate) write: Option<WritePattern>,

    /// Begin with this read pattern, whatever the script says
    #[arg(long, value_name = "PATTERN")]
    pub(crate) read: Option<ReadPattern>,

    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// What counts instead of what a script says.
#[derive(clap::Args)]
pub(crate) struct Changes {
    /// Play a variant of the script, such as its cure (see `dirtybit list`)
    #[arg(long, value_name = "VARIANT", requires = "script")]
    pub(crate) with: Option<String>,

    /// Turn a knob before it begins, whatever the script says; can be given more than once
    #[arg(long, value_name = "KNOB=VALUE", value_parser = setting)]
    pub(crate) set: Vec<Setting>,

    /// Seed every dice roll with this, whatever the script says
    #[arg(long, value_name = "N", value_parser = seed())]
    pub(crate) seed: Option<u64>,
}

/// What to play again, and under what.
#[derive(clap::Args)]
pub(crate) struct Again {
    /// A script that comes with the program (see `dirtybit list`), or a file [default: see below]
    #[arg(value_name = "NAME|FILE")]
    pub(crate) script: Option<String>,

    /// Play it under this, too: a pattern and knobs; can be given more than once
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) vs: Vec<Subject>,

    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// What to compare, and how to print it.
#[derive(clap::Args)]
#[command(after_help = COMPARE_EXAMPLES)]
pub(crate) struct Compare {
    #[command(flatten)]
    pub(crate) again: Again,

    /// How to print the table
    #[arg(long, value_enum, default_value_t = TableFormat::Text)]
    pub(crate) format: TableFormat,
}

const COMPARE_EXAMPLES: &str = "\
Without a script it compares the workloads, burst and steady-state, in a table each.

Examples:
  dirtybit compare                                 the patterns in a burst, and in steady state
  dirtybit compare --set database.write_ms=5       the same with a faster database
  dirtybit compare --vs \"write-back journal=on\"    one more column: write-back with a journal
  dirtybit compare crash-loss --format markdown    what another script comes to, for a document";

/// What to sweep, and how to print it.
#[derive(clap::Args)]
#[command(after_help = SWEEP_EXAMPLES)]
pub(crate) struct Sweep {
    #[command(flatten)]
    pub(crate) again: Again,

    /// How to print the curves
    #[arg(long, value_enum, default_value_t = CurveFormat::Text)]
    pub(crate) format: CurveFormat,
}

const SWEEP_EXAMPLES: &str = "\
Without a script it sweeps ten-seconds.

Examples:
  dirtybit sweep                                       ten seconds of load, with a flush now and then
  dirtybit sweep --vs \"write-back interval_ms=500\"     what a shorter flush interval saves
  dirtybit sweep mid-batch-crash                       another script
  dirtybit sweep --format csv > curves.csv             the curves as data: subject, at_ms, lost";

/// How curves are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CurveFormat {
    /// For people: a chart each.
    Text,
    /// For programs: one object.
    Json,
    /// For spreadsheets: one line an instant.
    Csv,
}

/// As many as a script can have.
fn seed() -> RangedU64ValueParser {
    clap::value_parser!(u64).range(..=i64::MAX as u64)
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
    /// For documents: a space-time diagram of the messages.
    Diagram,
}

/// How a table is printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
    /// For spreadsheets: one line a run.
    Csv,
    /// For documents.
    Markdown,
}

/// Does what the command line asks for. Every failure is one sentence on standard error.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        None => playground(&cli.playground),
        Some(Command::Play(stage)) => on_stage(&stage),
        Some(Command::Run(run)) => headless::run(&run),
        Some(Command::Compare(compare)) => headless::compare(&compare),
        Some(Command::Sweep(sweep)) => headless::sweep(&sweep),
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

fn playground(options: &Playground) -> anyhow::Result<ExitCode> {
    let mut world = World::default();
    world.write = options.write.unwrap_or(world.write);
    world.read = options.read.unwrap_or(world.read);
    open(Script::new(world, options.seed), &options.look)
}

fn on_stage(stage: &Stage) -> anyhow::Result<ExitCode> {
    open(headless::prepare(&stage.play)?, &stage.look)
}

/// Opens the screen; a signal that ends it is told as shells expect it.
fn open(script: Script, look: &Look) -> anyhow::Result<ExitCode> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!(
            "the stage needs a terminal for its keys and its screen; \
             without one, play a script with `dirtybit run NAME` (see `dirtybit list`)"
        );
    }
    let look = config::look(look)?;
    let ended = tui::run(script, look).context("the terminal failed")?;
    Ok(ended.map_or(ExitCode::SUCCESS, |signal| ExitCode::from(128 + signal as u8)))
}
