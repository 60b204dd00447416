//! Automatic load: clients that pick a key, do something with it, think, and begin again.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use rand::RngExt;
use rand_distr::{Distribution, Exp1, Zipf};
use tokio_util::sync::CancellationToken;

use super::app::AppNode;
use crate::protocol::{Action, ClientId, Key};

/// Even the fastest client takes a moment, so that time passes whatever the latencies are.
const SHORTEST_THOUGHT: Duration = Duration::from_micros(1);

/// Starts the clients; cancelled, each ends after the operation it has begun.
pub(crate) fn start(app: &Rc<AppNode>, keys: &Rc<Cell<u32>>) -> CancellationToken {
    let life = CancellationToken::new();
    for number in 1..=app.context.world().load.clients {
        let client = LoadClient { app: app.clone(), client: ClientId(number), keys: keys.clone() };
        app.context.clock.spawn(client.run(life.clone()));
    }
    life
}

struct LoadClient {
    app: Rc<AppNode>,
    client: ClientId,
    keys: Rc<Cell<u32>>,
}

impl LoadClient {
    async fn run(self, life: CancellationToken) {
        loop {
            tokio::select! {
                biased;
                () = life.cancelled() => return,
                () = self.app.context.clock.sleep(self.thought()) => {}
            }
            if let Some(key) = self.key() {
                self.app.clone().perform(self.client, self.action(), key).await;
            }
        }
    }

    /// Exponential pauses: the operations of all clients together come as a Poisson process, as
    /// long as answers are quicker than pauses.
    fn thought(&self) -> Duration {
        let load = self.app.context.world().load.clone();
        if load.per_second == 0 {
            return SHORTEST_THOUGHT;
        }
        let pause: f64 = self.app.context.roll(|dice| Exp1.sample(dice));
        let clients = f64::from(load.clients);
        Duration::from_secs_f64(pause * clients / f64::from(load.per_second)).max(SHORTEST_THOUGHT)
    }

    fn action(&self) -> Action {
        let writes = self.app.context.world().load.writes_percent;
        match self.app.context.roll(|dice| dice.random_range(0..100)) < writes {
            true => Action::Write,
            false => Action::Read,
        }
    }

    /// The first keys of the list are the popular ones. Without keys there is nothing to do.
    fn key(&self) -> Option<Key> {
        let keys = self.keys.get();
        let zipf = Zipf::new(f64::from(keys), self.app.context.world().load.skew);
        let rank = zipf.map_or(1.0, |zipf| self.app.context.roll(|dice| zipf.sample(dice)));
        (rank as u32).min(keys).checked_sub(1).map(Key)
    }
}
