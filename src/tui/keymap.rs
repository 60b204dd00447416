//! The one table of keys: it feeds the input, the footer and the help.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dirtybit::{ClientId, Node, WritePattern};

use super::chart::Point;
use super::ink;
use super::overlay::{Kind, Step, Turn};
use super::playback::Travel;
use super::prompt::Edit;
use super::save::Answer;
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
    Time,
    Screen,
    List,
    Prompt,
    Save,
    Sweep,
    Chart,
    Present,
    Remote,
}

impl Binding {
    /// Whether its keys mean something else now, on the chart or in the list that is on top.
    pub(crate) fn is_covered(&self, model: &Model) -> bool {
        let on_top = match () {
            () if model.has_curves_on_top() => Group::Chart,
            () if model.is_list_on_top() => Group::List,
            () if model.is_presented_alone() => Group::Present,
            () => return false,
        };
        let is_there = |other: &&Self| other.group == on_top;
        let is_covered =
            |key| BINDINGS.iter().filter(is_there).any(|other| other.keys.contains(key));
        self.group != on_top && self.keys.iter().any(is_covered)
    }
}

impl Group {
    /// Its title in the help.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Act => "do",
            Self::Break => "break, and see what broke",
            Self::Rules => "rules",
            Self::Time => "time",
            Self::Screen => "screen",
            Self::List => "in a list",
            Self::Prompt => "in the prompt",
            Self::Save => "where to save",
            Self::Sweep => "while a sweep runs",
            Self::Chart => "on the chart of a sweep",
            Self::Present | Self::Remote => "in a presentation",
        }
    }
}

/// What a key does now.
pub(crate) struct Label {
    pub(crate) words: Cow<'static, str>,
    /// It is the first thing to know now.
    pub(crate) is_urgent: bool,
}

const fn plain(words: &'static str) -> Option<Label> {
    Some(Label { words: Cow::Borrowed(words), is_urgent: false })
}

const fn urgent(words: &'static str) -> Option<Label> {
    Some(Label { words: Cow::Borrowed(words), is_urgent: true })
}

/// A label that only makes sense under a condition.
fn plain_if(condition: bool, words: &'static str) -> Option<Label> {
    plain(words).filter(|_| condition)
}

const fn char(c: char) -> KeyCode {
    KeyCode::Char(c)
}

/// Shift with an arrow key means the same.
const OPERATION_BACK: KeyCode = char('[');
const OPERATION_FORTH: KeyCode = char(']');

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
        "crash, restart (d: database)" => Message::Crash(Node::Cache);
    Act [char('f')] "f" |model| plain_if(model.has_dirty(), "flush"),
        "flush the dirty entries now" => Message::Flush;
    Rules [char('o')] "o" always!("knobs"),
        "knobs: turn every setting" => Message::Open(Kind::Knobs);
    Act [char(':')] ":" always!("prompt"),
        "prompt: give any command" => Message::OpenPrompt;
    Rules [char('1')] "1" |model| choice(model, 0, "through"),
        "through (2 back, 3 around)" => Message::Choose(0);
    Rules [char('2')] "2" |model| choice(model, 1, "back"), "" => Message::Choose(1);
    Rules [char('3')] "3" |model| choice(model, 2, "around"), "" => Message::Choose(2);
    Rules [char('4')] "4" |model| choice(model, 3, ""), "" => Message::Choose(3);
    Time [char(' '), char('.')] "space"
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
    Act [char('b'), char('B')] "b" always!("burst"),
        "burst: write five keys (or B)" => Message::Burst;
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
        "" => Message::Crash(Node::Database);
    Act [char('a')] "a" |model| plain(if model.scene().load.on { "stop load" } else { "load" }),
        "automatic load (A: its rate)" => Message::Load;
    Act [char('A')] "A" |model| plain_if(model.scene().load.on, "load rate"),
        "" => Message::NextLoadRate;
    Time [char('v')] "v" |model| match model.is_comparing() {
            true => urgent("one run"),
            false => plain("compare"),
        },
        "compare patterns (1 2 3 look)" => Message::Compare;
    Break [char('y')] "y" always!("sweep"),
        "sweep: what any crash loses" => Message::Sweep;
    Time [KeyCode::Left] "←→" |model| match model.is_past {
            true => urgent("event"),
            false => plain("history"),
        },
        "an event back, forth; or step" => Message::Travel(Travel::EventBack);
    Time [KeyCode::Right] "" NEVER, "" => Message::Travel(Travel::EventForth);
    Time [OPERATION_BACK] "[ ]" |model| plain_if(model.is_past, "operation"),
        "an operation (also shift+←→)" => Message::Travel(Travel::OperationBack);
    Time [OPERATION_FORTH] "" NEVER, "" => Message::Travel(Travel::OperationForth);
    Time [KeyCode::Home] "home" NEVER,
        "to the beginning (end: now)" => Message::Travel(Travel::Home);
    Time [KeyCode::End] "end"
        |model| urgent("back to now").filter(|_| model.is_past),
        "" => Message::Travel(Travel::End);
    Time [char('u')] "u" |model| match model.is_comparison_next && !model.is_comparing() {
            true => urgent("comparison"),
            false => plain_if(model.has_branches, "other branch"),
        },
        "to the branch that was left" => Message::OtherBranch;
    Time [char('s')] "s" always!("save"),
        "save the session as a script" => Message::OpenSave;
    Time [KeyCode::PageUp] "pgup/dn" |model| plain_if(model.scene().caption.is_some(), "caption"),
        "caption before, and after" => Message::Travel(Travel::CaptionBack);
    Time [KeyCode::PageDown] "" NEVER, "" => Message::Travel(Travel::CaptionForth);
    Time [char('-'), char('_')] "- +" always!("speed"),
        "slower, faster (0: cinema)" => Message::Slower;
    Time [char('+'), char('=')] "" NEVER, "" => Message::Faster;
    Time [char('0')] "0" |model| plain_if(model.is_fixed(), "cinema"),
        "" => Message::Cinema;
    Screen [char('g')] "g" always!("code"),
        "the code (l: the diagram)" => Message::Code;
    Screen [char('l')] "l" always!("diagram"), "" => Message::Diagram;
    Screen [char('z'), KeyCode::F(5)] "z" always!("present"),
        "presenter mode: stage alone" => Message::Present;
    Screen [KeyCode::Enter, KeyCode::Esc] "enter"
        |model| urgent("close").filter(|_| model.is_page_open()),
        "close what is open (also esc)" => Message::Close;
    Screen [char('t')] "t" NEVER,
        "theme: four of them" => Message::NextTheme;

    List [KeyCode::Up, char('k')] "↑↓" NEVER,
        "move; ←→ turn, enter does it" => Message::List(Step::Move(-1));
    List [KeyCode::Down, char('j')] "" NEVER, "" => Message::List(Step::Move(1));
    List [KeyCode::PageUp] "" NEVER, "" => Message::List(Step::Move(-Step::PAGE));
    List [KeyCode::PageDown] "" NEVER, "" => Message::List(Step::Move(Step::PAGE));
    List [KeyCode::Home] "" NEVER, "" => Message::List(Step::Move(isize::MIN));
    List [KeyCode::End] "" NEVER, "" => Message::List(Step::Move(isize::MAX));
    List [KeyCode::Right] "" NEVER, "" => Message::List(Step::Turn(Turn::Forward));
    List [KeyCode::Left] "" NEVER, "" => Message::List(Step::Turn(Turn::Back));
    List [KeyCode::Enter] "" NEVER, "" => Message::List(Step::Turn(Turn::Enter));
    List [KeyCode::Esc] "esc" |model| urgent("close").filter(|_| model.is_list_on_top()), "" => Message::CloseList;

    Prompt [KeyCode::Tab] "" NEVER, "" => Message::Prompt(Edit::Complete(1));
    Prompt [KeyCode::BackTab] "" NEVER, "" => Message::Prompt(Edit::Complete(-1));
    Prompt [KeyCode::Up] "" NEVER, "" => Message::Prompt(Edit::Recall(1));
    Prompt [KeyCode::Down] "" NEVER, "" => Message::Prompt(Edit::Recall(-1));
    Prompt [KeyCode::Enter] "" NEVER, "" => Message::Prompt(Edit::Run);
    Prompt [KeyCode::Esc] "" NEVER, "" => Message::Prompt(Edit::Leave);

    Sweep [KeyCode::Esc] "esc"
        |model| urgent("cancel").filter(|_| model.is_chart_on_top() && model.chart.is_running()),
        "" => Message::Sweep;

    Chart [KeyCode::Left] "←→" |model| on_chart(model, "column"),
        "" => Message::Chart(Point::Back);
    Chart [KeyCode::Right] "" NEVER, "" => Message::Chart(Point::Forth);
    Chart [KeyCode::Home] "" NEVER, "" => Message::Chart(Point::First);
    Chart [KeyCode::End] "" NEVER, "" => Message::Chart(Point::Last);
    Chart [KeyCode::Up] "↑↓" |model| on_chart(model, "curve"),
        "" => Message::Chart(Point::PreviousCurve);
    Chart [KeyCode::Down] "" NEVER, "" => Message::Chart(Point::NextCurve);
    Chart [KeyCode::Enter] "enter" |model| on_chart(model, "show crash"),
        "" => Message::ShowCrash;
    Chart [KeyCode::Esc] "esc" |model| on_chart(model, "close"), "" => Message::Sweep;
    Chart [OPERATION_BACK] "[ ]" |model| on_chart(model, "event"),
        "" => Message::Chart(Point::EventBack);
    Chart [OPERATION_FORTH] "" NEVER, "" => Message::Chart(Point::EventForth);
    Chart [KeyCode::PageUp] "pgup/dn" |model| on_chart(model, "a tenth"),
        "" => Message::Chart(Point::FarBack);
    Chart [KeyCode::PageDown] "" NEVER, "" => Message::Chart(Point::FarForth);

    Remote [char('.'), char('b')] "" NEVER, "" => Message::Blank;
    Present [KeyCode::Esc] "" NEVER, "" => Message::EndPresentation;

    Save [KeyCode::Enter] "" NEVER, "" => Message::Save(Answer::Go);
    Save [KeyCode::Esc] "" NEVER, "" => Message::Save(Answer::Leave);
};

/// What keys do only where there is a chart.
fn on_chart(model: &Model, words: &'static str) -> Option<Label> {
    urgent(words).filter(|_| model.has_curves_on_top())
}

/// A number chooses a pattern, or while they are compared, the run to look at.
fn choice(model: &Model, number: usize, pattern: &'static str) -> Option<Label> {
    if !model.is_comparing() {
        let is_other = WritePattern::ALL.get(number).is_some_and(|other| model.is_other(*other));
        return plain_if(is_other, pattern);
    }
    let label = model.labels.get(number).filter(|_| number != model.focus)?;
    Some(Label { words: ink::clipped(label, LOOK).into(), is_urgent: false })
}

/// Room for what a run is compared under.
const LOOK: usize = 18;

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
        _ if model.blank.is_some() => Some(Message::Blank),
        _ if model.prompt.is_open() => {
            bound(key, &[Group::Prompt]).or(Some(Message::Prompt(Edit::Key(*key))))
        }
        _ if model.save.is_open() => {
            bound(key, &[Group::Save]).or(Some(Message::Save(Answer::Key(*key))))
        }
        _ if model.is_presenting && bound(key, &[Group::Remote]).is_some() => Some(Message::Blank),
        _ if model.has_curves_on_top() => bound(key, &[Group::Chart]).or_else(|| bound(key, STAGE)),
        _ if model.is_chart_on_top() => bound(key, &[Group::Sweep]).or_else(|| bound(key, STAGE)),
        _ if model.is_list_on_top() => bound(key, &[Group::List]).or_else(|| bound(key, STAGE)),
        _ if model.is_presented_alone() => {
            bound(key, &[Group::Present]).or_else(|| bound(key, STAGE))
        }
        _ => bound(key, STAGE),
    }
}

/// Whose keys count when nothing else is open.
const STAGE: &[Group] = &[Group::Act, Group::Break, Group::Rules, Group::Time, Group::Screen];

fn bound(key: &KeyEvent, groups: &[Group]) -> Option<Message> {
    if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
        return None;
    }
    let here = BINDINGS.iter().filter(|binding| groups.contains(&binding.group));
    let code = match (key.code, key.modifiers.contains(KeyModifiers::SHIFT)) {
        (KeyCode::Left, true) => OPERATION_BACK,
        (KeyCode::Right, true) => OPERATION_FORTH,
        (code, _) => code,
    };
    let mut here = here.filter(|binding| binding.keys.contains(&code));
    here.next().map(|binding| binding.message)
}
