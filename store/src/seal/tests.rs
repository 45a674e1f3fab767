//! A sealed part opens with its key, in its place, to its text, and otherwise not at all.

use super::*;
use crate::append::Openness;
use crate::store::Store;
use crate::testing::*;

fn recorded() -> (Store, Recorded) {
    let store = memory();
    let append = append(stream(1), crate::append::Expected::Any, vec![about(1, 1)]);
    assert_eq!(append.kind, Openness::Plain);
    store.append(at_noon(vec![append])).unwrap();
    let entry = store.read(crate::id::Position(0), 1).unwrap().remove(0);
    (store, entry)
}

/// The entry with one byte changed, if it is still one.
fn changed(entry: &Recorded, at: usize) -> Option<Recorded> {
    let mut bytes = entry.bytes().to_vec();
    bytes[at] ^= 1;
    Recorded::parse(bytes, entry.link).ok()
}

#[test]
fn facts_open_only_as_what_was_sealed_for_their_place() {
    let (store, entry) = recorded();
    let facts = entry.parts()[0].range.clone();
    // Stream, event id, type, schema, commitment, then every byte of the sealed part.
    let places = [19, 39, 56, 58].into_iter().chain(100..132).chain(facts);
    for place in places {
        if let Some(changed) = changed(&entry, place) {
            assert_eq!(store.open_facts(&changed), Err(Sealed::Altered), "byte {place}");
        }
    }
}

#[test]
fn the_stamp_binds_no_part() {
    let (store, entry) = recorded();
    for place in [10, 18, 38] {
        let changed = changed(&entry, place).unwrap();
        assert_eq!(store.open_facts(&changed).unwrap(), b"facts of 1");
    }
}

#[test]
fn another_log_opens_nothing() {
    let (_, entry) = recorded();
    let other = memory();
    assert_eq!(other.open_facts(&entry), Err(Sealed::Altered));
    assert_eq!(other.open_personal(&entry)[0].1, Err(Sealed::KeyMissing));
}

#[test]
fn equal_texts_look_different() {
    let secret = Secret::from_bytes([7; 32]);
    let seal = || encrypt(&secret, b"", b"text".to_vec(), &crate::secret::SystemEntropy).unwrap();
    assert_ne!(seal(), seal());
    assert_eq!(decrypt(&secret, b"", &seal()).unwrap(), b"text");
    assert_eq!(decrypt(&secret, b"other", &seal()), None);
    assert_eq!(decrypt(&secret, b"", b"too short"), None);
}

#[test]
fn a_commitment_is_to_salt_number_and_text() {
    let first = commitment(&[1; 32], 0, b"text");
    assert_ne!(first, commitment(&[2; 32], 0, b"text"));
    assert_ne!(first, commitment(&[1; 32], 1, b"text"));
    assert_ne!(first, commitment(&[1; 32], 0, b"test"));
}
