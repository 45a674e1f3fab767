//! The inside of an opaque entry comes back, and its length says only its class.

use proptest::prelude::*;

use super::*;

fn case_event(facts: Vec<u8>, personal: Vec<Vec<u8>>) -> CaseEvent {
    let inner = |sealed| InnerPart { subject: SubjectId([2; 16]), key_number: 7, sealed };
    CaseEvent {
        case: StreamId([1; 16]),
        version: Version(3),
        type_id: TypeId(40),
        schema: 2,
        facts,
        personal: personal.into_iter().map(inner).collect(),
    }
}

#[test]
fn the_length_is_one_of_seven() {
    let mut seen = Vec::new();
    for facts in (0..32_736).step_by(31) {
        let length = to_bytes(&case_event(vec![0; facts], Vec::new())).unwrap().len();
        assert!(length > facts && SIZE_CLASSES.contains(&length));
        seen.push(length);
    }
    seen.dedup();
    assert_eq!(seen, SIZE_CLASSES);
    assert!(to_bytes(&case_event(vec![0; 32_768], Vec::new())).is_err());
}

proptest! {
    #[test]
    fn what_was_padded_is_read_back(facts: Vec<u8>, personal: Vec<Vec<u8>>) {
        let event = case_event(facts, personal.into_iter().take(20).collect());
        let bytes = to_bytes(&event).unwrap();
        prop_assert!(parse(&bytes) == Some(event));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _event = parse(&bytes);
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        let _event = parse(&[&length[..], &bytes].concat());
    }
}
