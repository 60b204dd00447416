//! How sentences come into the account: the latest first, and of one moment the anomalies first.

use std::time::Duration;

use dirtybit::{AnomalyName, ClientId, OpId};

use super::Scene;
use crate::tui::account::{About, Clients, Sentence, Told, Tone};

/// Sentences that can be looked back at; older ones are forgotten.
const SENTENCES: usize = 200;
/// For so long, what has begun to wait is told above what ends meanwhile.
const BEGINNING: Duration = Duration::from_millis(20);

impl Scene {
    pub(super) fn tell(&mut self, told: Told) {
        self.tell_at(0, About::Itself, told);
    }

    /// What a script says to what happens.
    pub(crate) fn tell_caption(&mut self, words: &str) {
        self.caption = Some((Tone::Caption, words.into()));
        self.tell((Tone::Caption, words.to_owned()));
    }

    /// What a script says when it does not get what it expected.
    pub(crate) fn tell_failure(&mut self, words: &str) {
        self.caption = Some((Tone::Bad, words.into()));
        self.tell((Tone::Bad, words.to_owned()));
    }

    fn tell_at(&mut self, place: usize, about: About, (tone, words): Told) {
        self.account.insert(place, Sentence { at: self.now, tone, about, words });
        self.account.truncate(SENTENCES);
    }

    /// Causes stand above what follows from them.
    pub(super) fn tell_anomaly(&mut self, name: AnomalyName, told: Told) {
        let place = self.anomalies_on_top(|other| rank(other) <= rank(name));
        self.tell_at(place, About::Anomaly(name), told);
    }

    /// How an operation ended stands below what that made go wrong, and below what others still
    /// wait for; the same answer to many is told once.
    pub(super) fn tell_answer(&mut self, client: ClientId, told: Told) {
        let now = self.now;
        let recent = self.account.iter_mut().take_while(|sentence| sentence.at == now);
        for sentence in recent {
            if let About::Answer(clients) = &mut sentence.about
                && sentence.words == told.1
            {
                *clients = clients.and(client);
                return;
            }
        }
        let place = self.anomalies_on_top(|_| true).max(self.waits_on_top());
        self.tell_at(place, About::Answer(Clients::one(client)), told);
    }

    /// How many wait is told once, and grows.
    pub(super) fn tell_wait(&mut self, first: OpId, told: Told) {
        let (now, about) = (self.now, About::Wait(first));
        let mut recent = self.account.iter_mut().take_while(|sentence| sentence.at == now);
        match recent.find(|sentence| sentence.about == about) {
            Some(sentence) => sentence.words = told.1,
            None => self.tell_at(0, about, told),
        }
    }

    /// So many sentences at the top end with one about something that has just begun, and lasts.
    /// Under load, too much ends for anything to stay there.
    fn waits_on_top(&self) -> usize {
        if self.load.on {
            return 0;
        }
        let recent = self.account.iter().take_while(|sentence| self.now - sentence.at < BEGINNING);
        let lasts = recent.map(|sentence| match sentence.about {
            About::Wait(op) => self.operations.contains_key(&op),
            _ => false,
        });
        lasts.enumerate().filter(|(_, lasts)| *lasts).last().map_or(0, |(place, _)| place + 1)
    }

    /// So many sentences at the top tell of anomalies of this very moment.
    fn anomalies_on_top(&self, is_before: impl Fn(AnomalyName) -> bool) -> usize {
        let is_so = |sentence: &&Sentence| match sentence.about {
            About::Anomaly(name) => sentence.at == self.now && is_before(name),
            _ => false,
        };
        self.account.iter().take_while(is_so).count()
    }
}

/// What follows from something that has a name of its own is named after it, and that cache and
/// database differ comes last.
pub(super) fn rank(name: AnomalyName) -> (u8, AnomalyName) {
    let general = match name {
        AnomalyName::Divergence => 2,
        AnomalyName::AcknowledgedButLost
        | AnomalyName::ReadYourWrites
        | AnomalyName::NonMonotonicRead => 1,
        _ => 0,
    };
    (general, name)
}
