//! Sweeps scripts for the cost of a crash, and prints the curves.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use dirtybit::script::Script;
use dirtybit::{Curve, Exposure, Subject, Time};
use serde::{Serialize, Serializer};

use super::chart::{COLUMNS, Chart};
use super::compare::record;
use super::{changed, printable, subjects};
use crate::cli::{CurveFormat, Sweep};
use crate::sweeper::{self, Progress, Watch};

/// What is swept when no script is named.
const DEFAULT: &str = "ten-seconds";

/// All that was swept.
#[derive(Serialize)]
struct Swept<'a> {
    script: &'a str,
    title: &'a str,
    seed: u64,
    time_ms: f64,
    curves: Vec<CurveData<'a>>,
}

/// A curve as data.
#[derive(Serialize)]
struct CurveData<'a> {
    #[serde(serialize_with = "in_words")]
    subject: &'a Subject,
    worst: Option<Point>,
    mean_exposure: f64,
    every: usize,
    of: usize,
    points: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    at_ms: f64,
    lost: u64,
}

impl<'a> From<&'a Curve> for CurveData<'a> {
    fn from(curve: &'a Curve) -> Self {
        let Curve { subject, points, every, of } = curve;
        Self {
            subject,
            worst: curve.worst().map(Point::from),
            mean_exposure: curve.mean_exposure(),
            every: *every,
            of: *of,
            points: points.iter().copied().map(Point::from).collect(),
        }
    }
}

impl From<Exposure> for Point {
    fn from(Exposure { at, lost, .. }: Exposure) -> Self {
        Self { at_ms: at.as_millis_f64(), lost }
    }
}

fn in_words<S: Serializer>(subject: &Subject, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(subject)
}

/// Sweeps a script under the patterns, and whatever else is asked for.
pub(crate) fn sweep(options: &Sweep) -> anyhow::Result<ExitCode> {
    let name = options.again.script.as_deref().unwrap_or(DEFAULT);
    let subjects = subjects(sweeper::subjects(), &options.again.vs)?;
    let recorded = record(changed(name, &options.again.changes)?);
    let recorded = recorded.with_context(|| format!("`{name}` cannot be recorded"))?;
    let curves = swept(&recorded, &subjects);
    let mut out = io::stdout().lock();
    match options.format {
        CurveFormat::Text => print_text(&mut out, name, &recorded, &curves)?,
        CurveFormat::Json => print_json(&mut out, name, &recorded, &curves)?,
        CurveFormat::Csv => print_csv(&mut out, &curves)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The three patterns, write-back with a journal, and what else is swept.
/// Nobody cancels a command but with a signal, which ends all of it.
fn swept(recorded: &Script, subjects: &[Subject]) -> Vec<Curve> {
    let (cancelled, shows) = (AtomicBool::new(false), io::stderr().is_terminal());
    let progress = |progress: Progress| {
        if shows {
            show(progress);
        }
    };
    let watch = Watch { cancelled: &cancelled, progress: &progress };
    let curves = sweeper::sweep(recorded, subjects, sweeper::every_core(), &watch);
    if shows {
        let _nobody_reads = write!(io::stderr(), "\r\x1b[K");
    }
    curves.unwrap_or_default()
}

/// One line that overwrites itself, at every whole percent.
fn show(Progress { done, of }: Progress) {
    let (percent, before) = (done * 100 / of, (done - 1) * 100 / of);
    if percent > before {
        let _nobody_reads = write!(io::stderr(), "\rrun {done} of {of}, {percent} %");
    }
}

fn print_text(
    out: &mut impl Write,
    name: &str,
    recorded: &Script,
    curves: &[Curve],
) -> io::Result<()> {
    let (title, seed, end) = (printable(&recorded.title), recorded.seed, recorded.end());
    writeln!(out, "{title}\n{}, seed {seed}, {end} s\n", printable(name))?;
    writeln!(out, "Acknowledged writes that are lost if the cache crashes at this moment:\n")?;
    let top = curves.iter().filter_map(Curve::worst).map(|worst| worst.lost).max().unwrap_or(0);
    for curve in curves {
        let chart = Chart { curve, end, top };
        print_heading(out, curve)?;
        chart.print(out)?;
        chart.print_scale(out)?;
        writeln!(out)?;
    }
    let column = Time::from_micros(end.as_micros() / u64::from(COLUMNS)).as_millis_f64();
    writeln!(
        out,
        "A column is the worst of {column:.1} ms. Where the line is open, the cache is down."
    )
}

fn print_heading(out: &mut impl Write, curve: &Curve) -> io::Result<()> {
    let Curve { subject, every, of, .. } = curve;
    match curve.worst() {
        None => writeln!(out, "{subject}: the cache was never up")?,
        Some(Exposure { lost: 0, .. }) => {
            writeln!(out, "{subject}: nothing, at any moment of {of}")?;
        }
        Some(Exposure { at, lost, .. }) => {
            let mean = curve.mean_exposure();
            writeln!(out, "{subject}: {lost} at the worst, at {at} s; {mean:.2} in the mean")?;
        }
    }
    if *every > 1 {
        writeln!(out, "one moment in {every} was tried, of {of}")?;
    }
    Ok(())
}

fn print_json(
    out: &mut impl Write,
    script: &str,
    recorded: &Script,
    curves: &[Curve],
) -> anyhow::Result<()> {
    let swept = Swept {
        script,
        title: &recorded.title,
        seed: recorded.seed,
        time_ms: recorded.end().as_millis_f64(),
        curves: curves.iter().map(CurveData::from).collect(),
    };
    Ok(writeln!(out, "{}", serde_json::to_string(&swept)?)?)
}

fn print_csv(out: &mut impl Write, curves: &[Curve]) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["subject", "at_ms", "lost"])?;
    for curve in curves {
        for point in curve.points.iter().copied().map(Point::from) {
            csv.serialize((curve.subject.to_string(), point.at_ms, point.lost))?;
        }
    }
    Ok(out.write_all(&csv.into_inner()?)?)
}
