//! What lies on a disk: entries, blocks, small files, and the payloads inside entries.

use std::sync::Arc;

use domain::any::{AnyEvent, AnyPersonal};
use domain::catalogue;
use domain::decider::Format;
use domain::event::{EventSet, PersonalSet};
use domain::stored::read_context;
use store::fuzzing::{self, Tried};
use store::{Codec, MemoryOptions, Position, Store};

use crate::samples::{Fullness, Told, sample};

fn kept(tried: Tried) {
    assert_ne!(tried, Tried::Changed, "what was read is not what was written");
}

pub(super) fn entry(bytes: &[u8]) {
    kept(fuzzing::entry(bytes));
}

pub(super) fn block(bytes: &[u8]) {
    kept(fuzzing::block(bytes));
}

pub(super) fn head(bytes: &[u8]) {
    kept(fuzzing::head(bytes));
}

pub(super) fn genesis(bytes: &[u8]) {
    kept(fuzzing::genesis(bytes));
}

pub(super) fn index(bytes: &[u8]) {
    kept(fuzzing::index(bytes));
}

pub(super) fn vault(bytes: &[u8]) {
    kept(fuzzing::vault_record(bytes));
}

pub(super) fn opaque(bytes: &[u8]) {
    kept(fuzzing::opaque_text(bytes));
}

/// Type, version, then the payload: one value has one form.
pub(super) fn payload(bytes: &[u8]) {
    let Some((head, payload)) = bytes.split_first_chunk::<4>() else { return };
    let type_id = u16::from_be_bytes([head[0], head[1]]);
    let schema = u16::from_be_bytes([head[2], head[3]]);
    if let Ok(event) = AnyEvent::decode(&Codec, type_id, schema, payload) {
        assert_eq!(event.encode(&Codec).unwrap(), payload, "two forms of one event");
        assert_eq!(event.event_type().id, type_id);
        event.refer(&mut |_, _| {});
        event.unlisted(&mut |_, _| {});
        let json = event.encode(&api::json::Json).unwrap();
        let again = AnyEvent::decode(&api::json::Json, type_id, schema, &json).unwrap();
        assert_eq!(again, event, "what is shown is not what is stored");
    }
    if let Ok(personal) = AnyPersonal::decode(&Codec, type_id, schema, payload) {
        assert_eq!(personal.encode(&Codec).unwrap(), payload, "two forms of one text");
    }
}

pub(super) fn context(bytes: &[u8]) {
    if let Ok((context, payload)) = read_context(&Codec, bytes) {
        let length = bytes.len() - payload.len() - 3;
        assert_eq!(Codec.encode(&context).unwrap(), bytes[3..3 + length], "two forms of a context");
    }
}

/// A log of some samples, as bytes.
fn log() -> Vec<store::Recorded> {
    let store = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    for (number, text) in ["a", "b and more", "c"].into_iter().enumerate() {
        let number = u8::try_from(number).unwrap();
        let event = store::NewEvent {
            event_id: store::EventId([number + 1; 16]),
            type_id: store::TypeId(100),
            schema: 1,
            facts: text.as_bytes().to_vec(),
            personal: vec![store::NewPart {
                subject: store::SubjectId([9; 16]),
                bytes: text.as_bytes().to_vec(),
            }],
        };
        let append = store::Append {
            stream: store::StreamId([7; 16]),
            expected: store::Expected::Any,
            kind: if number == 2 { store::Openness::Opaque } else { store::Openness::Plain },
            events: vec![event],
        };
        let (preconditions, recorded_at_ms) = (Vec::new(), 1_700_000_000_000);
        let wanted = store::Transaction { appends: vec![append], preconditions, recorded_at_ms };
        store.append(wanted).unwrap();
    }
    store.read(Position(0), 16).unwrap()
}

pub(super) fn entries() -> Vec<Vec<u8>> {
    log().iter().map(|entry| entry.bytes().to_vec()).collect()
}

/// FORMAT.md, "Block"; length and check are put right by the target.
pub(super) fn blocks() -> Vec<Vec<u8>> {
    let whole = |entries: &[Vec<u8>]| {
        let mut bytes = b"TUKKIBLK\x01".to_vec();
        bytes.push(u8::try_from(entries.len()).unwrap());
        bytes.extend_from_slice(&[0; 8 + 4 + 32 + 16]);
        for entry in entries {
            bytes.extend_from_slice(&u16::try_from(entry.len()).unwrap().to_be_bytes());
            bytes.extend_from_slice(entry);
            bytes.extend_from_slice(&[5; 32]);
        }
        bytes
    };
    let entries = entries();
    vec![whole(&entries), whole(&entries[..1]), whole(&[vec![]])]
}

pub(super) fn heads() -> Vec<Vec<u8>> {
    vec![[1; 48].to_vec(), b"TUKKIHED\x01".to_vec()]
}

pub(super) fn geneses() -> Vec<Vec<u8>> {
    let names = ["registry.example.org/test", "a", "x y", "https://example.org", ""];
    names.iter().map(|name| name.as_bytes().to_vec()).collect()
}

pub(super) fn indexes() -> Vec<Vec<u8>> {
    // One entry of one stream, and a table of event ids that is almost empty.
    const CELLS: usize = 1_024;
    let mut bytes = b"TUKKIIDX\x01".to_vec();
    bytes.extend_from_slice(&[0; 32]);
    bytes.extend_from_slice(&1_u64.to_be_bytes());
    bytes.extend_from_slice(&[0; 32 + 4 + 32]);
    for count in [1_u64, 1, 0, CELLS as u64] {
        bytes.extend_from_slice(&count.to_be_bytes());
    }
    bytes.extend_from_slice(&[0; 24 + 4]);
    bytes.extend_from_slice(&[0; 8 * CELLS]);
    vec![bytes]
}

pub(super) fn vaults() -> Vec<Vec<u8>> {
    (1..=4).map(|kind| [&[kind][..], &[3; 79]].concat()).collect()
}

pub(super) fn opaques() -> Vec<Vec<u8>> {
    let mut bytes = 35_u32.to_be_bytes().to_vec();
    bytes.extend_from_slice(&[1; 16 + 4 + 2 + 2]);
    bytes.extend_from_slice(&6_u32.to_be_bytes());
    bytes.extend_from_slice(b"facts.\0");
    bytes.resize(512, 0);
    vec![bytes]
}

pub(super) fn payloads() -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for of in catalogue::all() {
        for fullness in [Fullness::Full, Fullness::Bare] {
            let proposed = sample(of, fullness, 1).propose(&Told::on("2024-03-10")).unwrap();
            let head = [of.id.to_be_bytes(), of.schema.to_be_bytes()].concat();
            payloads.push([head, proposed.event().encode(&Codec).unwrap()].concat());
        }
    }
    payloads
}

pub(super) fn contexts() -> Vec<Vec<u8>> {
    catalogue::all()
        .iter()
        .step_by(20)
        .map(|of| {
            let proposed = sample(of, Fullness::Full, 1).propose(&Told::on("2024-03-10")).unwrap();
            proposed.seal(&Codec).unwrap().facts
        })
        .collect()
}
