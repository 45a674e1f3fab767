//! Tables are cheap to copy, and a copy does not change with its original.

use super::*;

fn id(number: u16) -> StreamId {
    let mut bytes = [7; 16];
    bytes[14..].copy_from_slice(&number.to_be_bytes());
    StreamId::from_bytes(bytes)
}

#[test]
fn a_copy_keeps_what_it_was_given() {
    let mut table: Table<StreamId, u16> =
        (0..2_000).map(|number| (id(number), Arc::new(number))).collect();
    let copy = table.clone();
    table.insert(id(5), Arc::new(9_999));
    table.remove(id(6));
    assert_eq!(copy.get(id(5)).map(|row| **row), Some(5));
    assert_eq!(copy.get(id(6)).map(|row| **row), Some(6));
    assert_eq!((copy.len(), table.len()), (2_000, 1_999));
    assert_ne!(copy, table);
}

#[test]
fn equal_rows_make_equal_tables_whatever_their_order_of_arrival() {
    let up: Table<StreamId, u16> = (0..900).map(|n| (id(n), Arc::new(n))).collect();
    let down: Table<StreamId, u16> = (0..900).rev().map(|n| (id(n), Arc::new(n))).collect();
    assert_eq!(up, down);
    assert!(up.iter().map(|(key, _)| key).eq(down.iter().map(|(key, _)| key)));
}

#[test]
fn a_row_is_counted_once_and_changed_in_place() {
    let mut table: Table<StreamId, Vec<u8>> = Table::default();
    table.entry(id(1)).unwrap().push(1);
    table.entry(id(1)).unwrap().push(2);
    assert_eq!(table.len(), 1);
    assert_eq!(table.get(id(1)).map(|row| row.to_vec()), Some(vec![1, 2]));
    assert_eq!(table.remove(id(2)), None);
}
