//! Given-when-then cases of organisations.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Organisation>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn registered(date: &'static str) -> Told<Event> {
    let country = Country::from_letters(*b"ES");
    let kind = OrganisationType::Union;
    told(date, OrganisationRegistered { kind, country, subdivision: None })
}

fn dissolved(date: &'static str) -> Told<Event> {
    told(date, OrganisationDissolved { reason: DissolutionReason::Merged, successor: None })
}

#[test]
fn an_organisation_is_registered_once() {
    check(&[], registered("2024-01-01"), Ok(()));
    check(&[registered("2024-01-01")], registered("2024-02-01"), Err(Refusal::AlreadyRegistered));
}

#[test]
fn only_a_registered_organisation_is_dissolved() {
    check(&[], dissolved("2024-06-01"), Err(Refusal::NotRegistered));
    check(&[registered("2024-01-01")], dissolved("2023-06-01"), Ok(()));
}

#[test]
fn an_organisation_is_dissolved_once() {
    let given = [registered("2024-01-01"), dissolved("2024-06-01")];
    check(&given, dissolved("2024-07-01"), Err(Refusal::AlreadyDissolved));
}
