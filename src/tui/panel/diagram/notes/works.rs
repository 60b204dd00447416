//! What nodes work at, and who waits there.

use dirtybit::{Key, Node, Service, Time, Work};

use super::Note;
use crate::tui::panel::diagram::columns::Line;
use crate::tui::panel::diagram::plan::Plan;
use crate::tui::scene::Stroke;
use crate::tui::theme::Theme;

/// What nodes work at: what they begin at one instant is told together.
pub(super) fn notes(plan: &Plan<'_>, theme: &Theme, seen: &[&Stroke]) -> Vec<Note> {
    let services = seen.iter().filter_map(|stroke| match stroke {
        Stroke::Service(service) => Some(service),
        _ => None,
    });
    let services: Vec<_> = services.collect();
    let alike = |one: &&Service, other: &&Service| {
        (one.node, one.from) == (other.node, other.from) && verb(one.work) == verb(other.work)
    };
    let told = services.chunk_by(alike).map(|together| {
        let (line, row) = (Line::of(together[0].node, None), plan.rows.first(together[0].from));
        let verb = verb(together[0].work);
        let words = match together.len() {
            1 => vec![work(together[0].work), verb.to_owned()],
            count => vec![format!("{verb} ×{count}"), verb.to_owned()],
        };
        Note { line, row, words, style: theme.flushing }
    });
    told.collect()
}

fn work(work: Work) -> String {
    let verb = verb(work);
    match work {
        Work::Set(value) => format!("{verb} {value}"),
        Work::Change(write) | Work::Append(write) | Work::Persist(write) => {
            format!("{verb} {}", write.version)
        }
        _ => verb.to_owned(),
    }
}

const fn verb(work: Work) -> &'static str {
    match work {
        Work::Get => "looks up",
        Work::Set(_) | Work::Change(_) => "sets",
        Work::Append(_) => "journals",
        Work::Invalidate => "forgets",
        Work::Restore => "restores",
        Work::Fetch => "reads",
        Work::Persist(_) => "persists",
    }
}

/// Who has to wait at a node: those who begin to at one instant are told together.
pub(super) fn queues(plan: &Plan<'_>, theme: &Theme, seen: &[&Stroke]) -> Vec<Note> {
    let queued = seen.iter().filter_map(|stroke| match stroke {
        Stroke::Queued(node, key, at) => Some((*node, *key, *at)),
        _ => None,
    });
    let queued: Vec<_> = queued.collect();
    let alike =
        |one: &(Node, Key, Time), other: &(Node, Key, Time)| (one.0, one.2) == (other.0, other.2);
    let told = queued.chunk_by(alike).map(|together| {
        let (node, key, at) = together[0];
        let words = match together.len() {
            1 => vec![format!("{} waits", plan.scene.folds.holdings.of(key).name), "waits".into()],
            count => vec![format!("waits ×{count}"), "waits".to_owned()],
        };
        let (line, row) = (Line::of(node, None), plan.rows.first(at));
        Note { line, row, words, style: theme.pending }
    });
    told.collect()
}
