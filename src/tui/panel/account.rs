//! What happened, in sentences, the latest one first.

use dirtybit::{Flight, Node, Service, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use super::links;
use crate::tui::account::{About, Sentence, Tone, cargo};
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// What to do before anything has happened.
const INVITATION: &str = "Press w to write the selected key. Watch where the new version is, and where it is not yet. Then press c.";

/// Draws the account.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inside = ink::boxed(buf, area, theme, "WHAT HAPPENED");
    if let Some(words) = happening(scene) {
        let room = area.width.saturating_sub(6);
        let brief = words.trim_start_matches("now: ").to_owned();
        ink::caption(buf, area, &links::fitting([words, brief], room), theme.pending);
    }
    let inside = ink::padded(inside);
    let most = usize::from(inside.height);
    let sentences = scene.account.iter().take(most).enumerate();
    let lines: Vec<_> = sentences.map(|(age, told)| line(told, age, theme)).collect();
    let text = match lines.is_empty() {
        true => Text::styled(INVITATION, theme.dim),
        false => Text::from(lines),
    };
    Paragraph::new(text).wrap(Wrap { trim: true }).render(inside, buf);
}

/// What began last and is still under way, or what everything waits for, in a few words.
fn happening(scene: &Scene) -> Option<String> {
    let lasts = |service: &&Service| {
        service.node == Node::Database || matches!(service.work, Work::Append(_))
    };
    let service = scene.services.iter().filter(lasts).max_by_key(|service| service.from);
    let flight = scene.flying().next_back();
    match (service, flight) {
        (Some(service), flight) if flight.is_none_or(|flight| flight.departs <= service.from) => {
            Some(format!("now: {}", working(service)))
        }
        (_, Some(flight)) => Some(format!("now: {}", brief(flight))),
        _ => scene.held().next_back().map(held).or_else(|| waits(scene)),
    }
}

fn working(service: &Service) -> String {
    match service.work {
        Work::Persist(write) => format!("database: {write}"),
        Work::Append(write) => format!("journal: {write}"),
        _ => "database reads".to_owned(),
    }
}

fn held(flight: &Flight) -> String {
    format!("held: {}", brief(flight))
}

/// As it fits under a narrow account.
fn brief(flight: &Flight) -> String {
    cargo(flight).replace(" the ", " ")
}

/// Nothing moves, but somebody still hopes.
fn waits(scene: &Scene) -> Option<String> {
    scene.is_awaited().then(|| "waits for an answer".to_owned())
}

/// The latest sentence stands out, and the name of an anomaly does for as long as it can be seen.
fn line<'a>(told: &'a Sentence, age: usize, theme: &Theme) -> Line<'a> {
    let (head, rest) = told.parts();
    let style = if age == 0 { tone(told.tone, theme) } else { theme.dim };
    let is_anomaly = matches!(told.about, About::Anomaly(_));
    Line::from(vec![
        Span::styled(format!("{} ", told.at), theme.dim),
        Span::styled(head, if is_anomaly { theme.lost } else { style }),
        Span::styled(rest, style),
    ])
}

/// The style of a tone.
pub(super) fn tone(tone: Tone, theme: &Theme) -> Style {
    match tone {
        Tone::Plain => theme.text,
        Tone::Good => theme.clean,
        Tone::Warning => theme.dirty,
        Tone::Bad => theme.lost,
        Tone::Caption => theme.title,
    }
}
