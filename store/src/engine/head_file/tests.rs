//! Whatever write is torn, the file says what was true before or after it.

use super::*;

fn head(size: u64) -> Head {
    Head { size, link: Link([u8::try_from(size % 251).unwrap(); 32]), recorded_at_ms: 5 }
}

fn says(path: &Path, genesis: Link) -> HeadFile {
    let Read::Says(file) = HeadFile::open(path, genesis).unwrap() else { panic!("damaged") };
    file
}

#[test]
fn the_later_slot_counts_and_a_torn_one_does_not() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("HEAD");
    let genesis = Link([1; 32]);
    HeadFile::create(&path, genesis, head(0)).unwrap();
    for size in 1..9 {
        let mut file = says(&path, genesis);
        assert_eq!(file.head(), head(size - 1));
        let before = std::fs::read(&path).unwrap();
        file.write(&head(size)).unwrap();
        let after = std::fs::read(&path).unwrap();
        for torn in (0..=1_024).step_by(64) {
            let bytes = [&after[..torn], &before[torn..]].concat();
            std::fs::write(&path, bytes).unwrap();
            let read = says(&path, genesis).head();
            assert!(read == head(size) || read == head(size - 1), "torn at {torn}");
        }
        std::fs::write(&path, after).unwrap();
    }
    let other = HeadFile::open(&path, Link([2; 32])).unwrap();
    assert!(matches!(other, Read::Damaged), "another log's: {other:?}");
    let mut bytes = std::fs::read(&path).unwrap();
    (bytes[8], bytes[520]) = (2, 2);
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(HeadFile::open(&path, genesis).unwrap(), Read::Newer(2)));
}
