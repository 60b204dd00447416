//! What travels on the lanes of a link, and what has just been lost there.

use dirtybit::{Flight, Key, LinkName};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::links::{fitting, middle};
use super::packet::{self, Air};
use crate::tui::ink;
use crate::tui::scene::Wreck;
use crate::tui::theme::Theme;

/// Cells of a sign that says how a lane's writes travel; it makes room for packets.
const SIGN: u16 = 7;

/// What looks alike at one place is drawn once, with its number.
struct Packet<'a> {
    flight: &'a Flight,
    row: Rect,
    label: String,
    done: u16,
    times: usize,
}

/// Draws the packets of a link, and what was lost there, each in the row of its key.
pub(super) fn render(
    air: Air<'_>,
    theme: &Theme,
    link: LinkName,
    row: impl Fn(Key) -> Option<Rect>,
    buf: &mut Buffer,
) {
    let row = |flight: &Flight| row(flight.key).filter(|_| packet::link(flight) == Some(link));
    let flights = air.scene.flights.values().filter_map(|flight| Some((flight, row(flight)?)));
    let packets = packets(air, flights);
    for packet in &packets {
        let sign = "┄".repeat(usize::from(SIGN.min(packet.row.width)));
        ink::put(buf, packet.row, (packet.row.x, packet.row.y), &sign, theme.border);
    }
    for packet in &packets {
        draw(packet, air, theme, buf);
    }
    for wreck in &air.scene.wrecks {
        if let Some(row) = row(&wreck.flight) {
            lost(wreck, theme, row, buf);
        }
    }
}

fn packets<'a>(air: Air<'_>, flights: impl Iterator<Item = (&'a Flight, Rect)>) -> Vec<Packet<'a>> {
    let mut packets: Vec<Packet<'_>> = Vec::new();
    for (flight, row) in flights {
        let label = packet::label(flight.payload, usize::from(row.width).saturating_sub(1));
        let done = progress(flight, air, &label, row);
        let is_alike = |other: &&mut Packet<'_>| {
            (other.flight.key, other.flight.to, other.done) == (flight.key, flight.to, done)
                && other.label == label
                && !stands_out(air, other.flight)
        };
        // What left together is together: only the newest can be alike.
        let last = packets.iter_mut().rev().take(NEAR).find(is_alike);
        match last.filter(|_| !stands_out(air, flight)) {
            Some(alike) => alike.times += 1,
            None => packets.push(Packet { flight, row, label, done, times: 1 }),
        }
    }
    packets
}

/// Packets among which those that look alike are searched.
const NEAR: usize = 64;

fn stands_out(air: Air<'_>, flight: &Flight) -> bool {
    air.scene.is_held(flight.id) || air.pointed_at == Some(flight.id)
}

/// Cells that a packet has behind it.
fn progress(flight: &Flight, air: Air<'_>, label: &str, row: Rect) -> u16 {
    let room = row.width.saturating_sub(label.chars().count() as u16 + 1);
    (packet::progress(flight, air.scene) * f64::from(room)).round() as u16
}

/// A packet pulls a solid line behind it, so that its way can be seen.
fn draw(packet: &Packet<'_>, air: Air<'_>, theme: &Theme, buf: &mut Buffer) {
    let (flight, way) = (packet.flight, packet.row);
    let label = match packet.times {
        1 => packet.label.clone(),
        times => format!("{times}×{}", packet.label),
    };
    let label = ink::clipped(&label, usize::from(way.width).saturating_sub(1));
    let done = progress(flight, air, &label, way);
    let style = packet::style(flight, air, theme);
    let trail = ("━".repeat(usize::from(done)), style.remove_modifier(Modifier::REVERSED));
    let head = packet::head(flight, air.scene);
    match packet::goes_right(flight) {
        true => rightwards(&trail, &format!("{label}{head}"), style, way, buf),
        false => leftwards(&trail, &format!("{head}{label}"), style, way, buf),
    }
}

fn rightwards(trail: &(String, Style), text: &str, style: Style, way: Rect, buf: &mut Buffer) {
    ink::put(buf, way, (way.x, way.y), &trail.0, trail.1);
    let done = trail.0.chars().count() as u16;
    ink::put(buf, way, (way.x + done, way.y), text, style);
}

fn leftwards(trail: &(String, Style), text: &str, style: Style, way: Rect, buf: &mut Buffer) {
    ink::put_right(buf, way, way.y, &trail.0, trail.1);
    let done = trail.0.chars().count() as u16;
    let front = Rect { width: way.width.saturating_sub(done), ..way };
    ink::put_right(buf, front, way.y, text, style);
}

/// A packet that was lost, for a moment.
fn lost(wreck: &Wreck, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let label = packet::label(wreck.flight.payload, usize::from(way.width));
    let words = fitting([format!("{label} ╳ lost"), "╳ lost".to_owned()], way.width);
    let x = middle(way, words.chars().count() as u16);
    ink::put(buf, way, (x, way.y), &words, theme.lost);
}
