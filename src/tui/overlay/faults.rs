//! The list of faults that can be made and mended by hand.

use dirtybit::{Command, Fault, LinkName, Node, Selection};

use super::{List, Look, Row, Turn};
use crate::tui::update::Model;

pub(super) static LIST: List = List {
    title: "FAULTS",
    nothing: |_| String::new(),
    grows_upwards: false,
    len: |_| ALL.len(),
    row: |model, place| ALL[place].row(model),
    turn: |model, place, turn| match turn {
        Turn::Enter => ALL[place].command(model).into_iter().collect(),
        Turn::Back | Turn::Forward => Vec::new(),
    },
};

/// Something that can be done to the run.
#[derive(Clone, Copy)]
enum Mischief {
    Cut(LinkName),
    Slow,
    RefuseWrite,
    DropAck,
    Hold,
    Release,
    Kill,
    Crash(Node),
}

const ALL: [Mischief; 11] = [
    Mischief::Cut(LinkName::AppCache),
    Mischief::Cut(LinkName::CacheDatabase),
    Mischief::Cut(LinkName::AppDatabase),
    Mischief::Slow,
    Mischief::RefuseWrite,
    Mischief::DropAck,
    Mischief::Hold,
    Mischief::Release,
    Mischief::Kill,
    Mischief::Crash(Node::Cache),
    Mischief::Crash(Node::Database),
];

/// How much slower a slow database is, as the word `slow` has it.
const SLOWDOWN: u32 = 10;

impl Mischief {
    fn row(self, model: &Model) -> Row {
        let state = self.state(model);
        let look = match self {
            Self::Release if state.is_empty() => Look::Dimmed,
            _ if state.is_empty() || state == "up" => Look::Usual,
            _ => Look::Bad,
        };
        Row { label: self.label(model), state, look, about: self.about().to_owned() }
    }

    fn label(self, model: &Model) -> String {
        match self {
            Self::Cut(link) => format!("link {link}"),
            Self::Slow => format!("database slow, {SLOWDOWN} times"),
            Self::RefuseWrite => "refuse the next write".to_owned(),
            Self::DropAck => "lose the next acknowledgement".to_owned(),
            Self::Hold => {
                format!("hold a message of {}", model.selected_key().unwrap_or("any key"))
            }
            Self::Release => "release what is held".to_owned(),
            Self::Kill => format!("kill client {}", model.client.0),
            Self::Crash(node) => format!("crash the {node}"),
        }
    }

    fn state(self, model: &Model) -> String {
        let folds = &model.scene().folds;
        let waits = |fault: &Fault| if folds.hazards.has(fault) { "waits" } else { "" };
        match self {
            Self::Cut(link) if folds.hazards.is_cut(link) => "CUT".to_owned(),
            Self::Crash(node) if model.is_down(node) => "DOWN".to_owned(),
            Self::Cut(_) | Self::Crash(_) => "up".to_owned(),
            Self::Slow => match folds.world.database.slowdown {
                1 => String::new(),
                slowdown => format!("×{slowdown}"),
            },
            Self::RefuseWrite => waits(&Fault::RefuseWrite).to_owned(),
            Self::DropAck => waits(&Fault::DropAck).to_owned(),
            Self::Hold => waits(&Fault::Hold(of_selected(model))).to_owned(),
            Self::Release => held(model),
            Self::Kill => String::new(),
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Cut(_) => {
                "nothing gets through; who waits gives up, and cannot know what happened"
            }
            Self::Slow => {
                "everything takes ten times as long at the database: queues grow, clients give up"
            }
            Self::RefuseWrite => {
                "the database works on its next write, then refuses it: what has the cache now?"
            }
            Self::DropAck => "it is done, and who asked never hears of it: the outcome is unknown",
            Self::Hold => {
                "the newest one stays where it is, or else the next one; H picks another one"
            }
            Self::Release => "lets every held message fly on, and holds no next one",
            Self::Kill => "the acting client (n) hears no answer any more; what it began goes on",
            Self::Crash(Node::Cache) => "memory and tasks are gone; what has left still arrives",
            Self::Crash(_) => "requests in it are reset; what is durable stays",
        }
    }

    fn command(self, model: &Model) -> Option<Command> {
        let folds = &model.scene().folds;
        Some(match self {
            Self::Cut(link) if folds.hazards.is_cut(link) => Command::Heal(link),
            Self::Cut(link) => Command::Cut(link),
            Self::Slow if folds.world.database.slowdown > 1 => slow(1),
            Self::Slow => slow(SLOWDOWN),
            Self::RefuseWrite => Command::RefuseWrite(!folds.hazards.has(&Fault::RefuseWrite)),
            Self::DropAck => Command::DropAck(!folds.hazards.has(&Fault::DropAck)),
            Self::Hold => Command::Hold(of_selected(model)),
            Self::Release => Command::Release(Selection::default()),
            Self::Kill => Command::Kill(model.client),
            Self::Crash(node) if model.is_down(node) => Command::Restart(node),
            Self::Crash(node) => Command::Crash(node),
        })
    }
}

fn slow(factor: u32) -> Command {
    Command::set("database.slowdown", factor)
}

fn of_selected(model: &Model) -> Selection {
    Selection { key: model.selected_key().map(Into::into), ends: None }
}

/// What is held, and what is to be.
fn held(model: &Model) -> String {
    let hazards = &model.scene().folds.hazards;
    let next = hazards.faults().filter(|fault| matches!(fault, Fault::Hold(_))).count();
    match (hazards.held().count(), next) {
        (0, 0) => String::new(),
        (held, 0) => format!("{held} held"),
        (0, next) => format!("{next} to be held"),
        (held, next) => format!("{held} held, {next} to be"),
    }
}
