//! How things can stand: for each a glyph and a word for who sees no colour, and a style for who does.

use ratatui::style::Style;

use super::theme::Theme;

/// How something stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    pub(crate) glyph: &'static str,
    pub(crate) word: &'static str,
    /// Its role in the theme.
    pub(crate) style: fn(&Theme) -> Style,
}

/// Declares states, and the list of those that stand in one place.
macro_rules! states {
    ($(#[$doc:meta])* $place:ident: $($name:ident $glyph:literal $word:literal $role:ident;)+) => {
        $(pub(crate) const $name: State =
            State { glyph: $glyph, word: $word, style: |theme| theme.$role };)+

        $(#[$doc])*
        #[cfg(test)]
        pub(crate) const $place: &[State] = &[$($name),+];
    };
}

/// What the cache holds of a key.
pub(crate) mod entry {
    use super::State;

    states! {
        /// What the cache holds of a key.
        ALL:
        CLEAN "■" "clean" clean;
        DIRTY "●" "dirty" dirty;
        FLUSHING "▒" "flushing" flushing;
        PENDING "◆" "pending" pending;
        STALE "◄" "stale" lost;
        UNSAVED "╳" "unsaved" lost;
        PHANTOM "╳" "phantom" lost;
        LOST "╳" "LOST" lost;
        EVICTED "→" "evicted" dim;
        EXPIRED "→" "expired" dim;
        INVALID "→" "invalid" dim;
        WAITS "" "waits" pending;
        ABSENT "" "" dim;
    }
}

/// What the database holds of a key, compared with what was acknowledged.
pub(crate) mod row {
    use super::State;

    states! {
        /// What the database holds of a key.
        ALL:
        UP_TO_DATE "" "" text;
        BEHIND "◄" "behind" dirty;
        LOST "╳" "LOST" lost;
        WAITS "…" "waits" pending;
    }
}

/// How an operation ended, where there is room for one sign.
pub(crate) mod ending {
    use super::State;

    states! {
        /// How an operation ended.
        ALL:
        FINE "" "" dim;
        LOST "╳" "LOST" alarm;
        UNKNOWN "?" "UNKNOWN" dirty;
        REFUSED "-" "REFUSED" dirty;
        WRONG "!" "STALE" alarm;
    }
}

/// What became of acknowledged writes.
pub(crate) mod fate {
    use super::State;

    states! {
        /// What became of acknowledged writes.
        ALL:
        DURABLE "█" "durable" clean;
        SUPERSEDED "▓" "superseded" superseded;
        AT_RISK "▒" "at risk" dirty;
        LOST "╳" "LOST" alarm;
    }
}

/// What happened at a moment of the tape, the most alarming first.
pub(crate) mod moment {
    use super::State;

    states! {
        /// What happened at a moment of the tape.
        ALL:
        LOSS "╳" "lost" lost;
        CRASH "▼" "crash" lost;
        FAILURE "?" "failure" lost;
        ANOMALY "!" "anomaly" lost;
        RESTART "▲" "restart" clean;
        FLUSH "▒" "flush" flushing;
        CAPTION "¶" "caption" title;
    }
}
