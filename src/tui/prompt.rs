//! The line that takes commands: editing, completion, and the lines before.

use std::collections::VecDeque;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use dirtybit::{Command, KNOBS, WORDS, limits};
use tui_input::backend::crossterm::to_input_request;
use tui_input::{Input, InputRequest};

/// What somebody at the prompt can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    Key(KeyEvent),
    /// To the next or to the previous candidate.
    Complete(isize),
    /// To earlier or to later lines.
    Recall(isize),
    Run,
    Leave,
}

/// The prompt; it remembers its lines while it is not open.
#[derive(Default)]
pub(crate) struct Prompt {
    line: Option<Input>,
    /// Whole commands that the one before the cursor can go on as.
    candidates: Vec<String>,
    /// Where in the candidates the word begins that is to be completed.
    word: usize,
    /// The candidate that stands in the line.
    chosen: Option<usize>,
    /// The latest line first.
    history: VecDeque<String>,
    /// The line that stands in for the draft.
    recalled: Option<usize>,
    draft: String,
}

impl Prompt {
    pub(crate) fn open(&mut self, keys: &[&str]) {
        self.line = Some(Input::default());
        self.recalled = None;
        self.look(keys);
    }

    pub(crate) fn leave(&mut self) {
        self.line = None;
    }

    pub(crate) fn is_open(&self) -> bool {
        self.line.is_some()
    }

    /// The line that is being edited.
    pub(crate) fn line(&self) -> Option<&Input> {
        self.line.as_ref()
    }

    /// Types a key; a line that has its full length takes no more.
    pub(crate) fn key(&mut self, key: KeyEvent, keys: &[&str]) {
        let Some(line) = &mut self.line else {
            return;
        };
        let before = line.clone();
        match (key.code, key.modifiers) {
            (KeyCode::Char(c), _) if c.is_control() => return,
            (KeyCode::Char('w'), KeyModifiers::CONTROL) => delete_word(line),
            (KeyCode::Char('u'), KeyModifiers::CONTROL) => {
                line.handle(InputRequest::DeleteFromStart);
            }
            _ => {
                let request = to_input_request(&Event::Key(key));
                request.and_then(|request| line.handle(request));
            }
        }
        if line.value().chars().count() > limits::PROMPT_LINE {
            *line = before;
        }
        self.look(keys);
    }

    /// Puts text in at the cursor, its lines as commands; false if that is more than there is room
    /// for: half a command could mean something else.
    pub(crate) fn paste(&mut self, text: &str, keys: &[&str]) -> bool {
        let text = text.replace(['\r', '\n'], ";").replace(char::is_control, " ");
        let lines = text.split(';').map(str::trim).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("; ");
        let Some(line) = &self.line else {
            return false;
        };
        if line.value().chars().count() + text.chars().count() > limits::PROMPT_LINE {
            return false;
        }
        let (before, after) = line.value().split_at(byte(line.value(), line.cursor()));
        let place = line.cursor() + text.chars().count();
        self.line = Some(Input::new(format!("{before}{text}{after}")).with_cursor(place));
        self.look(keys);
        true
    }

    /// Goes on to what all candidates have in common, then from one to the other.
    pub(crate) fn complete(&mut self, by: isize, keys: &[&str]) {
        let begun = self.begun().to_owned();
        let common = common(&self.candidates);
        let count = self.candidates.len();
        match self.chosen {
            None if common.len() > begun.len() => {
                self.put(&common);
                self.look(keys);
            }
            None if count == 0 => {}
            None => self.choose(if by > 0 { 0 } else { count - 1 }),
            Some(chosen) => {
                let next = chosen as isize + by;
                self.choose(next.rem_euclid(count as isize) as usize);
            }
        }
    }

    fn choose(&mut self, candidate: usize) {
        let text = self.candidates[candidate].clone();
        self.put(&text);
        self.chosen = Some(candidate);
    }

    /// Replaces the command before the cursor.
    fn put(&mut self, text: &str) {
        let Some(line) = &self.line else {
            return;
        };
        let (start, cursor) = (self.start(), byte(line.value(), line.cursor()));
        let (before, after) = (&line.value()[..start], &line.value()[cursor..]);
        let place = before.chars().count() + text.chars().count();
        self.line = Some(Input::new(format!("{before}{text}{after}")).with_cursor(place));
    }

    /// Where the command begins that the cursor is in.
    fn start(&self) -> usize {
        let Some(line) = &self.line else {
            return 0;
        };
        let before = &line.value()[..byte(line.value(), line.cursor())];
        let start = before.rfind(';').map_or(0, |semicolon| semicolon + 1);
        start + before[start..].len() - before[start..].trim_start().len()
    }

    /// What there is of the command before the cursor.
    fn begun(&self) -> &str {
        let line = self.line.as_ref().map_or("", |line| {
            let cursor = byte(line.value(), line.cursor());
            &line.value()[..cursor]
        });
        &line[self.start().min(line.len())..]
    }

    /// Looks what the command before the cursor can go on as; a key with a semicolon cannot be said.
    fn look(&mut self, keys: &[&str]) {
        let keys: Vec<_> = keys.iter().filter(|key| !key.contains(';')).copied().collect();
        self.candidates = dirtybit::complete(self.begun(), &keys);
        self.word = self.begun().rfind(' ').map_or(0, |space| space + 1);
        self.chosen = None;
    }

    /// The words that the last word of the line can become, and which of them stands there.
    pub(crate) fn candidates(&self) -> (Vec<&str>, Option<usize>) {
        let words = self.candidates.iter().map(|whole| whole.get(self.word..).unwrap_or_default());
        (words.map(str::trim_end).collect(), self.chosen)
    }

    /// How the command that is being typed is used, and what it does.
    pub(crate) fn usage(&self) -> Option<String> {
        let command = self.begun().rsplit(": ").next()?;
        let mut words = command.split_whitespace();
        let known = words.next().and_then(|word| WORDS.iter().find(|known| known.word == word))?;
        let knob = words.next().filter(|_| known.word == "set");
        let knob = knob.and_then(|name| KNOBS.iter().find(|knob| knob.name == name));
        Some(match knob {
            Some(knob) => format!("{}: {}", knob.name, knob.help),
            None if known.usage.is_empty() => format!("{}: {}", known.word, known.help),
            None => format!("{} {}: {}", known.word, known.usage, known.help),
        })
    }

    /// Puts an earlier or a later line in the place of the draft.
    pub(crate) fn recall(&mut self, by: isize, keys: &[&str]) {
        let Some(line) = &self.line else {
            return;
        };
        let now = self.recalled.map_or(-1, |recalled| recalled as isize);
        let next = (now + by).clamp(-1, self.history.len() as isize - 1);
        if now == -1 {
            self.draft = line.value().to_owned();
        }
        self.recalled = usize::try_from(next).ok();
        if next != now {
            let text = self.recalled.and_then(|recalled| self.history.get(recalled));
            self.line = Some(Input::new(text.unwrap_or(&self.draft).clone()));
        }
        self.look(keys);
    }

    /// What the line asks for. One that can be read is remembered, and the prompt closes; one
    /// that cannot stays to be corrected.
    pub(crate) fn run(&mut self) -> Result<Vec<Command>, String> {
        let text = self.line.as_ref().map_or("", Input::value).trim().to_owned();
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<_> = parts.collect();
        let read = parts.iter().enumerate().map(|(place, part)| {
            part.parse().map_err(|why| unreadable(part, why, (place + 1, parts.len())))
        });
        let commands: Vec<Command> = read.collect::<Result<_, _>>()?;
        self.remember(text);
        self.leave();
        Ok(commands)
    }

    fn remember(&mut self, text: String) {
        if !text.is_empty() && self.history.front() != Some(&text) {
            self.history.push_front(text);
            self.history.truncate(limits::PROMPT_HISTORY);
        }
    }
}

/// What is wrong with a command, in a few words; and with which one of several.
fn unreadable(command: &str, why: String, (place, all): (usize, usize)) -> String {
    let words = WORDS.iter().map(|known| known.word).chain(["client", "when"]);
    let why = match dirtybit::unknown_word(command) {
        Some("help") => "press esc, then ? for help (tab lists the commands)".to_owned(),
        Some(word) => match dirtybit::nearest(word, words) {
            Some(near) => {
                format!("`{word}` is not a command; did you mean `{near}`? (tab lists them)")
            }
            None => format!("`{word}` is not a command (tab lists them all)"),
        },
        None => why,
    };
    if all == 1 { why } else { format!("command {place}: {why}") }
}

/// As shells do it: back to the space before the word.
fn delete_word(line: &mut Input) {
    let before = |line: &Input| line.value()[..byte(line.value(), line.cursor())].chars().last();
    while before(line).is_some_and(char::is_whitespace) {
        line.handle(InputRequest::DeletePrevChar);
    }
    while before(line).is_some_and(|c| !c.is_whitespace()) {
        line.handle(InputRequest::DeletePrevChar);
    }
}

/// Where a character begins.
fn byte(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

/// What all of them begin with.
fn common(candidates: &[String]) -> String {
    let first = candidates.first().map_or("", String::as_str);
    let shared =
        |length: usize| candidates.iter().all(|other| other.get(..length) == first.get(..length));
    let ends = first.char_indices().map(|(start, c)| start + c.len_utf8());
    let length = ends.take_while(|end| shared(*end)).last().unwrap_or(0);
    first[..length].to_owned()
}
