//! Splits the screen and calls the panels.

use dirtybit::Time;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::{Clear, Widget};

use super::ink;
use super::overlay::Overlay;
use super::panel::tape::Tape;
use super::panel::{
    account, app, cache, caption, chart, comparison, database, footer, header, help, journal,
    latency, ledger, links, overlay, post_mortem, prompt, road, tape,
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

/// What is said is worth more than lanes beyond these.
const LEAST_LANES: usize = 8;

/// The width that a list needs, and the width that it makes no use of.
const LIST: u16 = 53;
const WIDEST_LIST: u16 = 72;
/// The width that an account beside it needs.
const LEAST_ACCOUNT: u16 = 28;

/// Where everything is.
struct Places {
    header: Rect,
    caption: Rect,
    stage: Rect,
    ledger: Rect,
    latency: Rect,
    account: Rect,
    tape: Rect,
    footer: Rect,
}

impl Places {
    /// All between the header and the tape.
    fn body(&self) -> Rect {
        self.stage.union(self.ledger).union(self.account)
    }
}

/// Draws the whole screen.
pub(crate) fn render(model: &Model, tape: &Tape<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(places) = places(model, area) else {
        return too_small(theme, area, buf);
    };
    header::render(model, theme, places.header, buf);
    caption::render(model.scene(), theme, places.caption, buf);
    match model.is_comparing() {
        true => render_runs(model, theme, places.body(), buf),
        false => render_run(model, theme, &places, buf),
    }
    tape::render(tape, theme, places.tape, buf);
    footer::render(model, theme, places.footer, buf);
    if model.help {
        help::render(theme, area, buf);
    }
    prompt::render(model, theme, area, buf);
}

fn render_run(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    render_stage(model, theme, &stage(model, places), buf);
    ledger::render(model.scene(), theme, places.ledger, buf);
    let room = places.latency.union(places.account);
    if model.is_chart_open() && model.overlay.is_none() {
        return chart::render(&model.chart, theme, places.ledger.union(room), buf);
    }
    if let Some(overlay) = &model.overlay {
        render_list(model, overlay, theme, room, buf);
    } else if let Some(since) = model.post_mortem() {
        post_mortem::render(model.scene(), since, theme, room, buf);
    } else {
        latency::render(model.scene(), theme, places.latency, buf);
        account::render(model.scene(), theme, places.account, buf);
    }
}

/// Where a list is open, it covers the figures rather than the stages.
fn render_runs(model: &Model, theme: &Theme, body: Rect, buf: &mut Buffer) {
    let places = comparison::Places::of(model, body);
    comparison::render(model, theme, &places, model.overlay.is_some(), buf);
    if let Some(overlay) = &model.overlay {
        let room = places.lists();
        Clear.render(room.intersection(buf.area), buf);
        render_list(model, overlay, theme, room, buf);
    }
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
    account::render(model.scene(), theme, account, buf);
}

/// What is at a cell of the screen.
pub(crate) enum Spot {
    Lane(usize),
    /// A moment on the tape.
    Moment(Time),
}

/// What is at a cell of the screen.
pub(crate) fn spot(model: &Model, tape: &Tape<'_>, area: Rect, cell: (u16, u16)) -> Option<Spot> {
    let places = places(model, area)?;
    let moment = tape::time_at(tape, places.tape, cell).map(Spot::Moment);
    let lane = || match model.is_comparing() {
        true => comparison::Places::of(model, places.body()).lane_at(cell.1),
        false => stage(model, &places).lane_at(cell.1),
    };
    moment.or_else(|| lane().map(Spot::Lane))
}

fn render_stage(model: &Model, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    app::render(model, theme, stage, buf);
    cache::render(model.scene(), theme, stage, buf);
    if model.is_alarmed {
        buf.set_style(stage.cache.intersection(buf.area), theme.alarm);
    }
    database::render(model.scene(), theme, stage, buf);
    links::render(model, theme, stage, buf);
    journal::render(model.scene(), theme, stage, buf);
    road::render(model, theme, stage, buf);
}

fn stage(model: &Model, places: &Places) -> Stage {
    let scene = model.scene();
    Stage::new(places.stage, scene.lanes.len(), scene.has_journal(), model.selected)
}

fn places(model: &Model, area: Rect) -> Option<Places> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let (keys, has_journal) = (model.scene().lanes.len(), model.scene().has_journal());
    let dense = Stage::dense(keys, has_journal);
    let room = area.height - 3;
    let (least, enough) = match model.is_chart_open() {
        true => (chart::LEAST_ROWS, chart::ROWS),
        false => (LEAST_PANELS, PANELS),
    };
    let needed = Stage::dense(keys.min(LEAST_LANES), has_journal) + least;
    let caption = caption::height(model.scene(), area.width);
    let caption = if room >= needed + caption { caption } else { 0 };
    let room = room - caption;
    let most = room - room.saturating_sub(dense).clamp(least, enough);
    let [header, caption, stage, panels, tape, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(caption),
        Constraint::Length(Stage::height(keys, has_journal, most)),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    let [ledger, latency, account] = Layout::horizontal([
        Constraint::Length(27 + area.width.saturating_sub(80) / 8),
        Constraint::Length(25 + area.width.saturating_sub(80) / 4),
        Constraint::Min(0),
    ])
    .areas(panels);
    Some(Places { header, caption, stage, ledger, latency, account, tape, footer })
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
