//! The list of traps: crashes that are ready to be armed, and whatever else is armed.

use dirtybit::{Command, Node, Trap, Trigger};

use super::{List, Look, Row, Turn};
use crate::tui::update::Model;

pub(super) static LIST: List =
    List { title: "TRAPS", nothing: |_| String::new(), grows_upwards: false, len, row, turn };

/// A moment at which the cache can be made to crash.
struct Ready {
    trigger: Trigger,
    label: &'static str,
    about: &'static str,
}

const READY: [Ready; 6] = [
    Ready {
        trigger: Trigger::FlushHalfDone,
        label: "the next flush is half done",
        about: "crashes the cache when half of the rows are in the database, and half are not",
    },
    Ready {
        trigger: Trigger::WriteAcknowledged,
        label: "after the next OK, before its flush",
        about: "crashes the cache as soon as a client was told OK for a write (write-back)",
    },
    Ready {
        trigger: Trigger::CacheUpdated,
        label: "between cache update and database OK",
        about: "crashes the cache when it has a write that the database has not (write-through)",
    },
    Ready {
        trigger: Trigger::Persisted,
        label: "database committed, OK not yet delivered",
        about: "crashes the cache when a write is durable, and nobody but the database knows so",
    },
    Ready {
        trigger: Trigger::FlushStarted,
        label: "the next flush starts",
        about: "crashes the cache when the rows of a flush leave: what is in the air still arrives",
    },
    Ready {
        trigger: Trigger::Missed,
        label: "the next read misses",
        about: "crashes the cache when it has to ask the database: who answers the client?",
    },
];

impl Ready {
    fn command(&self) -> Command {
        Command::Arm(self.trigger, Box::new(Command::Crash(Node::Cache)))
    }

    fn is(&self, trap: &Trap) -> bool {
        trap.trigger == self.trigger && trap.command == Command::Crash(Node::Cache)
    }
}

fn others(model: &Model) -> Vec<&Trap> {
    let traps = model.scene().folds.hazards.traps().iter();
    traps.filter(|trap| !READY.iter().any(|ready| ready.is(trap))).collect()
}

/// The ready ones, the others, and the row that takes all of them away.
fn len(model: &Model) -> usize {
    READY.len() + others(model).len() + 1
}

fn row(model: &Model, place: usize) -> Row {
    if let Some(ready) = READY.get(place) {
        return ready_row(model, ready);
    }
    match others(model).get(place - READY.len()) {
        Some(trap) => Row {
            label: arming(trap).to_string(),
            state: "armed".to_owned(),
            look: Look::Bad,
            about: "armed by the prompt or by a script; enter takes it away".to_owned(),
        },
        None => disarm_row(model),
    }
}

fn ready_row(model: &Model, ready: &Ready) -> Row {
    let is_armed = model.scene().folds.hazards.traps().iter().any(|trap| ready.is(trap));
    Row {
        label: ready.label.to_owned(),
        state: if is_armed { "armed".to_owned() } else { String::new() },
        look: if is_armed { Look::Bad } else { Look::Usual },
        about: ready.about.to_owned(),
    }
}

fn disarm_row(model: &Model) -> Row {
    let armed = model.scene().folds.hazards.traps().len();
    Row {
        label: "disarm all".to_owned(),
        state: if armed > 0 { format!("{armed} armed") } else { String::new() },
        look: if armed > 0 { Look::Usual } else { Look::Dimmed },
        about: "any command can be armed at the prompt: when flush done: crash database".to_owned(),
    }
}

fn turn(model: &Model, place: usize, turn: Turn) -> Vec<Command> {
    if turn != Turn::Enter {
        return Vec::new();
    }
    let traps = model.scene().folds.hazards.traps();
    if let Some(ready) = READY.get(place) {
        let armed = traps.iter().find(|trap| ready.is(trap));
        return vec![armed.map_or_else(|| ready.command(), disarming)];
    }
    let other = others(model).get(place - READY.len()).copied();
    vec![other.map_or(Command::Disarm(None), disarming)]
}

fn disarming(trap: &Trap) -> Command {
    Command::Disarm(Some(trap.number))
}

fn arming(trap: &Trap) -> Command {
    Command::Arm(trap.trigger, Box::new(trap.command.clone()))
}
