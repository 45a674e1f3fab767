//! What the log promises its callers, on the engine in memory. `engine::tests` and `folder::tests`
//! show that the others keep it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use domain::decider::Coded;

use super::*;
use crate::append::{Expected, NewEvent};
use crate::id::{Position, TypeId};
use crate::memory_store::MemoryOptions;
use crate::seal::Sealed;
use crate::testing::*;

#[track_caller]
fn refused(result: Result<Vec<Receipt>, AppendError>, code: &str) {
    assert_eq!(result.unwrap_err().code(), code);
}

#[test]
fn what_was_recorded_is_read_back_in_order() {
    let store = memory();
    let first = store.append(one(1, 1)).unwrap();
    let person = at_noon(vec![append(stream(2), Expected::NoStream, vec![about(2, 5), event(3)])]);
    let second = store.append(person).unwrap();
    assert_eq!(first[0].position, Position(0));
    assert_eq!((second[1].position, second[1].version), (Position(2), Version(1)));
    let read = store.read(Position(0), 10).unwrap();
    assert_eq!(read.len(), 3);
    assert_eq!(store.open_facts(&read[2]).unwrap(), b"facts of 3");
    assert_eq!(store.open_personal(&read[1]), [(subject(5), Ok(b"name of 5".to_vec()))]);
    assert_eq!(store.stream(stream(2)).unwrap(), read[1..]);
    assert_eq!(store.head(), Head { size: 3, link: read[2].link, recorded_at_ms: NOON });
}

#[test]
fn each_link_covers_the_head_and_the_link_before() {
    let store = memory();
    for number in 0..5 {
        store.append(one(number, number % 2)).unwrap();
    }
    let mut link = store.genesis().link();
    for entry in store.read(Position(0), 10).unwrap() {
        link = link.next(entry.head_bytes());
        assert_eq!(entry.link, link);
    }
}

#[test]
fn the_same_events_again_return_the_receipts_of_then() {
    let store = memory();
    let batch = || {
        at_noon(vec![
            append(stream(1), Expected::NoStream, vec![about(1, 1), event(2)]),
            append(stream(2), Expected::NoStream, vec![event(3)]),
        ])
    };
    let first = store.append(batch()).unwrap();
    let again = store.append(batch()).unwrap();
    assert!(again.iter().all(|receipt| receipt.replayed));
    let unmarked: Vec<Receipt> =
        again.into_iter().map(|receipt| Receipt { replayed: false, ..receipt }).collect();
    assert_eq!(unmarked, first);
    assert_eq!(store.head().size, 3);
    assert_eq!(store.by_event_id(id(3)).unwrap().unwrap().position, Position(2));
    assert_eq!(store.by_event_id(id(4)).unwrap(), None);
}

#[test]
fn an_event_id_of_another_event_is_refused() {
    let store = memory();
    store.append(at_noon(vec![append(stream(1), Expected::Any, vec![about(1, 1)])])).unwrap();
    let with = |change: &dyn Fn(&mut NewEvent)| {
        let mut event = about(1, 1);
        change(&mut event);
        store.append(at_noon(vec![append(stream(1), Expected::Any, vec![event])]))
    };
    refused(with(&|event| event.facts.push(0)), "log.event_id_reused");
    refused(with(&|event| event.type_id = TypeId(8)), "log.event_id_reused");
    refused(with(&|event| event.personal[0].bytes.push(0)), "log.event_id_reused");
    refused(with(&|event| event.personal[0].subject = subject(2)), "log.event_id_reused");
    refused(with(&|event| event.personal.clear()), "log.event_id_reused");
    let elsewhere = at_noon(vec![append(stream(2), Expected::Any, vec![about(1, 1)])]);
    refused(store.append(elsewhere), "log.event_id_reused");
    assert!(with(&|_| ()).unwrap()[0].replayed);
}

#[test]
fn after_erasure_a_retry_is_compared_by_its_facts() {
    let store = memory();
    let recorded = || at_noon(vec![append(stream(1), Expected::Any, vec![about(1, 1)])]);
    store.append(recorded()).unwrap();
    store.erase_subject(subject(1)).unwrap();
    assert!(store.append(recorded()).unwrap()[0].replayed);
    let entry = &store.read(Position(0), 1).unwrap()[0];
    assert_eq!(store.open_personal(entry), [(subject(1), Err(Sealed::Erased))]);
    assert_eq!(store.open_facts(entry).unwrap(), b"facts of 1");
    let more = at_noon(vec![append(stream(1), Expected::Any, vec![about(2, 1)])]);
    refused(store.append(more), "keys.subject_erased");
}

#[test]
fn a_batch_of_old_and_new_events_is_refused_as_a_whole() {
    let store = memory();
    store.append(one(1, 1)).unwrap();
    let mixed = at_noon(vec![append(stream(1), Expected::Any, vec![event(1), event(2)])]);
    refused(store.append(mixed), "log.partly_recorded");
    let twice = at_noon(vec![append(stream(1), Expected::Any, vec![event(3), event(3)])]);
    refused(store.append(twice), "log.event_id_twice");
    assert_eq!(store.head().size, 1);
}

#[test]
fn expected_versions_and_preconditions_are_those_before_the_transaction() {
    let store = memory();
    store.append(one(1, 1)).unwrap();
    let on = |expected, number| {
        store.append(at_noon(vec![append(stream(1), expected, vec![event(number)])]))
    };
    refused(on(Expected::NoStream, 2), "log.version_conflict");
    refused(on(Expected::Exactly(Version(1)), 2), "log.version_conflict");
    let twice = at_noon(vec![
        append(stream(1), Expected::Exactly(Version(0)), vec![event(2)]),
        append(stream(1), Expected::Exactly(Version(0)), vec![event(3)]),
    ]);
    assert_eq!(store.append(twice).unwrap()[1].version, Version(2));
    let resting = |expected, number| {
        let preconditions = vec![(stream(1), expected)];
        store.append(Transaction { preconditions, ..one(number, 2) })
    };
    refused(resting(Expected::NoStream, 4), "log.precondition_failed");
    refused(resting(Expected::Exactly(Version(1)), 4), "log.precondition_failed");
    assert!(resting(Expected::Exactly(Version(2)), 4).is_ok());
}

#[test]
fn what_fits_no_entry_or_no_commit_is_refused() {
    let store = memory();
    let with = |event| store.append(at_noon(vec![append(stream(1), Expected::Any, vec![event])]));
    let large = |bytes| NewEvent { facts: vec![7; bytes], ..event(1) };
    let most = crate::entry::ENTRY_BYTES_MAX - 2 - 58 - 72 - crate::seal::SEAL_BYTES;
    refused(with(large(most + 1)), "log.entry_too_large");
    refused(with(NewEvent { type_id: TypeId::OPAQUE, ..event(1) }), "log.not_an_event");
    let many = (0..1_025).map(event).collect();
    refused(
        store.append(at_noon(vec![append(stream(1), Expected::Any, many)])),
        "log.too_many_events",
    );
    with(large(most)).unwrap();
    let entry = store.read(Position(0), 1).unwrap().remove(0);
    assert_eq!(entry.bytes().len(), crate::entry::ENTRY_BYTES_MAX);
    assert_eq!(store.open_facts(&entry).unwrap(), vec![7; most]);
}

#[test]
fn time_never_goes_back() {
    let store = memory();
    store.append(one(1, 1)).unwrap();
    let earlier = Transaction { recorded_at_ms: NOON - 1, ..one(2, 1) };
    assert_eq!(store.append(earlier).unwrap()[0].recorded_at_ms, NOON);
}

#[test]
fn a_clock_that_jumps_stops_a_real_log_until_it_is_confirmed() {
    let options = MemoryOptions { kind: LogKind::Real, ..MemoryOptions::default() };
    let store = Store::in_memory(options).unwrap();
    store.append(one(1, 1)).unwrap();
    let days = |days: i64| NOON + days * 86_400_000;
    let slept = Transaction { recorded_at_ms: days(80), ..one(2, 1) };
    store.append(slept).unwrap();
    let jumped = || Transaction { recorded_at_ms: days(82), ..one(3, 1) };
    refused(store.append(jumped()), "log.clock_jumped");
    store.confirm_clock(days(82));
    store.append(jumped()).unwrap();
    let simulated = memory();
    simulated.append(one(1, 1)).unwrap();
    simulated.append(Transaction { recorded_at_ms: days(4_000), ..one(2, 1) }).unwrap();
}

#[test]
fn an_opaque_entry_shows_nothing_and_is_read_as_its_case() {
    let store = memory();
    let case = stream(9);
    let first = at_noon(vec![opaque(case, Expected::NoStream, vec![about(1, 4), event(2)])]);
    store.append(first.clone()).unwrap();
    store
        .append(at_noon(vec![opaque(case, Expected::Exactly(Version(1)), vec![event(3)])]))
        .unwrap();
    let entries = store.read(Position(0), 10).unwrap();
    for entry in &entries {
        assert_eq!((entry.type_id, entry.version, entry.schema), (TypeId::OPAQUE, Version(0), 0));
        assert_eq!(entry.parts().len(), 1);
        assert_eq!(entry.sealed_bytes(&entry.parts()[0]).len(), 512 + crate::seal::SEAL_BYTES);
        assert_ne!(entry.stream, case);
        assert_eq!(store.open_facts(entry), Err(Sealed::Absent));
    }
    assert_ne!(entries[0].stream, entries[1].stream);
    let read = store.case_stream(case).unwrap();
    assert_eq!(read[0].personal, [(subject(4), Ok(b"name of 4".to_vec()))]);
    assert_eq!((read[2].version, read[2].type_id), (Version(2), TypeId(7)));
    assert_eq!(read[2].facts, b"facts of 3");
    let late = at_noon(vec![opaque(case, Expected::NoStream, vec![event(4)])]);
    refused(store.append(late), "log.version_conflict");
    assert!(store.append(first).unwrap()[1].replayed);
    store.erase_subject(subject(4)).unwrap();
    assert_eq!(store.case_stream(case).unwrap()[0].personal, [(subject(4), Err(Sealed::Erased))]);
}

#[test]
fn without_the_protection_key_opaque_entries_are_neither_written_nor_read() {
    let options = MemoryOptions { protection: false, ..MemoryOptions::default() };
    let store = Store::in_memory(options).unwrap();
    let case = at_noon(vec![opaque(stream(9), Expected::Any, vec![event(1)])]);
    refused(store.append(case), "keys.protection_key_absent");
    assert!(store.case_stream(stream(9)).is_err());
    store.append(one(2, 1)).unwrap();
}

#[test]
fn a_closed_log_is_read_but_not_written() {
    let store = memory();
    store.append(one(1, 1)).unwrap();
    store.close().unwrap();
    refused(store.append(one(2, 1)), "log.closed");
    assert_eq!(store.read(Position(0), 9).unwrap().len(), 1);
}

#[test]
fn nothing_is_debugged_that_was_handed_in_to_be_sealed() {
    let store = memory();
    let transaction = at_noon(vec![append(stream(1), Expected::Any, vec![about(1, 1)])]);
    let shown = format!("{transaction:?} {store:?}");
    assert!(!shown.contains("name of") && !shown.contains("110, 97, 109, 101"), "{shown}");
    store.append(transaction).unwrap();
    let opened = store.opened(stream(1)).unwrap();
    assert!(!format!("{opened:?}").contains("102, 97, 99"));
}

/// Sixty-four writers on four streams, each deciding on what it read: every decision must rest on
/// the history it was taken on, so the numbers written to a stream are its versions.
#[test]
fn many_writers_lose_no_update_and_leave_no_gap() {
    let store = Arc::new(memory());
    let ids = Arc::new(AtomicU32::new(0));
    let writers: Vec<_> = (0..64_u32)
        .map(|writer| {
            let (store, ids) = (Arc::clone(&store), Arc::clone(&ids));
            thread::spawn(move || {
                for _ in 0..8 {
                    let target = stream(writer % 4);
                    let number = ids.fetch_add(1, Ordering::Relaxed);
                    let done = store.execute::<AppendError, ()>(NOON, |view| {
                        let seen = u8::try_from(view.read(target).len() % 251).unwrap();
                        let facts = vec![seen];
                        let decided = NewEvent { facts, ..event(number) };
                        Ok((vec![append(target, Expected::Any, vec![decided])], ()))
                    });
                    done.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(store.head().size, 64 * 8);
    for number in 0..4 {
        let events = store.opened(stream(number)).unwrap();
        assert_eq!(events.len(), 16 * 8);
        for (place, event) in events.iter().enumerate() {
            assert_eq!(usize::try_from(event.version.0).unwrap(), place);
            assert_eq!(usize::from(event.facts[0]), place % 251);
        }
    }
}

#[test]
fn many_writers_of_one_case_are_put_in_order() {
    let store = Arc::new(memory());
    let writers: Vec<_> = (0..8_u32)
        .map(|writer| {
            let store = Arc::clone(&store);
            thread::spawn(move || {
                for round in 0..10 {
                    let events = vec![event(writer * 100 + round)];
                    store.append(at_noon(vec![opaque(stream(1), Expected::Any, events)])).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let versions: Vec<u32> =
        store.case_stream(stream(1)).unwrap().iter().map(|event| event.version.0).collect();
    assert_eq!(versions, (0..80).collect::<Vec<u32>>());
}

#[test]
fn the_same_event_from_many_callers_at_once_is_recorded_once() {
    let store = Arc::new(memory());
    let callers: Vec<_> = (0..16)
        .map(|_| {
            let store = Arc::clone(&store);
            thread::spawn(move || store.append(one(1, 1)).unwrap()[0])
        })
        .collect();
    let receipts: Vec<Receipt> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
    assert_eq!(receipts.iter().filter(|receipt| !receipt.replayed).count(), 1);
    assert!(receipts.iter().all(|receipt| receipt.position == Position(0)));
}

#[test]
fn whoever_waits_for_more_is_woken_when_it_is_durable() {
    let store = Arc::new(memory());
    let waiter = {
        let store = Arc::clone(&store);
        thread::spawn(move || store.wait_beyond(0, Duration::from_secs(60)))
    };
    store.append(one(1, 1)).unwrap();
    assert_eq!(waiter.join().unwrap().size, 1);
    assert_eq!(store.wait_beyond(5, Duration::ZERO).size, 1);
}

#[test]
fn transactions_in_order_share_a_commit_and_fall_alone() {
    let store = memory();
    let first = one(1, 1);
    let wrong = at_noon(vec![append(stream(1), Expected::NoStream, vec![event(2)])]);
    let next = at_noon(vec![append(stream(1), Expected::Exactly(Version(0)), vec![event(3)])]);
    let again = first.clone();
    let answers = store.append_in_order(vec![first, wrong, next, again]);
    let positions: Vec<_> = answers
        .iter()
        .map(|answer| answer.as_ref().ok().map(|receipts| receipts[0].position))
        .collect();
    let expected = [Some(Position(0)), None, Some(Position(1)), Some(Position(0))];
    assert_eq!(positions, expected);
    assert!(matches!(answers[1], Err(AppendError::VersionConflict { .. })));
    assert!(answers[3].as_ref().is_ok_and(|receipts| receipts[0].replayed));
}

#[test]
fn transactions_in_order_from_many_callers_leave_no_gap() {
    let store = memory();
    thread::scope(|scope| {
        for caller in 0..8_u32 {
            let store = &store;
            scope.spawn(move || {
                for round in 0..20 {
                    let base = 1_000 * (caller + 1) + round * 10;
                    let wanted = (0..10).map(|number| one(base + number, caller)).collect();
                    let answers = store.append_in_order(wanted);
                    let positions: Vec<u64> = answers
                        .iter()
                        .map(|answer| answer.as_ref().unwrap()[0].position.0)
                        .collect();
                    assert!(positions.is_sorted(), "{positions:?}");
                }
            });
        }
    });
    assert_eq!(store.head().size, 1_600);
}
