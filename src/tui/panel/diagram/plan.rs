//! What is where: the lines, the rows and the arrows of a scene, before anything is drawn.

use dirtybit::{Node, Service, Time};

use super::arrows::{self, Arrow};
use super::columns::Columns;
use super::rows::Rows;
use crate::tui::scene::{Scene, Stroke};

/// A diagram of a scene in so many columns.
pub(crate) struct Plan<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) columns: Columns,
    pub(crate) rows: Rows,
    pub(crate) arrows: Vec<Arrow>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(scene: &'a Scene, width: u16) -> Self {
        let columns = Columns::new(scene, width);
        let mut arrows = arrows::gathered(scene, &columns);
        let needed = arrows::settle(&mut arrows, &columns);
        let rows = rows(scene, &needed);
        arrows::turn(&mut arrows, &columns, &rows);
        Self { scene, columns, rows, arrows }
    }
}

/// Something may have happened right now; if nothing has, the wait for what comes next goes on.
fn rows(scene: &Scene, needed: &[(Time, usize)]) -> Rows {
    let mut instants = instants(scene);
    if instants.last() == Some(&scene.now) {
        return Rows::new(&instants, needed, Some(scene.now));
    }
    instants.push(scene.now);
    Rows::new(&instants, needed, next(scene))
}

/// When work ends, or ended because its node died.
pub(super) fn end_of(deaths: &[(Node, Time)], service: &Service) -> Time {
    let during = |(node, at): &&(Node, Time)| {
        *node == service.node && (service.from..service.until).contains(at)
    };
    deaths.iter().find(during).map_or(service.until, |(_, at)| *at)
}

/// All crashes, oldest first.
pub(super) fn deaths(scene: &Scene) -> Vec<(Node, Time)> {
    let deaths = scene.course.strokes().filter_map(|stroke| match stroke {
        Stroke::Down(node, at) => Some((*node, *at)),
        _ => None,
    });
    deaths.collect()
}

/// Every instant at which something begins or ends, up to now.
fn instants(scene: &Scene) -> Vec<Time> {
    let deaths = deaths(scene);
    let mut instants = Vec::new();
    for stroke in scene.course.strokes() {
        instants.push(stroke.at());
        match stroke {
            Stroke::Message(message) => {
                instants.extend(message.ended(scene.now).map(|(at, _)| at));
                instants.extend(message.held.into_iter().chain(message.released));
            }
            Stroke::Service(service) => instants.push(end_of(&deaths, service)),
            _ => {}
        }
    }
    instants.retain(|at| *at <= scene.now);
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// When the next thing that is under way comes to its end.
fn next(scene: &Scene) -> Option<Time> {
    let flights = scene.flying().map(|flight| flight.arrives);
    let services = scene.services.iter().map(|service| service.until);
    flights.chain(services).filter(|at| *at > scene.now).min()
}

/// Whether a node was down at the beginning of what is known.
pub(super) fn begins_down(scene: &Scene, node: Node) -> bool {
    let first = scene.course.strokes().find_map(|stroke| match stroke {
        Stroke::Down(which, _) if *which == node => Some(false),
        Stroke::Up(which, _) if *which == node => Some(true),
        _ => None,
    });
    first.unwrap_or_else(|| scene.folds.holdings.is_down(node))
}
