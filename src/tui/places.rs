//! Where everything on the screen is: as its size, what it shows, and what is open leave room.

use ratatui::layout::Constraint::{self, Length, Min};
use ratatui::layout::{Layout, Rect};

use super::panel::{big, caption, chart};
use super::stage::Stage;
use super::update::Model;

/// Below this the screen only says how much it needs.
pub(crate) const LEAST: (u16, u16) = (Stage::LEAST_WIDTH, 22);
/// The least height of the panels below the stage.
const PANELS: u16 = 9;
/// And what they are cut down to before lanes are.
const LEAST_PANELS: u16 = 6;
/// What is said is worth more than lanes beyond these.
const LEAST_LANES: usize = 8;

/// From this width on, code and diagram stand beside the stage; from that one, a diagram can.
const WIDE: u16 = 145;
const LEAST_WIDE: u16 = 118;
/// The width of what stands beside it.
const BESIDE: (u16, u16) = (42, 78);
/// From this height on, they stand below the panels where there is no room beside them.
const TALL: u16 = 46;
/// What stage and panels keep then.
const ABOVE: u16 = 32;
/// The least height of a diagram that opens by itself, and of what stands above it.
const DIAGRAM: u16 = 14;
const CODE: u16 = 10;
/// The height of panels among which there is code: enough for most functions.
const CODE_BELOW: u16 = 18;
/// No source is longer, with its frame.
const LONGEST_CODE: u16 = 52;
/// Rows of what opens over the counters; and the lanes that it leaves to be seen, if it can.
const OPEN: u16 = 12;
const LANES_ABOVE: usize = 3;
/// The least width for one beside the other.
const SIDE_BY_SIDE: u16 = 112;

/// Whether a panel is to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wish {
    /// If there is room.
    #[default]
    IfRoom,
    Shown,
    Hidden,
}

impl Wish {
    /// What somebody wants who turns what is to be seen now.
    pub(crate) const fn turned(is_seen: bool) -> Self {
        if is_seen { Self::Hidden } else { Self::Shown }
    }
}

/// Where everything is.
#[derive(Clone, Copy, Default)]
pub(crate) struct Places {
    pub(crate) header: Rect,
    pub(crate) caption: Rect,
    pub(crate) stage: Rect,
    pub(crate) ledger: Rect,
    /// Right of the ledger: for figures, the account, and whatever opens over them.
    pub(crate) room: Rect,
    pub(crate) code: Option<Rect>,
    pub(crate) diagram: Option<Rect>,
    /// There is room for the diagram only in the place of the stage.
    pub(crate) is_diagram_over_stage: bool,
    pub(crate) tape: Rect,
    pub(crate) footer: Rect,
}

impl Places {
    /// None where there is too little room for a stage.
    pub(crate) fn of(model: &Model, area: Rect) -> Option<Self> {
        if area.width < LEAST.0 || area.height < LEAST.1 {
            return None;
        }
        Some(match model.is_presenting {
            true => Self::presented(model, area),
            false => Self::usual(model, area),
        })
    }

    fn usual(model: &Model, area: Rect) -> Self {
        let [header, body, tape, footer] = rows(area, [Length(1), Min(0), Length(1), Length(1)]);
        let [caption, body] = rows(body, [Length(caption_height(model, body)), Min(0)]);
        let (main, figures) = Figures::beside(model, body);
        let (least, enough) = panels(model);
        let enough = if is_below(model, figures) { CODE_BELOW } else { enough };
        let [stage, panels] = stage_and_panels(model, main, (least, enough));
        let ledger = Length(27 + main.width.saturating_sub(80) / 8);
        let [ledger, room] = columns(panels, [ledger, Min(0)]);
        let frame = Self { header, caption, stage, ledger, room, tape, footer, ..Self::default() };
        frame.with(model, main, figures)
    }

    /// The stage alone, between a title and counters that can be read from afar.
    fn presented(model: &Model, area: Rect) -> Self {
        let (big::Heights { title, counters }, said) = presented_heights(model, area);
        let [header, caption, body, tape] =
            rows(area, [Length(title), Length(said), Min(0), Length(1)]);
        let (main, figures) = Figures::beside(model, body);
        let [stage, below] = match has_open(model, figures) {
            true => stage_and_open(model, main, counters),
            false => rows(main, [Min(0), Length(counters)]),
        };
        let frame =
            Self { header, caption, stage, ledger: below, room: below, tape, ..Self::default() };
        frame.with(model, main, figures)
    }

    fn with(self, model: &Model, main: Rect, Figures { code, diagram }: Figures) -> Self {
        let is_diagram_over_stage = diagram.is_none() && is_meant_over_stage(model);
        let diagram = if is_diagram_over_stage { Some(main) } else { diagram };
        Self { code, diagram, is_diagram_over_stage, ..self }
    }

    /// Stage and panels.
    pub(crate) fn main(&self) -> Rect {
        self.stage.union(self.ledger).union(self.room)
    }

    /// Whether the code is to be seen below the stage, for want of a place of its own.
    pub(crate) fn is_code_below(&self, model: &Model) -> bool {
        model.code == Wish::Shown && self.code.is_none()
    }
}

/// Whether something covers the counters.
fn has_open(model: &Model, figures: Figures) -> bool {
    model.overlay.is_some() || model.is_chart_open() || is_below(model, figures)
}

/// Whether the code is to be seen, and has no place of its own.
fn is_below(model: &Model, figures: Figures) -> bool {
    model.code == Wish::Shown && figures.code.is_none()
}

fn rows<const N: usize>(area: Rect, heights: [Constraint; N]) -> [Rect; N] {
    Layout::vertical(heights).areas(area)
}

fn columns<const N: usize>(area: Rect, widths: [Constraint; N]) -> [Rect; N] {
    Layout::horizontal(widths).areas(area)
}

/// A list or a chart needs the panels below the stage.
fn is_meant_over_stage(model: &Model) -> bool {
    matches!(model.diagram, Wish::Shown) && model.overlay.is_none() && !model.is_chart_open()
}

/// Where code and diagram are, if they have a place of their own.
#[derive(Clone, Copy, Default)]
struct Figures {
    code: Option<Rect>,
    diagram: Option<Rect>,
}

impl Figures {
    /// What is left for stage and panels, and what stands beside or below them.
    fn beside(model: &Model, body: Rect) -> (Rect, Self) {
        let (least, most) = BESIDE;
        if body.width >= WIDE {
            let width = (body.width * 36 / 100).clamp(least, most);
            let [main, room] = columns(body, [Min(0), Length(width)]);
            return Self::in_room(model, room).or_all(main, body);
        }
        if body.height >= TALL {
            let [main, room] = rows(body, [Length(ABOVE.max(body.height / 2)), Min(0)]);
            return Self::in_room(model, room).or_all(main, body);
        }
        if body.width >= LEAST_WIDE && is_meant_over_stage(model) {
            let [main, room] = columns(body, [Min(0), Length(least)]);
            return (main, Self { code: None, diagram: Some(room) });
        }
        (body, Self::default())
    }

    /// Without figures, the stage has it all.
    const fn or_all(self, main: Rect, all: Rect) -> (Rect, Self) {
        match (self.code, self.diagram) {
            (None, None) => (all, self),
            _ => (main, self),
        }
    }

    /// Both, or the one there is room for, or that is meant.
    fn in_room(model: &Model, room: Rect) -> Self {
        let is_alone = !model.is_comparing() && !model.is_presenting;
        let is_seen = |wish, least| match wish {
            Wish::IfRoom => is_alone && room.height >= least,
            wish => wish == Wish::Shown,
        };
        let diagram_too = if model.code == Wish::Hidden { 0 } else { CODE };
        let code = is_seen(model.code, CODE);
        let diagram = is_seen(model.diagram, DIAGRAM + diagram_too);
        match (code, diagram) {
            (true, true) => Self::both(room),
            (code, diagram) => {
                Self { code: code.then_some(room), diagram: diagram.then_some(room) }
            }
        }
    }

    fn both(room: Rect) -> Self {
        let is_wide = room.width >= SIDE_BY_SIDE;
        let height = (room.height * 2 / 5).clamp(CODE.min(room.height / 2), LONGEST_CODE);
        let [code, diagram] = match is_wide {
            true => columns(room, [Constraint::Fill(1), Constraint::Fill(1)]),
            false => rows(room, [Length(height), Min(0)]),
        };
        Self { code: Some(code), diagram: Some(diagram) }
    }
}

/// What is said gets its lines only where the stage keeps enough of its own.
fn caption_height(model: &Model, body: Rect) -> u16 {
    let (keys, has_journal) = size(model);
    let (least, _) = panels(model);
    let needed = Stage::dense(keys.min(LEAST_LANES), has_journal) + least;
    let height = caption::height(model.scene(), body.width);
    if body.height >= needed + height { height } else { 0 }
}

/// What is open has also what lanes make no use of.
fn stage_and_open(model: &Model, area: Rect, least: u16) -> [Rect; 2] {
    let (keys, has_journal) = size(model);
    let most = area.height.saturating_sub(Stage::dense(LANES_ABOVE, has_journal));
    let stage = area.height.saturating_sub(OPEN.min(most).max(least));
    rows(area, [Length(Stage::height(keys, has_journal, stage)), Min(0)])
}

/// Letters grow, and more is said, only where lanes keep a row of air.
fn presented_heights(model: &Model, screen: Rect) -> (big::Heights, u16) {
    let (keys, _) = size(model);
    let (said, most_said) = caption::PRESENTED;
    let least = big::Heights::of(model, screen.width, 0).sum() + said + 1;
    let room = screen.height.saturating_sub(least);
    // A journal that is switched on later must not make letters smaller.
    let spare = room - Stage::height(keys, true, room.min(Stage::airy(keys)));
    let heights = big::Heights::of(model, screen.width, spare);
    let rest = spare - (heights.sum() + said + 1 - least);
    (heights, (said + rest).min(most_said))
}

fn stage_and_panels(model: &Model, area: Rect, (least, enough): (u16, u16)) -> [Rect; 2] {
    let (keys, has_journal) = size(model);
    let dense = Stage::dense(keys, has_journal);
    // The row of a journal is taken from the panels: lanes stay where they are.
    let enough = enough.saturating_sub(u16::from(has_journal)).max(least);
    let most = area.height - area.height.saturating_sub(dense).clamp(least, enough);
    rows(area, [Length(Stage::height(keys, has_journal, most)), Min(0)])
}

fn size(model: &Model) -> (usize, bool) {
    (model.scene().lanes.len(), model.scene().has_journal())
}

/// The least height of the panels, and what is enough for them.
fn panels(model: &Model) -> (u16, u16) {
    match model.is_chart_open() {
        true => (chart::LEAST_ROWS, chart::ROWS),
        false => (LEAST_PANELS, PANELS),
    }
}
