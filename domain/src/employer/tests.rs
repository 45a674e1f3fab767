//! Given-when-then cases of employers.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Employer>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn registered(date: &'static str) -> Told<Event> {
    told(
        date,
        EmployerRegistered {
            kind: EmployerType::Household,
            activity: Some("9700".parse().expect("a code")),
            country: Country::from_letters(*b"ES"),
            subdivision: None,
        },
    )
}

fn blacklisted(date: &'static str) -> Told<Event> {
    told(date, EmployerBlacklisted { reason: BlacklistReason::Violence, authority: None })
}

fn delisted(date: &'static str) -> Told<Event> {
    told(date, EmployerDelisted { reason: DelistReason::Remedied, authority: None })
}

fn closed(date: &'static str) -> Told<Event> {
    told(date, EmployerClosed { reason: ClosureReason::HouseholdDissolved })
}

#[test]
fn an_employer_is_registered_once() {
    check(&[], registered("2024-01-01"), Ok(()));
    check(&[registered("2024-01-01")], registered("2024-02-01"), Err(Refusal::AlreadyRegistered));
}

#[test]
fn nothing_is_recorded_about_an_employer_that_was_never_registered() {
    for when in [blacklisted("2024-01-01"), delisted("2024-01-01"), closed("2024-01-01")] {
        check(&[], when, Err(Refusal::NotRegistered));
    }
}

#[test]
fn only_who_is_on_the_blacklist_is_taken_off_it() {
    let given = [registered("2024-01-01"), blacklisted("2023-06-01")];
    check(&given, delisted("2023-05-31"), Err(Refusal::NotListed));
    check(&given, delisted("2024-06-01"), Ok(()));
    let [first, second] = given;
    let off = [first, second, delisted("2024-06-01")];
    check(&off, delisted("2024-06-02"), Err(Refusal::NotListed));
    assert_eq!(testing::state::<Employer>(&off).blacklisted, None);
}

#[test]
fn an_employer_ceases_to_exist_once() {
    let given = [registered("2024-01-01"), closed("2024-06-01")];
    check(&given, closed("2024-07-01"), Err(Refusal::AlreadyClosed));
}

/// That an employer is gone is no reason to hide what it did.
#[test]
fn an_employer_that_is_gone_can_be_blacklisted() {
    let given = [registered("2024-01-01"), closed("2024-06-01")];
    check(&given, blacklisted("2024-07-01"), Ok(()));
}
