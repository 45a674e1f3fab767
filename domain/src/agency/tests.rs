//! Given-when-then cases of agencies, and what a licence is worth on a day.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::testing::{self, Told};

const SUB_AGENT: SubjectId = SubjectId::from_bytes([1; 16]);

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Agency>(given, &when), then.map_err(Refused::Law));
}

#[track_caller]
fn check_status(given: &[Told<Event>], day: &str, then: LicenceStatus) {
    let state = testing::state::<Agency>(given);
    assert_eq!(state.licence.status_on(self::day(day)), then, "on {day}");
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn registered(date: &'static str) -> Told<Event> {
    let country = Country::from_letters(*b"SN");
    told(date, AgencyRegistered { country, subdivision: None, kind: AgencyType::Private })
}

fn granted(from: &'static str, to: &str) -> Told<Event> {
    let licence = "L-2".parse().expect("a label");
    let (valid_from, valid_to) = (day(from), Some(day(to)));
    told(from, AgencyLicenceGranted { licence, valid_from, valid_to, bond: None, authority: None })
}

fn renewed(from: &'static str, to: &str) -> Told<Event> {
    let (valid_from, valid_to) = (day(from), Some(day(to)));
    let (licence, bond, authority) = (None, None, None);
    told(from, AgencyLicenceRenewed { licence, valid_from, valid_to, bond, authority })
}

fn suspended(date: &'static str, until: Option<&str>) -> Told<Event> {
    let (reason, until) = (SuspensionReason::Investigation, until.map(day));
    told(date, AgencyLicenceSuspended { reason, until, authority: None })
}

fn reinstated(date: &'static str) -> Told<Event> {
    let reason = ReinstatementReason::Remedied;
    told(date, AgencyLicenceReinstated { reason, authority: None })
}

fn revoked(date: &'static str) -> Told<Event> {
    told(date, AgencyLicenceRevoked { reason: RevocationReason::Fraud, authority: None })
}

fn expired(date: &'static str) -> Told<Event> {
    told(date, AgencyLicenceExpired { reason: LicenceEndReason::Ceased })
}

fn linked(date: &'static str) -> Told<Event> {
    let (country, subdivision) = (None, None);
    told(date, SubAgentLinked { sub_agent: SUB_AGENT, licensed: false, country, subdivision })
}

fn unlinked(date: &'static str) -> Told<Event> {
    told(date, SubAgentUnlinked { sub_agent: SUB_AGENT, reason: SubAgentEnd::Forbidden })
}

#[test]
fn an_agency_is_registered_once() {
    check(&[], registered("2024-01-01"), Ok(()));
    check(&[registered("2024-01-01")], registered("2023-01-01"), Err(Refusal::AlreadyRegistered));
}

#[test]
fn nothing_is_recorded_about_an_agency_that_was_never_registered() {
    for when in [
        granted("2023-01-01", "2025-12-31"),
        renewed("2023-01-01", "2025-12-31"),
        suspended("2024-03-01", None),
        reinstated("2024-03-01"),
        revoked("2024-03-01"),
        expired("2024-03-01"),
        linked("2024-03-01"),
        unlinked("2024-03-01"),
    ] {
        check(&[], when, Err(Refusal::NotRegistered));
    }
}

/// The registry began in 2024, the licence in 2022.
#[test]
fn a_licence_may_be_older_than_the_agency_s_entry() {
    let given = [registered("2024-01-01")];
    check(&given, granted("2022-07-01", "2024-06-30"), Ok(()));
}

#[test]
fn what_was_never_granted_is_not_renewed_suspended_revoked_or_expired() {
    for when in [
        renewed("2024-07-01", "2026-06-30"),
        suspended("2024-03-01", None),
        reinstated("2024-03-01"),
        revoked("2024-03-01"),
        expired("2024-03-01"),
    ] {
        check(&[registered("2024-01-01")], when, Err(Refusal::NoLicence));
    }
}

#[test]
fn only_a_suspension_is_lifted() {
    let given = [registered("2024-01-01"), granted("2022-07-01", "2024-06-30")];
    check(&given, reinstated("2024-03-01"), Err(Refusal::NotSuspended));
    let [first, second] = given;
    let suspended = [first, second, suspended("2024-03-01", None)];
    check(&suspended, reinstated("2024-02-01"), Err(Refusal::NotSuspended));
    check(&suspended, reinstated("2024-04-01"), Ok(()));
}

#[test]
fn a_licence_does_not_end_before_it_begins() {
    let given = [registered("2024-01-01"), granted("2022-07-01", "2024-06-30")];
    let inverted = granted("2024-07-01", "2024-06-30");
    check(&given, inverted, Err(Refusal::EndsBeforeItBegins));
    check(&given, renewed("2024-07-01", "2024-06-30"), Err(Refusal::EndsBeforeItBegins));
    check(&given, renewed("2024-07-01", "2024-07-01"), Ok(()));
}

#[test]
fn only_who_was_linked_is_unlinked() {
    let given = [registered("2024-01-01"), linked("2024-02-01")];
    check(&given, unlinked("2024-01-31"), Err(Refusal::NoSuchSubAgent));
    check(&given, unlinked("2024-03-01"), Ok(()));
    let [first, second] = given;
    let gone = [first, second, unlinked("2024-03-01")];
    check(&gone, unlinked("2024-03-02"), Err(Refusal::NoSuchSubAgent));
}

/// AG-SN-002 of the scenarios.
#[test]
fn a_licence_is_valid_then_suspended_then_revoked() {
    let given = [
        registered("2022-07-01"),
        granted("2022-07-01", "2024-06-30"),
        suspended("2024-03-01", None),
        revoked("2024-12-01"),
    ];
    check_status(&given, "2022-06-30", LicenceStatus::NotYet);
    check_status(&given, "2022-07-01", LicenceStatus::Valid);
    check_status(&given, "2024-02-29", LicenceStatus::Valid);
    check_status(&given, "2024-03-01", LicenceStatus::Suspended);
    check_status(&given, "2024-11-30", LicenceStatus::Suspended);
    check_status(&given, "2024-12-01", LicenceStatus::Revoked);
    check_status(&given, "2030-01-01", LicenceStatus::Revoked);
}

#[test]
fn a_licence_that_was_never_granted_is_none() {
    check_status(&[registered("2024-01-01")], "2024-01-01", LicenceStatus::None);
}

#[test]
fn both_ends_of_a_period_count() {
    let given = [granted("2023-01-01", "2025-12-31")];
    check_status(&given, "2022-12-31", LicenceStatus::NotYet);
    check_status(&given, "2023-01-01", LicenceStatus::Valid);
    check_status(&given, "2025-12-31", LicenceStatus::Valid);
    check_status(&given, "2026-01-01", LicenceStatus::Expired);
}

#[test]
fn a_gap_between_two_periods_is_expired() {
    let given = [granted("2022-01-01", "2022-12-31"), renewed("2023-03-01", "2024-02-29")];
    check_status(&given, "2022-12-31", LicenceStatus::Valid);
    check_status(&given, "2023-02-28", LicenceStatus::Expired);
    check_status(&given, "2023-03-01", LicenceStatus::Valid);
}

#[test]
fn a_suspension_with_an_end_is_over_after_it() {
    let given = [granted("2023-01-01", "2025-12-31"), suspended("2024-03-01", Some("2024-03-31"))];
    check_status(&given, "2024-03-31", LicenceStatus::Suspended);
    check_status(&given, "2024-04-01", LicenceStatus::Valid);
}

#[test]
fn a_reinstated_licence_is_valid_from_that_day() {
    let given = [
        granted("2023-01-01", "2025-12-31"),
        suspended("2024-03-01", None),
        reinstated("2024-05-01"),
    ];
    check_status(&given, "2024-04-30", LicenceStatus::Suspended);
    check_status(&given, "2024-05-01", LicenceStatus::Valid);
}

/// The ministry learns in June that the licence had been suspended since March.
#[test]
fn a_suspension_recorded_late_counts_from_its_own_date() {
    let given = [
        granted("2023-01-01", "2025-12-31"),
        reinstated("2024-05-01"),
        suspended("2024-03-01", None),
    ];
    check_status(&given, "2024-04-01", LicenceStatus::Suspended);
    check_status(&given, "2024-06-01", LicenceStatus::Valid);
}

#[test]
fn a_renewal_does_not_lift_a_suspension() {
    let given = [
        granted("2022-07-01", "2024-06-30"),
        suspended("2024-03-01", None),
        renewed("2024-07-01", "2026-06-30"),
    ];
    check_status(&given, "2024-08-01", LicenceStatus::Suspended);
}

#[test]
fn after_a_revocation_only_a_new_licence_counts() {
    let given = [
        granted("2022-07-01", "2026-06-30"),
        revoked("2024-12-01"),
        reinstated("2025-01-01"),
        granted("2025-06-01", "2027-05-31"),
    ];
    check_status(&given, "2025-05-31", LicenceStatus::Revoked);
    check_status(&given, "2025-06-01", LicenceStatus::Valid);
}

#[test]
fn an_established_expiry_ends_the_period_that_ran() {
    let given = [
        granted("2022-07-01", "2026-06-30"),
        expired("2024-12-01"),
        renewed("2025-03-01", "2026-02-28"),
    ];
    check_status(&given, "2024-11-30", LicenceStatus::Valid);
    check_status(&given, "2024-12-01", LicenceStatus::Expired);
    check_status(&given, "2025-03-01", LicenceStatus::Valid);
}
