//! The ways between the nodes, and the packets on them.

use dirtybit::{Flight, Node, Payload, Time};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;

/// Draws every lane's ways, the road around the cache, and what travels on them.
pub(crate) fn render(scene: &Scene, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    for (_, y) in stage.rows() {
        for way in [stage.near, stage.far] {
            let line = "┄".repeat(usize::from(way.width));
            ink::put(buf, way, (way.x, y), &line, theme.border);
        }
    }
    for flight in scene.flights.values() {
        let way = match (flight.from, flight.to) {
            (Node::App, Node::Cache) | (Node::Cache, Node::App) => stage.near,
            (Node::Cache, Node::Database) | (Node::Database, Node::Cache) => stage.far,
            _ => continue,
        };
        if let Some(y) = stage.row(flight.key.index()) {
            let way = Rect { y, height: 1, ..way };
            packet(flight, &label(flight.payload), scene.now, theme, way, buf);
        }
    }
    road(scene, theme, stage.road, buf);
}

/// How much of its way a packet has made.
fn progress(flight: &Flight, now: Time) -> f64 {
    let span = (flight.arrives - flight.departs).as_secs_f64();
    if span == 0.0 { 1.0 } else { ((now - flight.departs).as_secs_f64() / span).min(1.0) }
}

/// A packet pulls a solid line behind it, so that its way can be seen.
fn packet(flight: &Flight, label: &str, now: Time, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let style = style(flight.payload, theme);
    let label = ink::clipped(label, usize::from(way.width).saturating_sub(1));
    let room = way.width.saturating_sub(label.chars().count() as u16 + 1);
    let done = (progress(flight, now) * f64::from(room)).round() as u16;
    let trail = "━".repeat(usize::from(done));
    if goes_right(flight) {
        ink::put(buf, way, (way.x, way.y), &format!("{trail}{label}▶"), style);
    } else {
        let text = format!("◀{label}{trail}");
        ink::put_right(buf, way, way.y, &text, style);
    }
}

fn goes_right(flight: &Flight) -> bool {
    matches!((flight.from, flight.to), (Node::App, _) | (Node::Cache, Node::Database))
}

fn label(payload: Payload) -> String {
    match payload {
        Payload::Write(value) if value.deleted => "delete".to_owned(),
        Payload::Write(value) => value.to_string(),
        Payload::Read => "read".to_owned(),
        Payload::Fill(value) => format!("fill {value}"),
        Payload::Ack => "ok".to_owned(),
        Payload::Found(Some(value)) => value.to_string(),
        Payload::Found(None) => "miss".to_owned(),
        Payload::Refused(_) => "refused".to_owned(),
        Payload::Reset => "reset".to_owned(),
    }
}

fn style(payload: Payload, theme: &Theme) -> Style {
    match payload {
        Payload::Write(_) | Payload::Fill(_) => theme.write,
        Payload::Read => theme.read,
        Payload::Found(None) => theme.pending,
        Payload::Ack | Payload::Found(_) => theme.reply,
        Payload::Refused(_) | Payload::Reset => theme.lost,
    }
}

/// The road around the cache: its packets keep their distance, so that each can be read.
fn road(scene: &Scene, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.width < 4 || area.height == 0 {
        return;
    }
    let way = Rect { x: area.x + 1, width: area.width - 2, ..area };
    let line = format!("╰{}╯", "┄".repeat(usize::from(way.width)));
    ink::put(buf, area, (area.x, area.y), &line, theme.border);
    let around = |flight: &&Flight| flight.from != Node::Cache && flight.to != Node::Cache;
    let flights: Vec<_> = scene.flights.values().filter(around).collect();
    if flights.is_empty() {
        let words = " around the cache ";
        return ink::put(buf, way, (way.x + 1, way.y), words, theme.dim);
    }
    let (there, back): (Vec<&Flight>, Vec<&Flight>) =
        flights.into_iter().partition(|flight| goes_right(flight));
    train(&there, scene, theme, way, buf);
    train(&back, scene, theme, way, buf);
}

/// Packets of one direction, the first in front; none overtakes or covers another one.
fn train(flights: &[&Flight], scene: &Scene, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let mut free = way.width;
    for flight in flights {
        let name = &scene.folds.holdings.of(flight.key).name;
        let text = match goes_right(flight) {
            true => format!("{name} {}▶", label(flight.payload)),
            false => format!("◀{} {name}", label(flight.payload)),
        };
        let length = text.chars().count() as u16;
        let made = length
            + (progress(flight, scene.now) * f64::from(way.width.saturating_sub(length))) as u16;
        let front = made.min(free);
        if front < length {
            return;
        }
        let x = match goes_right(flight) {
            true => way.x + front - length,
            false => way.right() - front,
        };
        ink::put(buf, way, (x, way.y), &text, style(flight.payload, theme));
        free = front - length - u16::from(front > length);
    }
}
