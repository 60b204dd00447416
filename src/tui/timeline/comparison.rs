//! The same inputs under several subjects: every run takes what the others take, at the same instant.

use dirtybit::script::{Player, Script};
use dirtybit::{Command, Subject, Time, Trap};

use super::{Coming, Run, Timeline};
use crate::tui::history::History;
use crate::tui::scene::Scene;

/// How one leaves a comparison.
const WAY_OUT: &str = "v goes back to one run";

impl Timeline {
    /// The same inputs under each of these subjects, up to the same instant. What a script has
    /// still to do is done in all of them, at the instants at which it would be done here.
    pub(crate) fn compare(&self, subjects: &[Subject]) -> Coming {
        let script = without_words(self.whole());
        let runs = subjects.iter().map(|subject| Run::under(subject, &script)).collect();
        Coming::new(Self { runs, left: None, is_touched: false }, self.end())
    }

    /// What comes of these inputs up to an instant.
    pub(crate) fn rerun(script: Script, to: Time) -> Coming {
        let player = Player::lenient(script);
        let run = Run { subject: None, player, history: History::default() };
        Coming::new(Self { runs: vec![run], left: Some(to), is_touched: false }, to)
    }

    fn whole(&self) -> Script {
        let script = self.runs[0].player.script();
        if script.is_recorded() { script } else { script.recorded() }
    }

    /// Whether its runs differ in what they are compared under.
    pub(crate) fn is_comparison(&self) -> bool {
        self.runs.iter().all(|run| run.subject.is_some())
    }

    /// Whether something was done in it by hand: then it is worth coming back to.
    pub(crate) fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// What each run is compared under.
    pub(crate) fn subjects(&self) -> Vec<Subject> {
        self.runs.iter().filter_map(|run| run.subject.clone()).collect()
    }

    /// Inputs that were given by a number, which would name something else in these runs.
    pub(crate) fn left_out(&self) -> Option<Command> {
        let script = self.runs[0].player.record();
        let mut commands = script.steps.iter().flat_map(|step| &step.commands);
        commands.find(|command| is_by_number(command)).cloned()
    }

    /// Why something cannot be done in these runs, if it cannot.
    pub(crate) fn objection(&self, command: &Command, scenes: &[Scene]) -> Option<String> {
        if !self.runs.iter().any(|run| run.allows(command)) {
            return Some(format!(
                "what is compared stays as it is: {}; {WAY_OUT}",
                pinned(command)
            ));
        }
        match command {
            _ if self.runs.len() == 1 => None,
            command if is_by_number(command) => Some(format!(
                "`{command}`: under each pattern the number means another message; name its key, as in `hold cart:7`"
            )),
            Command::Disarm(Some(number)) if !is_same_trap(*number, scenes) => Some(format!(
                "`{command}`: the number means another trap in another run; `disarm` takes all away"
            )),
            _ => None,
        }
    }

    /// What all refuse alike is told once.
    pub(super) fn tell_refusals(&self, refusals: &[(String, String)]) -> Result<(), String> {
        let Some((label, why)) = refusals.first() else {
            return Ok(());
        };
        let is_alike = refusals.iter().all(|(_, other)| other == why);
        match is_alike && refusals.len() == self.runs.len() {
            true => Err(why.clone()),
            false => Err(format!("{label}: {why}")),
        }
    }
}

impl Run {
    fn under(subject: &Subject, script: &Script) -> Self {
        let player = Player::lenient(without_numbers(&subject.of(script)));
        Self { subject: Some(subject.clone()), player, history: History::default() }
    }

    pub(super) fn label(&self) -> String {
        self.subject.as_ref().map(Subject::to_string).unwrap_or_default()
    }
}

/// What a script says and expects is about its own settings.
fn without_words(mut script: Script) -> Script {
    for step in &mut script.steps {
        step.say = None;
        step.ask = None;
        step.expectations.clear();
    }
    script
}

/// The same message has another number in another run.
fn without_numbers(script: &Script) -> Script {
    let mut script = script.clone();
    for step in &mut script.steps {
        step.commands.retain(|command| !is_by_number(command));
    }
    script
}

fn is_by_number(command: &Command) -> bool {
    match command {
        Command::HoldFlight(_) | Command::ReleaseFlight(_) => true,
        Command::Arm(_, command) => is_by_number(command),
        _ => false,
    }
}

/// Whether all runs that have a trap of this number have the same one.
fn is_same_trap(number: u32, scenes: &[Scene]) -> bool {
    let traps = scenes.iter().flat_map(|scene| scene.folds.hazards.traps());
    let mut traps = traps.filter(|trap| trap.number == number);
    let what = |trap: &Trap| (trap.trigger, trap.command.clone());
    let first = traps.next().map(what);
    traps.all(|trap| Some(what(trap)) == first)
}

/// What a command would turn, by name.
fn pinned(command: &Command) -> String {
    match command {
        Command::Set(setting) => format!("`{}`", setting.name()),
        Command::Arm(_, command) => pinned(command),
        _ => "how writes travel".to_owned(),
    }
}
