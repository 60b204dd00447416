//! Words and numbers that can be read from the back row: the pattern in force, and what became of writes.

use dirtybit::WriteCounts;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

use super::header;
use crate::tui::ink;
use crate::tui::theme::Theme;
use crate::tui::update::Model;

/// The longest title: the next pattern's must not have another size.
const LONGEST: u16 = "write-through".len() as u16;
/// Room beside the title, for how time runs.
const CLOCK: u16 = 27;
/// The least rows of letters, where they can be large.
const LOW: u16 = 4;
const COUNTERS: u16 = 5;
/// More digits are rare, and must not make everything smaller from the beginning.
const DIGITS: usize = 3;

/// How large letters can be.
#[derive(Clone, Copy)]
struct Size {
    pixel: PixelSize,
    width: u16,
    height: u16,
}

const SIZES: [Size; 3] = [
    Size { pixel: PixelSize::Full, width: 8, height: 8 },
    Size { pixel: PixelSize::HalfHeight, width: 8, height: 4 },
    Size { pixel: PixelSize::Quadrant, width: 4, height: 4 },
];

impl Size {
    const fn height(self) -> u16 {
        self.height
    }

    /// The largest one in which so many letters fit, if any does.
    fn of(letters: u16, (width, height): (u16, u16), is_ascii: bool) -> Option<Self> {
        let may_be = |size: &Self| matches!(size.pixel, PixelSize::Full) || !is_ascii;
        let fits = |size: &Self| letters * size.width <= width && size.height <= height;
        SIZES.into_iter().find(|size| may_be(size) && fits(size))
    }
}

fn title_size(model: &Model, width: u16, most: u16) -> Option<Size> {
    Size::of(LONGEST, (width.saturating_sub(CLOCK), most), model.is_ascii)
}

fn digits_size(model: &Model, digits: usize, (width, most): (u16, u16)) -> Option<Size> {
    let column = (width / COUNTERS).saturating_sub(1);
    Size::of(digits.max(DIGITS) as u16, (column, most), model.is_ascii)
}

/// Rows of the title, and of the counters with their labels.
#[derive(Clone, Copy)]
pub(crate) struct Heights {
    pub(crate) title: u16,
    pub(crate) counters: u16,
}

impl Heights {
    /// With so many rows to spare, numbers grow first.
    pub(crate) fn of(model: &Model, width: u16, spare: u16) -> Self {
        let digits = |most| digits_size(model, DIGITS, (width, most)).map_or(LOW, Size::height);
        let title = |most| title_size(model, width, most).map_or(1, Size::height);
        let counters = digits(LOW + spare);
        let rest = spare.saturating_sub(counters - LOW);
        Self { title: title(LOW + rest), counters: counters + 1 }
    }

    pub(crate) const fn sum(self) -> u16 {
        self.title + self.counters
    }
}

/// Draws the title, and beside it how time runs.
pub(crate) fn title(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let words = if model.is_comparing() { "compare" } else { model.scene().write().name() };
    let reads = model.scene().read().name();
    match title_size(model, area.width, area.height) {
        Some(size) => write(words, size, (area.x + 1, area.y), area, theme.key, buf),
        None => ink::put(buf, area, (area.x + 1, area.y), &format!("{words} · {reads}"), theme.key),
    }
    let clock = CLOCK.min(area.width);
    let clock = Rect { x: area.right() - clock, width: clock, ..area };
    let below = header::clock(model, theme, clock, buf);
    ink::put_right(buf, below, below.y, &format!("{reads} "), theme.key);
}

/// Draws the counters side by side, as a sum that holds at every instant.
pub(crate) fn counters(model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let writes = model.scene().folds.ledger.writes();
    let width = area.width / COUNTERS;
    let digits = writes.acknowledged.to_string().len();
    let size = digits_size(model, digits, (area.width, area.height.saturating_sub(1)));
    for (place, (sign, number, label, style)) in (0..).zip(sum(&writes, theme)) {
        let column = Rect { x: area.x + place * width, width, ..area };
        let label = format!("{sign} {label}");
        match size {
            Some(size) => {
                write(&number.to_string(), size, (column.x + 2, column.y), column, style, buf);
                ink::put(buf, column, (column.x, column.y + size.height), &label, style);
            }
            None => {
                let words = format!("{sign} {number} {}", &label[2..]);
                ink::put(buf, column, (column.x, column.bottom().saturating_sub(2)), &words, style);
            }
        }
    }
}

type Counter = (char, u64, &'static str, Style);

/// What acknowledged writes are made of.
fn sum(writes: &WriteCounts, theme: &Theme) -> [Counter; COUNTERS as usize] {
    let lost = if writes.lost > 0 { theme.lost } else { theme.dim };
    let at_risk = if writes.at_risk > 0 { theme.dirty } else { theme.dim };
    [
        (' ', writes.acknowledged, "acknowledged", theme.title),
        ('=', writes.durable, "durable", theme.clean),
        ('+', writes.superseded, "superseded", theme.superseded),
        ('+', writes.at_risk, "at risk", at_risk),
        ('+', writes.lost, "LOST", lost),
    ]
}

fn write(words: &str, size: Size, (x, y): (u16, u16), area: Rect, style: Style, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    let room = Rect { x, y, width: words.len() as u16 * size.width, height: size.height };
    let text = BigText::builder().pixel_size(size.pixel).style(style).lines([words.into()]).build();
    text.render(room.intersection(area), buf);
}
