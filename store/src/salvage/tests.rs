//! What survives: with a database that no longer opens, all of it; with damage in the middle, the
//! chain up to there and word of the rest.

use super::*;
use crate::append::Expected;
use crate::folder::Options;
use crate::store::Store;
use crate::testing::*;

fn filled(count: u32) -> OnDisk {
    let log = OnDisk::new();
    let store = log.open();
    for number in 0..count {
        let events = vec![about(number, number % 3)];
        store.append(at_noon(vec![append(stream(number % 5), Expected::Any, events)])).unwrap();
    }
    drop(store);
    log
}

#[test]
fn a_sound_log_is_found_whole() {
    let log = filled(50);
    let report = scan(&log.data()).unwrap();
    assert_eq!((report.head.size, report.lost(), report.blocks), (50, 0, 50));
    assert_eq!(report.promised, Some(report.head));
    assert_eq!(report.unchained, []);
}

#[test]
fn a_log_whose_database_is_rubble_is_recovered_and_opens_with_its_keys() {
    let log = filled(60);
    let before = log.open().read(Position(0), 100).unwrap();
    let db = log.data().join("log/db");
    let mut bytes = fs::read(&db).unwrap();
    bytes.splice(..0, [0x55; 777]);
    fs::write(&db, bytes).unwrap();
    for found in fs::read_dir(log.data().join("log")).unwrap() {
        let path = found.unwrap().path();
        if path.is_file() && path != db {
            fs::remove_file(path).unwrap();
        }
    }
    assert!(Store::open(&log.options()).is_err());
    let into = log.place.path().join("salvaged");
    let report = recover(&log.data(), &into).unwrap();
    assert_eq!((report.head.size, report.lost()), (60, 0));
    let options = Options { data_dir: into, ..log.options() };
    let store = Store::open(&options).unwrap();
    assert_eq!(store.read(Position(0), 100).unwrap(), before);
    assert!(store.open_personal(&before[5])[0].1.is_ok());
    store.append(one(100, 1)).unwrap();
}

#[test]
fn beyond_a_hole_blocks_are_reported_and_not_chained() {
    let log = filled(30);
    let store = log.open();
    let tenth = store.read(Position(10), 1).unwrap().remove(0);
    store.close().unwrap();
    drop(store);
    for found in fs::read_dir(log.data().join("log")).unwrap() {
        let path = found.unwrap().path();
        let Ok(mut bytes) = fs::read(&path) else { continue };
        let needle = tenth.head_bytes();
        while let Some(at) = bytes.windows(needle.len()).position(|found| found == needle) {
            bytes[at + 3] ^= 1;
        }
        fs::write(&path, bytes).unwrap();
    }
    let report = scan(&log.data()).unwrap();
    assert_eq!((report.head.size, report.lost()), (10, 20));
    assert_eq!(report.unchained, [(Position(11), Position(30))]);
}

#[test]
fn a_log_that_is_open_is_left_alone() {
    let log = filled(1);
    let _store = log.open();
    let error = scan(&log.data()).unwrap_err();
    assert_eq!(error.code(), "log.already_open");
}
