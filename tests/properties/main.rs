//! Laws that hold for any stream and any request: judging never panics and always gives the same
//! answer, what is written is read back, and no bytes bring a reader down.
//!
//! Streams are drawn from numbers; a failure names its seed.

use domain::aggregate::{Others, Standing};
use domain::any::{AnyEvent, AnyHistory, Proposed, Sealable};
use domain::catalogue;
use domain::context::Timestamp;
use domain::decider::Coded;
use domain::event::EventSet;
use domain::id::{EventId, StreamId};
use domain::stored::Head;
use domain::stream::StreamKind;
use store::Codec;
use tests::samples::{Draw, Fullness, Told, sample};

const STREAMS_PER_KIND: u64 = 24;
const EVENTS_PER_STREAM: u64 = 40;

/// A stream as chance would have it: what was accepted, and how often something was not.
struct Drawn {
    history: AnyHistory,
    accepted: Vec<Sealable>,
    refused: usize,
}

fn date(draw: &mut Draw) -> String {
    let (year, month) = (2022 + draw.below(4), 1 + draw.below(12));
    match draw.below(6) {
        0 => format!("{year}"),
        1 => format!("{year}-{month:02}"),
        2 => format!("{year}-{month:02}-{:02}T07:30:00Z", 1 + draw.below(28)),
        _ => format!("{year}-{month:02}-{:02}", 1 + draw.below(28)),
    }
}

/// The first event of most streams is the one that founds it, so that more than refusals follow.
fn propose(kind: StreamKind, draw: &mut Draw, number: u64) -> Proposed {
    let types: Vec<_> =
        catalogue::all().iter().filter(|event| event.stream == Some(kind)).copied().collect();
    let event_type = if number == 0 { types[0] } else { *draw.one_of(&types) };
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    let told = Told {
        event_id: EventId::from_bytes(id),
        stream: StreamId::from_bytes([0x57; 16]),
        occurred_on: if number == 0 { "2021-06-01".to_owned() } else { date(draw) }
            .parse()
            .expect("a date"),
        now: Timestamp(1_893_456_000_000),
    };
    let said = sample(event_type, Fullness::Mixed, draw.below(u64::MAX));
    said.propose(&told).unwrap_or_else(|error| panic!("{}: {error}", event_type.name))
}

fn others(proposed: &Proposed) -> Others {
    let mut others = Others::default();
    for (_, stream) in proposed.references() {
        others.insert(stream, Standing::default());
    }
    others
}

fn drawn(kind: StreamKind, seed: u64) -> Drawn {
    let mut draw = Draw::new(kind.code(), seed);
    let mut stream = Drawn { history: AnyHistory::empty(kind), accepted: Vec::new(), refused: 0 };
    for number in 0..EVENTS_PER_STREAM {
        let proposed = propose(kind, &mut draw, number);
        let others = others(&proposed);
        let answer = stream.history.decide(&others, &proposed);
        let again = stream.history.decide(&others, &proposed);
        assert_eq!(answer, again, "{kind}, seed {seed}: two answers to one question");
        match answer {
            Ok(decided) => {
                for fact in decided {
                    let sealed = fact.seal(&Codec).expect("small enough");
                    stream.history.push(fact, number).expect("of this kind");
                    stream.accepted.push(sealed);
                }
            }
            Err(declined) => {
                let known = catalogue::refusal(declined.code());
                assert!(known.is_some(), "{kind}, seed {seed}: {} is listed", declined.code());
                stream.refused += 1;
            }
        }
    }
    stream
}

#[test]
fn judging_any_stream_neither_panics_nor_wavers() {
    for kind in StreamKind::ALL {
        let (mut accepted, mut refused) = (0, 0);
        for seed in 0..STREAMS_PER_KIND {
            let stream = drawn(*kind, seed);
            accepted += stream.accepted.len();
            refused += stream.refused;
        }
        // Otherwise the streams are too tame, or too wild, to say anything.
        assert!(accepted > 24, "{kind}: {accepted} accepted, {refused} refused");
    }
}

#[test]
fn what_was_accepted_is_read_back_as_the_same_history() {
    for kind in StreamKind::ALL {
        for seed in 0..STREAMS_PER_KIND {
            let stream = drawn(*kind, seed);
            let entries = stream.accepted.iter().map(|sealed| {
                let position = sealed.event_id.to_bytes()[15].into();
                let head = Head {
                    position,
                    recorded_at: Timestamp(1_893_456_000_000),
                    event_id: sealed.event_id,
                    stream: sealed.stream,
                    type_id: sealed.type_id,
                    schema: sealed.schema,
                };
                (head, sealed.facts.as_slice())
            });
            let replayed = AnyHistory::read(*kind, &Codec, entries).expect("readable");
            assert_eq!(replayed, stream.history, "{kind}, seed {seed}");
            assert_eq!(replayed.standing(), stream.history.standing(), "{kind}, seed {seed}");
        }
    }
}

#[test]
fn no_bytes_bring_the_reader_of_payloads_down() {
    for event_type in catalogue::all() {
        let said = sample(event_type, Fullness::Full, 1);
        let proposed = said.propose(&Told::on("2024-03-10")).expect("a sample");
        let whole = proposed.event().encode(&Codec).expect("small enough");
        let mut draw = Draw::new(event_type.name, 2);
        for _ in 0..200 {
            let mut bytes = whole.clone();
            if bytes.is_empty() {
                break;
            }
            let length = u64::try_from(bytes.len()).expect("a length");
            let at = usize::try_from(draw.below(length)).expect("an index");
            match draw.below(3) {
                0 => bytes.truncate(at),
                1 => bytes[at] ^= u8::try_from(1 + draw.below(255)).expect("a byte"),
                _ => bytes.insert(at, u8::try_from(draw.below(256)).expect("a byte")),
            }
            let read = AnyEvent::decode(&Codec, event_type.id, event_type.schema, &bytes);
            if let Ok(event) = read {
                let written = event.encode(&Codec).expect("small enough");
                assert_eq!(written, bytes, "{}: two forms of one value", event_type.name);
            }
        }
    }
}
