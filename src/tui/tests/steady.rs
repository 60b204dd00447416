//! Nothing jumps: however numbers grow, frames and words stay where they are.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::places::Places;
use crate::tui::screen;
use crate::tui::theme::Theme;

/// The sizes that people have.
const SIZES: [(u16, u16); 7] =
    [(76, 22), (80, 24), (100, 30), (120, 36), (160, 45), (200, 60), (80, 60)];
/// Words that are always there.
const WORDS: [&str; 12] = [
    "dirtybit",
    "APP",
    "CACHE",
    "DATABASE",
    "LEDGER",
    "durable",
    "superseded",
    "at risk",
    "LOST",
    "acknowledged",
    "around the cache",
    "LIVE",
];

const CORNERS: [&str; 4] = ["╭", "╮", "╰", "╯"];

/// Where each corner and each of the words begins, outside of the diagram, whose lines are data.
fn fixed(speaker: &Speaker, (width, height): (u16, u16)) -> BTreeSet<(String, u16, u16)> {
    let area = Rect::new(0, 0, width, height);
    let (session, mut buf) = (&speaker.session, Buffer::empty(area));
    screen::render(&session.model, &session.tape(), &Theme::dark(), area, &mut buf);
    let places = Places::of(&session.model, area).expect("there is enough room");
    let diagram = places.diagram.unwrap_or_default();
    let is_fixed = |x: u16, y: u16| !diagram.contains((x, y).into());
    let is_told = |x: u16, y: u16| {
        [places.room, places.caption].iter().any(|place| place.contains((x, y).into()))
    };
    let mut found = BTreeSet::new();
    for y in 0..height {
        let row: Vec<&str> = (0..width).map(|x| buf[(x, y)].symbol()).collect();
        for x in (0..width).filter(|x| is_fixed(*x, y)) {
            let rest = row[usize::from(x)..].concat();
            let words = WORDS.into_iter().filter(|_| !is_told(x, y));
            let here = words.chain(CORNERS).filter(|word| rest.starts_with(word));
            found.extend(here.map(|word| (word.to_owned(), x, y)));
        }
    }
    found
}

/// The same run, at more and more operations, on screens of every size.
fn stands_still(speaker: &mut Speaker) {
    let all = |speaker: &Speaker| SIZES.map(|size| fixed(speaker, size));
    let before = all(speaker);
    for step in 0..24_u32 {
        speaker.wait_us(4_000 + u64::from(step * step) * 2_000);
        for ((before, now), size) in before.iter().zip(all(speaker)).zip(SIZES) {
            let moved: Vec<_> = before.symmetric_difference(&now).collect();
            assert!(moved.is_empty(), "{moved:?}\n{}", speaker.screen(size.0, size.1));
        }
    }
}

#[test]
fn nothing_jumps_while_numbers_grow() {
    for keys in ["", "z"] {
        let mut speaker = Speaker::new();
        speaker.say("set load.per_second 500");
        speaker.press(keys);
        speaker.press("w");
        speaker.wait_us(2_000);
        speaker.press("a");
        stands_still(&mut speaker);
        let writes = speaker.session.model.scene().folds.ledger.writes();
        assert!(writes.acknowledged > 1_000, "{writes:?}");
    }
}
