//! What happened, in sentences, the latest one first.

use dirtybit::{Flight, Node, Payload, Service, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Paragraph, Widget, Wrap};

use crate::tui::account::{Sentence, Tone};
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;

/// What to do before anything has happened.
const INVITATION: &str = "Press w to write the selected key. Watch where the new version is, and where it is not yet. Then press c.";

/// Draws the account.
pub(crate) fn render(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let inside = ink::boxed(buf, area, theme, "WHAT HAPPENED");
    if let Some(words) = happening(scene) {
        ink::caption(buf, area, &format!("now: {words}"), theme.pending);
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

/// What began last and is still under way, in a few words.
fn happening(scene: &Scene) -> Option<String> {
    let at_database = |service: &&Service| service.node == Node::Database;
    let service = scene.services.iter().filter(at_database).max_by_key(|service| service.from);
    let flight = scene.flights.values().next_back();
    match (service, flight) {
        (Some(service), flight) if flight.is_none_or(|flight| flight.departs <= service.from) => {
            Some(working(service))
        }
        (_, flight) => flight.map(travelling),
    }
}

fn working(service: &Service) -> String {
    match service.work {
        Work::Persist(value) => format!("database writes {value}"),
        _ => "database reads".to_owned(),
    }
}

fn travelling(flight: &Flight) -> String {
    let to = flight.to;
    match flight.payload {
        Payload::Write(value) | Payload::Fill(value) => format!("{value} to the {to}"),
        Payload::Read => format!("read at the {to}"),
        Payload::Ack => format!("OK to the {to}"),
        Payload::Found(Some(value)) => format!("{value} to the {to}"),
        Payload::Found(None) => format!("not found, to the {to}"),
        Payload::Refused(_) => format!("refusal to the {to}"),
        Payload::Reset => format!("the {} is dead", flight.from),
    }
}

fn line<'a>(told: &'a Sentence, age: usize, theme: &Theme) -> Line<'a> {
    let style = if age == 0 { tone(told.tone, theme) } else { theme.dim };
    Line::from(vec![
        Span::styled(format!("{} ", told.at), theme.dim),
        Span::styled(told.words.as_str(), style),
    ])
}

fn tone(tone: Tone, theme: &Theme) -> Style {
    match tone {
        Tone::Plain => theme.text,
        Tone::Good => theme.clean,
        Tone::Warning => theme.dirty,
        Tone::Bad => theme.lost,
    }
}
