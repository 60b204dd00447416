//! What is felt for a moment when a cache dies, a write is lost, or one is saved in the nick of time.
//!
//! Effects are decoration: they are painted over what the panels have drawn, say nothing that is not
//! said below them, and never flash more than three times a second (WCAG 2.3.1).

use std::time::Duration;

use dirtybit::{Key, Time};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::scene::{Gone, Scene};
use super::screen;
use super::stage::Stage;
use super::theme::Theme;
use super::update::Model;

/// How long a crash alarms: long enough to be seen by who looks elsewhere.
const ALARM: Duration = Duration::from_millis(250);
/// How soon there may be another alarm: whoever holds the key down must not make the screen flicker.
const CALM: Duration = Duration::from_millis(500);
/// How long what the cache held falls.
const FALL: Duration = Duration::from_millis(700);
/// When what is lost is all alarm, so that its flashes are far enough apart.
const LOSS: [(Duration, Duration); 2] = [
    (Duration::from_millis(0), Duration::from_millis(250)),
    (Duration::from_millis(500), Duration::from_millis(750)),
];
/// How long the light takes to run over what was saved.
const RESCUE: Duration = Duration::from_millis(700);
/// The width of that light.
const LIGHT: u16 = 5;
/// Rows a second, each second, that things fall faster.
const GRAVITY: f64 = 96.0;
/// What happened so long ago has been seen, or jumped over.
const NEWS: Duration = Duration::from_millis(250);

/// What is being felt.
#[derive(Default)]
pub(crate) struct Effects {
    running: Vec<Effect>,
    seen: Seen,
    /// Where the stage was at the last look: what is still on the screen is nowhere else.
    stage: Option<Stage>,
    is_calm: bool,
}

/// What there was at the last look.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Seen {
    crashes: usize,
    lost: u64,
    rescues: u64,
}

struct Effect {
    kind: Kind,
    age: Duration,
}

enum Kind {
    /// The cache is all alarm.
    Alarm,
    /// What it held falls: its cells as they were on the screen.
    Fall(Vec<(Position, Cell)>),
    Loss,
    Rescue(Key),
}

impl Kind {
    const fn lasts(&self) -> Duration {
        match self {
            Self::Alarm => CALM,
            Self::Fall(_) => FALL,
            Self::Loss => LOSS[1].1,
            Self::Rescue(_) => RESCUE,
        }
    }
}

impl Seen {
    /// Back in time, what was felt has not happened yet.
    const fn is_before(self, other: Self) -> bool {
        self.crashes < other.crashes || self.lost < other.lost || self.rescues < other.rescues
    }

    fn of(scenes: &[Scene]) -> Self {
        let lost = |scene: &Scene| scene.folds.ledger.writes().lost;
        Self {
            crashes: scenes.iter().map(|scene| scene.crashes.len()).max().unwrap_or_default(),
            lost: scenes.iter().map(lost).max().unwrap_or_default(),
            rescues: scenes.iter().map(|scene| scene.rescues.count).max().unwrap_or_default(),
        }
    }
}

impl Effects {
    /// None at all: for whoever wants no motion.
    pub(crate) fn none() -> Self {
        Self { is_calm: true, ..Self::default() }
    }

    /// Whether something is still to be felt.
    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }

    /// Whether the cache has just crashed.
    pub(crate) fn is_alarmed(&self) -> bool {
        self.running.iter().any(|effect| matches!(effect.kind, Kind::Alarm) && effect.age < ALARM)
    }

    /// Lets time at the screen pass, and notices what has happened; what is on the screen is still
    /// as it was before.
    pub(crate) fn follow(&mut self, model: &Model, shown: &Buffer, elapsed: Duration) {
        for effect in &mut self.running {
            effect.age += elapsed;
        }
        self.running.retain(|effect| effect.age < effect.kind.lasts());
        let now = Seen::of(&model.scenes);
        let before = std::mem::replace(&mut self.seen, now);
        let stage = screen::seen_stage(model, shown.area);
        let stood = std::mem::replace(&mut self.stage, stage);
        if now.is_before(before) {
            self.running.clear();
        }
        if !self.is_calm {
            self.begin(before, model, stage.filter(|_| stage == stood), shown);
        }
    }

    /// Who jumps in time has not felt what happened long before.
    fn begin(&mut self, before: Seen, model: &Model, stage: Option<Stage>, shown: &Buffer) {
        let (now, scene) = (self.seen, model.scene());
        if now.crashes > before.crashes && model.scenes.iter().any(has_just_crashed) {
            self.start(Kind::Alarm);
            if let Some(stage) = stage.filter(|_| has_just_crashed(scene)) {
                self.start(Kind::Fall(held(&stage, shown)));
            }
        }
        if now.lost > before.lost && model.scenes.iter().any(has_just_lost) {
            self.start(Kind::Loss);
        }
        let rescued = scene.rescues.last.filter(|_| now.rescues > before.rescues);
        if let Some((key, _)) = rescued.filter(|(_, at)| is_news(scene, *at)) {
            self.start(Kind::Rescue(key));
        }
    }

    fn start(&mut self, kind: Kind) {
        let is_same =
            |effect: &Effect| std::mem::discriminant(&effect.kind) == std::mem::discriminant(&kind);
        // Under load, losses follow one another: what has begun goes on, and does not begin again.
        if matches!(kind, Kind::Rescue(_)) || !self.running.iter().any(is_same) {
            self.running.push(Effect { kind, age: Duration::ZERO });
        }
    }

    /// Paints over what the panels have drawn.
    pub(crate) fn paint(&self, model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(stage) = screen::seen_stage(model, area) else {
            return;
        };
        for effect in &self.running {
            match &effect.kind {
                Kind::Alarm => {}
                Kind::Fall(cells) => fall(cells, effect.age, model, theme, &stage, buf),
                Kind::Loss => loss(model, effect.age, theme, &stage, buf),
                Kind::Rescue(key) => rescue(*key, effect.age, theme, &stage, buf),
            }
        }
    }
}

fn is_news(scene: &Scene, at: Time) -> bool {
    scene.now.since(at) < NEWS
}

fn has_just_crashed(scene: &Scene) -> bool {
    scene.crashes.last().is_some_and(|crash| is_news(scene, crash.at))
}

fn has_just_lost(scene: &Scene) -> bool {
    scene.folds.ledger.lost().next_back().is_some_and(|lost| is_news(scene, lost.lost))
}

/// What the cache's box holds on the screen.
fn held(stage: &Stage, shown: &Buffer) -> Vec<(Position, Cell)> {
    let cells = inside(stage.cache).positions().filter_map(|at| {
        let cell = shown.cell(at)?;
        (!cell.symbol().trim().is_empty()).then(|| (at, cell.clone()))
    });
    cells.collect()
}

fn inside(cache: Rect) -> Rect {
    cache.inner(ratatui::layout::Margin::new(1, 1))
}

/// What was held falls out of the box, some of it a little later than the rest; behind the words
/// that say what is lost.
fn fall(
    cells: &[(Position, Cell)],
    age: Duration,
    model: &Model,
    theme: &Theme,
    stage: &Stage,
    buf: &mut Buffer,
) {
    let (room, told) = (inside(stage.cache), lost_rows(model, stage));
    for (at, cell) in cells {
        let delay = f64::from((at.x * 7 + at.y * 3) % 6) * 0.04;
        let falling = (age.as_secs_f64() - delay).max(0.0);
        let y = at.y.saturating_add((GRAVITY * falling * falling / 2.0) as u16);
        if y == at.y || !room.contains((at.x, y).into()) || told.contains(&y) {
            continue;
        }
        if let Some(free) = buf.cell_mut((at.x, y)).filter(|cell| cell.symbol() == " ") {
            free.set_symbol(cell.symbol()).set_style(theme.lost);
        }
    }
}

/// The rows that say what is lost.
fn lost_rows(model: &Model, stage: &Stage) -> Vec<u16> {
    let is_lost = |lane: usize| matches!(model.scene().lanes[lane].gone, Some(Gone::Lost(_)));
    stage.rows().filter(|(lane, _)| is_lost(*lane)).map(|(_, y)| y).collect()
}

/// What is lost flashes, where the cache held it.
fn loss(model: &Model, age: Duration, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    if !LOSS.iter().any(|(from, to)| (*from..*to).contains(&age)) {
        return;
    }
    for y in lost_rows(model, stage) {
        let row = Rect { y, height: 1, ..inside(stage.cache) };
        buf.set_style(row.intersection(buf.area), theme.alarm);
    }
}

/// A light runs over the row of the database that was saved.
fn rescue(key: Key, age: Duration, theme: &Theme, stage: &Stage, buf: &mut Buffer) {
    let Some(y) = stage.row(key.index()) else {
        return;
    };
    let row = Rect { y, height: 1, ..inside(stage.database) };
    let done = age.as_secs_f64() / RESCUE.as_secs_f64();
    let front = row.x + (done * f64::from(row.width + LIGHT)) as u16;
    let light = Rect { x: front.saturating_sub(LIGHT), width: LIGHT, ..row }.intersection(row);
    let style = theme.clean.add_modifier(Modifier::REVERSED | Modifier::BOLD);
    buf.set_style(light.intersection(buf.area), style);
}
