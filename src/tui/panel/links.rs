//! The ways between the nodes, lane by lane, and what stands in the way there.

use dirtybit::{Fault, Key, LinkName, Selection};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::packet::Air;
use super::{packet, traffic};
use crate::tui::ink;
use crate::tui::scene::Scene;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// The next acknowledgement will be lost.
const DROP: &str = "drop ack";

/// Draws every lane's ways and what travels on them.
pub(crate) fn render(model: &Model, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    for (link, way) in [(LinkName::AppCache, stage.near), (LinkName::CacheDatabase, stage.far)] {
        for (lane, y) in stage.rows() {
            let row = Rect { y, height: 1, ..way };
            line(model.scene(), theme, link, lane, row, buf);
        }
        captions(model.scene(), theme, link, way, buf);
        let row = |key: Key| Some(Rect { y: stage.row(key.index())?, height: 1, ..way });
        traffic::render(Air::of(model), theme, link, row, buf);
    }
}

/// A way, the gap in it if its link is cut, and the barrier if something is to be held.
pub(super) fn line(
    scene: &Scene,
    theme: &Theme,
    link: LinkName,
    lane: usize,
    row: Rect,
    buf: &mut Buffer,
) {
    ink::put(buf, row, (row.x, row.y), &"┄".repeat(usize::from(row.width)), theme.border);
    if link == LinkName::AppCache {
        signpost(scene, theme, lane, row, buf);
    }
    if scene.folds.hazards.is_cut(link) {
        ink::put(buf, row, (middle(row, 3), row.y), "╳ ╳", theme.lost);
    }
    if awaits(scene, link, lane) {
        ink::put(buf, row, (middle(row, 1), row.y), "║", theme.dirty);
    }
}

/// Where something of this width begins that stands in the middle.
pub(super) fn middle(row: Rect, width: u16) -> u16 {
    row.x + row.width.saturating_sub(width) / 2
}

/// Whether the next message of this lane is to be held here.
fn awaits(scene: &Scene, link: LinkName, lane: usize) -> bool {
    let name = &scene.folds.holdings.keys()[lane].name;
    scene.folds.hazards.faults().any(|fault| match fault {
        Fault::Hold(selection) => selection.key.as_ref() == Some(name) && strikes(selection, link),
        _ => false,
    })
}

fn strikes(selection: &Selection, link: LinkName) -> bool {
    selection.ends.is_none_or(|(from, to)| LinkName::between(from, to) == Some(link))
}

/// A lane whose writes travel differently says how they do.
fn signpost(scene: &Scene, theme: &Theme, lane: usize, row: Rect, buf: &mut Buffer) {
    let world = &scene.folds.world;
    let name = &*scene.folds.holdings.keys()[lane].name;
    if !world.route.keys().any(|prefix| name.starts_with(prefix.as_str())) {
        return;
    }
    let word = world.write_pattern_of(name).name().trim_start_matches("write-").to_owned();
    let word = fitting([word.clone(), word.replace("through", "thru")], row.width);
    ink::put(buf, row, (row.x, row.y), &word, theme.dim);
}

/// The first that fits, or the last one as far as it does.
pub(super) fn fitting<const N: usize>(words: [String; N], width: u16) -> String {
    let (width, last) = (usize::from(width), words[N - 1].clone());
    let found = words.into_iter().find(|words| words.chars().count() <= width);
    found.unwrap_or_else(|| ink::clipped(&last, width))
}

/// What lasts stands above the lanes, what waits to strike below them, if there is room.
fn captions(scene: &Scene, theme: &Theme, link: LinkName, way: Rect, buf: &mut Buffer) {
    let top = Rect { height: way.height.min(1), ..way };
    let bottom = Rect { y: way.bottom().saturating_sub(1), ..top };
    let is_cut = scene.folds.hazards.is_cut(link);
    if is_cut {
        ink::put(buf, top, (middle(top, 5), top.y), " CUT ", theme.alarm);
    }
    let words = hazards(scene, link);
    let all = words.join(", ");
    if all.chars().count() <= usize::from(way.width) {
        return caption(&all, theme, bottom, buf);
    }
    let places = if is_cut { &[bottom][..] } else { &[bottom, top][..] };
    for (words, place) in words.iter().zip(places) {
        caption(words, theme, *place, buf);
    }
}

fn caption(words: &str, theme: &Theme, place: Rect, buf: &mut Buffer) {
    let short = if words == DROP { "no ack" } else { "hold" };
    let words = fitting([words.to_owned(), short.to_owned()], place.width);
    let x = middle(place, words.chars().count() as u16);
    ink::put(buf, place, (x, place.y), &words, theme.dirty);
}

/// What waits to strike on a link, and what is held there.
pub(super) fn hazards(scene: &Scene, link: LinkName) -> Vec<&'static str> {
    let hazards = &scene.folds.hazards;
    let is_held = scene.held().any(|flight| packet::link(flight) == Some(link));
    let holds = hazards
        .faults()
        .any(|fault| matches!(fault, Fault::Hold(selection) if strikes(selection, link)));
    let drops = hazards.has(&Fault::DropAck);
    let all = [(drops, DROP), (holds, "hold next"), (is_held, "held")];
    all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, words)| words).collect()
}
