//! The threads that follow the log: one for the tables, one for finding people, and one that
//! derives workers' rows ahead of whoever asks, while nobody writes.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use domain::context::Timestamp;
use domain::id::{EventId, StreamId};
use domain::stored::Head;
use store::{ReadError, Recorded, Store, TypeId};

use super::derivation::Derivation;
use super::progress::Progress;
use super::scan::scan;
use super::{Live, Shared, State, moment_of};
use crate::histories::{Arrived, Histories, NoFacts, Readied};
use crate::persons::{Persons, Told};
use crate::snapshot;

/// Entries that are read, and shown, at a time.
pub(super) const BATCH: u64 = 4_096;
/// How soon a thread notices that it should stop, or that a new day has begun.
const PATIENCE: Duration = Duration::from_millis(25);
/// While many write, how long entries are gathered: waking costs more than an entry.
const PACE: Duration = Duration::from_micros(500);
/// Before the log is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// New entries after which a snapshot is worth its time.
const SNAPSHOT_EVERY: u64 = 250_000;

/// Keeps the tables at the head of the log until it is asked to stop.
pub(super) fn tables(shared: &Shared) {
    begin(shared);
    let mut tried = shared.saved.load(Ordering::Acquire);
    let mut pace = Pace::default();
    while !shared.is_stopping() {
        let size = shared.histories().size();
        let head = shared.store.wait_beyond(size, PATIENCE);
        let outcome = if head.size > size { step(shared) } else { Ok(()) };
        turn_the_day(shared);
        settle(shared, outcome);
        pace.keep(head.size.saturating_sub(size));
        if size.saturating_sub(tried) >= SNAPSHOT_EVERY {
            tried = size;
            // A snapshot saves time at the next start, and nothing else rests on it.
            let _ = shared.save_snapshot();
        }
    }
    let _ = shared.save_snapshot();
}

/// How often a thread that follows a busy log wakes.
#[derive(Default)]
struct Pace {
    last: Option<Instant>,
}

impl Pace {
    /// A single entry is followed at once; of many that come at the same time, some more gather.
    fn keep(&mut self, entries: u64) {
        let since = self.last.map(|last| last.elapsed());
        if entries > 1
            && let Some(early) = since.and_then(|since| PACE.checked_sub(since))
        {
            std::thread::sleep(early);
        }
        self.last = Some(Instant::now());
    }
}

/// Reads the log from where the snapshot ends to its head, and derives everything but workers'
/// rows once.
fn begin(shared: &Shared) {
    let path = shared.options.snapshot.as_deref();
    let histories = path.and_then(|path| snapshot::load(path, &shared.store)).unwrap_or_default();
    let known = histories.size();
    shared.saved.store(known, Ordering::Release);
    // Whoever reads the whole log may as well look for people.
    shared.watch(|watched| watched.persons_apart = known > 0);
    let progress = Progress::beginning(shared.store.head().size).from(known);
    loop {
        let (from, to) = (histories.size(), shared.store.head().size);
        if shared.is_stopping() {
            return;
        }
        if from >= to {
            break;
        }
        let with_people = !shared.watched().persons_apart;
        if let Err(error) = read(shared, &histories, (with_people, progress, to)) {
            settle(shared, Err(error));
        }
    }
    let threads = shared.options.threads;
    let derivation = Derivation::whole(&histories, moment_of(&histories, shared.today()), threads);
    let mut live = shared.live();
    *live = Live::of(Arc::new(histories), derivation, threads);
    settle(shared, Ok(()));
    shared.publish(&live);
    drop(live);
    shared.watch(|watched| watched.persons_apart = true);
}

/// Reads the log up to a size, and says how far it is.
fn read(
    shared: &Shared,
    histories: &Histories,
    (with_people, progress, to): (bool, Progress, u64),
) -> Result<(), ReadError> {
    let store = &shared.store;
    let make = |entry: &Recorded| {
        let told = with_people.then(|| Persons::told(store, entry));
        (arrived(store, entry).readied(), told)
    };
    let take = |made: Vec<(Readied, Option<Told>)>| {
        let (entries, told): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        histories.take_all(entries.into_iter());
        if with_people {
            shared.take_persons(told.into_iter().flatten());
        }
        let progress = Progress { done: histories.size(), total: to, ..progress };
        shared.watch(|watched| {
            (watched.state, watched.behind) = (State::CatchingUp(progress), Some(progress));
        });
        !shared.is_stopping()
    };
    scan(store, (histories.size(), to), shared.options.threads, (make, take))
}

/// Takes in the next entries and derives what they touch, but for workers' rows.
fn step(shared: &Shared) -> Result<(), ReadError> {
    let mut live = shared.live();
    let threads = shared.options.threads;
    let touched = take_in(&shared.store, &live.histories, (BATCH, threads))?;
    live.advance(&touched, threads);
    shared.publish(&live);
    Ok(())
}

/// Derives everything again when a day has passed: what is due today was not yesterday.
fn turn_the_day(shared: &Shared) {
    let today = shared.today();
    let threads = shared.options.threads;
    let live = shared.live();
    if live.as_of() == today {
        return;
    }
    let histories = Arc::clone(&live.histories);
    drop(live);
    let mut derivation = Derivation::whole(&histories, moment_of(&histories, today), threads);
    let mut live = shared.live();
    // Only a rebuild that ended meanwhile can have put others in their place.
    if live.histories.size() != histories.size() || !Arc::ptr_eq(&live.histories, &histories) {
        derivation = Derivation::whole(&live.histories, live.moment(today), threads);
    }
    *live = Live::of(Arc::clone(&live.histories), derivation, threads);
    shared.publish(&live);
}

fn settle(shared: &Shared, outcome: Result<(), ReadError>) {
    match outcome {
        Ok(()) => {
            if shared.watched().state != State::Live {
                shared.watch(|watched| watched.state = State::Live);
            }
        }
        Err(error) => {
            shared.watch(|watched| watched.state = State::Failing(error.to_string()));
            std::thread::sleep(PAUSE);
        }
    }
}

/// Puts the next batch of the log into the histories; says which streams it touches. None at the
/// durable head.
pub(super) fn take_in(
    store: &Store,
    histories: &Histories,
    (most, threads): (u64, usize),
) -> Result<BTreeSet<StreamId>, ReadError> {
    let from = histories.size();
    let to = store.head().size.min(from.saturating_add(most));
    let mut touched = BTreeSet::new();
    let take = |entries: Vec<Readied>| {
        touched.extend(entries.iter().map(Readied::stream));
        histories.take_all(entries.into_iter());
        true
    };
    scan(store, (from, to), threads, (|entry: &Recorded| arrived(store, entry).readied(), take))?;
    Ok(touched)
}

pub(super) fn arrived(store: &Store, entry: &Recorded) -> Arrived {
    let facts = match entry.type_id {
        TypeId::OPAQUE => Err(NoFacts::Opaque),
        _ => store.open_facts(entry).or(Err(NoFacts::Unopened)),
    };
    Arrived { head: head_of(entry), facts }
}

/// What an entry's head says, in the domain's words.
pub(crate) fn head_of(entry: &Recorded) -> Head {
    Head {
        position: entry.position.0,
        recorded_at: Timestamp(entry.recorded_at_ms),
        event_id: EventId::from_bytes(entry.event_id.0),
        stream: StreamId::from_bytes(entry.stream.0),
        type_id: entry.type_id.0,
        schema: entry.schema,
    }
}

/// Keeps the index of persons at the head of the log until it is asked to stop.
pub(super) fn persons(shared: &Shared) {
    let mut watched = shared.watched();
    while !watched.persons_apart && !shared.is_stopping() {
        let waited = shared.changed.wait_timeout(watched, PATIENCE);
        (watched, _) = waited.unwrap_or_else(PoisonError::into_inner);
    }
    drop(watched);
    let mut pace = Pace::default();
    while !shared.is_stopping() {
        let size = shared.persons.read().unwrap_or_else(PoisonError::into_inner).size();
        let head = shared.store.wait_beyond(size, PATIENCE).size;
        let store = &shared.store;
        let take = |told: Vec<Told>| {
            shared.take_persons(told.into_iter());
            !shared.is_stopping()
        };
        let threads = shared.options.threads;
        let make = |entry: &Recorded| Persons::told(store, entry);
        if scan(store, (size, head), threads, (make, take)).is_err() {
            std::thread::sleep(PAUSE);
        }
        pace.keep(head.saturating_sub(size));
    }
}

/// Derives everybody's rows as soon as the log has been quiet for a moment, unless nobody is going
/// to ask, until it is asked to stop: whoever asks for a list then need not wait.
pub(super) fn rows(shared: &Shared) {
    let mut seen = 0;
    while !shared.is_stopping() {
        std::thread::sleep(PATIENCE);
        let tables = shared.published();
        let quiet = tables.size() == seen && tables.size() == shared.store.head().size;
        let wanted = shared.ahead.load(Ordering::Acquire);
        if wanted && quiet && shared.watched().state == State::Live {
            tables.migrants.settle();
        }
        seen = tables.size();
    }
}
