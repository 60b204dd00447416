//! What is compared: the rows of the table, and the columns of its data.

use dirtybit::Figures;

/// A row of the table.
pub(super) struct Measure {
    /// What it is called there, with its unit.
    pub(super) heading: &'static str,
    /// What it is called in data.
    pub(super) column: &'static str,
    decimals: usize,
    figure: fn(&Figures) -> Option<f64>,
}

impl Measure {
    /// The figure as people read it.
    pub(super) fn shown(&self, figures: &Figures) -> String {
        let figure = (self.figure)(figures);
        figure.map_or("-".to_owned(), |figure| format!("{figure:.*}", self.decimals))
    }

    /// The figure as programs read it: nothing if there is none.
    pub(super) fn value(&self, figures: &Figures) -> String {
        (self.figure)(figures).map_or(String::new(), |figure| figure.to_string())
    }
}

macro_rules! measures {
    ($($heading:literal $column:ident $kind:ident;)+) => {
        &[$(Measure {
            heading: $heading,
            column: stringify!($column),
            decimals: measures!(decimals $kind),
            figure: |figures| measures!($kind figures.$column),
        }),+]
    };
    (decimals count) => { 0 };
    (decimals $other:ident) => { 1 };
    (count $figure:expr) => { Some($figure as f64) };
    (span $figure:expr) => { Some($figure) };
    (perhaps $figure:expr) => { $figure };
}

/// What is worth comparing: what clients feel, what they are shown, what can go, and what it costs.
pub(super) const MEASURES: &[Measure] = measures! {
    "write p50, ms" write_p50_ms perhaps;
    "write p99, ms" write_p99_ms perhaps;
    "read p50, ms" read_p50_ms perhaps;
    "read p99, ms" read_p99_ms perhaps;
    "writes acknowledged/s" writes_per_s perhaps;
    "reads answered/s" reads_per_s perhaps;
    "writes refused/unknown" writes_refused_or_unknown count;
    "cache hits, %" hit_percent perhaps;
    "stale reads" stale_reads count;
    "stale reads, %" stale_percent perhaps;
    "phantom reads" phantom_reads count;
    "divergence, key-s" divergence_key_s span;
    "longest divergence, ms" longest_divergence_ms span;
    "at risk at the end" at_risk count;
    "lost in the run" lost count;
    "lost, crash at the end" lost_at_crash count;
    "database reads" database_reads count;
    "database writes" database_writes count;
    "database rows written" database_rows count;
    "entries cached" cached count;
    "cached and never read" never_read count;
};
