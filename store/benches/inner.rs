//! What the parts of an append cost by themselves, without a disk: `cargo bench -p store`.

use std::sync::atomic::{AtomicU64, Ordering};

use divan::{Bencher, black_box};
use store::{
    Append, EventId, Expected, Link, MemoryOptions, NewEvent, NewPart, Openness, Position, Store,
    StreamId, SubjectId, Transaction, TypeId,
};

/// Bytes of an ordinary head: its fixed part, the row of its facts and one person's.
const HEAD_BYTES: usize = 218;
static NUMBER: AtomicU64 = AtomicU64::new(0);

fn main() {
    divan::main();
}

fn sixteen(number: u64) -> [u8; 16] {
    (u128::from(number) << 64 | 7).to_be_bytes()
}

fn transaction(events: u64) -> Transaction {
    let event = |_| {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let personal =
            vec![NewPart { subject: SubjectId(sixteen(number / 20)), bytes: vec![2; 34] }];
        let (event_id, facts) = (EventId(sixteen(number)), vec![1; 160]);
        NewEvent { event_id, type_id: TypeId(1), schema: 1, facts, personal }
    };
    let stream = StreamId(sixteen(NUMBER.load(Ordering::Relaxed) / 20));
    let events = (0..events).map(event).collect();
    let append = Append { stream, expected: Expected::Any, kind: Openness::Plain, events };
    Transaction { appends: vec![append], preconditions: Vec::new(), recorded_at_ms: 1 }
}

fn store() -> Option<Store> {
    Store::in_memory(MemoryOptions::default()).ok()
}

#[divan::bench]
fn link_of_an_entry(bencher: Bencher<'_, '_>) {
    let (link, head) = (Link([1; 32]), [7; HEAD_BYTES]);
    bencher.bench(|| black_box(&link).next(black_box(&head)));
}

/// Seal, link, lay out and index; the commit writes to memory.
#[divan::bench(args = [1, 64, 256])]
fn append_to_memory(bencher: Bencher<'_, '_>, events: u64) {
    let Some(store) = store() else { return };
    let wanted = || transaction(events);
    bencher
        .counter(divan::counter::ItemsCount::new(events))
        .with_inputs(wanted)
        .bench_values(|transaction| store.append(transaction).is_ok());
}

#[divan::bench]
fn read_and_open_facts(bencher: Bencher<'_, '_>) {
    let Some(store) = store() else { return };
    if store.append(transaction(256)).is_err() {
        return;
    }
    let Ok(entries) = store.read(Position(0), 256) else { return };
    let opened = || entries.iter().filter(|entry| store.open_facts(entry).is_ok()).count();
    bencher.counter(divan::counter::ItemsCount::new(256_u64)).bench(opened);
}
