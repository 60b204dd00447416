//! Virtual time for tokio tasks: it moves only when every task waits, and then to the next deadline.

use std::any::Any;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};

use crate::protocol::Time;

/// Reads the virtual time and waits for it.
#[derive(Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    now: Time,
    limit: Time,
    /// Ordered by deadline, then by who came first.
    sleepers: BTreeMap<(Time, u64), Waker>,
    next_sleeper: u64,
    caller: Option<Waker>,
    halted: bool,
    returned: bool,
    panic: Option<Box<dyn Any + Send>>,
}

impl Clock {
    pub(crate) fn now(&self) -> Time {
        self.state().now
    }

    /// The next instant at which anything can happen by itself.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        self.state().sleepers.first_key_value().map(|((at, _), _)| *at)
    }

    pub(crate) fn sleep(&self, span: Duration) -> Sleep {
        self.sleep_until(self.now() + span)
    }

    pub(crate) fn sleep_until(&self, deadline: Time) -> Sleep {
        Sleep { clock: self.clone(), deadline, place: None }
    }

    /// Stops the advance that is under way as soon as every task waits.
    pub(crate) fn halt(&self) {
        self.state().halted = true;
    }

    /// Runs a task; its panic surfaces from the advance that is under way.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        let clock = self.clone();
        tokio::task::spawn_local(async move {
            if let Err(panic) = caught(task).await {
                let mut state = clock.state();
                state.panic.get_or_insert(panic);
                state.halted = true;
            }
        });
    }

    /// A panic while the lock is held is already on its way to the caller.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every task waits: move on to the next deadline, or back to the caller.
    fn on_idle(&self) {
        let waker = self.state().turn();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl State {
    fn place_for(&mut self, deadline: Time) -> (Time, u64) {
        self.next_sleeper += 1;
        (deadline, self.next_sleeper)
    }

    fn turn(&mut self) -> Option<Waker> {
        if !self.halted {
            if let Some(sleeper) = self.sleepers.first_entry() {
                let (deadline, _) = *sleeper.key();
                if deadline <= self.limit {
                    self.now = self.now.max(deadline);
                    return Some(sleeper.remove());
                }
            }
            self.now = self.now.max(self.limit);
        }
        self.halted = false;
        self.returned = true;
        self.caller.take()
    }
}

async fn caught(task: impl Future<Output = ()>) -> Result<(), Box<dyn Any + Send>> {
    let mut task = pin!(task);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Waits until the virtual time has come; dropped, it leaves no trace.
pub(crate) struct Sleep {
    clock: Clock,
    deadline: Time,
    place: Option<(Time, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut state = clock.state();
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        let place = self.place.unwrap_or_else(|| state.place_for(self.deadline));
        self.place = Some(place);
        state.sleepers.insert(place, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.clock.state().sleepers.remove(&place);
        }
    }
}

/// The runtime whose tasks live in virtual time.
pub(crate) struct VirtualRuntime {
    tokio: LocalRuntime,
    clock: Clock,
}

impl VirtualRuntime {
    pub(crate) fn new(clock: Clock) -> Self {
        let idle = clock.clone();
        let tokio = Builder::new_current_thread()
            .on_thread_park(move || idle.on_idle())
            .build_local(LocalOptions::default())
            .expect("a runtime without I/O or timers asks nothing of the system");
        Self { tokio, clock }
    }

    /// Tasks can be spawned while the guard lives.
    pub(crate) fn enter(&self) -> tokio::runtime::EnterGuard<'_> {
        self.tokio.enter()
    }

    /// Runs every task that can go on without time passing, and none that was due and has not come
    /// to its turn.
    ///
    /// # Panics
    /// With the panic of the task that panicked.
    pub(crate) fn settle(&self) {
        self.clock.halt();
        self.run();
    }

    /// Runs every task up to `limit`, or until the clock is halted.
    ///
    /// # Panics
    /// With the panic of the task that panicked.
    pub(crate) fn advance_to(&self, limit: Time) {
        self.clock.state().limit = limit;
        self.run();
    }

    fn run(&self) {
        self.tokio.block_on(poll_fn(|cx| self.clock.poll_returned(cx)));
        let panic = self.clock.state().panic.take();
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }
}

impl Clock {
    fn poll_returned(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if std::mem::take(&mut state.returned) {
            return Poll::Ready(());
        }
        state.caller = Some(cx.waker().clone());
        Poll::Pending
    }
}
