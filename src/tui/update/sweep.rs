//! Opening the chart of a crash sweep, pointing at its moments, and closing it.

use super::{Intent, Model};
use crate::tui::chart::{Point, State};
use crate::tui::playback::Travel;

impl Model {
    /// Whether the chart is to be seen when no list covers it: it is of one run.
    pub(crate) fn is_chart_open(&self) -> bool {
        self.chart.is_open && !self.is_comparing()
    }

    /// Whether the chart is what keys are for, even if it is still being drawn up.
    pub(crate) fn is_chart_on_top(&self) -> bool {
        self.is_chart_open() && self.overlay.is_none() && !self.help
    }

    /// Whether there are curves that keys can point at.
    pub(crate) fn has_curves_on_top(&self) -> bool {
        self.is_chart_on_top() && self.chart.curves().is_some()
    }

    /// Opens the chart, or closes it; a sweep that still runs is cancelled then.
    pub(super) fn sweep(&mut self) -> Vec<Intent> {
        if self.is_comparing() {
            return vec![Intent::SweepCompared];
        }
        if self.is_chart_on_top() {
            return self.close_chart();
        }
        self.close_list();
        self.help = false;
        if self.chart.is_open { Vec::new() } else { vec![Intent::Sweep] }
    }

    fn close_chart(&mut self) -> Vec<Intent> {
        self.chart.is_open = false;
        if !self.chart.is_running() {
            return Vec::new();
        }
        self.chart.state = State::Nothing;
        self.notice = Some("the sweep was cancelled".to_owned());
        vec![Intent::CancelSweep]
    }

    /// What is pointed at is shown.
    pub(super) fn point(&mut self, to: Point) -> Vec<Intent> {
        let columns = self.chart.columns;
        let at = self.chart.curves_mut().and_then(|curves| curves.point(to, columns));
        at.map_or_else(Vec::new, |at| self.travel(Travel::To(at)))
    }

    /// The crash that was chosen on the chart is to be seen.
    pub(super) fn crash_as_charted(&mut self) -> Vec<Intent> {
        let chosen = self.chart.curves().and_then(|curves| curves.chosen());
        let Some((subject, at)) = chosen.map(|(subject, at)| (subject.clone(), at)) else {
            self.refuse("the cache was never up, so it cannot crash".to_owned());
            return Vec::new();
        };
        vec![Intent::Crash { subject, at }]
    }

    /// The chart gives way to the crash, which is told of even if others before it were closed.
    pub(crate) fn show_crash(&mut self) {
        self.chart.is_open = false;
        self.closed = self.closed.min(self.scene().crashes.len().saturating_sub(1));
        self.resume();
        self.follow();
    }
}
