//! The one table of keys: it feeds the input, the footer and the help.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use dirtybit::{Node, WritePattern};

use super::update::{Message, Model};

/// What keys do one thing, what it is, and when it makes sense.
pub(crate) struct Binding {
    pub(crate) keys: &'static [KeyCode],
    /// The keys as they are shown.
    pub(crate) shown: &'static str,
    /// What they do now, for the footer; none if it makes no sense now.
    pub(crate) label: fn(&Model) -> Option<Label>,
    /// What they do, for the help.
    pub(crate) help: &'static str,
    message: Message,
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

/// Every key, in the order of the footer.
pub(crate) static BINDINGS: &[Binding] = &[
    Binding {
        keys: &[char('w')],
        shown: "w",
        label: always!("write"),
        help: "write a new version of the selected key",
        message: Message::Write,
    },
    Binding {
        keys: &[char('r')],
        shown: "r",
        label: always!("read"),
        help: "read the selected key",
        message: Message::Read,
    },
    Binding {
        keys: &[char('c')],
        shown: "c",
        label: |model| match model.is_down(Node::Cache) {
            true => urgent("restart cache"),
            false => plain("crash cache"),
        },
        help: "crash the cache, or restart it: its memory is gone",
        message: Message::Crash(Node::Cache),
    },
    Binding {
        keys: &[char('f')],
        shown: "f",
        label: |model| plain_if(model.has_dirty(), "flush"),
        help: "flush the dirty entries now",
        message: Message::Flush,
    },
    Binding {
        keys: &[char('1')],
        shown: "1",
        label: |model| plain_if(model.is_other(WritePattern::WriteThrough), "through"),
        help: "writes go through the cache",
        message: Message::WritePattern(WritePattern::WriteThrough),
    },
    Binding {
        keys: &[char('2')],
        shown: "2",
        label: |model| plain_if(model.is_other(WritePattern::WriteBack), "back"),
        help: "writes stay in the cache and go back later",
        message: Message::WritePattern(WritePattern::WriteBack),
    },
    Binding {
        keys: &[char('3')],
        shown: "3",
        label: |model| plain_if(model.is_other(WritePattern::WriteAround), "around"),
        help: "writes go around the cache",
        message: Message::WritePattern(WritePattern::WriteAround),
    },
    Binding {
        keys: &[char(' '), char('.')],
        shown: "space",
        label: |model| if model.paused { urgent("go on") } else { plain("pause") },
        help: "pause, and go on (also .)",
        message: Message::Pause,
    },
    Binding {
        keys: &[KeyCode::Tab],
        shown: "tab",
        label: always!("reads"),
        help: "reads: read-through or cache-aside",
        message: Message::NextReadPattern,
    },
    Binding {
        keys: &[char('?'), char('h')],
        shown: "?",
        label: always!("help"),
        help: "this page",
        message: Message::Help,
    },
    Binding {
        keys: &[char('q')],
        shown: "q",
        label: always!("quit"),
        help: "quit",
        message: Message::Quit,
    },
    Binding {
        keys: &[KeyCode::Up, char('k')],
        shown: "↑↓",
        label: always!("key"),
        help: "select a key (also the mouse)",
        message: Message::Select(-1),
    },
    Binding {
        keys: &[KeyCode::Down, char('j')],
        shown: "",
        label: NEVER,
        help: "",
        message: Message::Select(1),
    },
    Binding {
        keys: &[char('b')],
        shown: "b",
        label: always!("burst"),
        help: "write five keys at once",
        message: Message::Burst,
    },
    Binding {
        keys: &[char('x'), KeyCode::Delete],
        shown: "x",
        label: always!("delete"),
        help: "delete the selected key",
        message: Message::Delete,
    },
    Binding {
        keys: &[char('d')],
        shown: "d",
        label: |model| match model.is_down(Node::Database) {
            true => urgent("restart database"),
            false => plain("crash database"),
        },
        help: "crash the database, or restart it: what is durable stays",
        message: Message::Crash(Node::Database),
    },
    Binding {
        keys: &[char('a')],
        shown: "a",
        label: |model| plain(if model.scene.load.on { "stop load" } else { "load" }),
        help: "automatic load by eight clients, on and off",
        message: Message::Load,
    },
    Binding {
        keys: &[char('A')],
        shown: "A",
        label: |model| plain_if(model.scene.load.on, "load rate"),
        help: "its rate: 5, 20, 100 or 500 operations a second, or no pause",
        message: Message::NextLoadRate,
    },
    Binding {
        keys: &[char('-'), char('_')],
        shown: "- +",
        label: always!("speed"),
        help: "slower, faster: a fixed rate of time",
        message: Message::Slower,
    },
    Binding {
        keys: &[char('+'), char('=')],
        shown: "",
        label: NEVER,
        help: "",
        message: Message::Faster,
    },
    Binding {
        keys: &[char('0')],
        shown: "0",
        label: |model| plain_if(model.is_fixed(), "cinema"),
        help: "cinema: the rate of time follows what is in the air",
        message: Message::Cinema,
    },
    Binding {
        keys: &[KeyCode::Enter, KeyCode::Esc],
        shown: "enter",
        label: |model| urgent("close").filter(|_| model.is_something_open()),
        help: "close what is open",
        message: Message::Close,
    },
    Binding {
        keys: &[char('t')],
        shown: "t",
        label: NEVER,
        help: "theme: for a dark or a light background",
        message: Message::NextTheme,
    },
];

/// What a key asks for, if anything. Ctrl-C and Ctrl-Z mean what they mean everywhere.
pub(crate) fn message(key: &KeyEvent) -> Option<Message> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Some(Message::Quit),
            KeyCode::Char('z') => Some(Message::Suspend),
            _ => None,
        };
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    let binding = BINDINGS.iter().find(|binding| binding.keys.contains(&key.code));
    binding.map(|binding| binding.message)
}
