//! What a frame costs at several sizes, with every panel that has room, under load.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

/// The program, of which only the screen is measured.
#[path = "../src"]
#[expect(unused, reason = "only the screen, and what it needs, is measured")]
mod program {
    pub(crate) mod sweeper;
    pub(crate) mod tui;
}

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dirtybit::World;
use dirtybit::script::Script;
use program::{sweeper, tui};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui::pace::{Pace, SPEEDS};
use tui::screen;
use tui::session::Session;
use tui::theme::{Depth, Name, Paint};

/// Sizes, and the keys that open what is measured.
const SCREENS: [(u16, u16, &str); 6] =
    [(80, 24, ""), (80, 24, "l"), (120, 36, ""), (200, 60, ""), (200, 60, "z"), (200, 60, "v")];
const PER_SECOND: u32 = 500;
const FRAMES: usize = 1_200;
/// Until there is as much to be seen as there ever is.
const WARM_UP: usize = 120;
const FRAME: Duration = Duration::from_micros(16_667);

fn main() {
    println!("a frame under {PER_SECOND} operations a second");
    for (width, height, keys) in SCREENS {
        let mut took = frames(Rect::new(0, 0, width, height), keys);
        took.sort_unstable();
        let (p50, p99) = (took[took.len() / 2], took[took.len() * 99 / 100]);
        println!("  {width:>3}x{height} {keys:1}  p50 {p50:>5.0?}  p99 {p99:>5.0?}");
    }
}

/// How long each frame takes to be drawn, without what happens in it.
fn frames(area: Rect, keys: &str) -> Vec<Duration> {
    let (mut session, mut buffer) = (session(area, keys), Buffer::empty(area));
    let paint = Paint::new(Name::default(), Depth::True, false);
    let drawn = (0..FRAMES).map(|_| {
        session.play(FRAME);
        let begun = Instant::now();
        session.fit(area);
        buffer.reset();
        screen::render(&session.model, &session.tape(), paint.theme(), area, &mut buffer);
        paint.finish(&mut buffer);
        begun.elapsed()
    });
    drawn.skip(WARM_UP).collect()
}

fn session(area: Rect, keys: &str) -> Session {
    let mut world = World::default();
    world.load.per_second = PER_SECOND;
    let mut session = Session::new(Script::new(world, 7));
    session.fit(area);
    for key in "a".chars().chain(keys.chars()) {
        let key = KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE);
        let _for_the_loop = session.key(&key);
    }
    session.model.pace =
        SPEEDS.iter().position(|speed| *speed == 1.0).map_or_else(Pace::default, Pace::Fixed);
    session
}
