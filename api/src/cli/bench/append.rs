//! Durable appends through the whole path, by many callers in one process.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::context::Channel;

use super::super::Failure;
use super::workload::Life;
use crate::clock;
use crate::import::nobody;
use crate::record::{Envoy, Recorder};

/// Callers that record at the same time.
pub(super) const CALLERS: usize = 64;

/// What was measured.
pub(super) struct Measured {
    pub(super) events: u64,
    pub(super) took: Duration,
    /// Time from call to durable answer, sorted.
    pub(super) latencies: Vec<Duration>,
    pub(super) commits: u64,
}

impl Measured {
    pub(super) fn percentile(&self, part: usize) -> Duration {
        let at = self.latencies.len().saturating_sub(1) * part / 100;
        self.latencies.get(at).copied().unwrap_or_default()
    }

    pub(super) fn events_a_commit(&self) -> usize {
        usize::try_from(self.events.div_ceil(self.commits.max(1))).unwrap_or(1)
    }
}

/// Records lives by `CALLERS` tasks, as a server's requests would: on as many threads as there
/// are cores, with a thread of the log's own that commits.
pub(super) fn by_tasks(recorder: &Arc<Recorder>, lives: Vec<Life>) -> Result<Measured, Failure> {
    let committer = recorder.store().commit_in_background()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lives = Arc::new(Mutex::new(lives));
    let before = recorder.store().commits();
    let began = Instant::now();
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let tasks = CALLERS / threads + usize::from(thread < CALLERS % threads);
            let (recorder, lives) = (Arc::clone(recorder), Arc::clone(&lives));
            std::thread::spawn(move || worker(tasks, &recorder, &lives))
        })
        .collect();
    let mut latencies = Vec::new();
    for worker in workers {
        let told = worker.join().map_err(|_panic| Failure::new("a caller broke down"))?;
        latencies.extend(told?);
    }
    let took = began.elapsed();
    drop(committer);
    latencies.sort_unstable();
    let events = u64::try_from(latencies.len()).unwrap_or(0);
    let commits = recorder.store().commits() - before;
    Ok(Measured { events, took, latencies, commits })
}

fn worker(
    tasks: usize,
    recorder: &Arc<Recorder>,
    lives: &Arc<Mutex<Vec<Life>>>,
) -> Result<Vec<Duration>, Failure> {
    let told = Rc::new(RefCell::new((Vec::new(), None)));
    actix_web::rt::System::new().block_on(async {
        let handles: Vec<_> = (0..tasks)
            .map(|_| {
                let (recorder, lives) = (Arc::clone(recorder), Arc::clone(lives));
                let told = Rc::clone(&told);
                actix_web::rt::spawn(async move {
                    if let Err(error) = caller(&recorder, &lives, &told).await {
                        told.borrow_mut().1 = Some(error);
                    }
                })
            })
            .collect();
        for handle in handles {
            // A task that broke down is missed in the count.
            let _ended = handle.await;
        }
    });
    let (latencies, failure) = told.take();
    failure.map_or(Ok(latencies), Err)
}

async fn caller(
    recorder: &Recorder,
    lives: &Mutex<Vec<Life>>,
    told: &RefCell<(Vec<Duration>, Option<Failure>)>,
) -> Result<(), Failure> {
    let actor = nobody();
    loop {
        let life = lives.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(life) = life else { return Ok(()) };
        for submission in life {
            let began = Instant::now();
            let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms: clock::now_ms() };
            let answer = recorder.record_task(&envoy, vec![submission]).await;
            answer.map_err(|error| Failure::coded(&error))?;
            told.borrow_mut().0.push(began.elapsed());
        }
    }
}
