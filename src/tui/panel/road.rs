//! The road around the cache, with its packets, and the traps that are armed.

use dirtybit::{Flight, LinkName, Trap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::packet::Air;
use super::{links, packet};
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// Room for what a packet carries.
const ROOM: usize = 16;
/// From this width on, packets that travel together are named.
const WIDE: u16 = 40;

/// Draws the road.
pub(crate) fn render(model: &Model, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let (scene, area) = (model.scene(), beside_traps(model.scene(), stage));
    if area.width < 4 || area.height == 0 {
        return;
    }
    let width = stage.database.right().saturating_sub(area.right());
    let beside = Rect { x: area.right(), width, ..area }.intersection(stage.all);
    traps(scene, theme, beside, buf);
    travelled(Air::of(model), theme, area, buf);
}

/// Draws the road with what travels on it.
pub(super) fn travelled(air: Air<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let scene = air.scene;
    let way = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let line = format!("╰{}╯", "┄".repeat(usize::from(way.width)));
    ink::put(buf, area, (area.x, area.y), &line, theme.border);
    let here = |flight: &&Flight| packet::link(flight) == Some(LinkName::AppDatabase);
    let flights: Vec<_> = scene.flights.values().filter(here).collect();
    let is_wrecked = scene.wrecks.iter().any(|wreck| here(&&wreck.flight));
    if flights.is_empty() && !is_wrecked {
        name(scene, theme, way, buf);
    }
    cut(scene, theme, way, buf);
    let (there, back): (Vec<&Flight>, Vec<&Flight>) =
        flights.into_iter().partition(|flight| packet::goes_right(flight));
    train(&there, air, theme, way, buf);
    train(&back, air, theme, way, buf);
    wrecks(scene, theme, way, buf);
}

/// The road ends a little earlier where traps are to be told of.
fn beside_traps(scene: &Scene, stage: &Stage) -> Rect {
    let road = stage.road;
    let end = stage.database.x + 2;
    match scene.folds.hazards.traps() {
        [] => road,
        _ => Rect { width: road.width.min(end.saturating_sub(road.x)), ..road },
    }
}

/// A trap tells what it does and when; of several, there is room for their number.
fn traps(scene: &Scene, theme: &Theme, beside: Rect, buf: &mut Buffer) {
    let words = match scene.folds.hazards.traps() {
        [] => return,
        [Trap { trigger, command, .. }] => {
            let moment = trigger.to_string().replace("acknowledged", "OK");
            links::fitting(
                [
                    format!(" ▲ {command} at: {moment}"),
                    format!(" ▲ {moment}"),
                    " ▲ 1 trap (C)".to_owned(),
                ],
                beside.width,
            )
        }
        traps => links::fitting([format!(" ▲ {} traps (C)", traps.len())], beside.width),
    };
    ink::put_right(buf, beside, beside.y, &words, theme.dirty);
}

fn name(scene: &Scene, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let words = " around the cache ";
    ink::put(buf, way, (way.x + 1, way.y), words, theme.dim);
    let hazards = links::hazards(scene, LinkName::AppDatabase);
    let waiting = hazards.join(", ");
    if !waiting.is_empty() && !scene.folds.hazards.is_cut(LinkName::AppDatabase) {
        let x = way.x + 1 + words.len() as u16;
        ink::put(buf, way, (x, way.y), &format!("{waiting} "), theme.dirty);
    }
}

fn cut(scene: &Scene, theme: &Theme, way: Rect, buf: &mut Buffer) {
    if scene.folds.hazards.is_cut(LinkName::AppDatabase) {
        let x = way.x + way.width.saturating_sub(9) / 2;
        ink::put(buf, way, (x, way.y), "╳  CUT  ╳", theme.lost);
    }
}

fn wrecks(scene: &Scene, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let here = |flight: &Flight| packet::link(flight) == Some(LinkName::AppDatabase);
    let Some(wreck) = scene.wrecks.iter().rfind(|wreck| here(&wreck.flight)) else {
        return;
    };
    let name = &scene.folds.holdings.of(wreck.flight.key).name;
    let words = format!(" {name} {} ╳ lost ", packet::label(wreck.flight.payload, ROOM));
    let x = way.x + way.width.saturating_sub(words.chars().count() as u16) / 2;
    ink::put(buf, way, (x, way.y), &words, theme.lost);
}

/// Packets of one direction, the first in front; none overtakes or covers another one. Those that
/// there is no room for behind them are counted.
fn train(flights: &[&Flight], air: Air<'_>, theme: &Theme, way: Rect, buf: &mut Buffer) {
    let has_names = flights.len() == 1 || way.width >= WIDE;
    let (mut free, mut first) = (way.width, None);
    for (place, flight) in flights.iter().enumerate() {
        let text = carriage(flight, air.scene, has_names);
        let length = text.chars().count() as u16;
        let room = f64::from(way.width.saturating_sub(length));
        let made = length + (packet::progress(flight, air.scene) * room) as u16;
        let front = made.min(free);
        if front < length {
            let hidden = format!("+{}", flights.len() - place);
            return count(&hidden, flight, first.unwrap_or_default(), theme, way, buf);
        }
        first = first.or(Some(front));
        let x = match packet::goes_right(flight) {
            true => way.x + front - length,
            false => way.right() - front,
        };
        ink::put(buf, way, (x, way.y), &text, packet::style(flight, air, theme));
        free = front - length - u16::from(front > length);
    }
}

/// Before the first one, at the end of a narrow way, if it has not come so far.
fn count(words: &str, flight: &Flight, first: u16, theme: &Theme, way: Rect, buf: &mut Buffer) {
    if way.width >= WIDE || first + words.len() as u16 >= way.width {
        return;
    }
    match packet::goes_right(flight) {
        true => ink::put_right(buf, way, way.y, words, theme.dim),
        false => ink::put(buf, way, (way.x, way.y), words, theme.dim),
    }
}

fn carriage(flight: &Flight, scene: &Scene, has_name: bool) -> String {
    let name = &scene.folds.holdings.of(flight.key).name;
    let (label, head) = (packet::label(flight.payload, ROOM), packet::head(flight, scene));
    match (has_name, packet::goes_right(flight)) {
        (true, true) => format!("{name} {label}{head}"),
        (true, false) => format!("{head}{label} {name}"),
        (false, true) => format!("{label}{head}"),
        (false, false) => format!("{head}{label}"),
    }
}
