//! Every colour of the screen, by what it means; colour never carries a meaning alone.

mod ascii;
mod depth;
mod inks;
mod name;
mod paint;
#[cfg(test)]
mod tests;

use ratatui::style::{Color, Modifier, Style};

pub(crate) use depth::Depth;
use inks::{Ink, Inks};
pub(crate) use name::{Choice, Name};
pub(crate) use paint::Paint;

/// Declares a style for every role, and what is done to all of them.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident)+) => {
        /// What the screen looks like.
        #[derive(Clone, Copy)]
        pub(crate) struct Theme {
            $($(#[$doc])* pub(crate) $role: Style,)+
        }

        impl Theme {
            fn map(self, change: impl Fn(Style) -> Style) -> Self {
                Self { $($role: change(self.$role),)+ }
            }

            /// Every role with its name.
            #[cfg(test)]
            pub(crate) fn roles(&self) -> Vec<(&'static str, Style)> {
                vec![$((stringify!($role), self.$role),)+]
            }
        }
    };
}

roles! {
    /// The whole screen before anything is drawn, so that contrast does not depend on the terminal.
    ground
    text
    dim
    border
    title
    key
    selected
    clean
    dirty
    flushing
    pending
    superseded
    lost
    alarm
    write
    read
    reply
}

impl Theme {
    /// A theme in as many colours as the terminal has.
    pub(crate) fn new(name: Name, depth: Depth) -> Self {
        let inks = Inks::of(name);
        if depth == Depth::None {
            let plain = |style: Style| Style { fg: None, bg: None, ..style };
            let alarm = Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD);
            return Self { alarm, ..Self::of(inks, |ink| ink.at(depth)).map(plain) };
        }
        Self::of(inks, |ink| ink.at(depth))
    }

    /// Without any colour: for what is printed as text.
    pub(crate) fn plain() -> Self {
        Self::new(Name::Dark, Depth::None)
    }

    #[cfg(test)]
    pub(crate) fn dark() -> Self {
        Self::new(Name::Dark, Depth::True)
    }

    #[cfg(test)]
    pub(crate) fn light() -> Self {
        Self::new(Name::Light, Depth::True)
    }

    fn of(inks: &Inks, colour: impl Fn(Ink) -> Color) -> Self {
        let plain = |ink| Style::new().fg(colour(ink));
        let bold = |ink| plain(ink).add_modifier(Modifier::BOLD);
        Self {
            ground: plain(inks.text).bg(colour(inks.ground)),
            text: plain(inks.text),
            dim: plain(inks.dim),
            border: plain(inks.border),
            title: bold(inks.text),
            key: bold(inks.accent),
            selected: bold(inks.accent),
            clean: plain(inks.settled),
            dirty: bold(inks.unsaved),
            flushing: bold(inks.leaving),
            pending: plain(inks.waiting),
            superseded: plain(inks.overtaken),
            lost: bold(inks.lost),
            alarm: bold(inks.on_alarm).bg(colour(inks.alarm)),
            write: bold(inks.unsaved),
            read: bold(inks.asked),
            reply: bold(inks.settled),
        }
    }
}
