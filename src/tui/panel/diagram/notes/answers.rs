//! How operations ended, beside the lines of their clients.

use dirtybit::{Action, Outcome, Verdict};

use super::Note;
use crate::tui::panel::diagram::columns::Line;
use crate::tui::panel::diagram::plan::Plan;
use crate::tui::scene::{Finished, Stroke};
use crate::tui::theme::Theme;

/// Operations on one line that ended alike at one instant.
struct Answers<'a> {
    line: Line,
    first: &'a Finished,
    words: String,
    is_bad: bool,
    count: usize,
}

/// How operations ended: what is alike is told together.
pub(super) fn notes(plan: &Plan<'_>, theme: &Theme, seen: &[&Stroke]) -> Vec<Note> {
    let finished = seen.iter().filter_map(|stroke| match stroke {
        Stroke::Finished(finished) => Some(finished),
        _ => None,
    });
    let mut told: Vec<Answers<'_>> = Vec::new();
    for first in finished {
        let line = plan.columns.drawn(Line::Client(Some(first.client)));
        let (words, is_bad) = answer(first);
        let recent = told.iter_mut().rev().take_while(|other| other.first.at == first.at);
        let mut alike = recent.filter(|other| other.line == line && other.words == words);
        match alike.next() {
            Some(other) => other.count += 1,
            None => told.push(Answers { line, first, words, is_bad, count: 1 }),
        }
    }
    told.into_iter().map(|answers| answers.note(plan, theme)).collect()
}

impl Answers<'_> {
    fn note(self, plan: &Plan<'_>, theme: &Theme) -> Note {
        let Self { line, first, words, is_bad, count } = self;
        let count = if count > 1 { format!(" ×{count}") } else { String::new() };
        let took = (first.at - first.issued).as_micros() as f64 / 1e3;
        let style = if is_bad { theme.lost } else { theme.reply };
        let last = words.split(' ').next_back().unwrap_or_default().to_owned();
        let words =
            vec![format!("{words}{count}  {took:.1} ms"), format!("{words}{count}"), words, last];
        Note { line, row: plan.rows.first(first.at), words, style }
    }
}

/// In a word, and whether it is bad.
fn answer(finished: &Finished) -> (String, bool) {
    let words = match finished.outcome {
        Outcome::Refused(_) => return ("REFUSED".to_owned(), true),
        Outcome::Unknown => return ("UNKNOWN".to_owned(), true),
        Outcome::Acked(None) if finished.action == Action::Read => "nothing".to_owned(),
        Outcome::Acked(None) => "OK".to_owned(),
        Outcome::Acked(Some(value)) => value.to_string(),
    };
    match finished.verdict {
        Some(Verdict::Stale { .. }) => (format!("{words} STALE"), true),
        Some(Verdict::Phantom) => (format!("{words} PHANTOM"), true),
        _ => (words, false),
    }
}
