//! What opens where: as room allows, on its key, and never over something else by chance.

use crossterm::event::KeyCode;
use proptest::{prop_assert, proptest};
use ratatui::layout::Rect;

use super::Speaker;
use crate::tui::places::{Places, Wish};

/// Somebody at a screen of this size.
fn at(width: u16, height: u16) -> Speaker {
    let mut speaker = Speaker::new();
    speaker.session.fit(Rect::new(0, 0, width, height));
    speaker
}

fn titles(speaker: &Speaker) -> Vec<&'static str> {
    let Rect { width, height, .. } = speaker.session.model.screen;
    let screen = speaker.screen(width, height);
    let titles = ["APP believes", "LATENCY", "WHAT HAPPENED", "CODE", "SPACE-TIME", "KEYS"];
    titles.into_iter().filter(|title| screen.contains(title)).collect()
}

const USUAL: [&str; 3] = ["APP believes", "LATENCY", "WHAT HAPPENED"];

#[test]
fn code_and_diagram_are_there_where_there_is_room() {
    for (width, height) in [(76, 22), (80, 24), (100, 30), (120, 36)] {
        assert_eq!(titles(&at(width, height)), USUAL, "{width}x{height}");
    }
    for (width, height) in [(160, 45), (200, 60), (80, 60), (240, 70)] {
        let all = [USUAL.as_slice(), &["CODE", "SPACE-TIME"]].concat();
        assert_eq!(titles(&at(width, height)), all, "{width}x{height}");
    }
}

#[test]
fn a_key_shows_each_and_hides_it_again_at_every_size() {
    let sizes = [(76, 22), (80, 24), (100, 30), (120, 36), (160, 45), (200, 60), (80, 60)];
    for ((width, height), (key, title)) in sizes
        .into_iter()
        .flat_map(|size| [("g", "CODE"), ("l", "SPACE-TIME")].map(|key| (size, key)))
    {
        let mut speaker = at(width, height);
        let before = titles(&speaker);
        speaker.press(key);
        let turned = titles(&speaker);
        assert_ne!(before.contains(&title), turned.contains(&title), "{key} at {width}x{height}");
        speaker.press(key);
        assert_eq!(titles(&speaker), before, "{key} twice at {width}x{height}");
    }
}

#[test]
fn a_diagram_in_place_of_the_stage_gives_way_to_lists_and_escape() {
    let mut speaker = at(80, 24);
    speaker.press("l");
    assert_eq!(titles(&speaker), ["SPACE-TIME"]);
    speaker.press("o");
    assert_eq!(titles(&speaker), ["APP believes"]);
    speaker.press("o");
    assert_eq!(titles(&speaker), ["SPACE-TIME"]);
    speaker.key(KeyCode::Esc);
    assert_eq!(titles(&speaker), USUAL);
}

#[test]
fn a_click_on_the_diagram_selects_no_lane() {
    let mut speaker = at(160, 45);
    speaker.session.click(Rect::new(0, 0, 160, 45), (150, 9));
    assert_eq!(speaker.session.model.selected, 0);
    speaker.session.click(Rect::new(0, 0, 160, 45), (20, 9));
    assert_ne!(speaker.session.model.selected, 0);
}

const WISHES: [Wish; 3] = [Wish::IfRoom, Wish::Shown, Wish::Hidden];

proptest! {
    #[test]
    fn nothing_overlaps(
        width in 76..240_u16, height in 22..70_u16, keys in "[ozyv]{0,2}", journal in 0..2_usize,
        code in 0..3_usize, diagram in 0..3_usize,
    ) {
        let mut speaker = at(width, height);
        speaker.say(["set write_back.journal off", "set write_back.journal on"][journal]);
        speaker.press(&keys);
        (speaker.session.model.code, speaker.session.model.diagram) = (WISHES[code], WISHES[diagram]);
        let area = speaker.session.model.screen;
        let places = Places::of(&speaker.session.model, area).expect("there is enough room");
        let Places { header, caption, stage, ledger, room, tape, footer, .. } = places;
        let below = if ledger == room { Rect::default() } else { room };
        let figures = [places.code, places.diagram.filter(|_| !places.is_diagram_over_stage)];
        let mut all = vec![header, caption, stage, ledger, below, tape, footer];
        all.extend(figures.into_iter().flatten());
        all.retain(|place| !place.is_empty());
        for (number, one) in all.iter().enumerate() {
            prop_assert!(area.union(*one) == area, "{one:?} is outside of {area:?}");
            for other in &all[number + 1..] {
                prop_assert!(!one.intersects(*other), "{one:?} and {other:?}");
            }
        }
        let covered: u32 = all.iter().map(|place| place.area()).sum();
        prop_assert!(covered == area.area(), "{covered} of {} cells", area.area());
    }
}
