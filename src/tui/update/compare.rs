//! One run, or several side by side, and which of them is looked at.

use dirtybit::{Command, Subject, WritePattern};

use super::{Intent, Model};
use crate::tui::overlay::Kind;
use crate::tui::scene::Scene;

impl Model {
    /// Whether several settings are shown side by side.
    pub(crate) fn is_comparing(&self) -> bool {
        !self.labels.is_empty()
    }

    /// What a run is compared under.
    pub(crate) fn label(&self, run: usize) -> &str {
        self.labels.get(run).map_or("", String::as_str)
    }

    /// A number names a pattern, or while they are compared, a run.
    pub(super) fn choose(&mut self, number: usize) -> Vec<Command> {
        match WritePattern::ALL.get(number) {
            _ if self.is_comparing() => {
                self.focus = if number < self.scenes.len() { number } else { self.focus };
                Vec::new()
            }
            Some(pattern) => vec![Command::write_pattern(*pattern)],
            None => Vec::new(),
        }
    }

    pub(super) fn compare(&self) -> Vec<Intent> {
        vec![if self.is_comparing() { Intent::StopComparing } else { Intent::Compare }]
    }

    /// What is shown are runs under these settings, or without any, one run. Whoever looked at a
    /// pattern still does.
    pub(crate) fn show_runs(&mut self, subjects: Vec<Subject>, looked_at: WritePattern) {
        if subjects != self.subjects {
            let mut patterns = self.scenes.iter().map(Scene::write);
            self.focus = patterns.position(|pattern| pattern == looked_at).unwrap_or(0);
            self.labels = subjects.iter().map(Subject::to_string).collect();
            self.subjects = subjects;
            self.close_list();
        }
    }

    /// Whether a knob stays as it is in the run that is looked at.
    pub(crate) fn is_pinned(&self, knob: &str) -> bool {
        let settings = self.subjects.get(self.focus).map_or(&[][..], Subject::settings);
        settings.iter().any(|setting| setting.name() == knob)
    }

    /// Lists that cannot be used on several runs at once.
    pub(super) fn objection(&self, kind: Kind) -> Option<&'static str> {
        (self.is_comparing() && kind == Kind::Flights)
            .then_some("`:hold KEY` instead: the same message is another one under each pattern")
    }
}
