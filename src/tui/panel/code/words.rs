//! What code is run for, and what is done at its line, in a few words.

use dirtybit::{Action, Change, Flight, Key, Node, Outcome, Payload, Service, Work, Write};

use crate::tui::account::{cargo, count, millis};
use crate::tui::scene::{Doing, Doubt, End, Focus, For, Operation, Scene, Task, Wait};

/// What it is run for.
pub(super) fn task(scene: &Scene, focus: &Focus) -> String {
    let name = |key: Key| &scene.folds.holdings.of(key).name;
    match focus.task {
        Task::Flush(rows) => format!("flush of {}", count(rows, "row", "rows")),
        Task::Operation(Operation { action, key, version, .. }) => {
            let (name, version) = (name(key), version.unwrap_or_default());
            match action {
                Action::Read => format!("read {name}"),
                Action::Write => format!("write {name} = {version}"),
                Action::Add(amount) => format!("add {name} {amount:+} ({version})"),
                Action::Delete => format!("delete {name} ({version})"),
            }
        }
    }
}

/// What is done at the line.
pub(super) fn doing(scene: &Scene, focus: &Focus, doing: &Doing<'_>) -> String {
    let words = match doing {
        Doing::Comes(Some(flight)) => format!("comes: {}", in_the_air(scene, flight)),
        Doing::Comes(None) => "waits to be taken in".to_owned(),
        Doing::Runs(None) => "runs".to_owned(),
        Doing::Runs(Some(service)) => format!("runs: {}", work(service)),
        Doing::Waits(what) => waits(scene, what),
        Doing::Returned(Some(flight)) => format!("returned: {}", in_the_air(scene, flight)),
        Doing::Returned(None) => "returned: its answer is lost".to_owned(),
        Doing::Died => "died with the cache".to_owned(),
        Doing::Ended => return focus.end.as_ref().map(|end| ended(focus, end)).unwrap_or_default(),
    };
    match focus.goes_on {
        true if given_up(focus) == KILLED => format!("client killed; {words}"),
        true => format!("client gave up; {words}"),
        false => words,
    }
}

fn in_the_air(scene: &Scene, flight: &Flight) -> String {
    let words = match flight.payload {
        Payload::Write(write) => format!("{} to the {}", called(&write), flight.to),
        Payload::Read => format!("a read to the {}", flight.to),
        Payload::Invalidate => format!("an invalidation to the {}", flight.to),
        _ => cargo(flight),
    };
    match scene.is_held(flight.id) {
        true => format!("{words}, held in the air"),
        false => words,
    }
}

fn work(Service { node, work, .. }: &Service) -> String {
    match work {
        Work::Get => format!("the {node} looks it up"),
        Work::Set(value) => format!("the {node} stores {value}"),
        Work::Change(write) => format!("the {node} stores {}", called(write)),
        Work::Append(write) => format!("the journal takes {}", called(write)),
        Work::Invalidate => format!("the {node} forgets its copy"),
        Work::Restore => format!("the {node} undoes it"),
        Work::Fetch => format!("the {node} reads"),
        Work::Persist(write) => format!("the {node} writes {}", called(write)),
    }
}

fn called(write: &Write) -> String {
    match write.change {
        Change::Delete => "the delete".to_owned(),
        Change::Set | Change::Add(_) => write.to_string(),
    }
}

fn waits(scene: &Scene, what: &For<'_>) -> String {
    match what {
        For::Flight(flight) => format!("waits: {}", in_the_air(scene, flight)),
        For::Service(service) => format!("waits: {}", work(service)),
        For::Wait(Wait::Turn) => "waits for a connection or a row".to_owned(),
        For::Wait(Wait::DirtyQueue) => "waits for room in the dirty queue".to_owned(),
        For::Wait(Wait::Room) => "waits for room in the cache".to_owned(),
        For::Wait(Wait::Answer) => "waits for the read that fetches it".to_owned(),
        For::Flush => "waits for a flush".to_owned(),
        For::Turn => "waits for its turn".to_owned(),
        For::Answer => "waits for an answer".to_owned(),
    }
}

fn ended(focus: &Focus, end: &End) -> String {
    match end {
        End::Told(Outcome::Acked(Some(value)), took) if !value.deleted => {
            format!("ended: {value} after {}", millis(*took))
        }
        End::Told(Outcome::Acked(_), took) => match &focus.task {
            Task::Operation(read) if read.action == Action::Read => {
                format!("ended: nothing there, after {}", millis(*took))
            }
            _ => format!("ended: OK after {}", millis(*took)),
        },
        End::Told(Outcome::Refused(why), _) => format!("ended: refused, {why}"),
        End::Told(Outcome::Unknown, _) => format!("ended: {}", given_up(focus)),
        End::Flushed(true) => "ended: every row is saved".to_owned(),
        End::Flushed(false) => "ended: the flush failed".to_owned(),
        End::Died => "died with the cache".to_owned(),
    }
}

fn given_up(focus: &Focus) -> &'static str {
    match focus.task {
        Task::Operation(Operation { doubt: Some(Doubt::Killed), .. }) => KILLED,
        Task::Operation(Operation { doubt: Some(Doubt::TimedOut(Node::App)), .. }) => GAVE_UP,
        _ if focus.goes_on => GAVE_UP,
        _ => "outcome unknown",
    }
}

const KILLED: &str = "its client was killed";
const GAVE_UP: &str = "its client gave up waiting";
