//! A sentence of the account, with its moment, and what others of the same moment have to do with it.

use dirtybit::{AnomalyName, ClientId, OpId, Time};

use super::{Tone, count};

/// A sentence, with the moment it tells of.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sentence {
    pub(crate) at: Time,
    pub(crate) tone: Tone,
    pub(crate) about: About,
    pub(crate) words: String,
}

/// What a sentence is about, if others of the same moment may be about the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Itself,
    /// Something that went wrong.
    Anomaly(AnomalyName),
    /// Something that lasts until this operation has ended.
    Wait(OpId),
    /// What was answered to these clients.
    Answer(Clients),
}

/// Clients who were told the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clients {
    /// All from one to another.
    Range(ClientId, ClientId),
    /// So many answers.
    Many(u32),
}

impl Clients {
    pub(crate) const fn one(client: ClientId) -> Self {
        Self::Range(client, client)
    }

    /// One answer more.
    pub(crate) fn and(self, client: ClientId) -> Self {
        match self {
            Self::Range(first, last) if client.0 == last.0 + 1 => Self::Range(first, client),
            Self::Range(first, last) => Self::Many(last.0 - first.0 + 2),
            Self::Many(number) => Self::Many(number + 1),
        }
    }

    /// Who they are, unless it is the one that everybody thinks of.
    fn name(self) -> String {
        match self {
            Self::Range(ClientId::FIRST, ClientId::FIRST) => String::new(),
            Self::Range(first, last) if first == last => format!("Client {}: ", first.0),
            Self::Range(first, last) => format!("Clients {} to {}: ", first.0, last.0),
            Self::Many(number) => count(number as usize, "answer", "equal answers") + ": ",
        }
    }
}

impl Sentence {
    /// The sentence in two parts: what has to be read first, and the rest.
    pub(crate) fn parts(&self) -> (String, &str) {
        match self.about {
            About::Anomaly(_) => {
                // The names of keys have colons, too.
                let ends = self.words.find("): ").map_or(0, |bracket| bracket + 1);
                let (name, rest) = self.words.split_at(ends);
                (name.to_owned(), rest)
            }
            About::Answer(clients) => (clients.name(), &self.words),
            About::Itself | About::Wait(_) => (String::new(), &self.words),
        }
    }

    /// The whole sentence.
    pub(crate) fn text(&self) -> String {
        let (head, rest) = self.parts();
        head + rest
    }
}
