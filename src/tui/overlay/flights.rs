//! The list of the messages in the air: any of them can be held there, and let go.

use dirtybit::{Command, Flight, FlightId, Payload};

use super::{List, Look, Row, Turn};
use crate::tui::update::Model;

pub(super) static LIST: List = List {
    title: "FLIGHTS",
    nothing,
    grows_upwards: false,
    len: |model| model.scene().flights.len(),
    row: |model, place| nth(model, place).map_or_else(Row::default, |flight| row(model, flight)),
    turn: |model, place, turn| match (nth(model, place), turn) {
        (Some(flight), Turn::Enter) => vec![command(model, flight)],
        _ => Vec::new(),
    },
};

/// Why the list is empty, and how it gets full.
fn nothing(model: &Model) -> String {
    let at_work = match model.scene().awaited() {
        0 if model.scene().flush.is_some() => "a flush is being worked on",
        0 => {
            return "Nothing is in the air. Close this list, press w, and open it again while the write is on its way.".to_owned();
        }
        1 => "1 operation is being worked on",
        operations => &format!("{operations} operations are being worked on"),
    };
    format!(
        "No message is in the air at this instant: {at_work}. Go on (space), and pause again when one is."
    )
}

fn nth(model: &Model, place: usize) -> Option<&Flight> {
    model.scene().flights.values().nth(place)
}

pub(super) fn id(model: &Model, place: usize) -> Option<FlightId> {
    nth(model, place).map(|flight| flight.id)
}

/// The first message of the selected key, or else the first one.
pub(super) fn first(model: &Model) -> usize {
    let mut flights = model.scene().flights.values();
    flights.position(|flight| flight.key.index() == model.selected).unwrap_or(0)
}

fn row(model: &Model, flight: &Flight) -> Row {
    let is_held = model.scene().folds.hazards.is_held(flight.id);
    let name = &model.scene().folds.holdings.of(flight.key).name;
    let (from, to) = (flight.from, flight.to);
    let left = (flight.arrives - model.scene().now).as_secs_f64() * 1e3;
    Row {
        label: format!("{name:<9} {from} → {to}  {}", words(flight.payload)),
        state: if is_held { "held".to_owned() } else { format!("{left:.1} ms left") },
        look: if is_held { Look::Bad } else { Look::Usual },
        about: match is_held {
            true => "stays where it is until it is let go; meanwhile others overtake it",
            false => "held, it stays where it is while time goes on, and others overtake it",
        }
        .to_owned(),
    }
}

fn words(payload: Payload) -> String {
    match payload {
        Payload::Write(write) => format!("write {write}"),
        Payload::Read => "read".to_owned(),
        Payload::Fill(value) => format!("fill {value}"),
        Payload::Invalidate => "invalidate".to_owned(),
        Payload::Ack => "OK".to_owned(),
        Payload::Found(Some(value)) => format!("found {value}"),
        Payload::Found(None) => "not found".to_owned(),
        Payload::Refused(_) => "refused".to_owned(),
        Payload::Reset => "reset".to_owned(),
        Payload::Unknown => "unknown".to_owned(),
    }
}

fn command(model: &Model, flight: &Flight) -> Command {
    match model.scene().folds.hazards.is_held(flight.id) {
        true => Command::ReleaseFlight(flight.id),
        false => Command::HoldFlight(flight.id),
    }
}
