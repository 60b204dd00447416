//! How fast time goes: at a speed that somebody has chosen, or so that what is in the air is well seen.

use std::time::Duration;

use super::scene::Scene;

/// How the rate of time is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Pace {
    /// By what is in the air, so that a hop can be seen and a long wait does not bore.
    #[default]
    Cinema,
    /// Always the same: the number of a speed.
    Fixed(usize),
}

/// The speeds to choose from, as virtual seconds a second.
pub(crate) const SPEEDS: [f64; 12] = [
    1.0 / 500.0,
    1.0 / 200.0,
    1.0 / 100.0,
    1.0 / 50.0,
    1.0 / 20.0,
    1.0 / 10.0,
    1.0 / 5.0,
    1.0 / 2.0,
    1.0,
    2.0,
    5.0,
    10.0,
];

impl Pace {
    /// The next faster speed than what is seen now.
    pub(crate) fn faster(self, rate: f64) -> Self {
        let next = SPEEDS.iter().position(|speed| *speed > self.speed(rate) * 1.01);
        Self::Fixed(next.unwrap_or(SPEEDS.len() - 1))
    }

    /// The next slower speed than what is seen now.
    pub(crate) fn slower(self, rate: f64) -> Self {
        Self::Fixed(SPEEDS.iter().rposition(|speed| *speed < self.speed(rate) * 0.99).unwrap_or(0))
    }

    /// The speed that is in force: for cinema, what is seen now.
    pub(crate) fn speed(self, rate: f64) -> f64 {
        match self {
            Self::Cinema => rate,
            Self::Fixed(number) => SPEEDS[number],
        }
    }
}

/// A hop between application and cache takes this long at the screen...
const HOP_AT_SCREEN: f64 = 0.32;
/// ...for this long in the model; what takes longer takes longer at the screen, but far less so.
const HOP_IN_MODEL: f64 = 0.000_5;
/// A hundred times longer in the model is this power of a hundred times longer at the screen.
const COMPRESSION: f64 = 0.32;
/// The slowest that cinema goes.
const SLOWEST: f64 = 1.0 / 640.0;
/// Under automatic load it goes so much faster: then the crowd is what is to be seen.
const CROWD: f64 = 6.0;
/// While all that is in the air is held, a timeout of seconds leaves time to talk about it.
pub(super) const HELD: f64 = 1.0 / 20.0;
/// The rate at which something that takes this long in the model is well seen.
fn viewing_rate(span: Duration) -> f64 {
    let model = span.as_secs_f64().max(1e-6);
    let screen = HOP_AT_SCREEN * (model / HOP_IN_MODEL).powf(COMPRESSION);
    (model / screen).clamp(SLOWEST, 1.0)
}

/// The rate that shows well what is in the air; real time if nothing is.
pub(super) fn cinema_rate(scenes: &[Scene]) -> f64 {
    scenes.iter().map(rate_of).fold(1.0, f64::min)
}

fn rate_of(scene: &Scene) -> f64 {
    let flights = scene.flying().map(|flight| flight.arrives - flight.departs);
    let services = scene.services.iter().map(|service| service.until - service.from);
    let haste = if scene.load.on { CROWD } else { 1.0 };
    let idle = if scene.held().next().is_some() && !scene.load.on { HELD } else { 1.0 };
    let slowest = flights.chain(services).map(|span| viewing_rate(span) * haste);
    slowest.reduce(f64::min).map_or(idle, |rate| rate.min(1.0))
}
