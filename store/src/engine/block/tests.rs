//! Blocks hold what was put into them, within their limits, and no others' bytes.

use proptest::prelude::*;

use super::*;

fn entries(lengths: &[usize]) -> Vec<StoredEntry> {
    let entry = |(place, length): (u8, &usize)| StoredEntry {
        bytes: vec![place; *length],
        link: Link([place; 32]),
    };
    (0_u8..).zip(lengths).map(entry).collect()
}

#[test]
fn a_block_has_at_most_sixteen_entries_or_eight_kibibytes() {
    let counts = |lengths: &[usize]| -> Vec<usize> {
        let blocks = pack(Position(5), Link([9; 32]), &entries(lengths));
        blocks.iter().map(|(_, bytes)| Block::parse(bytes).unwrap().entries.len()).collect()
    };
    assert_eq!(counts(&[100; 40]), [16, 16, 8]);
    assert_eq!(counts(&[2_000; 9]), [3, 3, 3]);
    assert_eq!(counts(&[10, 65_535, 10, 10]), [1, 1, 2]);
    assert_eq!(counts(&[65_535, 10]), [1, 1]);
    assert_eq!(counts(&[]), [0; 0]);
}

proptest! {
    #[test]
    fn blocks_follow_each_other_and_hold_everything(lengths in prop::collection::vec(0_usize..3_000, 1..60)) {
        let all = entries(&lengths);
        let (mut position, mut link, mut read) = (7, Link([9; 32]), Vec::new());
        for (first, bytes) in pack(Position(7), link, &all) {
            let block = Block::parse(&bytes).unwrap();
            prop_assert_eq!((block.first, block.first.0, block.before), (first, position, link));
            prop_assert!(bytes.len() <= BYTES_MAX || block.entries.len() == 1);
            (position, link) = (block.end(), block.link());
            read.extend(block.entries);
        }
        prop_assert_eq!(read, all);
    }

    #[test]
    fn a_changed_byte_is_noticed(lengths in prop::collection::vec(0_usize..90, 1..16), at: prop::sample::Index) {
        let (_, mut bytes) = pack(Position(7), Link([9; 32]), &entries(&lengths)).remove(0);
        let at = at.index(bytes.len());
        bytes[at] ^= 4;
        prop_assert_eq!(Block::parse_prefix(&bytes), None);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _block = Block::parse(&bytes);
        let _block = Block::parse_prefix(&[b"TUKKIBLK\x01", &bytes[..]].concat());
    }
}
