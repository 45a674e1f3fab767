//! Given-when-then cases of users.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<User>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn registered(date: &'static str) -> Told<Event> {
    told(date, UserRegistered { organisation: None, country: None })
}

fn granted(date: &'static str, role: Role) -> Told<Event> {
    told(date, RoleGranted { role, organisation: None, country: None, until: None })
}

fn role_withdrawn(date: &'static str, role: Role) -> Told<Event> {
    told(date, RoleWithdrawn { role })
}

fn deactivated(date: &'static str) -> Told<Event> {
    told(date, UserDeactivated { reason: DeactivationReason::Left })
}

fn label(token: &str) -> Label {
    token.parse().expect("a label")
}

fn issued(date: &'static str, token: &str, role: Role) -> Told<Event> {
    told(date, TokenIssued { token: label(token), role, expires_on: None })
}

fn token_revoked(date: &'static str, token: &str) -> Told<Event> {
    told(date, TokenRevoked { token: label(token), reason: TokenEnd::Replaced })
}

fn officer() -> [Told<Event>; 3] {
    [
        registered("2024-01-01"),
        granted("2024-01-02", Role::UnionOfficer),
        issued("2024-01-03", "t1", Role::UnionOfficer),
    ]
}

#[test]
fn a_user_is_registered_once() {
    check(&[], registered("2024-01-01"), Ok(()));
    check(&[registered("2024-01-01")], registered("2024-02-01"), Err(Refusal::AlreadyRegistered));
}

#[test]
fn nothing_is_recorded_about_a_user_who_was_never_registered() {
    for when in [
        granted("2024-01-02", Role::Dpo),
        role_withdrawn("2024-01-02", Role::Dpo),
        deactivated("2024-01-02"),
        issued("2024-01-02", "t1", Role::Dpo),
        token_revoked("2024-01-02", "t1"),
    ] {
        check(&[], when, Err(Refusal::NotRegistered));
    }
}

#[test]
fn a_deactivated_user_gets_neither_role_nor_token() {
    let [first, second, third] = officer();
    let given = [first, second, third, deactivated("2024-02-01")];
    check(&given, granted("2024-02-02", Role::Dpo), Err(Refusal::Deactivated));
    let token = issued("2024-02-02", "t2", Role::UnionOfficer);
    check(&given, token, Err(Refusal::Deactivated));
    check(&given, deactivated("2024-02-02"), Err(Refusal::Deactivated));
    assert!(testing::state::<User>(&given).tokens.is_empty());
}

#[test]
fn a_token_acts_in_a_role_that_its_user_holds() {
    check(&officer(), issued("2024-01-04", "t2", Role::Dpo), Err(Refusal::RoleNotHeld));
    check(&officer(), role_withdrawn("2024-01-04", Role::Dpo), Err(Refusal::RoleNotHeld));
    let [first, second, third] = officer();
    let given = [first, second, third, role_withdrawn("2024-02-01", Role::UnionOfficer)];
    let token = issued("2024-02-02", "t2", Role::UnionOfficer);
    check(&given, token, Err(Refusal::RoleNotHeld));
}

#[test]
fn a_token_s_name_is_used_once() {
    let again = issued("2024-01-04", "t1", Role::UnionOfficer);
    check(&officer(), again, Err(Refusal::TokenExists));
    let [first, second, third] = officer();
    let given = [first, second, third, token_revoked("2024-02-01", "t1")];
    let again = issued("2024-02-02", "t1", Role::UnionOfficer);
    check(&given, again, Err(Refusal::TokenExists));
    check(&given, issued("2024-02-02", "t2", Role::UnionOfficer), Ok(()));
}

#[test]
fn only_a_token_in_use_is_revoked() {
    check(&officer(), token_revoked("2024-01-02", "t1"), Err(Refusal::NoSuchToken));
    check(&officer(), token_revoked("2024-02-01", "t2"), Err(Refusal::NoSuchToken));
    check(&officer(), token_revoked("2024-02-01", "t1"), Ok(()));
}
