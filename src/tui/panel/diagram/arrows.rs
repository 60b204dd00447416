//! Messages as arrows: what leaves together is one arrow, and each has its place in the rows.

use std::mem::discriminant;

use dirtybit::{Change, Payload, Reception, Time, Write};

use super::columns::{Columns, Line};
use super::rows::{Place, Rows};
use crate::tui::panel::packet;
use crate::tui::scene::{Message, Scene, Stroke};

/// The cells that an arrow's end takes: its corner and its head.
const END: u16 = 2;

/// Messages of one kind that leave together and arrive together.
pub(crate) struct Arrow {
    pub(crate) from: Line,
    pub(crate) to: Line,
    pub(crate) first: Message,
    /// What the last of them carries.
    last: Payload,
    pub(crate) count: usize,
    is_one_key: bool,
    pub(crate) ended: Option<(Time, Reception)>,
    /// Which of the rows of its instant it leaves in, and which it arrives in.
    pub(super) departs: usize,
    pub(super) arrives: usize,
    /// Where it turns down.
    pub(super) turn: u16,
}

impl Arrow {
    fn of(message: &Message, columns: &Columns, now: Time) -> Self {
        let (from, to) = Line::ends(message);
        let (from, to) = (columns.drawn(from), columns.drawn(to));
        let (last, ended) = (message.flight.payload, message.ended(now));
        let (departs, arrives, turn) = (0, 0, 0);
        let (first, count, is_one_key) = (*message, 1, true);
        Self { from, to, first, last, count, is_one_key, ended, departs, arrives, turn }
    }

    /// Takes another message in, if it is of the same kind.
    fn takes(&mut self, other: &Self) -> bool {
        let (mine, others) = (&self.first, &other.first);
        let is_same = (self.from, self.to, self.ended) == (other.from, other.to, other.ended)
            && (mine.flight.departs, mine.flight.arrives)
                == (others.flight.departs, others.flight.arrives)
            && (mine.held, mine.released) == (others.held, others.released)
            && discriminant(&mine.flight.payload) == discriminant(&others.flight.payload);
        if is_same {
            self.count += 1;
            self.last = other.last;
            self.is_one_key &= mine.flight.key == others.flight.key;
        }
        is_same
    }

    /// The row in which it leaves, and the one to which it has come.
    pub(crate) fn rows(&self, rows: &Rows) -> (usize, usize) {
        let left = self.first.flight.departs;
        let departs = rows.row((left, self.departs));
        let end = match self.ended {
            Some((at, _)) if at > left => rows.row((at, self.arrives)),
            Some(_) => departs,
            None => rows.end().max(departs),
        };
        (departs, end)
    }

    /// What it carries, the longest words first.
    pub(super) fn labels(&self, scene: &Scene) -> Vec<String> {
        let payload = self.first.flight.payload;
        if self.count > 1 {
            return self.labels_of_many(scene);
        }
        let name = &scene.folds.holdings.of(self.first.flight.key).name;
        let (words, short) = (words(payload), shortest(payload));
        let named = match payload {
            Payload::Write(write) => written(&write, &format!(" {name}")),
            _ => format!("{words} {name}"),
        };
        vec![named, words, short]
    }

    fn labels_of_many(&self, scene: &Scene) -> Vec<String> {
        let (payload, count) = (self.first.flight.payload, self.count);
        let kind = kind(payload);
        let name = &scene.folds.holdings.of(self.first.flight.key).name;
        let mut labels = vec![format!("{kind} ×{count}"), format!("×{count}")];
        if let (Payload::Write(first), Payload::Write(last)) = (payload, self.last) {
            labels.insert(0, format!("{kind} ×{count} {}-{}", first.version, last.version));
        } else if self.is_one_key {
            labels.insert(0, format!("{kind} {name} ×{count}"));
        }
        labels
    }
}

fn written(write: &Write, name: &str) -> String {
    let version = write.version;
    match write.change {
        Change::Set => format!("write{name} {version}"),
        Change::Delete => format!("delete{name} {version}"),
        Change::Add(amount) => format!("add{name} {amount:+} {version}"),
    }
}

fn words(payload: Payload) -> String {
    match payload {
        Payload::Write(write) => written(&write, ""),
        other => packet::label(other, usize::MAX),
    }
}

/// No sign that could be taken for a message that was lost, or for one that is not known.
fn shortest(payload: Payload) -> String {
    match payload {
        Payload::Read => "read".to_owned(),
        Payload::Fill(_) => "fill".to_owned(),
        Payload::Found(None) => "miss".to_owned(),
        Payload::Refused(_) => "no".to_owned(),
        Payload::Reset => "rst".to_owned(),
        other => packet::label(other, 1),
    }
}

/// What messages of a kind have in common.
fn kind(payload: Payload) -> &'static str {
    match payload {
        Payload::Write(_) => "write",
        Payload::Read => "read",
        Payload::Fill(_) => "fill",
        Payload::Invalidate => "forget",
        Payload::Ack => "ok",
        Payload::Found(_) => "found",
        Payload::Refused(_) => "refused",
        Payload::Reset => "reset",
        Payload::Unknown => "unknown",
    }
}

/// All arrows, in the order in which they leave.
pub(super) fn gathered(scene: &Scene, columns: &Columns) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for stroke in scene.course.strokes() {
        let Stroke::Message(message) = stroke else {
            continue;
        };
        let arrow = Arrow::of(message, columns, scene.now);
        let departs = message.flight.departs;
        let mut recent =
            arrows.iter_mut().rev().take_while(|other| other.first.flight.departs == departs);
        if !recent.any(|other| other.takes(&arrow)) {
            arrows.push(arrow);
        }
    }
    arrows
}

/// The stretch of a row that an arrow takes where it leaves, or where it arrives.
struct Stretch {
    place: Place,
    from: u16,
    to: u16,
    arrow: usize,
    /// Where it arrives, and from which side, if it is taken there: such ones come in together.
    comes_in: Option<(u16, bool)>,
}

impl Stretch {
    fn leaves_room_for(&self, other: &Self) -> bool {
        let is_beside = self.to <= other.from || other.to <= self.from;
        is_beside || (self.comes_in.is_some() && self.comes_in == other.comes_in)
    }
}

/// Gives each arrow a row of its instant in which nothing else is in its way; says how many rows the
/// instants need.
pub(super) fn settle(arrows: &mut [Arrow], columns: &Columns) -> Vec<(Time, usize)> {
    let mut stretches = stretches(arrows, columns);
    stretches.sort_by_key(|stretch| (stretch.place, stretch.arrow));
    let mut needed: Vec<(Time, usize)> = Vec::new();
    for at in stretches.chunk_by(|one, other| one.place.0 == other.place.0) {
        let mut taken: Vec<Vec<&Stretch>> = Vec::new();
        for stretch in at {
            let is_free =
                |row: &Vec<&Stretch>| row.iter().all(|other| other.leaves_room_for(stretch));
            let row = taken.iter().position(is_free).unwrap_or(taken.len());
            if row == taken.len() {
                taken.push(Vec::new());
            }
            taken[row].push(stretch);
            let arrow = &mut arrows[stretch.arrow];
            match stretch.place.1 {
                0 => arrow.arrives = row,
                _ => arrow.departs = row,
            }
        }
        needed.push((at[0].place.0, taken.len()));
    }
    needed
}

/// What arrives stands above what leaves.
fn stretches(arrows: &[Arrow], columns: &Columns) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for (number, arrow) in arrows.iter().enumerate() {
        let (from, to) = (columns.x(arrow.from), columns.x(arrow.to));
        let departs = arrow.first.flight.departs;
        let all = (from.min(to), from.max(to));
        let mut push = |place, (from, to), comes_in| {
            stretches.push(Stretch { place, from, to, arrow: number, comes_in });
        };
        push((departs, 1), all, None);
        if let Some((at, reception)) = arrow.ended.filter(|(at, _)| *at > departs) {
            let short = (END * 4).min(all.1 - all.0);
            let near = if from < to { (to - short, to) } else { (to, to + short) };
            let is_taken = reception == Reception::Delivered;
            push((at, 0), near, is_taken.then_some((to, from < to)));
        }
    }
    stretches
}

/// Lets each arrow turn down where no other one does meanwhile, near its end.
pub(super) fn turn(arrows: &mut [Arrow], columns: &Columns, rows: &Rows) {
    let mut taken: Vec<(u16, usize, usize)> = Vec::new();
    for arrow in arrows {
        let (from, to) = (columns.x(arrow.from), columns.x(arrow.to));
        let (first, last) = arrow.rows(rows);
        taken.retain(|(_, _, until)| *until >= first);
        let room = from.abs_diff(to);
        let places = (0..room.saturating_sub(END) / 2).map(|track| END + track * 2);
        let places = places.map(|back| if from < to { to - back } else { to + back });
        let is_free = |x: &u16| !columns.is_line(*x) && taken.iter().all(|other| other.0 != *x);
        let near = if from < to { to.saturating_sub(END) } else { to + END };
        arrow.turn = places.into_iter().find(is_free).unwrap_or(near);
        taken.push((arrow.turn, first, last));
    }
}
