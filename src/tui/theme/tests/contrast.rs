//! Every text can be read on every ground on which it is drawn.

use super::light::contrast;
use super::{Palette, rgb};
use crate::tui::theme::{Depth, Name, Theme};

/// WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11: text, text in high contrast, and what is to be
/// seen but not to be read.
const TEXT: f64 = 4.5;
const ENHANCED: f64 = 7.0;
const LINES: f64 = 3.0;

fn needed(name: Name, role: &str) -> f64 {
    match (role, name) {
        ("border", _) => LINES,
        (_, Name::Dark | Name::Light) => TEXT,
        (_, Name::HighContrast | Name::HighContrastLight) => ENHANCED,
    }
}

fn assert_contrasts(depth: Depth, palette: Palette) {
    for name in Name::ALL {
        let theme = Theme::new(name, depth);
        let ground = theme.ground.bg.expect("every theme paints its ground");
        for (role, style) in theme.roles() {
            let text = rgb(style.fg.expect("every role has a colour"), palette);
            let found = contrast(text, rgb(style.bg.unwrap_or(ground), palette));
            let needed = needed(name, role);
            assert!(found >= needed, "{role} of {name:?} in {depth:?} {palette:?}: {found:.2}");
        }
    }
}

#[test]
fn in_true_colour() {
    assert_contrasts(Depth::True, Palette::Xterm);
}

#[test]
fn of_256_colours() {
    assert_contrasts(Depth::Indexed, Palette::Xterm);
}

#[test]
fn of_the_named_colours_as_xterm_and_consoles_have_them() {
    assert_contrasts(Depth::Sixteen, Palette::Xterm);
    assert_contrasts(Depth::Sixteen, Palette::Vga);
}

/// What is reversed is drawn in the ground's colour on its own.
#[test]
fn an_alarm_stands_out_from_the_ground() {
    for (name, depth) in Name::ALL
        .into_iter()
        .flat_map(|name| [Depth::True, Depth::Indexed, Depth::Sixteen].map(|depth| (name, depth)))
    {
        let theme = Theme::new(name, depth);
        let [alarm, ground] = [theme.alarm, theme.ground].map(|style| style.bg.expect("painted"));
        let found = contrast(rgb(alarm, Palette::Xterm), rgb(ground, Palette::Xterm));
        assert!(found >= LINES, "{name:?} {depth:?}: {found:.2}");
    }
}
