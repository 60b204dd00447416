//! How a packet looks: what it carries, where it is, and whether it is held or lost.

use dirtybit::{Flight, FlightId, LinkName, Node, Payload};
use ratatui::style::{Modifier, Style};

use super::figure;
use crate::tui::scene::Scene;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// What is in the air, and the message that somebody points at.
#[derive(Clone, Copy)]
pub(super) struct Air<'a> {
    pub(super) scene: &'a Scene,
    pub(super) pointed_at: Option<FlightId>,
}

impl<'a> Air<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        Self { scene: model.scene(), pointed_at: model.highlighted }
    }
}

/// What a packet carries, in so many cells if it can be.
pub(super) fn label(payload: Payload, room: usize) -> String {
    match payload {
        Payload::Read if room < WORDS => "?".to_owned(),
        Payload::Found(None) if room < WORDS => "·".to_owned(),
        Payload::Refused(_) | Payload::Reset if room < WORDS => "╳".to_owned(),
        Payload::Unknown if room < WORDS => "??".to_owned(),
        Payload::Write(write) => figure::write(write, room),
        Payload::Read => "read".to_owned(),
        Payload::Fill(value) if room < FILL.len() + 2 => figure::value(value, room),
        Payload::Fill(value) => FILL.to_owned() + &figure::value(value, room - FILL.len()),
        Payload::Invalidate => whole_or("forget", "drop", room),
        Payload::Ack => "ok".to_owned(),
        Payload::Found(Some(value)) => figure::value(value, room),
        Payload::Found(None) => "miss".to_owned(),
        Payload::Refused(_) => whole_or("refused", "no", room),
        Payload::Reset => "reset".to_owned(),
        Payload::Unknown => whole_or("unknown", "??", room),
    }
}

/// A word is never cut.
fn whole_or(word: &str, brief: &str, room: usize) -> String {
    if word.len() <= room { word } else { brief }.to_owned()
}

/// The cells that words need.
const WORDS: usize = 4;
/// What stands before a copy on its way to the cache.
const FILL: &str = "fill ";

/// A held packet stands out, and the one that somebody points at stands out among them.
pub(super) fn style(flight: &Flight, air: Air<'_>, theme: &Theme) -> Style {
    let style = colour(flight.payload, theme);
    let is_pointed_at = air.pointed_at == Some(flight.id);
    match (is_pointed_at, air.scene.is_held(flight.id)) {
        (true, _) => theme.key.add_modifier(Modifier::REVERSED),
        (false, true) => style.add_modifier(Modifier::REVERSED),
        (false, false) => style,
    }
}

/// How it looks that a packet asks for something, or answers.
pub(super) fn colour(payload: Payload, theme: &Theme) -> Style {
    match payload {
        Payload::Write(_) | Payload::Fill(_) | Payload::Invalidate => theme.write,
        Payload::Read => theme.read,
        Payload::Found(None) => theme.pending,
        Payload::Ack | Payload::Found(_) => theme.reply,
        Payload::Refused(_) | Payload::Reset | Payload::Unknown => theme.lost,
    }
}

/// What a packet ends in: an arrow, or a barrier that holds it.
pub(super) fn head(flight: &Flight, scene: &Scene) -> &'static str {
    match (scene.is_held(flight.id), goes_right(flight)) {
        (true, _) => "║",
        (false, true) => "▶",
        (false, false) => "◀",
    }
}

/// How much of its way a packet seems to have made: nothing gets past a cut.
pub(super) fn progress(flight: &Flight, scene: &Scene) -> f64 {
    let most = if is_cut(flight, scene) { 0.5 } else { 1.0 };
    scene.progress(flight).min(most)
}

fn is_cut(flight: &Flight, scene: &Scene) -> bool {
    link(flight).is_some_and(|link| scene.folds.hazards.is_cut(link))
}

pub(super) fn link(flight: &Flight) -> Option<LinkName> {
    LinkName::between(flight.from, flight.to)
}

pub(super) fn goes_right(flight: &Flight) -> bool {
    matches!((flight.from, flight.to), (Node::App, _) | (Node::Cache, Node::Database))
}
