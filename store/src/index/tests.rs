//! The packed index against a plain one, and its snapshot.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::snapshot::{Cursor, parse, write};
use super::*;
use crate::append::Expected;
use crate::chain::Link;
use crate::testing::{OnDisk, append, at_noon, event, id, stream};

fn filled(streams: &[u32]) -> (Index, BTreeMap<u32, Vec<Position>>) {
    let mut index = Index::new([8; 32]);
    let mut plain: BTreeMap<u32, Vec<Position>> = BTreeMap::new();
    for (place, number) in (0_u32..).zip(streams) {
        let position = Position(u64::from(place));
        let known = plain.entry(*number).or_default();
        let version = Version(u32::try_from(known.len()).unwrap());
        known.push(position);
        let (stream, event_id) = (stream(*number), id(place));
        assert!(index.add(&Row { position, stream, version, event_id, opaque: place % 5 == 0 }));
    }
    (index, plain)
}

fn same(index: &Index, plain: &BTreeMap<u32, Vec<Position>>, count: u32) {
    for (number, positions) in plain {
        assert_eq!(&index.positions(stream(*number)), positions);
        let last = u32::try_from(positions.len() - 1).unwrap();
        assert_eq!(index.version(stream(*number)), Some(Version(last)));
    }
    for place in 0..count {
        assert!(index.candidates(id(place)).contains(&Position(u64::from(place))));
    }
    let unknown: usize =
        (0..count).map(|place| index.candidates(id(place + 1_000_000)).len()).sum();
    assert!(unknown < 40, "{unknown} false matches");
    assert_eq!(index.version(stream(4_000_000)), None);
}

#[test]
fn what_does_not_follow_is_not_added() {
    let (mut index, _) = filled(&[1, 1, 2]);
    let row = |position, on, version| Row {
        position: Position(position),
        stream: stream(on),
        version: Version(version),
        event_id: id(99),
        opaque: false,
    };
    assert!(!index.add(&row(2, 1, 2)) && !index.add(&row(4, 1, 2)), "another position");
    assert!(!index.add(&row(3, 1, 1)) && !index.add(&row(3, 1, 3)), "another version");
    assert!(!index.add(&row(3, 9, 1)), "a stream begins at 0");
    assert!(index.add(&row(3, 1, 2)));
}

#[test]
fn a_large_index_finds_all_and_stays_small() {
    let streams: Vec<u32> = (0..200_000).map(|place| place * 7919 % 9_973).collect();
    let (index, plain) = filled(&streams);
    same(&index, &plain, 200_000);
    let table = index.events.cells().len() * 8;
    assert!(table <= 200_000 * 22, "{table} bytes of cells");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_index_and_its_snapshot_are_a_plain_index(streams in prop::collection::vec(0_u32..9, 0..300)) {
        let (index, plain) = filled(&streams);
        let count = u32::try_from(streams.len()).unwrap();
        same(&index, &plain, count);
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("index");
        let (genesis, link) = (Link([1; 32]), Link([2; 32]));
        let cursor = Cursor { genesis, size: u64::from(count), link, vault_records: 9 };
        write(&path, &index, &cursor).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let (read, at) = parse(&bytes).unwrap();
        prop_assert_eq!(at, cursor);
        same(&read, &plain, count);
        prop_assert_eq!(read.opaque(), index.opaque());
        let mut damaged = bytes;
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        prop_assert!(parse(&damaged).is_none());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        prop_assert!(parse(&bytes).is_none());
    }
}

#[test]
fn an_index_that_misses_an_event_or_names_one_twice_is_not_what_the_log_says() {
    let log = OnDisk::new();
    let store = log.open();
    for number in 0..9 {
        store.append(at_noon(vec![append(stream(0), Expected::Any, vec![event(number)])])).unwrap();
    }
    store.close().unwrap();
    drop(store);
    let path = log.data().join("index");
    let (index, cursor) = parse(&std::fs::read(&path).unwrap()).unwrap();
    let tried = |positions: &[u32]| {
        let mut events = EventTable::new([3; 32]);
        for position in positions {
            events.insert(id(*position), *position);
        }
        write(&path, &Index { events, ..index.without_cases() }, &cursor).unwrap();
        crate::verify_folder(&log.data(), &mut |_| ()).unwrap().index_agrees
    };
    assert_eq!(tried(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), Some(true));
    assert_eq!(tried(&[0, 1, 2, 3, 5, 6, 7, 8]), Some(false));
    assert_eq!(tried(&[0, 1, 2, 3, 3, 5, 6, 7, 8]), Some(false));
    assert_eq!(tried(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), Some(false));
}
