//! A sound log is found sound, and every kind of change is found at its place.

use std::fs;

use super::*;
use crate::append::Expected;
use crate::chain::Link;
use crate::testing::*;
use layout::Hashers;

type Raw = Vec<(Vec<u8>, Link)>;

fn filled(store: &Store, count: u32) {
    for number in 0..count {
        let target = stream(number % 5);
        let transaction = match number % 10 {
            9 => at_noon(vec![opaque(target, Expected::Any, vec![about(number, 1)])]),
            _ => at_noon(vec![append(target, Expected::Any, vec![about(number, number % 3)])]),
        };
        store.append(transaction).unwrap();
    }
}

fn raw(store: &Store) -> Raw {
    let entries = store.read(Position(0), usize::MAX).unwrap();
    entries.iter().map(|entry| (entry.bytes().to_vec(), entry.link)).collect()
}

fn check(genesis: Link, entries: Raw) -> VerifyReport {
    verify_entries(genesis, || entries.iter().cloned().map(Ok), &mut |_| ())
}

/// The same entries with every link computed anew, as a forger would.
fn relinked(genesis: Link, mut entries: Raw) -> Raw {
    let mut link = genesis;
    for (bytes, claimed) in &mut entries {
        let length = usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
        link = link.next(&bytes[2..2 + length]);
        *claimed = link;
    }
    entries
}

#[test]
fn a_sound_log_is_found_sound_in_a_folder_and_in_a_running_store() {
    let log = OnDisk::new();
    let store = log.open();
    filled(&store, 100);
    let mut heard = 0;
    let running = store.verify(&mut |entries| heard = entries);
    assert_eq!((running.entries, running.opaque, heard), (100, 10, 100));
    assert_eq!((running.head, running.streams), (store.head(), 15));
    assert_eq!(running.index_agrees, Some(true));
    store.close().unwrap();
    drop(store);
    assert_eq!(verify_folder(&log.data(), &mut |_| ()).unwrap(), running);
    assert!(log.data().join("CLEAN").exists());
    assert_eq!(log.open().head().size, 100);
}

#[test]
fn an_empty_log_is_sound() {
    let log = OnDisk::new();
    let report = verify_folder(&log.data(), &mut |_| ()).unwrap();
    assert!(report.is_sound());
    assert_eq!(report.entries, 0);
}

#[test]
fn any_changed_byte_is_found_at_its_entry() {
    let store = memory();
    filled(&store, 12);
    let genesis = store.genesis().link();
    let sound = raw(&store);
    assert!(check(genesis, sound.clone()).is_sound());
    for place in 0..sound[7].0.len() {
        let mut entries = sound.clone();
        entries[7].0[place] ^= 0x40;
        let report = check(genesis, entries);
        assert_eq!(report.entries, 7, "byte {place}");
        assert_eq!(report.first_bad.unwrap().0, Position(7));
    }
    let mut entries = sound.clone();
    entries[7].1.0[3] ^= 1;
    assert_eq!(check(genesis, entries).first_bad.unwrap().0, Position(7));
}

#[test]
fn removed_doubled_and_swapped_entries_are_found_even_with_new_links() {
    let store = memory();
    filled(&store, 12);
    let genesis = store.genesis().link();
    let sound = raw(&store);
    let tried = |change: &dyn Fn(&mut Raw)| {
        let mut entries = sound.clone();
        change(&mut entries);
        check(genesis, relinked(genesis, entries)).first_bad.map(|(position, _)| position.0)
    };
    assert_eq!(tried(&|_| ()), None);
    assert_eq!(tried(&|entries| drop(entries.remove(4))), Some(4));
    assert_eq!(tried(&|entries| entries.insert(5, entries[4].clone())), Some(5));
    assert_eq!(tried(&|entries| entries.swap(2, 3)), Some(2));
    let set = |at: usize, byte: u8| move |entries: &mut Raw| entries[6].0[2 + at] = byte;
    // Version, time, event id of entry 1, type.
    assert_eq!(tried(&set(36, 9)), Some(6));
    assert_eq!(tried(&set(9, 0x80)), Some(6));
    let doubled = |entries: &mut Raw| {
        let earlier = entries[1].0[39..55].to_vec();
        entries[6].0[39..55].copy_from_slice(&earlier);
    };
    assert_eq!(tried(&doubled), Some(6));
    let version_of = |at: usize| move |entries: &mut Raw| entries[at].0[2 + 36] = 9;
    assert_eq!(tried(&|entries| (doubled(entries), version_of(8)(entries)).0), Some(6));
    assert_eq!(tried(&|entries| (doubled(entries), version_of(4)(entries)).0), Some(4));
    let mut entries = sound.clone();
    doubled(&mut entries);
    let report = check(genesis, relinked(genesis, entries));
    assert_eq!((report.entries, report.head.link), (6, sound[5].1));
    assert_eq!(tried(&|entries| entries[6].0[55..57].fill(0)), Some(6));
    assert_eq!(check(Link([1; 32]), sound.clone()).first_bad.unwrap().0, Position(0));
}

#[test]
fn a_log_that_is_shorter_than_its_head_says_is_found_out() {
    let log = OnDisk::new();
    let store = log.open();
    filled(&store, 5);
    store.close().unwrap();
    drop(store);
    let (shorter, at) = (log.data().join("log.shorter"), log.data().join("log"));
    fs::create_dir(&shorter).unwrap();
    for found in fs::read_dir(&at).unwrap().map(Result::unwrap) {
        if found.path().is_file() {
            fs::copy(found.path(), shorter.join(found.file_name())).unwrap();
        }
    }
    let store = log.open();
    (100..105).for_each(|number| drop(store.append(one(number, 1)).unwrap()));
    store.close().unwrap();
    drop(store);
    fs::remove_dir_all(&at).unwrap();
    fs::rename(&shorter, &at).unwrap();
    let report = verify_folder(&log.data(), &mut |_| ()).unwrap();
    let missing = "the entries from here to 9 are missing".to_owned();
    assert_eq!(report.first_bad, Some((Position(5), missing)));
    fs::write(log.data().join("HEAD"), [0; 1024]).unwrap();
    assert!(verify_folder(&log.data(), &mut |_| ()).is_err());
}

#[test]
fn a_promised_head_that_is_not_there_is_found() {
    let store = memory();
    filled(&store, 8);
    let genesis = store.genesis().link();
    let promised = |size, link| {
        let head = Some(Head { size, link, recorded_at_ms: 0 });
        let entries = || raw(&store).into_iter().map(Ok);
        chain_of(genesis, head, entries, &mut |_| ()).fault.map(|(position, _)| position)
    };
    assert_eq!(promised(8, store.head().link), None);
    assert_eq!(promised(9, store.head().link), Some(8));
    assert_eq!(promised(8, Link([1; 32])), Some(7));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, key: Vec<u8>) {
        let _entry = layout::entry(&bytes, &mut Vec::new());
        let _block = Hashers::default().block(&key, &bytes);
        let _head = layout::head(&bytes, [0; 32]);
        let _genesis = layout::genesis(&bytes);
        let framed = [b"TUKKIBLK\x01".as_slice(), &bytes].concat();
        let _block = Hashers::default().block(&key, &framed);
        let lead = [&[0, 58, 1][..], &bytes].concat();
        let _entry = layout::entry(&lead, &mut Vec::new());
    }
}
