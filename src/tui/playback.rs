//! How much virtual time a moment at the screen is worth: the only place that knows both clocks.

use std::time::Duration;

use dirtybit::{Command, Engine, Rejection, Time};

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
const HELD: f64 = 1.0 / 20.0;
/// How fast cinema speeds up again, in seconds to e times the rate; it slows down at once.
const EASING: f64 = 0.06;
/// A frame that comes later than this does not make time jump.
const LONGEST_FRAME: Duration = Duration::from_millis(100);
/// Deadlines that one frame of cinema stops at; what is left of the frame then is let go.
const STOPS: usize = 2_000;

/// The rate at which something that takes this long in the model is well seen.
fn viewing_rate(span: Duration) -> f64 {
    let model = span.as_secs_f64().max(1e-6);
    let screen = HOP_AT_SCREEN * (model / HOP_IN_MODEL).powf(COMPRESSION);
    (model / screen).clamp(SLOWEST, 1.0)
}

/// The rate that shows well what is in the air; real time if nothing is.
fn cinema_rate(scene: &Scene) -> f64 {
    let flights = scene.flying().map(|flight| flight.arrives - flight.departs);
    let services = scene.services.iter().map(|service| service.until - service.from);
    let haste = if scene.load.on { CROWD } else { 1.0 };
    let idle = if scene.held().next().is_some() && !scene.load.on { HELD } else { 1.0 };
    let slowest = flights.chain(services).map(|span| viewing_rate(span) * haste);
    slowest.reduce(f64::min).map_or(idle, |rate| rate.min(1.0))
}

/// An engine, and how far the screen has come with it.
pub(crate) struct Playback {
    engine: Engine,
    /// Microseconds, with the fraction that the engine does not know.
    position: f64,
    rate: f64,
}

impl Playback {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, position: 0.0, rate: 1.0 }
    }

    /// Shows the beginning.
    pub(crate) fn begin(&mut self, scene: &mut Scene) {
        self.advance(Time::ZERO, scene);
    }

    /// Whether anything moves or is due.
    pub(crate) fn is_pending(&self) -> bool {
        self.engine.next_deadline().is_some()
    }

    /// Virtual seconds that a second is worth now.
    pub(crate) fn rate(&self) -> f64 {
        if self.is_pending() { self.rate } else { 1.0 }
    }

    /// Does something at the moment that the screen shows.
    pub(crate) fn submit(&mut self, command: &Command, scene: &mut Scene) -> Result<(), Rejection> {
        let done = self.engine.submit(command);
        self.advance(self.engine.now(), scene);
        self.rate = self.rate.min(cinema_rate(scene));
        done
    }

    /// Lets this much time at the screen pass.
    pub(crate) fn play(&mut self, elapsed: Duration, pace: Pace, scene: &mut Scene) {
        let elapsed = elapsed.min(LONGEST_FRAME).as_secs_f64();
        match pace {
            Pace::Fixed(number) => {
                self.rate = SPEEDS[number];
                if self.is_pending() {
                    self.pass(elapsed, scene);
                }
            }
            Pace::Cinema => self.play_cinema(elapsed, scene),
        }
    }

    /// Stops at every deadline, because what happens there may slow the time down.
    fn play_cinema(&mut self, mut left: f64, scene: &mut Scene) {
        for _ in 0..STOPS {
            let Some(next) = self.engine.next_deadline() else {
                self.rate = 1.0;
                return;
            };
            let well_seen = cinema_rate(scene);
            self.rate = self.rate.min(well_seen);
            let until = (next.as_micros() as f64 - self.position).max(0.0) / 1e6 / self.rate;
            if until > left {
                self.pass(left, scene);
                self.speed_up(left, well_seen);
                return;
            }
            left -= until;
            self.position = next.as_micros() as f64;
            self.speed_up(until, well_seen);
            self.advance(next, scene);
        }
    }

    fn speed_up(&mut self, elapsed: f64, well_seen: f64) {
        self.rate = well_seen.min(self.rate * (elapsed / EASING).exp());
    }

    fn pass(&mut self, elapsed: f64, scene: &mut Scene) {
        self.position += elapsed * self.rate * 1e6;
        self.advance(Time::from_micros(self.position as u64), scene);
    }

    fn advance(&mut self, limit: Time, scene: &mut Scene) {
        for event in self.engine.advance_to(limit) {
            scene.apply(&event);
        }
        scene.pass(self.engine.now());
        self.position = self.position.max(self.engine.now().as_micros() as f64);
    }
}

#[cfg(test)]
mod tests {
    use dirtybit::World;

    use super::*;

    fn after(commands: &[&str]) -> (Playback, Scene) {
        let (mut playback, mut scene) =
            (Playback::new(Engine::new(World::default(), 7)), Scene::default());
        playback.begin(&mut scene);
        for command in commands {
            let command = command.parse().expect("a command");
            playback.submit(&command, &mut scene).expect("nothing speaks against it");
        }
        (playback, scene)
    }

    #[test]
    fn what_is_held_does_not_hold_the_time() {
        let (mut playback, mut scene) = after(&["hold cart:7", "write cart:7"]);
        assert!((cinema_rate(&scene) - HELD).abs() < 1e-9, "all that is in the air is held");
        for _ in 0..60 {
            playback.play(Duration::from_millis(16), Pace::Cinema, &mut scene);
        }
        assert!(
            scene.now > Time::from_millis(20) && scene.now < Time::from_millis(60),
            "{}",
            scene.now
        );
    }

    #[test]
    fn what_flies_beside_it_is_still_well_seen() {
        let (_, scene) = after(&["hold cart:7", "write cart:7", "client 2: read user:1"]);
        assert!(cinema_rate(&scene) < 1.0 / 400.0);
    }

    #[test]
    fn a_lone_timeout_is_waited_for_in_real_time() {
        let (mut playback, mut scene) = after(&["cut app-cache", "write cart:7"]);
        for _ in 0..60 {
            playback.play(Duration::from_millis(16), Pace::Cinema, &mut scene);
        }
        assert!(scene.flights.is_empty() && scene.is_awaited());
        assert!((playback.rate() - 1.0).abs() < 1e-9);
    }
}
