//! Prints a run as a space-time diagram.

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use dirtybit::script::{Happening, Runner, Script};

use super::{play, print_anomalies, print_ledger, print_lost, printable};
use crate::tui::panel::diagram;
use crate::tui::scene::{Course, Scene};

/// How wide it is.
const WIDTH: u16 = 100;
/// Of a longer run only so much is worth looking at: its end.
const STROKES: usize = 1_000;

pub(super) fn print(out: &mut impl Write, script: Script) -> io::Result<Runner> {
    writeln!(out, "{} (seed {})\n", printable(&script.title), script.seed)?;
    let mut scene = Scene::default();
    scene.course = Course::keeping(STROKES);
    let mut said = Vec::new();
    let runner = play(script, &mut |happening: &Happening| {
        match happening {
            Happening::Event(event) => scene.apply(event),
            Happening::Caption(at, words) => {
                said.push(format!("{:>9.1}  {}", at.as_millis_f64(), printable(words)));
            }
            Happening::Failure(_, words) => said.push(format!("   FAILED  {words}")),
            Happening::Expected(_) => {}
        }
        Ok(())
    })?;
    scene.pass(runner.now());
    for words in &said {
        writeln!(out, "{words}")?;
    }
    if !said.is_empty() {
        writeln!(out)?;
    }
    if scene.course.forgotten > 0 {
        writeln!(out, "Only the end is drawn; what came before it is left out.\n")?;
    }
    for line in diagram::figure(&scene, WIDTH) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{:>13}{}\n", "", diagram::LEGEND)?;
    print_ledger(out, runner.folds())?;
    print_lost(out, runner.folds())?;
    print_anomalies(out, runner.folds())?;
    Ok(runner)
}
