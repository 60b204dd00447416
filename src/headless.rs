//! Plays scripts without a screen, and prints what happened.

mod chart;
mod compare;
mod diagram;
mod measure;
mod sweep;
mod table;

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use dirtybit::script::{Happening, Runner, Script, Slice, Variant, embedded};
use dirtybit::{
    Change, DatabaseLoad, Event, Folds, Latency, Node, ReadCounts, Report, Setting, Subject,
    Transcript, WriteCounts, WritePattern, limits,
};

pub(crate) use compare::compare;
pub(crate) use sweep::sweep;

use crate::cli::{Changes, Format, Play, Run};

/// Lines of transcript that are printed; of longer runs only the sums are worth reading.
const MOST_LINES: u64 = 400;

/// Plays a script. The exit code is 1 if an expectation does not hold.
pub(crate) fn run(options: &Run) -> anyhow::Result<ExitCode> {
    let script = prepare(&options.play)?;
    let (title, seed) = (script.title.clone(), script.seed);
    let mut out = io::stdout().lock();
    let runner = match options.format {
        Format::Text => {
            writeln!(out, "{} (seed {seed})\n", printable(&title))?;
            play(script, &mut TextTeller::new(&mut out))?
        }
        Format::Json => play(script, &mut |_: &Happening| Ok(()))?,
        Format::Diagram => diagram::print(&mut out, script)?,
    };
    match options.format {
        Format::Diagram => {}
        Format::Text => print_sums(&mut out, &runner)?,
        Format::Json => {
            let (now, folds) = (runner.now(), runner.folds());
            let report = Report::new(&title, seed, now, folds, runner.failures());
            writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::from(u8::from(!runner.failures().is_empty())))
}

/// A script, as the options want it.
pub(crate) fn prepare(play: &Play) -> anyhow::Result<Script> {
    let mut script = changed(&play.script, &play.changes)?;
    script.world.write = play.write.unwrap_or(script.world.write);
    script.world.read = play.read.unwrap_or(script.world.read);
    Ok(script)
}

fn changed(name: &str, changes: &Changes) -> anyhow::Result<Script> {
    let mut script = load(name)?;
    if let Some(variant) = &changes.with {
        let missing = || format!("there is no variant `{variant}` of `{name}`");
        script = script.with(variant).with_context(missing)?;
    }
    changes.set.iter().for_each(|setting| script.world.turn(setting));
    script.seed = changes.seed.unwrap_or(script.seed);
    Ok(script)
}

/// What to play a script under: these, and what is asked for besides.
fn subjects(mut subjects: Vec<Subject>, others: &[Subject]) -> anyhow::Result<Vec<Subject>> {
    let most = limits::SUBJECTS - subjects.len();
    if others.len() > most {
        bail!("expected --vs {most} times at most, found {}", others.len());
    }
    for other in others {
        // Twice the same would be told apart by nothing.
        if !subjects.contains(other) {
            subjects.push(other.clone());
        }
    }
    Ok(subjects)
}

/// Lists the scripts that come with the program, with their variants.
pub(crate) fn list() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let mut group = "";
    for script in embedded() {
        if script.group != group {
            let gap = if group.is_empty() { "" } else { "\n" };
            writeln!(out, "{gap}{}", script.group)?;
            group = script.group;
        }
        let Script { title, variants, .. } = Script::parse(script.name, script.text)?;
        writeln!(out, "  {:<30} {title}", script.name)?;
        for Variant { name, settings } in variants {
            let settings: Vec<_> = settings.iter().map(Setting::to_string).collect();
            writeln!(out, "    {:<28} {}", format!("--with {name}"), settings.join(", "))?;
        }
    }
    Ok(())
}

/// A script by its name, or from a file.
fn load(name: &str) -> anyhow::Result<Script> {
    if let Some(script) = embedded().find(|script| script.name == name) {
        return Ok(Script::parse(script.name, script.text)?);
    }
    if !Path::new(name).exists() {
        bail!("there is no script and no file named `{name}`; `dirtybit list` shows the scripts");
    }
    let text = read(name).with_context(|| format!("cannot read `{name}`"))?;
    Ok(Script::parse(name, &text)?)
}

/// No script is longer; a device or another kind of file may be.
const LONGEST_SCRIPT: u64 = 16 << 20;

fn read(name: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    let file = std::fs::File::open(name)?;
    file.take(LONGEST_SCRIPT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST_SCRIPT {
        bail!("it is larger than {LONGEST_SCRIPT} bytes, which no script is");
    }
    Ok(text)
}

/// Text from a script, without what could steer the terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Is told what happens, in its order.
trait Teller {
    fn tell(&mut self, happening: &Happening) -> io::Result<()>;
}

impl<F: FnMut(&Happening) -> io::Result<()>> Teller for F {
    fn tell(&mut self, happening: &Happening) -> io::Result<()> {
        self(happening)
    }
}

fn play(script: Script, teller: &mut impl Teller) -> io::Result<Runner> {
    let mut runner = Runner::new(script);
    let mut slice = Slice::default();
    while !runner.is_over() {
        let happened = runner.advance_to(slice.end(runner.now()));
        slice.adapt(happened.len());
        for happening in happened {
            teller.tell(&happening)?;
        }
    }
    Ok(runner)
}

/// Prints a transcript, with captions and failures where they belong.
struct TextTeller<W> {
    out: W,
    transcript: Transcript,
    lines: u64,
}

impl<W: Write> TextTeller<W> {
    fn new(out: W) -> Self {
        Self { out, transcript: Transcript::default(), lines: 0 }
    }

    fn event(&mut self, event: &Event) -> io::Result<()> {
        let Some(line) = self.transcript.line(event) else {
            return Ok(());
        };
        self.lines += 1;
        match self.lines {
            1..=MOST_LINES => writeln!(self.out, "{line}"),
            lines if lines == MOST_LINES + 1 => writeln!(self.out, "{:>14}  ... and so on", ""),
            _ => Ok(()),
        }
    }
}

impl<W: Write> Teller for TextTeller<W> {
    fn tell(&mut self, happening: &Happening) -> io::Result<()> {
        match happening {
            Happening::Event(event) => self.event(event),
            Happening::Caption(_, words) => writeln!(self.out, "\n# {}", printable(words)),
            Happening::Failure(_, words) => writeln!(self.out, "FAILED  {words}"),
            Happening::Expected(_) => Ok(()),
        }
    }
}

fn print_sums(out: &mut impl Write, runner: &Runner) -> io::Result<()> {
    let folds = runner.folds();
    writeln!(out)?;
    print_ledger(out, folds)?;
    print_latencies(out, folds)?;
    print_database(out, folds)?;
    print_lost(out, folds)?;
    print_anomalies(out, folds)?;
    let (events, now, hash) = (folds.events, runner.now(), folds.hash());
    writeln!(out, "history   {events} events, {now} s, hash {hash:016x}")?;
    match runner.failures().len() {
        0 => writeln!(out, "result    every expectation holds"),
        1 => writeln!(out, "result    1 expectation FAILED"),
        failed => writeln!(out, "result    {failed} expectations FAILED"),
    }
}

fn print_ledger(out: &mut impl Write, folds: &Folds) -> io::Result<()> {
    let WriteCounts {
        issued,
        in_flight,
        refused,
        unknown,
        acknowledged,
        durable,
        superseded,
        at_risk,
        lost,
    } = folds.ledger.writes();
    let ReadCounts { fresh, stale, phantom } = folds.ledger.reads();
    writeln!(
        out,
        "writes    {acknowledged} acknowledged of {issued}: {durable} durable, {superseded} \
         superseded, {at_risk} at risk, {lost} LOST; {refused} refused, {unknown} unknown, \
         {in_flight} in flight"
    )?;
    writeln!(out, "reads     {fresh} fresh, {stale} stale, {phantom} phantom")
}

fn print_database(out: &mut impl Write, folds: &Folds) -> io::Result<()> {
    let DatabaseLoad { reads, rows, writes, queued, .. } = folds.ledger.database();
    writeln!(
        out,
        "database  {reads} rows read, {rows} written in {writes} requests, {queued} had to wait"
    )
}

fn print_latencies(out: &mut impl Write, folds: &Folds) -> io::Result<()> {
    let latencies = folds.ledger.latencies();
    for pattern in WritePattern::ALL {
        print_latency(out, pattern.name(), latencies.under(pattern))?;
    }
    print_latency(out, "read hit", &latencies.hit)?;
    print_latency(out, "read miss", &latencies.miss)
}

fn print_latency(out: &mut impl Write, name: &str, latency: &Latency) -> io::Result<()> {
    let (Some(p50), Some(p99), Some(max)) =
        (latency.quantile_ms(0.5), latency.quantile_ms(0.99), latency.max_ms())
    else {
        return Ok(());
    };
    writeln!(
        out,
        "latency   {name:<13} p50 {p50:.1} ms, p99 {p99:.1} ms, max {max:.1} ms, {} measured",
        latency.count()
    )
}

fn print_anomalies(out: &mut impl Write, folds: &Folds) -> io::Result<()> {
    for anomaly in folds.anomalies.iter() {
        let name = &folds.holdings.of(anomaly.key).name;
        let at = anomaly.at.as_millis_f64();
        writeln!(out, "anomaly   {:<26} {name}, at {at:.1} ms", anomaly.name.name())?;
    }
    Ok(())
}

fn print_lost(out: &mut impl Write, folds: &Folds) -> io::Result<()> {
    for lost in folds.ledger.lost() {
        let name = &folds.holdings.of(lost.key).name;
        let stored = folds.holdings.of(lost.key).version_at(Node::Database);
        let stored = stored.map_or("nothing".to_owned(), |version| version.to_string());
        let sign = if lost.change == Change::Delete { "deleted by" } else { "=" };
        let (version, at) = (lost.version, lost.acknowledged.as_millis_f64());
        writeln!(
            out,
            "LOST      {name} {sign} {version}: told OK at {at:.1} ms; the database has {stored}"
        )?;
    }
    Ok(())
}
