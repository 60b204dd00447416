//! A table of figures: for a terminal, and for Markdown.

use std::io::{self, Write};
use std::ops::Range;

/// What a terminal has room for.
const WIDTH: usize = 80;
/// Between two columns.
const GAP: usize = 2;

/// Figures by their names, one column for each head.
pub(super) struct Table {
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<(&'static str, Vec<String>)>,
}

impl Table {
    /// Columns that do not fit beside the others come below them.
    pub(super) fn print_text(&self, out: &mut impl Write) -> io::Result<()> {
        let mut from = 0;
        while from < self.heads.len() {
            let to = self.abreast(from);
            if from > 0 {
                writeln!(out)?;
            }
            self.print_columns(out, from..to)?;
            from = to;
        }
        Ok(())
    }

    /// The column before which the line is full; one fits at least.
    fn abreast(&self, from: usize) -> usize {
        let mut room = WIDTH.saturating_sub(self.width_of_names());
        let fits = |column: &usize| {
            let width = self.width(*column);
            let fits = width <= room;
            room = room.saturating_sub(width);
            fits
        };
        from + (from..self.heads.len()).take_while(fits).count().max(1)
    }

    fn width_of_names(&self) -> usize {
        self.rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|(_, cells)| cells[column].as_str());
        let words = self.heads[column].split_whitespace();
        GAP + words.chain(cells).map(str::len).max().unwrap_or_default()
    }

    fn print_columns(&self, out: &mut impl Write, columns: Range<usize>) -> io::Result<()> {
        for words in lines(&self.heads[columns.clone()]) {
            self.print_row(out, "", columns.clone().zip(words))?;
        }
        for (name, cells) in &self.rows {
            let cells = cells[columns.clone()].iter().map(String::as_str);
            self.print_row(out, name, columns.clone().zip(cells))?;
        }
        Ok(())
    }

    fn print_row<'a>(
        &self,
        out: &mut impl Write,
        name: &str,
        cells: impl Iterator<Item = (usize, &'a str)>,
    ) -> io::Result<()> {
        write!(out, "{name:<width$}", width = self.width_of_names())?;
        for (column, cell) in cells {
            write!(out, "{cell:>width$}", width = self.width(column))?;
        }
        writeln!(out)
    }

    pub(super) fn print_markdown(&self, out: &mut impl Write) -> io::Result<()> {
        let escaped: Vec<_> = self.heads.iter().map(|head| head.replace('|', "\\|")).collect();
        writeln!(out, "| | {} |", escaped.join(" | "))?;
        writeln!(out, "|---|{}", "--:|".repeat(self.heads.len()))?;
        for (name, cells) in &self.rows {
            writeln!(out, "| {name} | {} |", cells.join(" | "))?;
        }
        Ok(())
    }
}

/// One line for each word of a head; the last words stand side by side.
fn lines(heads: &[String]) -> Vec<Vec<&str>> {
    let most = heads.iter().map(|head| head.split_whitespace().count()).max().unwrap_or_default();
    let line = |left| heads.iter().map(|head| word(head, left)).collect();
    (0..most).rev().map(line).collect()
}

/// The word behind which so many are left.
fn word(head: &str, left: usize) -> &str {
    head.split_ascii_whitespace().nth_back(left).unwrap_or_default()
}
