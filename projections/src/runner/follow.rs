//! The two threads that follow the log: one for the tables, one for finding people.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::context::Timestamp;
use domain::id::{EventId, StreamId};
use domain::stored::Head;
use store::{Position, ReadError, Recorded, Store, TypeId};

use super::derivation::Derivation;
use super::progress::Progress;
use super::{Live, Shared, State, moment_of};
use crate::histories::{Arrived, Histories, NoFacts};
use crate::snapshot;

/// Entries that are read, and shown, at a time.
pub(super) const BATCH: usize = 4_096;
/// How soon a thread notices that it should stop, or that a new day has begun.
const PATIENCE: Duration = Duration::from_millis(25);
/// Before the log is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// New entries after which a snapshot is worth its time.
const SNAPSHOT_EVERY: u64 = 250_000;

/// Keeps the tables at the head of the log until it is asked to stop.
pub(super) fn tables(shared: &Shared) {
    begin(shared);
    let mut tried = shared.saved.load(Ordering::Acquire);
    while !shared.is_stopping() {
        let size = shared.live().histories.size();
        let head = shared.store.wait_beyond(size, PATIENCE);
        let outcome = if head.size > size { step(shared) } else { Ok(()) };
        turn_the_day(shared);
        settle(shared, outcome);
        if size.saturating_sub(tried) >= SNAPSHOT_EVERY {
            tried = size;
            // A snapshot saves time at the next start, and nothing else rests on it.
            let _ = shared.save_snapshot();
        }
    }
    let _ = shared.save_snapshot();
}

/// Reads the log from where the snapshot ends to its head, and derives everything once.
fn begin(shared: &Shared) {
    let path = shared.options.snapshot.as_deref();
    let mut histories =
        path.and_then(|path| snapshot::load(path, &shared.store)).unwrap_or_default();
    shared.saved.store(histories.size(), Ordering::Release);
    let progress = Progress::beginning(shared.store.head().size).from(histories.size());
    loop {
        if shared.is_stopping() {
            return;
        }
        let outcome = take_in(&shared.store, &mut histories, (BATCH, shared.options.threads));
        let at_head = matches!(outcome, Ok(ref touched) if touched.is_empty());
        if at_head {
            break;
        }
        match outcome {
            Ok(_) => {
                let (done, total) = (histories.size(), shared.store.head().size);
                let state = State::CatchingUp(Progress { done, total, ..progress });
                shared.watch(|watched| watched.state = state);
            }
            Err(error) => settle(shared, Err(error)),
        }
    }
    let moment = moment_of(&histories, shared.today());
    let derivation = Derivation::whole(&histories, moment, shared.options.threads);
    let mut live = shared.live();
    *live = Live { histories, derivation };
    settle(shared, Ok(()));
    shared.publish(&live);
}

/// Takes in the next entries and derives what they touch.
fn step(shared: &Shared) -> Result<(), ReadError> {
    let mut live = shared.live();
    let threads = shared.options.threads;
    let touched = take_in(&shared.store, &mut live.histories, (BATCH, threads))?;
    let as_of = live.derivation.tables.as_of();
    let moment = live.moment(as_of);
    let Live { histories, derivation } = &mut *live;
    derivation.advance(histories, moment, (&touched, threads));
    shared.publish(&live);
    Ok(())
}

/// Derives everything again when a day has passed: what is due today was not yesterday.
fn turn_the_day(shared: &Shared) {
    let today = shared.today();
    let threads = shared.options.threads;
    let live = shared.live();
    if live.derivation.tables.as_of() == today {
        return;
    }
    let histories = live.histories.clone();
    drop(live);
    let moment = moment_of(&histories, today);
    let mut derivation = Derivation::whole(&histories, moment, threads);
    let mut live = shared.live();
    // Only a rebuild that ended meanwhile can have taken in more.
    if live.histories.size() != histories.size() {
        derivation = Derivation::whole(&live.histories, live.moment(today), threads);
    }
    live.derivation = derivation;
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
    histories: &mut Histories,
    (most, threads): (usize, usize),
) -> Result<BTreeSet<StreamId>, ReadError> {
    let entries = store.read(Position(histories.size()), most)?;
    let mut touched = BTreeSet::new();
    for arrived in open(store, &entries, threads) {
        touched.insert(arrived.head.stream);
        histories.take(&arrived);
    }
    Ok(touched)
}

/// Opens the facts of entries, on several threads when there are many.
fn open(store: &Store, entries: &[Recorded], threads: usize) -> Vec<Arrived> {
    let portion = entries.len().div_ceil(threads.max(1)).max(256);
    let Some(portion) = NonZeroUsize::new(portion) else { return Vec::new() };
    let opened = |entries: &[Recorded]| -> Vec<Arrived> {
        entries.iter().map(|entry| arrived(store, entry)).collect()
    };
    if entries.len() <= portion.get() {
        return opened(entries);
    }
    std::thread::scope(|scope| {
        let portions = entries.chunks(portion.get());
        let threads: Vec<_> = portions.map(|part| scope.spawn(move || opened(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

fn arrived(store: &Store, entry: &Recorded) -> Arrived {
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
    while !shared.is_stopping() {
        let size = shared.persons.read().unwrap_or_else(PoisonError::into_inner).size();
        if shared.store.wait_beyond(size, PATIENCE).size <= size {
            continue;
        }
        let Ok(entries) = shared.store.read(Position(size), BATCH) else {
            std::thread::sleep(PAUSE);
            continue;
        };
        let mut persons = shared.persons.write().unwrap_or_else(PoisonError::into_inner);
        for entry in &entries {
            persons.take(&shared.store, entry);
        }
        let size = persons.size();
        drop(persons);
        shared.watch(|watched| watched.persons_size = size);
    }
}
