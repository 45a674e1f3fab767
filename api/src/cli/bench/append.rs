//! Durable appends through the whole path, by many callers in one process.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use domain::context::Channel;

use super::super::Failure;
use super::callers::{self, CALLERS, Measured, Notes};
use super::workload::Life;
use crate::clock;
use crate::import::nobody;
use crate::record::{Envoy, Recorder};

/// What was measured, and how many commits it took.
pub(super) struct Appended {
    pub(super) measured: Measured,
    pub(super) commits: u64,
}

impl Appended {
    pub(super) fn events_a_commit(&self) -> usize {
        usize::try_from(self.measured.events.div_ceil(self.commits.max(1))).unwrap_or(1)
    }
}

/// Records lives by `CALLERS` tasks, as a server's requests would: on as many threads as there
/// are cores, with a thread of the log's own that commits.
pub(super) fn by_tasks(recorder: &Arc<Recorder>, lives: Vec<Life>) -> Result<Appended, Failure> {
    let committer = recorder.store().commit_in_background()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lives = Arc::new(Mutex::new(lives));
    let before = recorder.store().commits();
    let began = Instant::now();
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let tasks = CALLERS / threads + usize::from(thread < CALLERS % threads);
            let (recorder, lives) = (Arc::clone(recorder), Arc::clone(&lives));
            std::thread::spawn(move || {
                let caller = |notes| caller(Arc::clone(&recorder), Arc::clone(&lives), notes);
                callers::run(tasks, caller)
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for worker in workers {
        let told = worker.join().map_err(|_panic| Failure::new("a caller broke down"))?;
        latencies.extend(told?);
    }
    let measured = Measured::since(began, latencies);
    drop(committer);
    let commits = recorder.store().commits() - before;
    Ok(Appended { measured, commits })
}

async fn caller(
    recorder: Arc<Recorder>,
    lives: Arc<Mutex<Vec<Life>>>,
    notes: Notes,
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
            notes.note(began.elapsed());
        }
    }
}
