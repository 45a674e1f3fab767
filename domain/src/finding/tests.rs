//! Given-when-then cases of findings.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::id::StreamId;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Finding>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn acknowledged(date: &'static str) -> Told<Event> {
    let (rule, about) = ("F01".parse().expect("a label"), StreamId::from_bytes([1; 16]));
    told(date, FindingAcknowledged { rule, about })
}

fn closed(date: &'static str) -> Told<Event> {
    let (rule, about) = ("F01".parse().expect("a label"), StreamId::from_bytes([1; 16]));
    told(date, FindingClosed { rule, about, reason: FindingEnd::Remedied, duplicate_of: None })
}

#[test]
fn a_finding_is_acknowledged_and_closed() {
    check(&[], acknowledged("2024-03-01"), Ok(()));
    check(&[acknowledged("2024-03-01")], acknowledged("2024-03-02"), Ok(()));
    check(&[acknowledged("2024-03-01")], closed("2024-03-02"), Ok(()));
    check(&[], closed("2024-03-02"), Ok(()));
}

#[test]
fn a_closed_finding_stays_closed() {
    let given = [closed("2024-03-01")];
    check(&given, closed("2024-03-02"), Err(Refusal::AlreadyClosed));
    check(&given, acknowledged("2024-03-02"), Err(Refusal::AlreadyClosed));
    let (on, reason) = ("2024-03-01".parse().expect("a date"), FindingEnd::Remedied);
    assert_eq!(testing::state::<Finding>(&given), State::Closed { on, reason });
}

#[test]
fn somebody_may_have_looked_after_it_before_it_was_closed() {
    check(&[closed("2024-03-02")], acknowledged("2024-03-01"), Ok(()));
}

#[test]
fn a_finding_s_stream_is_the_beginning_of_its_hash() {
    let mut hash = [0xff; 32];
    hash[..16].copy_from_slice(&[5; 16]);
    assert_eq!(stream_of(hash), FindingId::from_bytes([5; 16]));
}
