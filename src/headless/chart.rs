//! A curve as a chart of block characters, for a terminal of 80 columns.

use std::io::{self, Write};

use dirtybit::{Curve, Time};

/// Columns of a chart; with its scale it is 79 wide.
pub(super) const COLUMNS: u32 = 72;
const ROWS: u64 = 6;
/// What fills a cell, by eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A curve with the scales that it shares with others.
pub(super) struct Chart<'a> {
    pub(super) curve: &'a Curve,
    /// How long the run was.
    pub(super) end: Time,
    /// The most that any curve comes to.
    pub(super) top: u64,
}

impl Chart<'_> {
    /// A curve that is zero everywhere is a line.
    pub(super) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = self.curve.in_parts(self.end, COLUMNS);
        let is_flat = columns.iter().flatten().all(|lost| *lost == 0);
        for row in (0..ROWS).rev().filter(|_| !is_flat) {
            let scale = if row + 1 == ROWS { self.top.to_string() } else { String::new() };
            let cells: String = columns.iter().map(|lost| self.cell(*lost, row)).collect();
            writeln!(out, "{:>5} │{}", scale, cells.trim_end())?;
        }
        let line = |lost: &Option<u64>| if lost.is_some() { '─' } else { ' ' };
        writeln!(out, "{:>5} ┼{}", 0, columns.iter().map(line).collect::<String>().trim_end())
    }

    /// The instants at which the scale begins and ends.
    pub(super) fn print_scale(&self, out: &mut impl Write) -> io::Result<()> {
        let (width, end) = (COLUMNS as usize - 3, format!("{} s", self.end));
        writeln!(out, "{:>6} 0 s{end:>width$}", "")
    }

    /// One lost write is always seen.
    fn cell(&self, lost: Option<u64>, row: u64) -> char {
        let eighths = (lost.unwrap_or(0) * ROWS * 8).div_ceil(self.top.max(1));
        EIGHTHS[eighths.saturating_sub(row * 8).min(8) as usize]
    }
}
