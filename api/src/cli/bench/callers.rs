//! Many callers on one thread: tasks that each ask, wait for the answer, and ask again; and how long
//! each answer took.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::super::Failure;

/// Callers at the same time.
pub(super) const CALLERS: usize = 64;

/// What was measured.
pub(super) struct Measured {
    pub(super) events: u64,
    pub(super) took: Duration,
    /// Time from call to answer, sorted.
    latencies: Vec<Duration>,
}

impl Measured {
    /// What callers noted, since they began.
    pub(super) fn since(began: Instant, mut latencies: Vec<Duration>) -> Self {
        let took = began.elapsed();
        latencies.sort_unstable();
        Self { events: u64::try_from(latencies.len()).unwrap_or(0), took, latencies }
    }

    pub(super) fn percentile(&self, part: usize) -> Duration {
        let at = self.latencies.len().saturating_sub(1) * part / 100;
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

/// Where callers note how long an answer took.
#[derive(Clone, Default)]
pub(super) struct Notes(Rc<RefCell<Vec<Duration>>>);

impl Notes {
    pub(super) fn note(&self, took: Duration) {
        self.0.borrow_mut().push(took);
    }
}

/// Runs so many callers on this thread until each has nothing left to ask, or the first has failed.
pub(super) fn run<C>(callers: usize, caller: impl Fn(Notes) -> C) -> Result<Vec<Duration>, Failure>
where
    C: Future<Output = Result<(), Failure>> + 'static,
{
    let notes = Notes::default();
    actix_web::rt::System::new().block_on(async {
        let spawn = |_| actix_web::rt::spawn(caller(notes.clone()));
        let running: Vec<_> = (0..callers).map(spawn).collect();
        for caller in running {
            caller.await.map_err(|_panic| Failure::new("a caller broke down"))??;
        }
        Ok(notes.0.take())
    })
}
