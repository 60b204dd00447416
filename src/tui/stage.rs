//! Where everything on the stage stands: three boxes, the lanes through them, and the road below.

use ratatui::layout::Rect;

/// The places of the stage, computed from the room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) all: Rect,
    pub(crate) app: Rect,
    pub(crate) cache: Rect,
    pub(crate) database: Rect,
    /// Between application and cache.
    pub(crate) near: Rect,
    /// Between cache and database.
    pub(crate) far: Rect,
    /// Under the cache: its journal, if there is one.
    pub(crate) journal: Rect,
    /// The road around the cache.
    pub(crate) road: Rect,
    /// Rows from one lane to the next.
    pitch: u16,
    /// Rows above the first lane: where lanes cannot fill the boxes, they stand in the middle.
    above: u16,
    first: usize,
    lanes: usize,
}

/// The least widths: application, way, cache, way, database.
const WIDTHS: [u16; 5] = [25, 6, 18, 7, 20];
/// How much of the room beyond that each of them gets, in parts.
const SHARES: [u16; 5] = [2, 4, 2, 4, 2];
/// Rows that a stage takes beside its lanes: two borders and the road; and the journal.
const FRAMES: [u16; 2] = [3, 4];

/// How far the journal stands out on either side of the cache.
const OVERHANG: u16 = 9;

impl Stage {
    /// The least width of a stage.
    pub(crate) const LEAST_WIDTH: u16 = WIDTHS[0] + WIDTHS[1] + WIDTHS[2] + WIDTHS[3] + WIDTHS[4];

    /// How high a stage is whose lanes follow one another without a gap.
    pub(crate) fn dense(keys: usize, has_journal: bool) -> u16 {
        keys as u16 + FRAMES[usize::from(has_journal)]
    }

    /// How high a stage is that has a row of air after each lane, with its journal.
    pub(crate) fn airy(keys: usize) -> u16 {
        keys as u16 * 2 + FRAMES[1]
    }

    /// How high a stage with so many lanes is if it may take so much.
    pub(crate) fn height(keys: usize, has_journal: bool, most: u16) -> u16 {
        let frame = FRAMES[usize::from(has_journal)];
        let room = most.saturating_sub(frame);
        let lanes = (keys as u16).min(room);
        lanes * pitch(lanes, room) + frame
    }

    /// The stage in an area; the selected lane is always among those to be seen.
    pub(crate) fn new(area: Rect, keys: usize, has_journal: bool, selected: usize) -> Self {
        let frame = FRAMES[usize::from(has_journal)];
        let room = area.height.saturating_sub(frame);
        let lanes = (keys as u16).min(room);
        let shown = usize::from(lanes);
        let boxes = Rect { height: area.height.saturating_sub(frame - 2), ..area };
        let [app, near, cache, far, database] = columns(boxes);
        let first = selected.saturating_sub(shown / 2).min(keys - shown.min(keys));
        let pitch = pitch(lanes, room);
        // The same with a journal and without one.
        let above = area.height.saturating_sub(FRAMES[1] + lanes * pitch) / 2;
        let journal = shelf(near, far, boxes.bottom(), u16::from(has_journal)).intersection(area);
        let (left, right) = (app.x + app.width / 2, database.x + database.width / 2);
        let y = boxes.bottom() + u16::from(has_journal);
        let road = Rect { x: left, y, width: right - left + 1, height: 1 }.intersection(area);
        Self {
            all: area,
            app,
            cache,
            database,
            near,
            far,
            journal,
            road,
            pitch,
            above,
            first,
            lanes: shown,
        }
    }

    /// The lanes to be seen, each with its row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, u16)> + use<> {
        let (top, pitch) = (self.app.y + 1 + self.above + (self.pitch - 1) / 2, self.pitch);
        (self.first..self.first + self.lanes).zip((0..).map(move |row| top + row * pitch))
    }

    /// The row of a lane, if it can be seen.
    pub(crate) fn row(&self, lane: usize) -> Option<u16> {
        self.rows().find(|(shown, _)| *shown == lane).map(|(_, row)| row)
    }

    /// The lane at a row of the screen.
    pub(crate) fn lane_at(&self, y: u16) -> Option<usize> {
        let from_top = y.checked_sub(self.app.y + 1 + self.above)?;
        let row = usize::from(from_top / self.pitch);
        (row < self.lanes).then_some(self.first + row)
    }

    /// How many lanes are above and below those to be seen.
    pub(crate) fn hidden(&self, keys: usize) -> (usize, usize) {
        (self.first, keys.saturating_sub(self.first + self.lanes))
    }
}

/// Wider than the cache above it, so that there is room for records.
fn shelf(near: Rect, far: Rect, y: u16, height: u16) -> Rect {
    let x = near.right() - near.width.min(OVERHANG);
    Rect { x, y, width: (far.x + far.width.min(OVERHANG)).saturating_sub(x), height }
}

fn pitch(lanes: u16, room: u16) -> u16 {
    (room / lanes.max(1)).clamp(1, 4)
}

fn columns(area: Rect) -> [Rect; 5] {
    let spare = area.width.saturating_sub(Stage::LEAST_WIDTH);
    let parts: u16 = SHARES.iter().sum();
    let mut x = area.x;
    let mut widths = [0; 5];
    for (column, width) in widths.iter_mut().enumerate() {
        *width = WIDTHS[column] + spare * SHARES[column] / parts;
    }
    let rest = area.width.saturating_sub(widths.iter().sum());
    widths[1] += rest / 2;
    widths[3] += rest - rest / 2;
    widths.map(|width| {
        let column = Rect { x, width, ..area }.intersection(area);
        x = x.saturating_add(width);
        column
    })
}
