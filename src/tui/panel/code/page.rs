//! Which files are shown, and at which line each of them is.

use dirtybit::{Node, Source};
use ratatui::style::{Modifier, Style};

use super::words;
use crate::tui::scene::{Doing, Focus, For, Place, Scene, Task, Wait};
use crate::tui::theme::Theme;

/// A file, and what is done there.
pub(super) struct Page {
    pub(super) source: &'static Source,
    /// The line, and those that were come through.
    pub(super) place: Option<Place>,
    /// None if nothing runs there.
    pub(super) stance: Option<Stance>,
    /// What it is run for.
    pub(super) task: String,
    /// What is done at the line.
    pub(super) words: String,
}

/// How an operation stands at its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stance {
    /// It has not come there yet.
    Comes,
    Runs,
    Waits,
    Returned,
    Died,
}

impl Stance {
    const fn of(doing: &Doing<'_>) -> Self {
        match doing {
            Doing::Comes(_) => Self::Comes,
            Doing::Runs(_) => Self::Runs,
            Doing::Waits(_) => Self::Waits,
            Doing::Returned(_) | Doing::Ended => Self::Returned,
            Doing::Died => Self::Died,
        }
    }

    pub(super) const fn glyph(self) -> &'static str {
        match self {
            Self::Comes => "→",
            Self::Runs => "▶",
            Self::Waits => "║",
            Self::Returned => "◀",
            Self::Died => "╳",
        }
    }

    pub(super) const fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Comes => theme.dim,
            Self::Runs => theme.selected,
            Self::Waits => theme.pending,
            Self::Returned => theme.title,
            Self::Died => theme.lost,
        }
    }

    /// The style of the line itself: what is still going on there stands out most.
    pub(super) const fn line(self, theme: &Theme) -> Style {
        match self {
            Self::Comes | Self::Returned => self.style(theme),
            _ => self.style(theme).add_modifier(Modifier::REVERSED),
        }
    }
}

impl Page {
    /// A file in which nothing runs.
    const fn still(source: &'static Source) -> Self {
        Self { source, place: None, stance: None, task: String::new(), words: String::new() }
    }

    /// The file in which an operation is.
    fn of(scene: &Scene, focus: &Focus) -> Self {
        let (doing, place) = (scene.doing(focus), focus.trail.now);
        let source = place.and_then(|place| place.source()).unwrap_or(focus.source());
        let (task, words) = (words::task(scene, focus), words::doing(scene, focus, &doing));
        Self { source, place, stance: Some(Stance::of(&doing)), task, words }
    }

    /// The file from which it came to the one in which it is, and which waits for that one, unless it
    /// has failed there.
    fn before(&self, focus: &Focus) -> Option<Self> {
        let place = focus.trail.before?;
        let source = place.source()?;
        let has_returned = source.node == Node::App || self.source.node == Node::App;
        let (stance, words) = match self.stance? {
            _ if has_returned => (Stance::Returned, "returned: the cache is down".to_owned()),
            Stance::Runs | Stance::Waits => {
                (Stance::Waits, format!("waits: {} runs", self.source.name))
            }
            stance => (stance, self.words.clone()),
        };
        let (place, stance, task) = (Some(place), Some(stance), self.task.clone());
        Some(Self { source, place, stance, task, words })
    }
}

/// The file that is looked at, and another one that belongs beside it.
pub(super) struct Pages {
    pub(super) current: Page,
    other: Option<Page>,
    /// The operation has to do with both of them.
    is_involved: bool,
    is_other_first: bool,
}

impl Pages {
    /// The pages of the operation in focus, or of the patterns in force.
    pub(super) fn of(scene: &Scene, lane: usize) -> Self {
        let Some(focus) = scene.focus(lane) else {
            let (current, other) = (Source::of_write(scene.write()), in_force(scene, true));
            return Self::pair(Page::still(current), other, false);
        };
        let current = Page::of(scene, &focus);
        if let Some(other) = current.before(&focus) {
            return Self { current, other: Some(other), is_involved: true, is_other_first: true };
        }
        match flush_waited_for(scene, &focus) {
            Some(flush) => Self::pair(current, Page::of(scene, &flush), true),
            None => {
                let is_write =
                    !matches!(focus.task, Task::Operation(read) if read.version.is_none());
                Self::pair(current, in_force(scene, is_write), false)
            }
        }
    }

    /// Two files in the order in which they always are.
    fn pair(current: Page, other: Page, is_involved: bool) -> Self {
        let place = |page: &Page| Source::all().into_iter().position(|one| one == page.source);
        let is_other_first = place(&other) < place(&current);
        let other = Some(other).filter(|other| other.source != current.source);
        Self { current, other, is_involved, is_other_first }
    }

    /// Both, from above to below.
    pub(super) fn both(&self) -> Option<[&Page; 2]> {
        let other = self.other.as_ref()?;
        Some(if self.is_other_first { [other, &self.current] } else { [&self.current, other] })
    }

    /// The names of the files that the operation has to do with.
    pub(super) fn names(&self) -> String {
        match self.both().filter(|_| self.is_involved) {
            Some([first, second]) => format!("{} + {}", first.source.name, second.source.name),
            None => self.current.source.name.to_owned(),
        }
    }
}

/// The file of the reads, beside that of a write, or the other way round.
fn in_force(scene: &Scene, beside_write: bool) -> Page {
    Page::still(match beside_write {
        true => Source::of_read(scene.read()),
        false => Source::of_write(scene.write()),
    })
}

/// The flush that has to come to its end before an operation can go on.
fn flush_waited_for(scene: &Scene, focus: &Focus) -> Option<Focus> {
    let waits = matches!(scene.doing(focus), Doing::Waits(For::Flush | For::Wait(Wait::Room)));
    scene.flush_in_focus().filter(|_| waits)
}
