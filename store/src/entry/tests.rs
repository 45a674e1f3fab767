//! Every entry that can be written is read back, and no bytes make the reader panic.

use proptest::prelude::*;

use super::*;

fn parts() -> impl Strategy<Value = Vec<SealedPart>> {
    let part = (any::<u32>(), any::<Option<[u8; 16]>>(), any::<[u8; 32]>(), any::<Vec<u8>>());
    prop::collection::vec(part, 1..6).prop_map(|parts| {
        let seal =
            |(key_number, subject, commitment, bytes): (u32, Option<[u8; 16]>, _, Vec<u8>)| {
                let class = if subject.is_some() { PartClass::Personal } else { PartClass::Facts };
                let digest = blake3::hash(&bytes).into();
                let subject = subject.map(SubjectId);
                SealedPart { class, key_number, subject, digest, commitment, bytes }
            };
        parts.into_iter().map(seal).collect()
    })
}

fn events() -> impl Strategy<Value = (SealedEvent, Stamp)> {
    let numbers = (any::<[u8; 16]>(), any::<[u8; 16]>(), any::<u16>(), any::<u16>());
    let stamp = (any::<u64>(), any::<i64>(), any::<u32>());
    (numbers, stamp, parts()).prop_map(|((stream, event_id, type_id, schema), stamp, parts)| {
        let (stream, event_id) = (StreamId(stream), EventId(event_id));
        let event = SealedEvent { stream, event_id, type_id: TypeId(type_id), schema, parts };
        let (position, recorded_at_ms, version) = stamp;
        let (position, version) = (Position(position), Version(version));
        (event, Stamp { position, recorded_at_ms, version })
    })
}

proptest! {
    #[test]
    fn an_entry_is_read_as_it_was_written((event, stamp) in events()) {
        let (bytes, head_length) = event.to_entry(stamp);
        prop_assert_eq!(bytes.len(), event.entry_bytes());
        let read = Recorded::parse(bytes.clone(), Link([1; 32])).unwrap();
        prop_assert_eq!(read.bytes(), &bytes[..]);
        prop_assert_eq!(read.head_bytes(), &bytes[2..2 + head_length]);
        prop_assert_eq!((read.position, read.version), (stamp.position, stamp.version));
        prop_assert_eq!((read.stream, read.event_id), (event.stream, event.event_id));
        prop_assert_eq!(read.parts().len(), event.parts.len());
        for (row, part) in read.parts().iter().zip(&event.parts) {
            prop_assert_eq!(read.sealed_bytes(row), &part.bytes[..]);
            prop_assert_eq!((row.subject, row.key_number), (part.subject, part.key_number));
            prop_assert_eq!((row.digest, row.commitment), (part.digest, part.commitment));
        }
    }

    #[test]
    fn an_entry_cut_or_made_longer_is_none((event, stamp) in events(), cut: prop::sample::Index) {
        let (mut bytes, _) = event.to_entry(stamp);
        let shorter = bytes[..cut.index(bytes.len())].to_vec();
        prop_assert_eq!(Recorded::parse(shorter, Link([1; 32])), Err(Malformed));
        bytes.push(0);
        prop_assert_eq!(Recorded::parse(bytes, Link([1; 32])), Err(Malformed));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _read = Recorded::parse(bytes.clone(), Link([0; 32]));
        let _read = Recorded::parse([&[0, 58, 1][..], &bytes].concat(), Link([0; 32]));
    }
}
