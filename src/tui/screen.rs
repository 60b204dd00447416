//! Splits the screen and calls the panels.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use super::ink;
use super::overlay::Overlay;
use super::panel::{
    account, app, cache, database, footer, header, help, journal, latency, ledger, links, overlay,
    post_mortem, prompt, road,
};
use super::stage::Stage;
use super::theme::Theme;
use super::update::Model;

/// Below this the screen only says how much it needs.
const LEAST: (u16, u16) = (Stage::LEAST_WIDTH, 22);
/// The least height of the panels below the stage.
const PANELS: u16 = 9;
/// And what they are cut down to before lanes are.
const LEAST_PANELS: u16 = 6;

/// The width that a list needs, and the width that it makes no use of.
const LIST: u16 = 53;
const WIDEST_LIST: u16 = 72;
/// The width that an account beside it needs.
const LEAST_ACCOUNT: u16 = 28;

/// Where everything is.
struct Places {
    header: Rect,
    stage: Rect,
    ledger: Rect,
    latency: Rect,
    account: Rect,
    footer: Rect,
}

/// Draws the whole screen.
pub(crate) fn render(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(places) = places(model, area) else {
        return too_small(theme, area, buf);
    };
    header::render(model, theme, places.header, buf);
    render_stage(model, theme, &stage(model, &places), buf);
    ledger::render(&model.scene, theme, places.ledger, buf);
    let room = places.latency.union(places.account);
    if let Some(overlay) = &model.overlay {
        render_list(model, overlay, theme, room, buf);
    } else if let Some(since) = model.post_mortem() {
        post_mortem::render(&model.scene, since, theme, room, buf);
    } else {
        latency::render(&model.scene, theme, places.latency, buf);
        account::render(&model.scene, theme, places.account, buf);
    }
    footer::render(model, theme, places.footer, buf);
    if model.help {
        help::render(theme, area, buf);
    }
    prompt::render(model, theme, area, buf);
}

/// Draws a list beside the account, or over it where there is no room for both.
fn render_list(model: &Model, overlay: &Overlay, theme: &Theme, room: Rect, buf: &mut Buffer) {
    if room.width < LIST + LEAST_ACCOUNT {
        overlay::render(model, overlay, theme, room, buf);
        return overlay::news(model, overlay, theme, room, buf);
    }
    let list = Constraint::Length((room.width * 3 / 5).clamp(LIST, WIDEST_LIST));
    let [list, account] = Layout::horizontal([list, Constraint::Min(0)]).areas(room);
    overlay::render(model, overlay, theme, list, buf);
    account::render(&model.scene, theme, account, buf);
}

/// The lane at a cell of the screen.
pub(crate) fn lane_at(model: &Model, area: Rect, y: u16) -> Option<usize> {
    stage(model, &places(model, area)?).lane_at(y)
}

fn render_stage(model: &Model, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    app::render(model, theme, stage, buf);
    cache::render(&model.scene, theme, stage, buf);
    if model.is_alarmed {
        buf.set_style(stage.cache.intersection(buf.area), theme.alarm);
    }
    database::render(&model.scene, theme, stage, buf);
    links::render(model, theme, stage, buf);
    journal::render(&model.scene, theme, stage, buf);
    road::render(model, theme, stage, buf);
}

fn stage(model: &Model, places: &Places) -> Stage {
    let scene = &model.scene;
    Stage::new(places.stage, scene.lanes.len(), scene.has_journal(), model.selected)
}

fn places(model: &Model, area: Rect) -> Option<Places> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let (keys, has_journal) = (model.scene.lanes.len(), model.scene.has_journal());
    let room = area.height - 2;
    let dense = Stage::dense(keys, has_journal);
    let most = room - room.saturating_sub(dense).clamp(LEAST_PANELS, PANELS);
    let [header, stage, panels, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(Stage::height(keys, has_journal, most)),
        Constraint::Min(0),
        Constraint::Length(1),
    ])
    .areas(area);
    let [ledger, latency, account] = Layout::horizontal([
        Constraint::Length(27 + area.width.saturating_sub(80) / 8),
        Constraint::Length(25 + area.width.saturating_sub(80) / 4),
        Constraint::Min(0),
    ])
    .areas(panels);
    Some(Places { header, stage, ledger, latency, account, footer })
}

/// As much as fits of what the screen needs; the size needed is said last and least.
fn too_small(theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (width, height) = LEAST;
    let needed = format!("{width}x{height}");
    let words = [
        format!("dirtybit needs {needed}, this is {}x{}", area.width, area.height),
        format!("needs {needed}"),
        needed,
        "…".to_owned(),
    ];
    let room = usize::from(area.width);
    let words = words.into_iter().find(|words| words.chars().count() <= room).unwrap_or_default();
    let x = area.x + (area.width - words.chars().count() as u16) / 2;
    ink::put(buf, area, (x, area.y + area.height / 2), &words, theme.text);
}
