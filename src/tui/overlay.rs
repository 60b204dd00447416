//! The lists that open over the panels: what is in them, what can be done there, and where one is.

mod anomalies;
mod faults;
mod flights;
mod knobs;
mod traps;

use dirtybit::{Command, FlightId};

use super::update::Model;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Knobs,
    Faults,
    Traps,
    Flights,
    Anomalies,
}

/// A list that is open, and the place of its cursor.
#[derive(Clone, Copy)]
pub(crate) struct Overlay {
    pub(crate) kind: Kind,
    /// Counted from the end of the list at which nothing comes or goes.
    place: usize,
    /// Time goes on when it is closed.
    pub(crate) resumes: bool,
}

/// What a key does in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Move(isize),
    Turn(Turn),
}

impl Step {
    /// Rows of a page: as many as are seen at the least size.
    pub(crate) const PAGE: isize = 5;
}

/// What can be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Back,
    Forward,
    Enter,
}

/// One line of a list.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) state: String,
    pub(crate) look: Look,
    /// What there is to know, for the foot of the list.
    pub(crate) about: String,
}

/// How a row looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Look {
    #[default]
    Usual,
    /// It makes no difference now.
    Dimmed,
    /// It is not as usual.
    Changed,
    /// Something waits to go wrong, or is wrong.
    Bad,
}

/// What a list consists of.
pub(super) struct List {
    title: &'static str,
    /// What it says when it is empty.
    nothing: fn(&Model) -> String,
    /// Rows are added at the top.
    grows_upwards: bool,
    len: fn(&Model) -> usize,
    row: fn(&Model, usize) -> Row,
    turn: fn(&Model, usize, Turn) -> Vec<Command>,
}

impl Kind {
    fn list(self) -> &'static List {
        match self {
            Self::Knobs => &knobs::LIST,
            Self::Faults => &faults::LIST,
            Self::Traps => &traps::LIST,
            Self::Flights => &flights::LIST,
            Self::Anomalies => &anomalies::LIST,
        }
    }
}

impl Overlay {
    /// Opens a list. The one of flights makes time stand still, and begins at the selected key; the
    /// one of knobs begins where there is something to turn.
    pub(crate) fn new(kind: Kind, model: &Model) -> Self {
        let first = match kind {
            Kind::Flights => flights::first(model),
            Kind::Knobs => knobs::first(model),
            Kind::Faults | Kind::Traps | Kind::Anomalies => 0,
        };
        let overlay = Self { kind, place: 0, resumes: kind == Kind::Flights && !model.paused };
        overlay.at(model, first)
    }

    /// Its title; where runs differ in what is in it, with the one that it is of.
    pub(crate) fn title(&self, model: &Model) -> String {
        let title = self.kind.list().title;
        match self.kind {
            Kind::Anomalies if model.is_comparing() => {
                format!("{title} under {}", model.label(model.focus))
            }
            _ => title.to_owned(),
        }
    }

    pub(crate) fn nothing(&self, model: &Model) -> String {
        (self.kind.list().nothing)(model)
    }

    pub(crate) fn len(&self, model: &Model) -> usize {
        (self.kind.list().len)(model)
    }

    /// A row, counted from the top.
    pub(crate) fn row(&self, model: &Model, place: usize) -> Row {
        (self.kind.list().row)(model, place)
    }

    /// The row of the cursor, counted from the top; none in an empty list.
    pub(crate) fn cursor(&self, model: &Model) -> Option<usize> {
        let last = self.len(model).checked_sub(1)?;
        let place = self.place.min(last);
        Some(if self.kind.list().grows_upwards { last - place } else { place })
    }

    fn at(self, model: &Model, row: usize) -> Self {
        let last = self.len(model).saturating_sub(1);
        let row = row.min(last);
        let place = if self.kind.list().grows_upwards { last - row } else { row };
        Self { place, ..self }
    }

    /// With the cursor so many rows further down.
    pub(crate) fn moved(self, model: &Model, by: isize) -> Self {
        let row = self.cursor(model).unwrap_or(0);
        self.at(model, row.saturating_add_signed(by))
    }

    /// What the engine has to do if the row of the cursor is turned.
    pub(crate) fn turn(&self, model: &Model, turn: Turn) -> Vec<Command> {
        let row = self.cursor(model);
        row.map_or_else(Vec::new, |row| (self.kind.list().turn)(model, row, turn))
    }

    /// The message under the cursor.
    pub(crate) fn flight(&self, model: &Model) -> Option<FlightId> {
        let row = self.cursor(model).filter(|_| self.kind == Kind::Flights)?;
        flights::id(model, row)
    }
}
