//! Single-flight: of the misses of one key that meet, one goes to the database and the others wait for it.
//!
//! After `groupcache/singleflight`, the Go library that gave it its name.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tokio::sync::broadcast;

use super::link::Answer;
use crate::protocol::{Key, Value};

type Fetched = Answer<Option<Value>>;

/// The fetches that are under way and that others can join.
#[derive(Default)]
pub(crate) struct SingleFlight(RefCell<BTreeMap<Key, broadcast::Sender<Fetched>>>);

impl SingleFlight {
    /// Fetches, or waits for who does already. Should that one die, somebody else takes over.
    pub(crate) async fn run(
        &self,
        key: Key,
        on_wait: impl Fn(),
        fetch: impl AsyncFnOnce() -> Fetched,
    ) -> Fetched {
        while let Some(mut leader) = self.join(key) {
            on_wait();
            if let Ok(fetched) = leader.recv().await {
                return fetched;
            }
        }
        self.lead(key, fetch).await
    }

    fn join(&self, key: Key) -> Option<broadcast::Receiver<Fetched>> {
        self.0.borrow().get(&key).map(broadcast::Sender::subscribe)
    }

    async fn lead(&self, key: Key, fetch: impl AsyncFnOnce() -> Fetched) -> Fetched {
        let (sender, _) = broadcast::channel(1);
        self.0.borrow_mut().insert(key, sender.clone());
        let leadership = Leadership { flights: self, key };
        let fetched = fetch().await;
        drop(leadership);
        let _nobody_waits = sender.send(fetched);
        fetched
    }
}

/// Who leads gives it up in the end, and in death.
struct Leadership<'a> {
    flights: &'a SingleFlight,
    key: Key,
}

impl Drop for Leadership<'_> {
    fn drop(&mut self) {
        self.flights.0.borrow_mut().remove(&self.key);
    }
}
