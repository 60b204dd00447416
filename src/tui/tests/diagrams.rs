//! The space-time diagram of any history: what is drawn is what happened, when it happened.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use dirtybit::{
    ClientId, Command, Engine, Event, Fact, Fault, Flight, FlightId, Node, OpId, Reception,
    Service, Time, World,
};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::any_keys::LINES;
use crate::tui::panel::diagram::{self, LONGEST, Line, Plan, Row, SCALE};
use crate::tui::scene::{Course, Message, Scene, Stroke};
use crate::tui::theme::Theme;
use crate::tui::update::Model;

const RUNS: u64 = 40;
const FRAMES: usize = 25;
const MORE: [&str; 5] = [
    "write cart:7; write user:1; write views:42; write session:9; write cart:7",
    "client 2: write cart:7; client 3: read user:1",
    "write cart:7",
    "read user:1",
    "crash cache; restart cache",
];

/// A run of which everything is drawn.
struct Run {
    engine: Engine,
    scene: Scene,
    events: Vec<Event>,
}

impl Run {
    fn new(seed: u64, most: usize) -> Self {
        let mut scene = Scene::default();
        scene.course = Course::keeping(most);
        Self { engine: Engine::new(World::default(), seed), scene, events: Vec::new() }
    }

    fn lived(seed: u64, most: usize, load: bool) -> Self {
        let mut run = Self::new(seed, most);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        if load {
            run.say("set load.per_second 3000; load on");
        }
        for _ in 0..FRAMES {
            for _ in 0..random.random_range(0..3) {
                let of = if random.random() { &LINES[..] } else { &MORE[..] };
                run.say(of.choose(&mut random).expect("there are lines"));
            }
            let micros = match random.random_range(0..3) {
                0 => random.random_range(0..700),
                1 => random.random_range(0..5_000),
                _ => random.random_range(0..70_000),
            };
            run.advance(Duration::from_micros(micros));
        }
        run
    }

    fn say(&mut self, line: &str) {
        for command in line.split(';') {
            let command: Command = command.trim().parse().expect("a command");
            let _refused = self.engine.submit(&command);
        }
    }

    fn advance(&mut self, span: Duration) {
        let limit = self.engine.now() + span;
        for event in self.engine.advance_to(limit) {
            self.scene.apply(&event);
            self.events.push(event);
        }
        self.scene.pass(limit);
    }

    fn facts(&self) -> impl Iterator<Item = (Time, &Fact)> {
        self.events.iter().map(|event| (event.at, &event.fact))
    }

    fn flights(&self) -> BTreeMap<FlightId, Flight> {
        let sent = self.facts().filter_map(|(_, fact)| match fact {
            Fact::Sent(flight) => Some((flight.id, *flight)),
            _ => None,
        });
        sent.collect()
    }

    fn clients(&self) -> BTreeMap<OpId, ClientId> {
        let issued = self.facts().filter_map(|(_, fact)| match fact {
            Fact::Issued { op, client, .. } => Some((*op, *client)),
            _ => None,
        });
        issued.collect()
    }

    fn services(&self) -> Vec<Service> {
        let services = self.facts().filter_map(|(_, fact)| match fact {
            Fact::Serving(service) => Some(*service),
            _ => None,
        });
        services.collect()
    }

    /// When work ends: as it was to, or with its node.
    fn end_of(&self, service: &Service) -> Time {
        let ends = |(at, fact): &(Time, &Fact)| {
            **fact == Fact::Crashed(service.node) && (service.from..service.until).contains(at)
        };
        self.facts().find(ends).map_or(service.until, |(at, _)| at)
    }

    /// Every instant at which something that is drawn began or ended.
    fn instants(&self) -> BTreeSet<Time> {
        let is_drawn = |fact: &Fact| {
            let is_cut = |fault: &Fault| matches!(fault, Fault::Cut(_));
            match fact {
                Fact::FaultSet(fault) | Fact::FaultCleared(fault) => is_cut(fault),
                Fact::Sent(_)
                | Fact::Arrived { .. }
                | Fact::Serving(_)
                | Fact::Finished { .. }
                | Fact::Crashed(_)
                | Fact::Restarted(_)
                | Fact::Killed(_)
                | Fact::Queued { .. }
                | Fact::FlushStarted { .. } => true,
                _ => false,
            }
        };
        let drawn = self.facts().filter(|(_, fact)| is_drawn(fact)).map(|(at, _)| at);
        let holds = self.last_holds().into_values().flatten();
        let ends = self.services().into_iter().map(|service| self.end_of(&service));
        let now = self.engine.now();
        drawn.chain(holds).chain(ends).chain([now]).filter(|at| *at <= now).collect()
    }

    /// When each message that was ever held was so for the last time, and when it was let go.
    fn last_holds(&self) -> BTreeMap<FlightId, Vec<Time>> {
        let mut holds = BTreeMap::new();
        for (at, fact) in self.facts() {
            match fact {
                Fact::Held(flight) => drop(holds.insert(*flight, vec![at])),
                Fact::Released { flight, .. } => holds.entry(*flight).or_default().push(at),
                _ => {}
            }
        }
        holds
    }
}

/// What is drawn, by rows.
struct Drawn<'a> {
    plan: Plan<'a>,
    lines: Vec<Vec<char>>,
}

impl<'a> Drawn<'a> {
    fn of(scene: &'a Scene, width: u16) -> Self {
        let lines = diagram::figure(scene, width).into_iter().skip(1);
        let lines = lines.map(|line| line.chars().collect());
        Self { plan: Plan::new(scene, width), lines: lines.collect() }
    }

    fn cell(&self, row: usize, x: u16) -> char {
        self.lines[row].get(usize::from(x)).copied().unwrap_or(' ')
    }

    /// The rows of an instant.
    fn rows(&self, at: Time) -> std::ops::Range<usize> {
        let rows = &self.plan.rows.rows;
        let first = rows.iter().position(|row| *row == Row::At(at)).expect("it has a row");
        let more = rows[first + 1..].iter().take_while(|row| **row == Row::Also).count();
        first..first + more + 1
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.iter().collect::<String>() + "\n").collect()
    }

    fn message(&self, id: FlightId) -> Option<&Message> {
        self.plan.scene.course.strokes().find_map(|stroke| match stroke {
            Stroke::Message(message) if message.flight.id == id => Some(message),
            _ => None,
        })
    }

    /// A message that arrived has its head there and then, or the mark of its end.
    fn assert_arrival(&self, flight: &Flight, at: Time, reception: Reception) {
        let Some(message) = self.message(flight.id) else {
            return;
        };
        let (from, to) = Line::ends(message);
        let (from, to) = (self.plan.columns.x(from), self.plan.columns.x(to));
        let (head, place) = if from < to { ('▶', to - 1) } else { ('◀', to + 1) };
        let is_there = self.rows(at).any(|row| match reception {
            Reception::Delivered => self.cell(row, place) == head,
            Reception::Rejected | Reception::Nobody => self.cell(row, place) == '╳',
            Reception::Lost => (from.min(to) + 1..from.max(to)).any(|x| self.cell(row, x) == '╳'),
        });
        assert!(is_there, "{flight:?} {reception:?} at {at:?} in\n{}", self.text());
    }

    fn assert_service(&self, service: &Service, end: Time) {
        let x = self.plan.columns.x(Line::of(service.node, None));
        let rows = self.rows(service.from).start..self.rows(end.min(self.plan.scene.now)).end;
        for row in rows {
            let cell = self.cell(row, x);
            assert!(
                "█▒╳".contains(cell),
                "{service:?} is {cell:?} in row {row} of\n{}",
                self.text()
            );
        }
    }

    /// Every instant has its row, in order, and the time beside it; what lies between two of them
    /// is drawn to scale, or folded and says how much it is.
    fn assert_times(&self, instants: &BTreeSet<Time>) {
        let mut expected = instants.iter().copied().peekable();
        let mut before: Option<Time> = None;
        let (mut between, mut fold) = (0, None);
        for (row, kind) in self.plan.rows.rows.iter().enumerate() {
            let margin: String = self.lines[row].iter().take(9).collect();
            match kind {
                Row::At(at) => {
                    assert_eq!(Some(*at), expected.next(), "the row of an instant is missing");
                    assert_eq!(margin.trim(), format!("{:.1}", at.as_millis_f64()));
                    if let Some(before) = before {
                        let is_last = expected.peek().is_none();
                        assert_gap(*at - before, between, fold, is_last);
                    }
                    (before, between, fold) = (Some(*at), 0, None);
                }
                Row::Also => {}
                Row::Between => between += 1,
                Row::Fold(span) => {
                    let millis = span.as_micros() as f64 / 1e3;
                    let words = match millis < 999.95 {
                        true => format!("{millis:.1} ms"),
                        false => format!("{:.3} s", millis / 1e3),
                    };
                    assert!(margin.starts_with('┄') && margin.ends_with(&words), "{margin:?}");
                    fold = Some(*span);
                }
            }
        }
        assert_eq!(expected.next(), None, "not every instant has a row");
    }
}

/// The wait that goes on now is folded if it may become long.
fn assert_gap(gap: Duration, between: u128, fold: Option<Duration>, is_last: bool) {
    match fold {
        Some(span) => {
            assert_eq!((span, between), (gap, 0));
            assert!(is_last || gap > LONGEST, "{gap:?} need not be folded");
        }
        None => {
            assert!(gap <= LONGEST, "{gap:?} must be folded");
            assert_eq!(between, gap.as_micros().div_ceil(SCALE.as_micros()) - 1);
        }
    }
}

#[test]
fn what_is_drawn_is_what_happened() {
    for seed in 0..RUNS {
        let run = Run::lived(seed, usize::MAX, false);
        let drawn = Drawn::of(&run.scene, 100 + (seed % 5) as u16 * 25);
        drawn.assert_times(&run.instants());
        let flights = run.flights();
        for (at, fact) in run.facts() {
            if let Fact::Arrived { flight, reception } = fact {
                drawn.assert_arrival(&flights[flight], at, *reception);
            }
        }
        for service in run.services() {
            drawn.assert_service(&service, run.end_of(&service));
        }
    }
}

#[test]
fn an_answer_goes_to_who_asked_even_if_nobody_waits_there() {
    let mut late = 0;
    for seed in 0..RUNS {
        let run = Run::lived(seed, usize::MAX, false);
        let (clients, drawn) = (run.clients(), Drawn::of(&run.scene, 120));
        let answers = run.flights().into_values().filter(|flight| flight.to == Node::App);
        for message in answers.filter_map(|flight| drawn.message(flight.id)) {
            let asked = clients.get(&message.flight.op).copied();
            assert_eq!(message.client, asked, "{:?}", message.flight);
            let nobody = |(_, reception): &(Time, Reception)| *reception == Reception::Nobody;
            late += usize::from(message.ended(run.scene.now).as_ref().is_some_and(nobody));
        }
    }
    assert!(late > 5, "only {late} came too late");
}

#[test]
fn of_a_long_history_the_end_is_drawn() {
    for seed in 0..RUNS / 4 {
        let run = Run::lived(seed, 256, true);
        assert_eq!(run.scene.course.strokes().count(), 256, "it is long");
        let drawn = Drawn::of(&run.scene, 120);
        let flights = run.flights();
        let arrivals = run.facts().filter_map(|(at, fact)| match fact {
            Fact::Arrived { flight, reception } => Some((at, flights[flight], *reception)),
            _ => None,
        });
        for (at, flight, reception) in arrivals {
            drawn.assert_arrival(&flight, at, reception);
        }
    }
}

#[test]
fn a_crash_breaks_a_line_until_the_restart() {
    let mut run = Run::new(7, 256);
    run.say("crash cache");
    run.advance(Duration::from_millis(1));
    run.say("write cart:7");
    run.advance(Duration::from_millis(20));
    run.say("restart cache");
    run.advance(Duration::from_millis(1));
    let drawn = Drawn::of(&run.scene, 100);
    let x = drawn.plan.columns.x(Line::of(Node::Cache, None));
    let line: String = (0..drawn.lines.len()).map(|row| drawn.cell(row, x)).collect();
    let (up, rest) = line.split_once('╳').expect("it broke");
    let down = rest.chars().take_while(|cell| *cell == ' ').count();
    assert!(up.is_empty() && down >= 3 && rest.ends_with('│'), "{}", drawn.text());
}

#[test]
fn a_wait_moves_nothing_but_the_clock() {
    let mut run = Run::new(7, 256);
    run.say("write-pattern write-through; write cart:7");
    run.advance(Duration::from_millis(3));
    let before = Drawn::of(&run.scene, 100).lines;
    for _ in 0..40 {
        run.advance(Duration::from_millis(1));
        let now = Drawn::of(&run.scene, 100).lines;
        assert_eq!(now.len(), before.len());
        assert_eq!(now[..now.len() - 2], before[..before.len() - 2]);
    }
}

#[test]
fn no_line_moves_when_the_clients_of_a_load_come_in() {
    let mut run = Run::new(7, 256);
    run.say("load on");
    for _ in 0..60 {
        run.advance(Duration::from_millis(10));
        let head = diagram::figure(&run.scene, 54).remove(0);
        assert_eq!(head, "       ms    c1    c2    c3    +5     cache  database");
    }
}

#[test]
fn what_leaves_now_has_its_words_before_its_head() {
    let mut run = Run::new(7, 256);
    for line in ["write cart:7", "write user:1", "read views:42"] {
        run.say(line);
        run.advance(Duration::from_micros(10));
    }
    run.say("read feed:3");
    run.advance(Duration::ZERO);
    insta::assert_snapshot!(diagram::figure(&run.scene, 78).join("\n"), @"
     ms client 1                  cache                  database
    0.0     ║─ write cart:7 v1 ───╮ │                        │
    0.0     ║─ write user:1 v2 ─╮ │ │                        │
    0.0     ║─ read views:42 ─╮ │ │ │                        │
    0.0▶    ║─ read feed:3 ─▶ ▼ ▼ ▼ │                        │
    ");
}

#[test]
fn a_time_is_never_taken_for_another_unit() {
    let mut run = Run::new(7, 256);
    for wait in [300, 1_500, 12_000, 90_000, 250_000] {
        run.say("read cart:7");
        run.advance(Duration::from_millis(wait));
    }
    let margins = |width, margin| {
        let lines = diagram::figure(&run.scene, width).into_iter().skip(1);
        let margins = lines.map(|line| line.chars().take(margin).collect::<String>());
        margins.filter(|margin| margin.starts_with('┄')).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(margins(100, 9), @"
    ┄ 25.0 ms
    ┄269.8 ms
    ┄ 1.499 s
    ┄11.999 s
    ┄89.999 s
    ┄ 250.0 s
    ");
    insta::assert_snapshot!(margins(42, 7), @"
    ┄┄+25.0
    ┄+269.8
    ┄+1.5 s
    ┄12.0 s
    ┄90.0 s
    ┄+250 s
    ");
    let clock = diagram::figure(&run.scene, 42).pop().expect("there is a row");
    assert!(clock.starts_with(" 353800▶"), "{clock:?}");
}

#[test]
fn nothing_is_drawn_outside() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for seed in 0..RUNS / 2 {
        let run = Run::lived(seed, 256, seed % 3 == 0);
        let mut model = Model::new(7);
        model.scenes = vec![run.scene];
        for number in 0..40_u16 {
            let (width, height) = match number {
                0..6 => (number + 1, number % 4 + 1),
                _ => (random.random_range(1..=240), random.random_range(1..=70)),
            };
            let whole = Rect::new(0, 0, width + 7, height + 5);
            let area =
                Rect::new(random.random_range(0..7), random.random_range(0..5), width, height);
            let mut buffer = Buffer::filled(whole, Cell::new("x"));
            diagram::render(&model, &Theme::dark(), area, &mut buffer);
            for position in whole.positions().filter(|position| !area.contains(*position)) {
                assert_eq!(buffer[position].symbol(), "x", "outside {area:?}");
            }
        }
    }
}
