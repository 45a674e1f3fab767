//! Counters in the log itself: every writer reads the last value and writes the next one. A lost
//! update would show as a total that is too small, a fork as a version that is there twice.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use store::{
    Append, AppendError, EventId, Expected, InitOptions, LogKind, MasterKey, MemoryOptions,
    NewEvent, Openness, Options, Position, Store, StreamId, Transaction, TypeId, Version, init,
};

use super::WRITERS;

const STREAMS: u8 = 3;
const ROUNDS: usize = 4;
const NOON: i64 = 1_700_000_000_000;

fn in_memory() -> Store {
    Store::in_memory(MemoryOptions::default()).unwrap()
}

fn on_disk(folder: &Path) -> Store {
    let master = MasterKey::create_file(&folder.join("master.key")).unwrap();
    let (data_dir, keyring) = (folder.join("data"), folder.join("keyring"));
    init(&InitOptions {
        data_dir: data_dir.clone(),
        keyring: keyring.clone(),
        master: master.clone(),
        origin: "registry.example.org/test".to_owned(),
        kind: LogKind::Simulation,
        protection: None,
    })
    .unwrap();
    Store::open(&Options::new(data_dir, keyring, master)).unwrap()
}

fn stream(number: usize) -> StreamId {
    StreamId([u8::try_from(number).unwrap() % STREAMS + 1; 16])
}

/// The event that says this value, with an id that nobody else uses.
fn says(value: u64, ids: &AtomicU64) -> NewEvent {
    let mut id = [3; 16];
    id[8..].copy_from_slice(&ids.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    NewEvent {
        event_id: EventId(id),
        type_id: TypeId(7),
        schema: 1,
        facts: value.to_be_bytes().to_vec(),
        personal: Vec::new(),
    }
}

fn value_of(facts: &[u8]) -> u64 {
    u64::from_be_bytes(facts.try_into().unwrap())
}

fn put(on: StreamId, expected: Expected, event: NewEvent) -> Append {
    Append { stream: on, expected, kind: Openness::Plain, events: vec![event] }
}

/// Every stream counts without a gap, and all of them together to this total.
#[track_caller]
fn counted(store: &Store, total: u64) {
    let mut sum = 0;
    for number in 0..usize::from(STREAMS) {
        let entries = store.stream(stream(number)).unwrap();
        for (place, entry) in (0_u32..).zip(&entries) {
            assert_eq!(entry.version, Version(place), "versions have a gap or a fork");
            let value = value_of(&store.open_facts(entry).unwrap());
            assert_eq!(value, u64::from(place) + 1, "an update was lost");
        }
        sum += entries.len() as u64;
    }
    assert_eq!(sum, total);
    let head = store.head();
    assert_eq!(head.size, total);
    let all = store.read(Position(0), usize::MAX).unwrap();
    assert!((0..).zip(&all).all(|(place, entry)| entry.position == Position(place)));
    assert!(store.verify(&mut |_| {}).is_sound());
}

/// Writers that name the version they saw: exactly one of those who saw the same wins.
fn race_on_versions(store: &Store) {
    let ids = AtomicU64::new(0);
    let (won, lost) = (AtomicU64::new(0), AtomicU64::new(0));
    let race = |writer: usize| {
        let on = stream(writer);
        let mut wins = 0;
        while wins < ROUNDS {
            let seen = store.opened(on).unwrap();
            let last = seen.last();
            let expected = last.map_or(Expected::NoStream, |last| Expected::Exactly(last.version));
            let value = last.map_or(0, |last| value_of(&last.facts)) + 1;
            let appends = vec![put(on, expected, says(value, &ids))];
            let preconditions = Vec::new();
            let transaction = Transaction { appends, preconditions, recorded_at_ms: NOON };
            match store.append(transaction) {
                Ok(receipts) => {
                    let after = last.map_or(0, |last| last.version.0 + 1);
                    assert_eq!(receipts[0].version, Version(after), "another version was won");
                    wins += 1;
                    won.fetch_add(1, Ordering::Relaxed);
                }
                Err(AppendError::VersionConflict { .. }) => {
                    lost.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => panic!("{error}"),
            }
        }
    };
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let race = &race;
            scope.spawn(move || race(writer));
        }
    });
    let (won, lost) = (won.into_inner(), lost.into_inner());
    println!("{won} won, {lost} lost a race");
    assert!(lost > 0, "nobody met anybody");
    counted(store, won);
}

/// Writers that let the store decide again when they lost.
fn race_on_decisions(store: &Store) {
    let ids = AtomicU64::new(0);
    let decided = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (ids, decided) = (&ids, &decided);
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    let on = stream(writer);
                    // One name, however often it is decided.
                    let event = says(0, ids);
                    let done = store.execute(NOON, |view| {
                        decided.fetch_add(1, Ordering::Relaxed);
                        let seen = view.read(on);
                        let value = seen.last().map_or(0, |last| value_of(&last.facts)) + 1;
                        let facts = value.to_be_bytes().to_vec();
                        let event = NewEvent { facts, ..event.clone() };
                        Ok::<_, std::fmt::Error>((vec![put(on, Expected::Any, event)], ()))
                    });
                    assert_eq!(done.unwrap().0.len(), 1);
                }
            });
        }
    });
    let total = (WRITERS * ROUNDS) as u64;
    assert!(decided.into_inner() > total, "nobody met anybody");
    counted(store, total);
}

#[test]
fn of_all_who_saw_one_version_exactly_one_wins() {
    race_on_versions(&in_memory());
    let folder = tempfile::tempdir().unwrap();
    race_on_versions(&on_disk(folder.path()));
}

#[test]
fn whoever_lost_decides_again_and_no_update_is_lost() {
    race_on_decisions(&in_memory());
    let folder = tempfile::tempdir().unwrap();
    race_on_decisions(&on_disk(folder.path()));
}

/// The same event sent by many at once is recorded once, and everybody gets the same receipt.
#[test]
fn one_event_sent_by_all_at_once_is_there_once() {
    let store = Arc::new(in_memory());
    for round in 0..20 {
        let ids = AtomicU64::new(round);
        let event = says(round + 1, &ids);
        let links: Vec<_> = std::thread::scope(|scope| {
            let send = || {
                let appends = vec![put(stream(0), Expected::Any, event.clone())];
                let preconditions = Vec::new();
                store.append(Transaction { appends, preconditions, recorded_at_ms: NOON }).unwrap()
            };
            let sent: Vec<_> = (0..WRITERS).map(|_| scope.spawn(send)).collect();
            sent.into_iter().map(|sent| sent.join().unwrap()[0].link).collect()
        });
        assert!(links.iter().all(|link| *link == links[0]));
        assert_eq!(store.head().size, round + 1);
    }
    counted(&store, 20);
}
