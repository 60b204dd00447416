//! Every panel at every size: no panic, and nothing drawn outside of its area.

use proptest::prelude::{ProptestConfig, Strategy};
use proptest::{prop_assert, proptest};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::overlay::{Kind, Overlay};
use crate::tui::panel::{
    account, app, big, cache, caption, chart, code, comparison, database, diagram, footer, header,
    help, journal, latency, ledger, links, overlay, post_mortem, prompt, road, tape,
};
use crate::tui::session::Session;
use crate::tui::stage::Stage;
use crate::tui::theme::Theme;
use crate::tui::{screen, update::Model};

const WIDEST: u16 = 240;
const HIGHEST: u16 = 70;

type Paint = fn(&Session, &Theme, Rect, &mut Buffer);

/// Every panel, by name.
const PANELS: [(&str, Paint); 28] = [
    ("account", |of, theme, area, buf| account::render(of.model.scene(), theme, area, buf)),
    ("app", |of, theme, area, buf| app::render(&of.model, theme, &stage(of, area), buf)),
    ("big title", |of, theme, area, buf| big::title(&of.model, theme, area, buf)),
    ("big counters", |of, theme, area, buf| big::counters(&of.model, theme, area, buf)),
    ("cache", |of, theme, area, buf| {
        cache::render(of.model.scene(), theme, &stage(of, area), buf);
    }),
    ("caption", |of, theme, area, buf| caption::render(of.model.scene(), theme, area, buf)),
    ("caption, presented", |of, theme, area, buf| {
        caption::presented(of.model.scene(), theme, area, buf);
    }),
    ("chart", |of, theme, area, buf| chart::render(&of.model.chart, theme, area, buf)),
    ("code", |of, theme, area, buf| code::render(&of.model, theme, area, buf)),
    ("comparison", |of, theme, area, buf| {
        let places = comparison::Places::of(&of.model, area);
        comparison::render(&of.model, theme, &places, of.model.overlay.is_some(), buf);
    }),
    ("database", |of, theme, area, buf| {
        database::render(of.model.scene(), theme, &stage(of, area), buf);
    }),
    ("diagram", |of, theme, area, buf| diagram::render(&of.model, theme, area, buf)),
    ("footer", |of, theme, area, buf| footer::render(&of.model, theme, area, buf)),
    ("header", |of, theme, area, buf| header::render(&of.model, theme, area, buf)),
    ("help", |_, theme, area, buf| help::render(theme, area, buf)),
    ("journal", |of, theme, area, buf| {
        journal::render(of.model.scene(), theme, &stage(of, area), buf);
    }),
    ("latency", |of, theme, area, buf| latency::render(of.model.scene(), theme, area, buf)),
    ("ledger", |of, theme, area, buf| ledger::render(of.model.scene(), theme, area, buf)),
    ("links", |of, theme, area, buf| links::render(&of.model, theme, &stage(of, area), buf)),
    ("list of knobs", |of, theme, area, buf| list(&of.model, Kind::Knobs, theme, area, buf)),
    ("list of faults", |of, theme, area, buf| list(&of.model, Kind::Faults, theme, area, buf)),
    ("list of traps", |of, theme, area, buf| list(&of.model, Kind::Traps, theme, area, buf)),
    ("list of flights", |of, theme, area, buf| list(&of.model, Kind::Flights, theme, area, buf)),
    ("list of anomalies", |of, theme, area, buf| {
        list(&of.model, Kind::Anomalies, theme, area, buf);
    }),
    ("post-mortem", |of, theme, area, buf| {
        let since = of.model.scene().crashes.first().map(|crash| crash.at).unwrap_or_default();
        post_mortem::render(of.model.scene(), since, theme, area, buf);
    }),
    ("prompt", |of, theme, area, buf| prompt::render(&of.model, theme, area, buf)),
    ("road", |of, theme, area, buf| road::render(&of.model, theme, &stage(of, area), buf)),
    ("tape", |of, theme, area, buf| tape::render(&of.tape(), theme, area, buf)),
];

fn stage(session: &Session, area: Rect) -> Stage {
    let (model, scene) = (&session.model, session.model.scene());
    Stage::new(area, scene.lanes.len(), scene.has_journal(), model.selected)
}

fn list(model: &Model, kind: Kind, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let list = Overlay::new(kind, model);
    overlay::render(model, &list, theme, area, buf);
    overlay::news(model, &list, theme, area, buf);
}

/// What a session can have come to that makes a panel draw something of its own.
const COURSES: [&[&str]; 9] = [
    &[],
    &["keys:w"],
    &["keys:b", "us:2000", "keys:f", "us:30000", "keys:w", "us:300"],
    &["keys:b", "us:2000", "keys:f", "us:60000", "keys:c", "us:2000", "keys:r"],
    &["set write_back.journal on", "keys:b", "us:2000", "keys:c", "us:10", "keys:c", "us:100"],
    &["cut cache-database", "hold user:1", "keys:1b", "us:9000", "keys:F"],
    &["when flush half done: crash cache", "write-pattern write-around", "keys:b", "us:9000"],
    &["keys:v", "keys:b", "us:9000", "keys:c", "us:9000"],
    &["set load.per_second 500", "keys:a", "us:90000", "keys::", "keys:set wri"],
];

fn after(course: &[&str]) -> Speaker {
    let mut speaker = Speaker::new();
    for step in course {
        match step.split_once(':') {
            Some(("keys", keys)) => speaker.press(keys),
            Some(("us", micros)) => speaker.wait_us(micros.parse().expect("a number")),
            _ => speaker.say(step),
        }
    }
    speaker
}

/// Cells that nobody draws by chance.
fn untouched() -> Cell {
    Cell::new("\u{7f}")
}

/// Paints into an area within a larger buffer; says whether all around it is as it was.
fn stays_inside(paint: Paint, session: &Session, (x, y): (u16, u16), size: (u16, u16)) -> bool {
    let area = Rect::new(x, y, size.0, size.1);
    let whole = Rect::new(0, 0, x + size.0 + 3, y + size.1 + 3);
    let mut buf = Buffer::filled(whole, untouched());
    paint(session, &Theme::dark(), area, &mut buf);
    let is_outside = |cell: &usize| !area.contains(buf.pos_of(*cell).into());
    (0..buf.content.len()).filter(is_outside).all(|cell| buf.content[cell] == untouched())
}

fn sizes() -> impl Strategy<Value = (u16, u16)> {
    proptest::prop_oneof![(1..=WIDEST, 1..=HIGHEST), (1..=40_u16, 1..=12_u16)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_panel_draws_outside(
        course in 0..COURSES.len(), at in (0..4_u16, 0..4_u16), size in sizes()
    ) {
        SESSIONS.with(|sessions| {
            for (name, paint) in PANELS {
                let session = &sessions[course].session;
                prop_assert!(stays_inside(paint, session, at, size), "{name} at {size:?}");
            }
            Ok(())
        })?;
    }

    #[test]
    fn no_screen_panics(
        course in 0..COURSES.len(), size in (1..=WIDEST, 1..=HIGHEST), keys in "[gloz?y:.]{0,4}"
    ) {
        let mut speaker = after(COURSES[course]);
        let area = Rect::new(0, 0, size.0, size.1);
        speaker.session.fit(area);
        speaker.press(&keys);
        speaker.session.fit(area);
        let mut buf = Buffer::empty(area);
        screen::render(&speaker.session.model, &speaker.session.tape(), &Theme::dark(), area, &mut buf);
    }
}

thread_local! {
    static SESSIONS: Vec<Speaker> = COURSES.iter().map(|course| after(course)).collect();
}
