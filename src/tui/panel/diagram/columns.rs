//! Where the vertical lines stand: the clients, the cache and the database, spread over the width.

use std::collections::BTreeSet;

use dirtybit::{ClientId, LinkName, Node};

use crate::tui::scene::{Message, Scene, Stroke};

/// A vertical line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A client; none if nobody knows any longer which.
    Client(Option<ClientId>),
    Cache,
    Database,
}

impl Line {
    pub(crate) fn of(node: Node, client: Option<ClientId>) -> Self {
        match node {
            Node::App => Self::Client(client),
            Node::Cache => Self::Cache,
            Node::Database => Self::Database,
        }
    }

    /// Where a message comes from, and where it goes.
    pub(crate) fn ends(message: &Message) -> (Self, Self) {
        let of = |node| Self::of(node, message.client);
        (of(message.flight.from), of(message.flight.to))
    }
}

/// The places of all lines, in cells from the left.
pub(crate) struct Columns {
    clients: Vec<ClientId>,
    xs: Vec<u16>,
    pub(super) cache: u16,
    pub(super) database: u16,
    pub(super) margin: u16,
    pub(super) width: u16,
}

/// From here on there is room to say what the database does.
const WIDE: u16 = 66;
/// On less than this, links are as short as they can be.
const NARROW: u16 = 45;
/// How far the lines of clients stand apart, if they can.
const STEPS: [u16; 7] = [24, 21, 16, 12, 10, 8, 6];
/// So many clients beside the first are too many to be told apart; then these are.
const MANY: u16 = 6;
const SHOWN_OF_MANY: u16 = 3;

impl Columns {
    pub(crate) fn new(scene: &Scene, width: u16) -> Self {
        let margin = if width < 50 { 8 } else { 10 };
        let right = if width < WIDE { 5 } else { 15 };
        let clients = clients(scene);
        let first = margin + 4;
        let span = width.saturating_sub(first + right);
        let least = if span < NARROW { 8 } else { 18 };
        let others = u16::try_from(clients.len() - 1).unwrap_or(u16::MAX);
        let fits =
            |step: &u16| step.saturating_mul(others).saturating_add(2 * least.max(*step)) <= span;
        let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1]);
        let named = if others < MANY { others } else { SHOWN_OF_MANY };
        let shown = named.min(span.saturating_sub(2 * least) / step) + 1;
        let xs: Vec<_> = (0..shown).map(|place| first + place * step).collect();
        let last = xs[xs.len() - 1];
        let database = width.saturating_sub(right).max(last + 2);
        Self { clients, cache: last + (database - last) / 2, database, margin, width, xs }
    }

    pub(crate) fn x(&self, line: Line) -> u16 {
        match line {
            Line::Client(client) => self.xs[self.place(client)],
            Line::Cache => self.cache,
            Line::Database => self.database,
        }
    }

    /// The line as it is drawn: clients that share a column are not told apart.
    pub(super) fn drawn(&self, line: Line) -> Line {
        let is_shared = self.clients.len() > self.xs.len();
        match line {
            Line::Client(client) if is_shared && self.place(client) + 1 == self.xs.len() => {
                Line::Client(None)
            }
            line => line,
        }
    }

    /// Those that there is no room for share the last column.
    fn place(&self, client: Option<ClientId>) -> usize {
        let known = client.and_then(|client| self.clients.binary_search(&client).ok());
        known.unwrap_or(self.clients.len()).min(self.xs.len() - 1)
    }

    /// Where all lines stand.
    pub(super) fn all(&self) -> impl Iterator<Item = u16> {
        self.xs.iter().copied().chain([self.cache, self.database])
    }

    pub(super) fn is_line(&self, x: u16) -> bool {
        self.all().any(|line| line == x)
    }

    /// The middle of a link.
    pub(super) fn middle(&self, link: LinkName) -> u16 {
        let (from, to) = link.ends();
        let of = |node| self.x(Line::of(node, self.clients.last().copied()));
        match link {
            LinkName::AppDatabase => u16::midpoint(self.cache, self.database),
            _ => u16::midpoint(of(from), of(to)),
        }
    }

    /// What stands above the lines.
    pub(super) fn heads(&self) -> Vec<(u16, String)> {
        let is_wide = self.xs.get(1).is_none_or(|second| second - self.xs[0] >= 10);
        let hidden = self.clients.len() - self.xs.len();
        let name = |(place, x): (usize, &u16)| {
            let number = self.clients[place].0;
            let words = match (place + 1 == self.xs.len() && hidden > 0, is_wide) {
                (true, _) => format!("+{}", hidden + 1),
                (false, true) => format!("client {number}"),
                (false, false) => format!("c{number}"),
            };
            (*x, words)
        };
        let mut heads: Vec<_> = self.xs.iter().enumerate().map(name).collect();
        heads.extend([(self.cache, "cache".to_owned()), (self.database, "database".to_owned())]);
        heads
    }
}

/// Everybody who takes part, in the order of their numbers; under load it is known beforehand who
/// will, so that no line moves when they come in one by one.
fn clients(scene: &Scene) -> Vec<ClientId> {
    let of = |stroke: &Stroke| match stroke {
        Stroke::Message(message) => message.client,
        Stroke::Finished(finished) => Some(finished.client),
        _ => None,
    };
    let taking_part = scene.course.strokes().filter_map(of);
    let under_load = if scene.load.on { scene.folds.world.load.clients } else { 0 };
    let to_come = (1..=under_load).map(ClientId);
    let waiting = scene.waits().map(|wait| wait.0);
    let mut clients: BTreeSet<_> = taking_part.chain(waiting).chain(to_come).collect();
    if clients.is_empty() {
        clients.insert(ClientId::FIRST);
    }
    clients.into_iter().collect()
}
