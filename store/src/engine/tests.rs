//! One suite that every engine passes, and what the store makes of an engine that hesitates.

use std::sync::atomic::{AtomicU32, Ordering};

use super::head_file::{HeadFile, Read};
use super::memory::MemoryLog;
use super::sled::{Depth, Opening, SledLog};
use super::*;
use crate::genesis::{Genesis, LogKind};
use crate::keyring::Keyring;
use crate::keys::Keys;
use crate::secret::SystemEntropy;
use crate::store::Store;
use crate::testing::*;
use crate::vault::Vault;

const GENESIS: Link = Link([9; 32]);

/// Real entries, made by a store of its own, so that engines which look inside are content.
fn entries(count: u32, facts: usize) -> Vec<StoredEntry> {
    let store = memory_at(GENESIS, Box::new(MemoryLog::new(GENESIS)));
    for number in 0..count {
        let mut event = event(number);
        event.facts = vec![1; facts];
        let on = stream(number % 3);
        let appended = append(on, crate::append::Expected::Any, vec![event]);
        store.append(at_noon(vec![appended])).unwrap();
    }
    store.engine().read(Position(0), usize::MAX).unwrap()
}

fn memory_at(genesis: Link, engine: Box<dyn LogStore>) -> Store {
    let keyring = Keyring::random(None, &SystemEntropy).unwrap();
    let vault = Vault::in_memory(genesis, keyring.wrapping.clone(), &SystemEntropy).unwrap();
    let keys = Keys::new(genesis, keyring, None, vault);
    let named = Genesis::new(LogKind::Simulation, "x", [0; 32], [0; 32]);
    let start = Head { size: 0, link: genesis, recorded_at_ms: 0 };
    Store::over(named, keys, engine, start).unwrap()
}

fn head_after(entries: &[StoredEntry]) -> Head {
    entries.last().map_or(Head { size: 0, link: GENESIS, recorded_at_ms: 0 }, |last| Head {
        size: u64::try_from(entries.len()).unwrap(),
        link: last.link,
        recorded_at_ms: NOON,
    })
}

fn on_both(check: impl Fn(&dyn LogStore)) {
    check(&MemoryLog::new(GENESIS));
    let place = tempfile::tempdir().unwrap();
    let head = place.path().join("HEAD");
    HeadFile::create(&head, GENESIS, head_after(&[])).unwrap();
    let Read::Says(head_file) = HeadFile::open(&head, GENESIS).unwrap() else { panic!("damaged") };
    let log = place.path().join("log");
    sled::create(&log).unwrap();
    let opening = Opening { genesis: GENESIS, cache_bytes: 1 << 20, depth: Depth::Tail };
    check(&SledLog::open(&log, head_file, &opening).unwrap());
}

#[test]
fn a_new_log_ends_at_its_genesis() {
    on_both(|engine| {
        assert_eq!(engine.head().unwrap(), head_after(&[]));
        assert_eq!(engine.read(Position(0), 10).unwrap(), []);
    });
}

#[test]
fn entries_are_read_as_they_were_committed_from_any_position() {
    let all = entries(90, 700);
    on_both(|engine| {
        for (from, to) in [(0, 1), (1, 40), (40, 41), (41, 90)] {
            let batch = Batch { entries: &all[from..to], head: head_after(&all[..to]) };
            let before = head_after(&all[..from]);
            assert_eq!(engine.commit(&before, batch).unwrap(), Committed::Durable);
            assert_eq!(engine.head().unwrap(), head_after(&all[..to]));
        }
        for from in 0..91 {
            for max in [0, 1, 2, 17, 500] {
                let read = engine.read(Position(u64::try_from(from).unwrap()), max).unwrap();
                assert_eq!(read, all[from..(from + max).min(90)]);
            }
        }
        assert_eq!(engine.read(Position(1_000), 5).unwrap(), []);
        engine.close().unwrap();
    });
}

#[test]
fn a_commit_on_another_head_writes_nothing() {
    let all = entries(3, 10);
    on_both(|engine| {
        let batch = Batch { entries: &all[..2], head: head_after(&all[..2]) };
        engine.commit(&head_after(&[]), batch).unwrap();
        for wrong in [head_after(&[]), head_after(&all[..1]), head_after(&all)] {
            let batch = Batch { entries: &all[2..], head: head_after(&all) };
            let moved = Committed::HeadMoved(head_after(&all[..2]));
            assert_eq!(engine.commit(&wrong, batch).unwrap(), moved);
        }
        assert_eq!(engine.read(Position(0), 10).unwrap(), all[..2]);
    });
}

/// An engine as a remote one may be: every few commits another writer comes first, or the answer
/// is lost, after the write or before it.
struct Hesitant {
    inner: MemoryLog,
    commits: AtomicU32,
    foreign: Vec<StoredEntry>,
}

impl LogStore for Hesitant {
    fn head(&self) -> Result<Head, EngineError> {
        self.inner.head()
    }

    fn commit(&self, expected: &Head, batch: Batch<'_>) -> Result<Committed, EngineError> {
        match self.commits.fetch_add(1, Ordering::Relaxed) {
            0 => {
                let head = head_after(&self.foreign);
                self.inner.commit(expected, Batch { entries: &self.foreign, head })?;
                self.inner.commit(expected, batch)
            }
            2 => Ok(Committed::Unknown),
            4 => {
                self.inner.commit(expected, batch)?;
                Ok(Committed::Unknown)
            }
            7 => Err(EngineError::Io { what: "sync", source: io::ErrorKind::StorageFull.into() }),
            _ => self.inner.commit(expected, batch),
        }
    }

    fn read(&self, from: Position, max: usize) -> Result<Vec<StoredEntry>, EngineError> {
        self.inner.read(from, max)
    }

    fn close(&self) -> Result<(), EngineError> {
        Ok(())
    }
}

#[test]
fn a_hesitant_engine_loses_and_doubles_nothing_and_a_failed_one_is_not_asked_again() {
    let foreign = entries(2, 10);
    let inner = MemoryLog::new(GENESIS);
    let store =
        memory_at(GENESIS, Box::new(Hesitant { inner, commits: AtomicU32::new(0), foreign }));
    // The other writer's events 0 and 1 took streams 0 and 1.
    assert_eq!(store.append(one(10, 0)).unwrap()[0].version.0, 1);
    assert_eq!(store.append(one(11, 0)).unwrap()[0].version.0, 2);
    assert_eq!(store.append(one(12, 0)).unwrap()[0].version.0, 3);
    assert_eq!(store.append(one(13, 0)).unwrap()[0].version.0, 4);
    assert_eq!(store.append(one(14, 0)).unwrap()[0].version.0, 5);
    let failed = store.append(one(15, 0)).unwrap_err();
    assert!(matches!(failed, crate::append::AppendError::Failed { .. }), "{failed}");
    let again = store.append(one(16, 0)).unwrap_err();
    assert!(matches!(again, crate::append::AppendError::Failed { .. }), "{again}");
    assert!(store.failure().unwrap().contains("sync"));
    let ids: Vec<_> = store.read(Position(0), 99).unwrap().iter().map(|e| e.event_id).collect();
    assert_eq!(ids, [0, 1, 10, 11, 12, 13, 14].map(id));
}

/// A folder that is closed and opened at once found sled's own lock still held by its threads, and
/// salvage said that the new log was not what was written to it.
#[test]
fn a_folder_that_was_just_closed_opens_again_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    std::fs::create_dir(&log).unwrap();
    for _ in 0..40 {
        sled::create(&log).unwrap();
    }
}
