//! Faults, traps, and anomalies: what was made to go wrong, and what did.

use dirtybit::{
    AnomalyName, ClientId, Command, Fault, Flight, LinkName, Payload, Selection, Trap, Trigger,
};

use super::{Told, Tone};

/// What a packet carries, and where to, in a few words.
pub(crate) fn cargo(flight: &Flight) -> String {
    let to = flight.to;
    match flight.payload {
        Payload::Write(write) => format!("{write} to the {to}"),
        Payload::Fill(value) => format!("fill {value} to the {to}"),
        Payload::Read => format!("read at the {to}"),
        Payload::Invalidate => format!("invalidate at the {to}"),
        Payload::Ack => format!("OK to the {to}"),
        Payload::Found(Some(value)) => format!("{value} to the {to}"),
        Payload::Found(None) => format!("not found, to the {to}"),
        Payload::Refused(_) => format!("refusal to the {to}"),
        Payload::Reset => format!("reset to the {to}"),
        Payload::Unknown => format!("unknown outcome to the {to}"),
    }
}

/// A packet was lost.
pub(crate) fn lost_on_the_way(flight: &Flight, is_cut: bool, name: &str) -> Told {
    let why = if is_cut { "the link is cut, " } else { "" };
    let words = format!("{name}: {} was lost on the way; {why}nobody is told.", cargo(flight));
    (Tone::Bad, words)
}

/// A packet is held.
pub(crate) fn held(flight: &Flight, name: &str) -> Told {
    (Tone::Warning, format!("{name}: {} is held in the air.", cargo(flight)))
}

/// A packet flies on.
pub(crate) fn released(flight: &Flight, name: &str) -> Told {
    (Tone::Plain, format!("{name}: {} is let go, and flies on.", cargo(flight)))
}

/// A fault lasts, or waits for its moment.
pub(crate) fn fault_set(fault: &Fault) -> Told {
    let words = match fault {
        Fault::Cut(link) => format!("{} is cut: nothing gets through.", the_link(*link)),
        Fault::RefuseWrite => "The database will refuse the next write.".to_owned(),
        Fault::DropAck => "The next acknowledgement will be lost on its way.".to_owned(),
        Fault::Hold(selection) => format!("The next {} will be held.", message(selection)),
    };
    (Tone::Warning, words)
}

/// A fault has struck, or is over.
pub(crate) fn fault_cleared(fault: &Fault) -> Told {
    match fault {
        Fault::Cut(link) => (Tone::Good, format!("{} is whole again.", the_link(*link))),
        Fault::RefuseWrite => {
            (Tone::Bad, "The database refuses the write, as it was told to.".to_owned())
        }
        Fault::DropAck => (Tone::Plain, "An acknowledgement is lost.".to_owned()),
        Fault::Hold(selection) => {
            (Tone::Plain, format!("The next {} is held.", message(selection)))
        }
    }
}

fn the_link(link: LinkName) -> String {
    let (one, other) = link.ends();
    format!("The link between {one} and {other}")
}

fn message(selection: &Selection) -> String {
    let key = selection.key.as_ref().map_or(String::new(), |key| format!(" of {key}"));
    let ends =
        selection.ends.map_or(String::new(), |(from, to)| format!(" from the {from} to the {to}"));
    format!("message{key}{ends}")
}

/// A command waits for its moment.
pub(crate) fn armed(trigger: Trigger, command: &Command) -> Told {
    (Tone::Warning, format!("A trap is armed: at the next \"{trigger}\", {command}."))
}

/// The moment came.
pub(crate) fn sprung(trap: &Trap) -> Told {
    (Tone::Bad, format!("The trap sprang: {}, so: {}.", trap.trigger, trap.command))
}

/// The trap was taken away.
pub(crate) fn disarmed(trap: &Trap) -> Told {
    (Tone::Plain, format!("The trap is taken away: {}: {}.", trap.trigger, trap.command))
}

/// Something went wrong that has a name, with these keys; it may have others as well. Who was
/// killed did not merely get no answer.
pub(crate) fn anomaly(
    name: AnomalyName,
    keys: &[&str],
    others: &[AnomalyName],
    killed: Option<ClientId>,
) -> Told {
    let keys = match keys {
        [one, rest @ ..] if rest.len() > 1 => format!("{one} and {} others", rest.len()),
        some => some.join(", "),
    };
    let what = match killed.filter(|_| name == AnomalyName::AmbiguousOutcome) {
        Some(ClientId(client)) => format!(
            "Client {client} was killed before the answer came: its write may have happened, or not."
        ),
        None => name.explanation().audience.to_owned(),
    };
    let loud = in_words(name).to_uppercase();
    (Tone::Bad, format!("{loud} ({keys}): {what}{}", also(others)))
}

/// Guarantees are broken; the rest is simply there, too.
fn also(others: &[AnomalyName]) -> String {
    let is_guarantee = |name: &&AnomalyName| {
        matches!(name, AnomalyName::ReadYourWrites | AnomalyName::NonMonotonicRead)
    };
    let (broken, more): (Vec<_>, Vec<_>) = others.iter().partition(is_guarantee);
    let named = |names: Vec<&AnomalyName>| {
        let words: Vec<_> = names.into_iter().map(|name| in_words(*name)).collect();
        words.join(", ").replace("non monotonic read", "monotonic reads")
    };
    let mut words = String::new();
    if !more.is_empty() {
        words += &format!(" Also: {}.", named(more));
    }
    if !broken.is_empty() {
        words += &format!(" Also broken: {}.", named(broken));
    }
    words
}

fn in_words(name: AnomalyName) -> String {
    name.name().replace('-', " ")
}
