//! A timeline shows every entry, corrections as corrections.

use domain::amendment::{CorrectionRecorded, EventAnnulled, Replacement};
use domain::decider::Format;
use domain::employer::{self, EmployerRegistered, EmployerType};
use domain::id::UserId;

use super::*;
use crate::testing::{Log, day, stream};

fn registered(country: &str) -> EmployerRegistered {
    EmployerRegistered {
        kind: EmployerType::Household,
        country: country.parse().unwrap(),
        subdivision: None,
        activity: None,
    }
}

fn annul(log: &Log, target: EventId) -> EventId {
    let said = EventAnnulled { target, reason: CorrectionReason::Typo };
    let event = employer::Event::Amendment(said.into());
    log.record(stream(b'E', 1), event, Context::on(day("2024-01-09")))
}

fn correct(log: &Log, target: EventId, country: &str) -> EventId {
    let payload = Codec.encode(&registered(country)).unwrap();
    let said = CorrectionRecorded {
        target,
        reason: CorrectionReason::DocumentSeen,
        changed: vec!["country".parse().unwrap()],
        happened_on: Some(day("2024-01-02").into()),
        replacement: Replacement { type_id: EmployerRegistered::TYPE.id, schema: 1, payload },
    };
    let event = employer::Event::Amendment(said.into());
    log.record(stream(b'E', 1), event, Context::on(day("2024-01-08")))
}

fn shown(log: &Log, size: u64) -> Vec<TimelineEntry> {
    timeline(&log.follow(day("2024-06-01")).histories(), stream(b'E', 1), size)
}

#[test]
fn a_correction_is_shown_as_a_correction_and_its_target_stays() {
    let log = Log::new();
    log.noon(day("2024-01-05"));
    let context =
        Context { actor: Some(UserId::from_bytes([5; 16])), ..Context::on(day("2024-01-01")) };
    let event = employer::Event::Own(registered("ES").into());
    let target = log.record(stream(b'E', 1), event, context.clone());
    log.noon(day("2024-01-08"));
    let correction = correct(&log, target, "FR");
    let entries = shown(&log, u64::MAX);
    let [first, second] = entries.as_slice() else { panic!("two entries") };
    assert_eq!((first.event_id, first.corrected_by), (target, Some(correction)));
    assert_eq!((&first.context, first.days_late()), (&context, Some(4)));
    assert_eq!(first.payload, Codec.encode(&registered("ES")).unwrap(), "as it was recorded");
    assert!(first.counts() && !second.counts());
    let amends = second.amends.as_ref().unwrap();
    assert_eq!((amends.target, amends.target_position), (target, Some(0)));
    assert_eq!(amends.reason, CorrectionReason::DocumentSeen);
    let correction = amends.correction.as_ref().unwrap();
    assert_eq!(correction.changed, ["country".parse().unwrap()]);
    assert_eq!(correction.happened_on, Some(day("2024-01-02").into()));
    assert_eq!(correction.payload, Codec.encode(&registered("FR")).unwrap());
    assert_eq!(shown(&log, 1)[0].corrected_by, None, "as known before");
}

#[test]
fn an_annulled_amendment_leaves_no_mark_on_its_target() {
    let log = Log::new();
    let event = employer::Event::Own(registered("ES").into());
    let target = log.record(stream(b'E', 1), event, Context::on(day("2024-01-01")));
    let wrong = annul(&log, target);
    assert_eq!(shown(&log, u64::MAX)[0].annulled_by, Some(wrong));
    let undone = annul(&log, wrong);
    let entries = shown(&log, u64::MAX);
    assert_eq!(entries[0].annulled_by, None);
    assert_eq!(entries[1].annulled_by, Some(undone));
    let correction = correct(&log, target, "FR");
    annul(&log, correction);
    assert_eq!(shown(&log, u64::MAX)[0].corrected_by, None);
}
