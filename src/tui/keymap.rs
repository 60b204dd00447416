//! The one table of keys: it feeds the input, the footer and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dirtybit::{ClientId, Node, WritePattern};

use super::overlay::{Kind, Step, Turn};
use super::prompt::Edit;
use super::update::{Message, Model};

/// What keys do one thing, what it is, and when it makes sense.
pub(crate) struct Binding {
    pub(crate) keys: &'static [KeyCode],
    /// The keys as they are shown.
    pub(crate) shown: &'static str,
    pub(crate) group: Group,
    /// What they do now, for the footer; none if it makes no sense now.
    pub(crate) label: fn(&Model) -> Option<Label>,
    /// What they do, for the help; several bindings can share a line of it.
    pub(crate) help: &'static str,
    message: Message,
}

/// What keys belong together; those of a list or of the prompt count while it is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Act,
    Break,
    Rules,
    Screen,
    List,
    Prompt,
}

impl Group {
    /// Its title in the help.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Act => "do",
            Self::Break => "break, and see what broke",
            Self::Rules => "rules",
            Self::Screen => "time and screen",
            Self::List => "in a list",
            Self::Prompt => "in the prompt",
        }
    }
}

/// What a key does now.
pub(crate) struct Label {
    pub(crate) words: &'static str,
    /// It is the first thing to know now.
    pub(crate) is_urgent: bool,
}

const fn plain(words: &'static str) -> Option<Label> {
    Some(Label { words, is_urgent: false })
}

const fn urgent(words: &'static str) -> Option<Label> {
    Some(Label { words, is_urgent: true })
}

/// A label that only makes sense under a condition.
fn plain_if(condition: bool, words: &'static str) -> Option<Label> {
    plain(words).filter(|_| condition)
}

const fn char(c: char) -> KeyCode {
    KeyCode::Char(c)
}

macro_rules! always {
    ($label:literal) => {
        |_| plain($label)
    };
}

/// Shown in the help only.
const NEVER: fn(&Model) -> Option<Label> = |_| None;

macro_rules! bindings {
    ($($group:ident [$($key:expr),+] $shown:literal $label:expr, $help:literal => $message:expr;)+) => {
        &[$(Binding {
            keys: &[$($key),+],
            shown: $shown,
            group: Group::$group,
            label: $label,
            help: $help,
            message: $message,
        }),+]
    };
}

/// Every key, in the order of the footer.
pub(crate) static BINDINGS: &[Binding] = bindings! {
    Act [char('w')] "w" always!("write"),
        "write the selected key" => Message::Write;
    Act [char('r')] "r" always!("read"),
        "read it" => Message::Read;
    Break [char('c')] "c" |model| match model.is_down(Node::Cache) {
            true => urgent("restart cache"),
            false => plain("crash cache"),
        },
        "crash or restart the cache" => Message::Crash(Node::Cache);
    Act [char('f')] "f" |model| plain_if(model.has_dirty(), "flush"),
        "flush the dirty entries now" => Message::Flush;
    Rules [char('o')] "o" always!("knobs"),
        "knobs: turn every setting" => Message::Open(Kind::Knobs);
    Act [char(':')] ":" always!("prompt"),
        "prompt: give any command" => Message::OpenPrompt;
    Rules [char('1')] "1" |model| plain_if(model.is_other(WritePattern::WriteThrough), "through"),
        "writes go through the cache" => Message::WritePattern(WritePattern::WriteThrough);
    Rules [char('2')] "2" |model| plain_if(model.is_other(WritePattern::WriteBack), "back"),
        "writes stay, and go back later" => Message::WritePattern(WritePattern::WriteBack);
    Rules [char('3')] "3" |model| plain_if(model.is_other(WritePattern::WriteAround), "around"),
        "writes go around the cache" => Message::WritePattern(WritePattern::WriteAround);
    Screen [char(' '), char('.')] "space"
        |model| if model.paused { urgent("go on") } else { plain("pause") },
        "pause, and go on (also .)" => Message::Pause;
    Rules [KeyCode::Tab] "tab" always!("reads"),
        "read-through or cache-aside" => Message::NextReadPattern;
    Break [char('F')] "F" always!("faults"),
        "faults: cut, slow, lose, hold" => Message::Open(Kind::Faults);
    Break [char('C')] "C" always!("traps"),
        "traps: crash at a moment" => Message::Open(Kind::Traps);
    Break [char('H')] "H" |model| plain_if(model.has_flights(), "flights"),
        "hold a message in the air" => Message::Open(Kind::Flights);
    Break [char('!')] "!" |model| plain_if(model.has_anomalies(), "anomalies"),
        "anomalies so far, and cures" => Message::Open(Kind::Anomalies);
    Screen [char('?'), char('h')] "?" always!("help"),
        "this page" => Message::Help;
    Screen [char('q')] "q" always!("quit"),
        "quit (also Ctrl-C)" => Message::Quit;
    Act [KeyCode::Up, char('k')] "↑↓" always!("key"),
        "select a key (also the mouse)" => Message::Select(-1);
    Act [KeyCode::Down, char('j')] "" NEVER, "" => Message::Select(1);
    Act [char('b')] "b" always!("burst"),
        "burst: write five keys" => Message::Burst;
    Act [char('n')] "n" acting_client,
        "act as the next of 4 clients" => Message::NextClient;
    Act [char('i')] "i" always!("add 1"),
        "add 1 to it" => Message::Add;
    Act [char('x'), KeyCode::Delete] "x" always!("delete"),
        "delete it" => Message::Delete;
    Break [char('d')] "d" |model| match model.is_down(Node::Database) {
            true => urgent("restart database"),
            false => plain("crash database"),
        },
        "crash or restart the database" => Message::Crash(Node::Database);
    Act [char('a')] "a" |model| plain(if model.scene.load.on { "stop load" } else { "load" }),
        "automatic load, on and off" => Message::Load;
    Act [char('A')] "A" |model| plain_if(model.scene.load.on, "load rate"),
        "its rate, from 5 a second on" => Message::NextLoadRate;
    Screen [char('-'), char('_')] "- +" always!("speed"),
        "slower, faster: a fixed rate" => Message::Slower;
    Screen [char('+'), char('=')] "" NEVER, "" => Message::Faster;
    Screen [char('0')] "0" |model| plain_if(model.is_fixed(), "cinema"),
        "cinema: slow when much happens" => Message::Cinema;
    Screen [KeyCode::Enter, KeyCode::Esc] "enter"
        |model| urgent("close").filter(|_| model.is_page_open()),
        "close what is open (also esc)" => Message::Close;
    Screen [char('t')] "t" NEVER,
        "theme: for dark or for light" => Message::NextTheme;

    List [KeyCode::Up, char('k')] "↑↓" NEVER,
        "move" => Message::List(Step::Move(-1));
    List [KeyCode::Down, char('j')] "" NEVER, "" => Message::List(Step::Move(1));
    List [KeyCode::PageUp] "" NEVER, "" => Message::List(Step::Move(-Step::PAGE));
    List [KeyCode::PageDown] "" NEVER, "" => Message::List(Step::Move(Step::PAGE));
    List [KeyCode::Home] "" NEVER, "" => Message::List(Step::Move(isize::MIN));
    List [KeyCode::End] "" NEVER, "" => Message::List(Step::Move(isize::MAX));
    List [KeyCode::Right] "←→" NEVER,
        "turn; enter turns or does it" => Message::List(Step::Turn(Turn::Forward));
    List [KeyCode::Left] "" NEVER, "" => Message::List(Step::Turn(Turn::Back));
    List [KeyCode::Enter] "" NEVER, "" => Message::List(Step::Turn(Turn::Enter));
    List [KeyCode::Esc] "" NEVER, "" => Message::CloseList;

    Prompt [KeyCode::Tab] "tab" NEVER,
        "complete" => Message::Prompt(Edit::Complete(1));
    Prompt [KeyCode::BackTab] "" NEVER, "" => Message::Prompt(Edit::Complete(-1));
    Prompt [KeyCode::Up] "↑↓" NEVER,
        "earlier lines; esc leaves" => Message::Prompt(Edit::Recall(1));
    Prompt [KeyCode::Down] "" NEVER, "" => Message::Prompt(Edit::Recall(-1));
    Prompt [KeyCode::Enter] "" NEVER, "" => Message::Prompt(Edit::Run);
    Prompt [KeyCode::Esc] "" NEVER, "" => Message::Prompt(Edit::Leave);
};

/// Who acts is worth knowing as soon as it is not who acts always.
fn acting_client(model: &Model) -> Option<Label> {
    match model.client {
        ClientId(1) => plain("client"),
        ClientId(2) => urgent("client 2 acts"),
        ClientId(3) => urgent("client 3 acts"),
        _ => urgent("client 4 acts"),
    }
}

/// What a key asks for, if anything. Ctrl-C and Ctrl-Z mean what they mean everywhere; the prompt
/// takes all other keys, and a list those that it knows.
pub(crate) fn message(key: &KeyEvent, model: &Model) -> Option<Message> {
    match (key.code, key.modifiers) {
        (KeyCode::Char('c'), KeyModifiers::CONTROL) => Some(Message::Quit),
        (KeyCode::Char('z'), KeyModifiers::CONTROL) => Some(Message::Suspend),
        _ if model.prompt.is_open() => {
            bound(key, &[Group::Prompt]).or(Some(Message::Prompt(Edit::Key(*key))))
        }
        _ if model.is_list_on_top() => bound(key, &[Group::List]).or_else(|| bound(key, STAGE)),
        _ => bound(key, STAGE),
    }
}

/// Whose keys count when nothing else is open.
const STAGE: &[Group] = &[Group::Act, Group::Break, Group::Rules, Group::Screen];

fn bound(key: &KeyEvent, groups: &[Group]) -> Option<Message> {
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    let here = BINDINGS.iter().filter(|binding| groups.contains(&binding.group));
    let mut here = here.filter(|binding| binding.keys.contains(&key.code));
    here.next().map(|binding| binding.message)
}
