//! The colours of the four themes: a row for each meaning, in true colour, of 256 and of 16.
//!
//! The hues are those of Okabe and Ito (Color Universal Design, 2008), moved until every text
//! has contrast and any two meanings differ in lightness or along blue and yellow, which is what the
//! common colour-vision deficiencies leave. The tests compute both. What has one row is one
//! meaning and never needs to be told apart by colour: a write is what makes an entry dirty, and a
//! reply is what ends the matter, as a clean entry does.
//!
//! The named colours are their owner's choice. Those taken here can be read in the palettes of xterm
//! and of the VGA console; so few can that some meanings share one.

use ratatui::style::Color::{
    self, Black, Blue, Cyan, DarkGray, Gray, LightCyan, LightGreen, LightMagenta, LightRed,
    LightYellow, Magenta, Red, White,
};

use super::{Depth, Name};

/// A colour in each depth.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    rgb: u32,
    indexed: u8,
    named: Color,
}

const fn ink(rgb: u32, indexed: u8, named: Color) -> Ink {
    Ink { rgb, indexed, named }
}

impl Ink {
    pub(super) fn at(self, depth: Depth) -> Color {
        match depth {
            Depth::None => Color::Reset,
            Depth::Sixteen => self.named,
            Depth::Indexed => Color::Indexed(self.indexed),
            Depth::True => Color::from_u32(self.rgb),
        }
    }
}

/// What a theme is made of.
pub(super) struct Inks {
    pub(super) ground: Ink,
    pub(super) text: Ink,
    pub(super) dim: Ink,
    /// Lines, which nobody has to read.
    pub(super) border: Ink,
    /// Keys, and what is selected.
    pub(super) accent: Ink,
    /// Clean, durable, answered.
    pub(super) settled: Ink,
    /// Dirty, at risk, and the write that makes it so.
    pub(super) unsaved: Ink,
    /// On its way from the cache to the database.
    pub(super) leaving: Ink,
    /// Not answered yet.
    pub(super) waiting: Ink,
    /// Superseded, and all that is only measured.
    pub(super) overtaken: Ink,
    /// A question, and its way.
    pub(super) asked: Ink,
    pub(super) lost: Ink,
    pub(super) on_alarm: Ink,
    pub(super) alarm: Ink,
}

const DARK: Inks = Inks {
    ground: ink(0x14_17_1c, 233, Black),
    text: ink(0xe9_e7_e2, 254, White),
    dim: ink(0xa3_a8_b0, 248, Gray),
    border: ink(0x6b_72_80, 243, Gray),
    accent: ink(0x55_d2_fe, 81, LightCyan),
    settled: ink(0x46_c0_69, 71, LightGreen),
    unsaved: ink(0xe7_ce_0f, 220, LightYellow),
    leaving: ink(0xf6_88_0b, 214, LightYellow),
    waiting: ink(0x89_84_67, 102, Gray),
    overtaken: ink(0x54_82_e8, 111, Cyan),
    asked: ink(0xb7_70_a7, 170, LightMagenta),
    lost: ink(0xec_47_20, 202, LightRed),
    on_alarm: ink(0x14_17_1c, 16, Black),
    alarm: ink(0xec_47_20, 202, LightRed),
};

const LIGHT: Inks = Inks {
    ground: ink(0xfb_fa_f6, 231, White),
    text: ink(0x1d_20_25, 234, Black),
    dim: ink(0x5b_61_6b, 241, Black),
    border: ink(0x86_8b_94, 245, DarkGray),
    accent: ink(0x24_4b_72, 24, Blue),
    settled: ink(0x3b_7f_58, 29, Blue),
    unsaved: ink(0x5c_4e_09, 94, Magenta),
    leaving: ink(0xa8_60_14, 88, Magenta),
    waiting: ink(0x45_2a_03, 238, Black),
    overtaken: ink(0x2d_4c_fc, 27, Blue),
    asked: ink(0x85_28_be, 91, Black),
    lost: ink(0xaf_04_2a, 160, Red),
    on_alarm: ink(0xff_ff_ff, 231, White),
    alarm: ink(0xaf_04_2a, 160, Red),
};

const HIGH_CONTRAST: Inks = Inks {
    ground: ink(0x00_00_00, 16, Black),
    text: ink(0xff_ff_ff, 231, White),
    dim: ink(0xc4_c8_ce, 251, Gray),
    border: ink(0x8c_92_9a, 245, Gray),
    accent: ink(0xb3_e9_fb, 153, LightCyan),
    settled: ink(0x75_cb_8f, 84, LightGreen),
    unsaved: ink(0xf8_e6_7c, 220, White),
    leaving: ink(0xf8_aa_3c, 214, White),
    waiting: ink(0x9b_9c_86, 247, Gray),
    overtaken: ink(0x74_99_fa, 75, Cyan),
    asked: ink(0xcb_7b_cb, 176, LightCyan),
    lost: ink(0xff_69_42, 203, LightYellow),
    on_alarm: ink(0x00_00_00, 16, Black),
    alarm: ink(0xff_69_42, 203, LightYellow),
};

const HIGH_CONTRAST_LIGHT: Inks = Inks {
    ground: ink(0xff_ff_ff, 231, White),
    text: ink(0x00_00_00, 16, Black),
    dim: ink(0x3d_41_48, 238, Black),
    border: ink(0x6b_70_78, 242, DarkGray),
    accent: ink(0x09_31_54, 17, Black),
    settled: ink(0x0e_63_4b, 23, Black),
    unsaved: ink(0x3d_25_03, 52, Black),
    leaving: ink(0x62_31_07, 88, Black),
    waiting: ink(0x1e_1d_1d, 232, Black),
    overtaken: ink(0x06_2f_f4, 57, Black),
    asked: ink(0x81_30_90, 91, Black),
    lost: ink(0x9a_31_29, 124, Black),
    on_alarm: ink(0xff_ff_ff, 231, White),
    alarm: ink(0x9a_31_29, 124, Black),
};

impl Inks {
    pub(super) const fn of(name: Name) -> &'static Self {
        match name {
            Name::Dark => &DARK,
            Name::Light => &LIGHT,
            Name::HighContrast => &HIGH_CONTRAST,
            Name::HighContrastLight => &HIGH_CONTRAST_LIGHT,
        }
    }
}
