//! A log that is never closed leaves an index all the same, and trusts it no further than the log.

use std::fs;
use std::ops::Range;

use super::*;
use crate::append::Expected;
use crate::chain::Link;
use crate::folder::{CLEAN, INDEX};
use crate::id::Position;
use crate::store::Store;
use crate::testing::*;

/// Appends that many entries without waiting for a commit each.
fn grow(store: &Store, numbers: Range<u32>) {
    let transaction = |number| {
        at_noon(vec![append(stream(number % 999), Expected::Any, vec![about(number, number % 7)])])
    };
    for answer in store.append_in_order(numbers.map(transaction).collect()) {
        answer.unwrap();
    }
}

#[test]
fn a_log_that_grows_keeps_its_index_and_opens_from_there_after_a_kill() {
    let log = OnDisk::new();
    let store = log.open();
    grow(&store, 0..65_000);
    assert!(!log.data().join(INDEX).exists());
    grow(&store, 65_000..66_000);
    // Not closed: whatever is being written in the background is all that is left behind.
    let before = store.read(Position(0), usize::MAX).unwrap();
    drop(store);
    let kept = fs::read(log.data().join(INDEX)).unwrap();
    let (_, cursor) = snapshot::parse(&kept).unwrap();
    assert!((65_536..66_000).contains(&cursor.size), "{}", cursor.size);
    assert!(!log.data().join(CLEAN).exists());
    let store = log.open();
    assert_eq!(store.index_kept(), cursor.size);
    assert_eq!(store.read(Position(0), usize::MAX).unwrap(), before);
    assert!(store.by_event_id(id(65_999)).unwrap().is_some());
    assert!(store.verify(&mut |_| ()).is_sound());
    drop(store);
    // A kill in the middle leaves a draft, and what is there stays.
    fs::write(log.data().join("index.new"), &kept[..1_000]).unwrap();
    assert_eq!(log.open().index_kept(), cursor.size);
    // One that does not follow from the log is thrown away, however well it is made.
    let other = Link([7; 32]);
    let (index, _) = snapshot::parse(&kept).unwrap();
    let forged = Cursor { link: other, ..cursor };
    snapshot::write(&log.data().join(INDEX), &index, &forged).unwrap();
    let store = log.open();
    assert_eq!(store.read(Position(0), usize::MAX).unwrap(), before);
    drop(store);
    let (_, cursor) = snapshot::parse(&fs::read(log.data().join(INDEX)).unwrap()).unwrap();
    assert_eq!(cursor.size, 66_000);
}
