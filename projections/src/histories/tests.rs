//! Histories take in what the log delivers, in whatever order it happened.

use domain::catalogue;
use domain::context::{Channel, Role};
use domain::id::{OrganisationId, UserId};
use domain::migrant;
use domain::migrant::abroad::ArrivalRecorded;

use super::*;
use crate::testing::{day, stream};

/// An arrival in Spain, taken in as the log would deliver it.
fn arrived(position: u64, context: &Context) -> Arrived {
    let said = ArrivalRecorded { country: "ES".parse().unwrap(), subdivision: None };
    let event = migrant::Event::Abroad(said.into());
    let event_type = event.event_type();
    let id = u128::from(position + 1) * 0x9e37_79b9_7f4a_7c15_f39c;
    let head = Head {
        position,
        recorded_at: Timestamp(1_700_000_000_000 + i64::try_from(position).unwrap() * 61_007),
        event_id: EventId::from_bytes(id.to_be_bytes()),
        stream: stream(1, 1),
        type_id: event_type.id,
        schema: event_type.schema,
    };
    let facts = stored::write_facts(&Codec, context, &event).unwrap();
    Arrived { head, facts: Ok(facts) }
}

fn contexts() -> Vec<Context> {
    let office = Context {
        actor: Some(UserId::from_bytes([9; 16])),
        role: Role::PesCounsellor,
        organisation: Some(OrganisationId::from_bytes([8; 16])),
        country: Some("SN".parse().unwrap()),
        ..Context::on(day("2024-03-10"))
    };
    let offline = Context {
        occurred_on: "2024-08-20T23:59:59-01:30".parse().unwrap(),
        channel: Channel::MobileOffline,
        device_recorded_at: Some(Timestamp(1_600_000_000_123)),
        correlation: Some(EventId::from_bytes([3; 16])),
        causation: Some(EventId::from_bytes([4; 16])),
        ..office.clone()
    };
    let (first, second) = ("C01".parse().unwrap(), "C02".parse().unwrap());
    vec![
        office.clone(),
        office.clone().in_cycle(&first),
        offline.clone().in_cycle(&first),
        Context { occurred_on: "2024".parse().unwrap(), ..office.clone() },
        office.clone().in_cycle(&second),
        Context { occurred_on: "2024-05".parse().unwrap(), ..offline }.in_cycle(&second),
        office.in_cycle(&first),
    ]
}

#[test]
fn what_is_unpacked_is_what_was_taken_in() {
    let histories = Histories::default();
    let taken: Vec<_> = (0..).map(|n| n * 1_000).zip(contexts()).collect();
    for (position, context) in &taken {
        histories.take(arrived(*position, context));
    }
    let (history, stop) = histories.history::<migrant::Event>(stream(1, 1), u64::MAX);
    assert_eq!(stop, None);
    assert_eq!(history.entries().len(), taken.len());
    for (entry, (position, context)) in history.entries().iter().zip(&taken) {
        let arrived = arrived(*position, context);
        let facts = arrived.facts.unwrap();
        let direct: Entry<migrant::Event> =
            stored::read_entry(&Codec, &arrived.head, &facts).unwrap();
        assert_eq!(entry, &direct);
    }
}

#[test]
fn a_history_is_cut_at_the_size_that_is_asked() {
    let histories = Histories::default();
    for (position, context) in (0..).zip(contexts()) {
        histories.take(arrived(position, &context));
    }
    for (size, entries) in (0..=7_u64).zip(0_usize..) {
        let (history, _) = histories.history::<migrant::Event>(stream(1, 1), size);
        assert_eq!(history.entries().len(), entries);
        assert_eq!(histories.has_known(stream(1, 1), size), size > 0);
    }
}

#[test]
fn an_entry_that_comes_again_changes_nothing() {
    let histories = Histories::default();
    histories.take(arrived(0, &contexts()[0]));
    histories.take(arrived(0, &contexts()[0]));
    assert_eq!(histories.footprint().entries, 1);
}

#[test]
fn what_is_added_meanwhile_is_not_read_at_an_earlier_size() {
    let histories = Histories::default();
    for (position, context) in (0..).zip(contexts()) {
        histories.take(arrived(position, &context));
    }
    let early = Histories::default();
    for (position, context) in (0..4).zip(contexts()) {
        early.take(arrived(position, &context));
    }
    let of = |of: &Histories, size| of.history::<migrant::Event>(stream(1, 1), size);
    assert_eq!(of(&histories, 4), of(&early, u64::MAX));
    for size in 1..=7 {
        let cut = histories.packed().next().unwrap().1.cut(size).unwrap();
        let shorter = Histories::default();
        for (position, context) in (0..size).zip(contexts()) {
            shorter.take(arrived(position, &context));
        }
        assert_eq!(cut, shorter.packed().next().unwrap().1, "cut at {size}");
    }
    assert_eq!(histories.packed().next().unwrap().1.cut(0), None);
}

#[test]
fn an_unknown_type_is_named_and_what_came_before_is_kept() {
    let histories = Histories::default();
    histories.take(arrived(0, &contexts()[0]));
    let mut newer = arrived(1, &contexts()[0]);
    newer.head.type_id = 599;
    histories.take(newer);
    histories.take(arrived(2, &contexts()[0]));
    let (history, stop) = histories.history::<migrant::Event>(stream(1, 1), u64::MAX);
    assert_eq!(history.entries().len(), 1);
    let stop = stop.unwrap();
    assert_eq!((stop.kind, stop.position), (Some(StreamKind::Migrant), 1));
    assert_eq!(stop.reason, StopReason::UnknownType);
    let (_, stop) = histories.history::<migrant::Event>(stream(1, 1), 1);
    assert_eq!(stop, None, "before it, nothing is wrong");
}

#[test]
fn entries_that_bring_no_facts_are_counted_or_named() {
    let histories = Histories::default();
    let mut opaque = arrived(0, &contexts()[0]);
    opaque.facts = Err(NoFacts::Opaque);
    histories.take(opaque);
    let mut closed = arrived(1, &contexts()[0]);
    closed.facts = Err(NoFacts::Unopened);
    histories.take(closed);
    assert_eq!((histories.size(), histories.opaque()), (2, 1));
    let unopened = histories.unopened();
    let [stop] = unopened.as_slice() else { panic!("one kind of stream is incomplete") };
    assert_eq!((stop.position, stop.reason), (1, StopReason::Unopened));
    assert_eq!(stop.kind, Some(StreamKind::Migrant));
}

#[test]
fn every_type_lies_in_the_range_of_its_kind() {
    for event_type in catalogue::all() {
        assert_eq!(kind_of_type(event_type.id), event_type.stream, "{}", event_type.name);
    }
}

#[test]
fn zeros_are_left_out_and_come_back() {
    let mut state = 88_172_645_463_325_252_u64;
    for length in 0..300 {
        let mut bytes = Vec::new();
        for _ in 0..length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let [byte, ..] = state.to_le_bytes();
            bytes.push(if state.is_multiple_of(3) { byte } else { 0 });
        }
        let mut short = Vec::new();
        zeros::squeeze(&bytes, &mut short);
        short.push(77);
        let (mut rest, mut long) = (short.as_slice(), Vec::new());
        zeros::expand(&mut rest, length, &mut long).unwrap();
        assert_eq!((long, rest), (bytes, [77].as_slice()));
        let mut rest = short.as_slice();
        zeros::skip(&mut rest, length).unwrap();
        assert_eq!(rest, [77]);
    }
}

#[test]
fn damaged_buffers_end_early_and_never_panic() {
    let histories = Histories::default();
    for (position, context) in (0..).zip(contexts()) {
        histories.take(arrived(position, &context));
    }
    let packed = histories.packed().next().unwrap().1;
    let (bytes, numbers) = packed.parts();
    for cut in 0..bytes.len() {
        let shorter = Stream::from_parts(bytes[..cut].to_vec(), numbers).unwrap();
        assert!(shorter.entries().count() <= 7);
        let mut bent = bytes.to_vec();
        bent[cut] ^= 0xff;
        let bent = Stream::from_parts(bent, numbers).unwrap();
        let of = Histories::of(
            histories.shared().parts(),
            vec![(stream(1, 1), bent)],
            Taken { size: 7, ..Taken::default() },
        );
        let _ = of.history::<migrant::Event>(stream(1, 1), u64::MAX);
    }
}

#[test]
fn a_copy_goes_its_own_way() {
    let histories = Histories::default();
    let context = Context::on(day("2024-03-10"));
    histories.take(arrived(0, &context));
    let copy = histories.apart();
    copy.take(arrived(7, &Context { channel: Channel::Import, ..context.clone() }));
    histories.take(arrived(1, &context));
    let positions = |of: &Histories| {
        let (history, stop) = of.history::<migrant::Event>(stream(1, 1), u64::MAX);
        assert!(stop.is_none());
        history.entries().iter().map(|entry| (entry.position, entry.context.channel)).collect()
    };
    let office = context.channel;
    let (own, theirs): (Vec<_>, Vec<_>) = (positions(&copy), positions(&histories));
    assert_eq!(own, [(0, office), (7, Channel::Import)]);
    assert_eq!(theirs, [(0, office), (1, office)]);
}
