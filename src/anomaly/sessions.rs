//! What each client knows of each key by its own acknowledged writes and reads.

use std::sync::Arc;

use fnv::FnvHashMap;

use super::per_key::PerKey;
use crate::limits;
use crate::protocol::{Action, ClientId, Fact, Key, Outcome, Value, Version};

/// What one client knows of one key.
#[derive(Clone, Copy, Default)]
pub(super) struct Session {
    /// The newest of its writes, and whether that was a delete.
    pub(super) written: Option<(Version, bool)>,
    /// The newest version that it has read.
    pub(super) seen: Option<Version>,
}

type Pairs = FnvHashMap<(ClientId, Key), Session>;

/// Two generations: when the young ones are as many as there may be, they become the old ones, and
/// the old ones are forgotten.
#[derive(Clone, Default)]
pub(super) struct Sessions {
    young: Pairs,
    /// They change no more: copies share them.
    old: Arc<Pairs>,
    /// The newest tombstone that each key has had in the database.
    tombstones: PerKey<Version>,
}

impl Sessions {
    pub(super) fn of(&self, client: ClientId, key: Key) -> Session {
        let pair = (client, key);
        self.young.get(&pair).or_else(|| self.old.get(&pair)).copied().unwrap_or_default()
    }

    pub(super) fn apply(&mut self, fact: &Fact) {
        if let Fact::Persisted { write, value, .. } = fact
            && value.deleted
        {
            let newest = self.tombstones.of_mut(write.key);
            *newest = value.version.max(*newest);
        }
    }

    /// An operation was acknowledged.
    pub(super) fn learn(
        &mut self,
        (client, key): (ClientId, Key),
        (action, version): (Action, Option<Version>),
        outcome: Outcome,
    ) {
        let Outcome::Acked(seen) = outcome else {
            return;
        };
        let mut session = self.of(client, key);
        match version {
            Some(version) => {
                let written = (version, action == Action::Delete);
                session.written = session.written.max(Some(written));
            }
            None => session.seen = session.seen.max(Some(self.version_of(key, seen))),
        }
        self.keep((client, key), session);
    }

    /// The version that a reader saw. Where it found nothing, it may have been any delete so far.
    pub(super) fn version_of(&self, key: Key, seen: Option<Value>) -> Version {
        let deleted = || self.tombstones.of(key).copied().unwrap_or_default();
        seen.filter(|value| *value != Value::ABSENT).map_or_else(deleted, |value| value.version)
    }

    fn keep(&mut self, pair: (ClientId, Key), session: Session) {
        self.young.insert(pair, session);
        if self.young.len() >= limits::SESSIONS / 2 {
            self.old = Arc::new(std::mem::take(&mut self.young));
        }
    }
}
