//! What the table of colours promises, computed from it.

mod contrast;
mod glyphs;
mod light;
mod vision;

use ratatui::style::{Color, Modifier, Style};

use super::depth::{NAMED, fixed};
use super::{Depth, Name, Theme};

/// The named colours as VGA consoles have them, in the order of `NAMED`.
const VGA: [u32; 16] = [
    0x00_00_00, 0xaa_00_00, 0x00_aa_00, 0xaa_55_00, 0x00_00_aa, 0xaa_00_aa, 0x00_aa_aa, 0xaa_aa_aa,
    0x55_55_55, 0xff_55_55, 0x55_ff_55, 0xff_ff_55, 0x55_55_ff, 0xff_55_ff, 0x55_ff_ff, 0xff_ff_ff,
];

/// Whose named colours are meant.
#[derive(Clone, Copy, Debug)]
enum Palette {
    Xterm,
    Vga,
}

/// What a terminal shows.
fn rgb(colour: Color, palette: Palette) -> [u8; 3] {
    let named = |(known, _): &(Color, [u8; 3])| *known == colour;
    match (colour, NAMED.iter().position(named), palette) {
        (Color::Rgb(red, green, blue), ..) => [red, green, blue],
        (Color::Indexed(index @ 16..), ..) => fixed(index),
        (_, Some(number), Palette::Xterm) => NAMED[number].1,
        (_, Some(number), Palette::Vga) => {
            let [_, red, green, blue] = VGA[number].to_be_bytes();
            [red, green, blue]
        }
        _ => panic!("{colour:?} is not in the table"),
    }
}

#[test]
fn without_colour_there_is_none_and_what_is_bold_or_reversed_is_still_so() {
    for name in Name::ALL {
        let roles = Theme::new(name, Depth::None).roles();
        for ((role, plain), (_, coloured)) in roles.into_iter().zip(Theme::dark().roles()) {
            assert!(has_no_colour(plain), "{role}: {plain:?}");
            let bold = |style: Style| style.add_modifier.contains(Modifier::BOLD);
            assert_eq!(bold(plain), bold(coloured), "{role}");
        }
        let alarm = Theme::new(name, Depth::None).alarm;
        assert!(alarm.add_modifier.contains(Modifier::REVERSED));
    }
}

fn has_no_colour(style: Style) -> bool {
    [style.fg, style.bg].iter().all(|colour| colour.unwrap_or_default() == Color::Reset)
}

#[test]
fn a_key_goes_through_all_themes() {
    let mut names = vec![Name::default()];
    while names.len() < Name::ALL.len() {
        names.extend(names.last().map(|name| name.next()));
    }
    assert_eq!(names, Name::ALL);
    assert_eq!(names.last().map(|name| name.next()), Some(Name::default()));
}
