//! Plays scripts under several subjects, and prints how they compare.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use dirtybit::script::{Happening, Script, embedded};
use dirtybit::{Comparison, Run, Subject, WritePattern};
use serde::Serialize;

use super::measure::{MEASURES, Measure};
use super::table::Table;
use super::{changed, play, printable, subjects};
use crate::cli::{Compare, TableFormat};

/// The scripts that are compared when none is named.
const WORKLOADS: &str = "Workloads";

/// What a script came to.
#[derive(Serialize)]
struct Compared<'a> {
    script: &'a str,
    #[serde(flatten)]
    comparison: Comparison,
}

/// All that was compared.
#[derive(Serialize)]
struct Comparisons<'a> {
    comparisons: Vec<Compared<'a>>,
}

/// Compares the patterns, and whatever else is asked for.
pub(crate) fn compare(options: &Compare) -> anyhow::Result<ExitCode> {
    let patterns = WritePattern::ALL.into_iter().map(Subject::of_pattern);
    let subjects = subjects(patterns.collect(), &options.again.vs)?;
    let compared: Result<_, _> =
        scripts(options).map(|script| compare_one(script, options, &subjects)).collect();
    let all = Comparisons { comparisons: compared? };
    let mut out = io::stdout().lock();
    match options.format {
        TableFormat::Text => print_text(&mut out, &all.comparisons)?,
        TableFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?,
        TableFormat::Csv => print_csv(&mut out, &all.comparisons)?,
        TableFormat::Markdown => print_markdown(&mut out, &all.comparisons)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The names of the scripts to compare under.
fn scripts(options: &Compare) -> impl Iterator<Item = &str> {
    let workloads = embedded().filter(|script| script.group == WORKLOADS);
    let all = workloads.map(|script| script.name).filter(|_| options.again.script.is_none());
    options.again.script.as_deref().into_iter().chain(all)
}

fn compare_one<'a>(
    script: &'a str,
    options: &Compare,
    subjects: &[Subject],
) -> anyhow::Result<Compared<'a>> {
    let recorded = record(changed(script, &options.again.changes)?);
    let recorded = recorded.with_context(|| format!("`{script}` cannot be recorded"))?;
    Ok(Compared { script, comparison: Comparison::new(&recorded, subjects) })
}

/// What the script does, at the instants at which it does it. What it expects of its own settings
/// means nothing under others.
pub(super) fn record(mut script: Script) -> anyhow::Result<Script> {
    script.steps.iter_mut().for_each(|step| step.expectations.clear());
    let runner = play(script, &mut |_: &Happening| Ok(()))?;
    if let Some(failure) = runner.failures().first() {
        bail!("{failure}");
    }
    Ok(runner.record().clone().ending_at(runner.now()))
}

/// What the columns of data begin with.
const RUN_COLUMNS: [&str; 5] = ["script", "subject", "seed", "time_ms", "left_out"];

const LEGEND: &str = "\
divergence, key-s       time in which cache and database disagree, of all keys
at risk at the end      acknowledged writes that only the cache has, or the wire
lost, crash at the end  those that would be gone if the cache crashed then;
                        what is on the wire to the database still arrives
refused, unknown        writes that did not happen, and writes without an answer
phantom reads           of a version that never came to be
database writes         requests that write; a flush of many rows is one";

fn print_text(out: &mut impl Write, all: &[Compared<'_>]) -> io::Result<()> {
    for Compared { script, comparison } in all {
        let Comparison { title, seed, time_ms, runs } = comparison;
        let seconds = time_ms / 1e3;
        let (title, script) = (printable(title), printable(script));
        writeln!(out, "{title}\n{script}, seed {seed}, {seconds:.3} s\n")?;
        table(runs).print_text(out)?;
        print_left_out(out, runs)?;
        writeln!(out)?;
    }
    writeln!(out, "{LEGEND}")
}

fn print_markdown(out: &mut impl Write, all: &[Compared<'_>]) -> io::Result<()> {
    for (number, Compared { script, comparison }) in all.iter().enumerate() {
        let Comparison { title, seed, time_ms, runs } = comparison;
        let (gap, seconds) = (if number == 0 { "" } else { "\n" }, time_ms / 1e3);
        let (title, script) = (escaped(title), escaped(script));
        writeln!(out, "{gap}**{title}** ({script}, seed {seed}, {seconds:.3} s)\n")?;
        table(runs).print_markdown(out)?;
    }
    Ok(())
}

/// Text in which nothing means more to Markdown than it says.
fn escaped(text: &str) -> String {
    let special = |c| if r"\`*_[]<>|#".contains(c) { vec!['\\', c] } else { vec![c] };
    printable(text).chars().flat_map(special).collect()
}

fn print_left_out(out: &mut impl Write, runs: &[Run]) -> io::Result<()> {
    for Run { subject, left_out, .. } in runs.iter().filter(|run| run.left_out > 0) {
        writeln!(out, "{subject}: {left_out} of the script's commands could not be done there")?;
    }
    Ok(())
}

fn table(runs: &[Run]) -> Table {
    let row = |measure: &Measure| {
        let cells = runs.iter().map(|run| measure.shown(&run.figures)).collect();
        (measure.heading, cells)
    };
    Table {
        heads: runs.iter().map(|run| run.subject.to_string()).collect(),
        rows: MEASURES.iter().map(row).collect(),
    }
}

fn print_csv(out: &mut impl Write, all: &[Compared<'_>]) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let columns = MEASURES.iter().map(|measure| measure.column);
    csv.write_record(RUN_COLUMNS.into_iter().chain(columns))?;
    for Compared { script, comparison } in all {
        let Comparison { seed, time_ms, runs, .. } = comparison;
        for Run { subject, left_out, figures } in runs {
            let run = [(*script).to_owned(), subject.to_string(), seed.to_string()];
            let run = run.into_iter().chain([time_ms.to_string(), left_out.to_string()]);
            let values = MEASURES.iter().map(|measure| measure.value(figures));
            csv.write_record(run.chain(values))?;
        }
    }
    Ok(out.write_all(&csv.into_inner()?)?)
}
