//! The line of words under the columns: what the crashes took, or what has just happened, for the back row.

use dirtybit::{AnomalyName, Holding, Outcome, Value, Verdict};
use ratatui::style::Style;

use crate::tui::account::{About, Sentence, Tone};
use crate::tui::ink;
use crate::tui::panel::account;
use crate::tui::scene::{Ending, Scene};
use crate::tui::theme::Theme;
use crate::tui::update::Model;

const INVITATION: &str = "Every key acts on all of these runs at once: press w to write, then c.";
/// Where a sentence can end early and still be one.
const ENDS: [&str; 4] = [". ", ": ", "; ", ", "];

/// What there is to say; what happened last has a panel of its own where there is room.
pub(super) fn told(
    model: &Model,
    theme: &Theme,
    has_account: bool,
    room: usize,
) -> (String, Style) {
    verdict(model, theme).unwrap_or_else(|| match model.scene().account.front() {
        Some(told) if !has_account => news(model, told, theme, room),
        _ => (INVITATION.to_owned(), theme.dim),
    })
}

/// What the crashes took, and where.
fn verdict(model: &Model, theme: &Theme) -> Option<(String, Style)> {
    let lost = |scene: &Scene| scene.folds.ledger.writes().lost;
    let losers: Vec<_> =
        model.scenes.iter().enumerate().filter(|(_, scene)| lost(scene) > 0).collect();
    let crashed = model.scenes.iter().all(|scene| !scene.crashes.is_empty());
    match losers[..] {
        [] if crashed => Some((
            "The cache crashed in all of them: no acknowledged write is lost.".to_owned(),
            theme.clean,
        )),
        [] => None,
        [(run, scene)] => {
            let what = match lost(scene) {
                1 => "1 acknowledged write is".to_owned(),
                many => format!("{many} acknowledged writes are"),
            };
            let label = model.label(run);
            Some((format!("{what} LOST under {label}, none elsewhere."), theme.lost))
        }
        _ => {
            let figures = model.scenes.iter().zip(&model.labels);
            let told: Vec<_> =
                figures.map(|(scene, label)| format!("{label} {}", lost(scene))).collect();
            Some((format!("Acknowledged writes LOST: {}.", told.join(", ")), theme.lost))
        }
    }
}

/// What happened last in the run that is looked at; what happened in all is told of all.
fn news(model: &Model, told: &Sentence, theme: &Theme, room: usize) -> (String, Style) {
    let style = if told.tone == Tone::Plain { theme.dim } else { account::tone(told.tone, theme) };
    let is_same = |other: &Sentence| (other.at, &other.words) == (told.at, &told.words);
    let is_everywhere = model.scenes.iter().all(|scene| scene.account.front().is_some_and(is_same));
    let who = if is_everywhere { "in all" } else { model.label(model.focus) };
    let room = room.saturating_sub(who.chars().count() + 2);
    let briefs = briefs(model.scene(), told).into_iter().flatten();
    let mut fitting = briefs.chain([told.text()]).filter(|words| words.chars().count() <= room);
    let words = fitting.next().unwrap_or_else(|| shortened(&told.text(), room));
    (format!("{who}: {words}"), style)
}

/// As much of a sentence as fits and says something by itself.
fn shortened(text: &str, room: usize) -> String {
    let ends = ENDS.iter().flat_map(|end| text.match_indices(end)).map(|(place, _)| place);
    let fits = |place: &usize| text[..*place].chars().count() <= room;
    match ends.filter(fits).max() {
        Some(place) => text[..place].to_owned(),
        None => ink::abridged(text, room),
    }
}

/// The same in few words: with its key, and without.
fn briefs(scene: &Scene, told: &Sentence) -> Option<[String; 2]> {
    match told.about {
        About::Answer(_) => answer(scene, told),
        About::Anomaly(AnomalyName::Divergence) => difference(scene, told),
        _ => None,
    }
}

fn difference(scene: &Scene, told: &Sentence) -> Option<[String; 2]> {
    let is_meant = |holding: &&Holding| told.words.contains(&format!("({})", holding.name));
    let holding = scene.folds.holdings.keys().iter().find(is_meant)?;
    let (cache, database) = contents(holding);
    let words = format!("the cache still has {cache}, the database {database}");
    holding.diverges().then(|| [format!("{}: {words}", holding.name), words])
}

fn answer(scene: &Scene, told: &Sentence) -> Option<[String; 2]> {
    let keys = scene.folds.holdings.keys().iter().zip(&scene.lanes);
    let mut ended = keys.filter_map(|(holding, lane)| {
        let last = lane.last?;
        let ending = last.ending.filter(|ending| last.issued + ending.took == told.at)?;
        let is_meant = told.words.split_whitespace().any(|word| word == &*holding.name);
        is_meant.then_some((holding, ending))
    });
    let (holding, ending) = ended.next()?;
    let words = brief(holding, &ending)?;
    Some([format!("{} {words}", holding.name), words])
}

/// What an answer is worth: for a write, who has it.
fn brief(holding: &Holding, ending: &Ending) -> Option<String> {
    match (ending.outcome, ending.verdict) {
        (Outcome::Acked(None), None) => Some(whereabouts(holding)),
        (Outcome::Acked(seen), Some(Verdict::Stale { .. })) => {
            Some(format!("read: {} is STALE, a newer write was told OK", shown(seen)))
        }
        (Outcome::Acked(seen), Some(Verdict::Phantom)) => {
            Some(format!("read: {} is a PHANTOM, never committed", shown(seen)))
        }
        _ => None,
    }
}

fn whereabouts(holding: &Holding) -> String {
    let version = holding.app.map(|value| value.version);
    let is_cached = holding.cache.is_some_and(|(value, _)| Some(value.version) >= version);
    let is_stored = holding.database.map(|value| value.version) >= version;
    let is_journaled = holding.journal.iter().any(|record| Some(record.version) >= version);
    let (cache, database) = contents(holding);
    match (is_cached, is_stored) {
        (true, true) => "told OK, cache and database have it".to_owned(),
        (true, false) if is_journaled => {
            "told OK, only the cache and its journal have it".to_owned()
        }
        (true, false) => "told OK, only the cache has it".to_owned(),
        (false, true) if holding.cache.is_some() => {
            format!("told OK: the cache still has {cache}, the database {database}")
        }
        (false, true) => "told OK, only the database has it".to_owned(),
        (false, false) if is_journaled => "told OK, only the journal has it".to_owned(),
        (false, false) => "told OK, but its only copy is gone".to_owned(),
    }
}

/// What cache and database have.
fn contents(holding: &Holding) -> (String, String) {
    (shown(holding.cache.map(|(value, _)| value)), shown(holding.database))
}

fn shown(value: Option<Value>) -> String {
    match value {
        Some(value) if !value.deleted => value.to_string(),
        _ => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_sentence_ends_where_it_says_something() {
        let text = "cart:7 = v1 was acknowledged in 1.1 ms. Only the cache has it: so it is.";
        assert_eq!(
            shortened(text, 200),
            "cart:7 = v1 was acknowledged in 1.1 ms. Only the cache has it"
        );
        assert_eq!(shortened(text, 50), "cart:7 = v1 was acknowledged in 1.1 ms");
        assert_eq!(shortened("no end at all", 7), "no end…");
    }
}
