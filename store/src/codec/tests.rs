//! The bytes of the profile, written out by hand, and what it refuses.

use super::*;

#[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
enum Kind {
    Nothing,
    Pair(u8, u16),
}

#[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
struct Sample {
    small: u16,
    wide: i64,
    flag: bool,
    text: String,
    absent: Option<u8>,
    present: Option<u8>,
    list: Vec<u16>,
    fixed: [u8; 3],
    kind: Kind,
    empty: Kind,
}

fn sample() -> Sample {
    Sample {
        small: 0x0102,
        wide: -2,
        flag: true,
        text: "é".to_owned(),
        absent: None,
        present: Some(7),
        list: vec![1, 2],
        fixed: [9, 8, 7],
        kind: Kind::Pair(5, 6),
        empty: Kind::Nothing,
    }
}

#[test]
fn the_bytes_are_those_of_the_format_document() {
    let by_hand: Vec<u8> = [
        &[0x02, 0x01][..],
        &[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[1],
        &[2, 0, 0, 0, 0, 0, 0, 0, 0xc3, 0xa9],
        &[0],
        &[1, 7],
        &[2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0],
        &[9, 8, 7],
        &[1, 0, 0, 0, 5, 6, 0],
        &[0, 0, 0, 0],
    ]
    .concat();
    assert_eq!(Codec.encode(&sample()), Ok(by_hand.clone()));
    assert_eq!(Codec.decode::<Sample>(&by_hand), Ok(sample()));
}

#[test]
fn bytes_left_over_or_missing_are_refused() {
    let mut bytes = Codec.encode(&sample()).unwrap();
    bytes.push(0);
    assert_eq!(Codec.decode::<Sample>(&bytes), Err(CodecError::Malformed));
    bytes.truncate(bytes.len() - 2);
    assert_eq!(Codec.decode::<Sample>(&bytes), Err(CodecError::Malformed));
}

#[test]
fn a_length_beyond_an_entry_is_refused_without_being_allocated() {
    let huge = u64::MAX.to_le_bytes();
    assert_eq!(Codec.decode::<String>(&huge), Err(CodecError::Malformed));
    assert_eq!(Codec.encode(&vec![0_u8; 70_000]), Err(CodecError::TooLarge));
}
