//! Nodes that die and come up again, and what was lost with them.

use dirtybit::{Change, Holding, LostWrite, Node};

use super::{Told, Tone, count, millis};
use crate::tui::scene::{Cause, Crash};

/// A node died.
pub(crate) fn crashed(node: Node, crash: Option<&Crash>) -> Told {
    let words = match (node, crash) {
        (Node::Cache, Some(crash)) => {
            let held = match crash.entries {
                0 => "The cache crashed. It was empty.".to_owned(),
                1 => {
                    let state = if crash.dirty > 0 { "dirty" } else { "clean" };
                    format!("The cache crashed with 1 entry, which was {state}.")
                }
                some => {
                    format!("The cache crashed with {some} entries, {} of them dirty.", crash.dirty)
                }
            };
            held + &kept(crash.journaled)
        }
        _ => format!("The {node} crashed. What it had made durable is still there."),
    };
    (Tone::Bad, words)
}

fn kept(journaled: usize) -> String {
    match journaled {
        0 => String::new(),
        _ => format!(" The journal keeps {}.", count(journaled, "record", "records")),
    }
}

/// A node runs again.
pub(crate) fn restarted(node: Node, journaled: usize) -> Told {
    let words = match node {
        Node::Cache if journaled > 0 => {
            let records = count(journaled, "record", "records");
            format!("The cache is up again, and reads its journal: {records}.")
        }
        Node::Cache => "The cache is up again, and cold: every first read misses.".to_owned(),
        _ => format!("The {node} is up again, with everything that was durable."),
    };
    (Tone::Plain, words)
}

/// The cache has read its journal.
pub(crate) fn replayed(records: u32) -> Told {
    let writes = count(records as usize, "write is", "writes are");
    (Tone::Good, format!("The journal is replayed: {writes} back, and dirty."))
}

/// An acknowledged write is gone.
pub(crate) fn lost(lost: &LostWrite, cause: Cause, holding: &Holding) -> Told {
    let (name, took) = (&holding.name, millis(lost.acknowledged - lost.issued));
    let end = match (cause, holding.cache) {
        (Cause::Overwritten, _) => {
            "and was overwritten in the database by an older version.".to_owned()
        }
        (Cause::Eviction, _) => "and was evicted before it was saved.".to_owned(),
        (Cause::GivenUp, _) => "and no flush saves it any more.".to_owned(),
        (Cause::FalseClean, _) => {
            "and was taken for saved, though it never reached the database.".to_owned()
        }
        (_, Some((older, _))) if older.version < lost.version => {
            format!("and never reached the database: {older} took its place in the cache.")
        }
        _ => "and never reached the database.".to_owned(),
    };
    let what = match lost.change {
        Change::Delete => format!("The delete of {name} ({})", lost.version),
        Change::Set => format!("{name} = {}", lost.version),
        Change::Add(amount) => format!("{name} {amount:+} ({})", lost.version),
    };
    (Tone::Bad, format!("{what} was acknowledged in {took} {end}"))
}
