//! Splits the screen and calls the panels.

use dirtybit::Time;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style};
use ratatui::widgets::{Clear, Widget};

use super::ink;
use super::overlay::Overlay;
use super::panel::tape::Tape;
use super::panel::{
    account, app, big, cache, caption, chart, code, comparison, database, diagram, footer, header,
    help, journal, latency, ledger, links, overlay, post_mortem, prompt, road, tape,
};
use super::places::{LEAST, Places};
use super::stage::Stage;
use super::theme::Theme;
use super::update::Model;

/// The width that a list needs, and the width that it makes no use of.
const LIST: u16 = 53;
const WIDEST_LIST: u16 = 72;
/// The width that an account beside it needs.
const LEAST_ACCOUNT: u16 = 28;
/// The least width of code that has an account beside it, of that account, and of code that is whole.
const LEAST_CODE: u16 = 60;
const LEAST_NEWS: u16 = 26;
const WIDEST_CODE: u16 = 84;

/// Draws the whole screen.
pub(crate) fn render(model: &Model, tape: &Tape<'_>, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if model.blank.is_some() {
        return buf.set_style(area, Style::new().bg(Color::Rgb(0, 0, 0)));
    }
    let Some(places) = Places::of(model, area) else {
        return too_small(theme, area, buf);
    };
    match model.is_presenting {
        true => {
            big::title(model, theme, places.header, buf);
            caption::presented(model.scene(), theme, places.caption, buf);
        }
        false => {
            header::render(model, theme, places.header, buf);
            caption::render(model.scene(), theme, places.caption, buf);
        }
    }
    if !places.is_diagram_over_stage {
        render_main(model, theme, &places, buf);
    }
    render_figures(model, theme, &places, buf);
    tape::render(tape, theme, places.tape, buf);
    footer::render(model, theme, places.footer, buf);
    if model.help {
        help::render(theme, area, buf);
    }
    prompt::render(model, theme, area, buf);
}

fn render_main(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    match model.is_comparing() {
        true => render_runs(model, theme, places.main(), buf),
        false if model.is_presenting => render_presented(model, theme, places, buf),
        false => render_run(model, theme, places, buf),
    }
}

fn render_figures(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    if let Some(area) = places.code {
        code::render(model, theme, area, buf);
    }
    if let Some(area) = places.diagram {
        diagram::render(model, theme, area, buf);
    }
}

/// Draws the stage alone, and below it the counters, or what is open.
fn render_presented(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    render_stage(model, theme, &stage(model, places.stage), buf);
    if let Some(overlay) = &model.overlay {
        render_list(model, overlay, theme, places.room, buf);
    } else if model.is_chart_open() {
        chart::render(&model.chart, theme, places.room, buf);
    } else if places.is_code_below(model) {
        render_code(model, theme, places.room, buf);
    } else {
        big::counters(model, theme, places.room, buf);
    }
}

fn render_run(model: &Model, theme: &Theme, places: &Places, buf: &mut Buffer) {
    render_stage(model, theme, &stage(model, places.stage), buf);
    ledger::render(model.scene(), theme, places.ledger, buf);
    let room = places.room;
    if model.is_chart_open() && model.overlay.is_none() {
        return chart::render(&model.chart, theme, places.ledger.union(room), buf);
    }
    if let Some(overlay) = &model.overlay {
        render_list(model, overlay, theme, room, buf);
    } else if let Some(since) = model.post_mortem() {
        post_mortem::render(model.scene(), since, theme, room, buf);
    } else if places.is_code_below(model) {
        render_code(model, theme, room, buf);
    } else {
        render_news(model, theme, room, buf);
    }
}

/// Draws figures and account side by side.
fn render_news(model: &Model, theme: &Theme, room: Rect, buf: &mut Buffer) {
    let latency = 25 + (room.width.saturating_sub(53)) * 2 / 7;
    let [latency, account] =
        Layout::horizontal([Constraint::Length(latency), Constraint::Min(0)]).areas(room);
    latency::render(model.scene(), theme, latency, buf);
    account::render(model.scene(), theme, account, buf);
}

/// Draws the code beside the account, or over it where there is no room for both.
fn render_code(model: &Model, theme: &Theme, room: Rect, buf: &mut Buffer) {
    if room.width < LEAST_CODE + LEAST_NEWS {
        return code::render(model, theme, room, buf);
    }
    let width = Constraint::Length((room.width - LEAST_NEWS).min(WIDEST_CODE));
    let [code, account] = Layout::horizontal([width, Constraint::Min(0)]).areas(room);
    code::render(model, theme, code, buf);
    account::render(model.scene(), theme, account, buf);
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
    let places = Places::of(model, area)?;
    let moment = tape::time_at(tape, places.tape, cell).map(Spot::Moment);
    let lane = || match model.is_comparing() {
        true => comparison::Places::of(model, places.main()).lane_at(cell.1),
        false => stage(model, places.stage).lane_at(cell.1),
    };
    let is_lane = places.main().contains(cell.into()) && !places.is_diagram_over_stage;
    moment.or_else(|| lane().filter(|_| is_lane).map(Spot::Lane))
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

/// The stage, if it is to be seen.
pub(crate) fn seen_stage(model: &Model, area: Rect) -> Option<Stage> {
    let is_covered = model.blank.is_some() || model.help || model.is_comparing();
    let places = Places::of(model, area).filter(|_| !is_covered)?;
    (!places.is_diagram_over_stage).then(|| stage(model, places.stage))
}

fn stage(model: &Model, area: Rect) -> Stage {
    let scene = model.scene();
    Stage::new(area, scene.lanes.len(), scene.has_journal(), model.selected)
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
