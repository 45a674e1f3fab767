//! Given-when-then cases of programmes.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::testing::{self, Told};

const AWA: MigrantId = MigrantId::from_bytes([1; 16]);

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Programme>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn registered(date: &'static str, starts_on: &str, ends_on: &str) -> Told<Event> {
    told(
        date,
        ProgrammeRegistered {
            code: "PRG-GREEN-1".parse().expect("a label"),
            kind: ProgrammeType::Reintegration,
            countries: Vec::new(),
            starts_on: Some(starts_on.parse().expect("a day")),
            ends_on: Some(ends_on.parse().expect("a day")),
            lead: None,
            funder: None,
        },
    )
}

fn waitlisted(date: &'static str, cycle: Option<&str>) -> Told<Event> {
    let cycle = cycle.map(|cycle| cycle.parse().expect("a label"));
    told(date, ProgrammeWaitlisted { migrant: AWA, cycle, reason: WaitingReason::NoPlace })
}

#[test]
fn a_programme_is_registered_once() {
    let first = registered("2024-01-01", "2024-01-01", "2027-12-31");
    check(&[], first.clone(), Ok(()));
    let second = registered("2024-02-01", "2024-01-01", "2027-12-31");
    check(&[first], second, Err(Refusal::AlreadyRegistered));
}

#[test]
fn a_programme_does_not_end_before_it_begins() {
    let when = registered("2024-01-01", "2027-12-31", "2024-01-01");
    check(&[], when, Err(Refusal::EndsBeforeItBegins));
}

#[test]
fn only_a_registered_programme_has_a_waiting_list() {
    check(&[], waitlisted("2024-01-01", None), Err(Refusal::NotRegistered));
}

#[test]
fn a_person_waits_once_for_a_cycle() {
    let first = registered("2024-01-01", "2024-01-01", "2027-12-31");
    let given = [first, waitlisted("2024-03-01", Some("C01"))];
    check(&given, waitlisted("2024-04-01", Some("C01")), Err(Refusal::AlreadyWaitlisted));
    check(&given, waitlisted("2024-04-01", Some("C02")), Ok(()));
}
