//! What happened, in sentences, the latest one first.

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
