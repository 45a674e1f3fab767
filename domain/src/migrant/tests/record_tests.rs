//! Duplicates, rights, erasure.

use super::*;
use crate::aggregate::Standing;
use crate::context::Sensitivity;
use crate::id::{ComplaintId, MigrantId};
use crate::migrant::records::rights::{ErasureGround, HoldGround, RestrictionGround};
use crate::migrant::records::{EmergencyReason, MatchMethod, ReversalReason};

const SELF: MigrantId = MigrantId::from_bytes([1; 16]);
const OTHER: MigrantId = MigrantId::from_bytes([2; 16]);
const THIRD: MigrantId = MigrantId::from_bytes([3; 16]);

fn merged(on: &'static str, other: MigrantId, winner: MigrantId) -> Told {
    let payload =
        records::PersonsMerged { other, winner, score: None, method: MatchMethod::Document };
    tell!(on, records, payload)
}

fn reversed(on: &'static str) -> Told {
    let payload = records::PersonMergeReversed { other: OTHER, reason: ReversalReason::TwoPeople };
    tell!(on, records, payload)
}

fn suspected(on: &'static str, other: MigrantId) -> Told {
    tell!(on, records, records::DuplicateSuspected { other, score: Some(90), method: None })
}

fn breaks_glass(on: &'static str, sensitivity: Sensitivity) -> Told {
    tell!(
        on,
        records,
        records::BreakGlassUsed { reason: EmergencyReason::Medical, sensitivity, minutes: 180 }
    )
}

fn asks_access(on: &'static str) -> Told {
    tell!(on, rights, rights::SubjectAccessRequested { request: label("R1"), due_on: None })
}

fn answers_access(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::SubjectAccessAnswered { request: label("R1"), answer: rights::AccessAnswer::Full }
    )
}

fn asks_erasure(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::ErasureRequested {
            request: label("R1"),
            subject: None,
            ground: ErasureGround::ConsentWithdrawn,
            due_on: None,
        }
    )
}

fn approves(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::ErasureApproved { request: label("R1"), ground: ErasureGround::ConsentWithdrawn }
    )
}

fn declines(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::ErasureRefused {
            request: label("R1"),
            exemption: rights::ErasureExemption::LegalClaims,
        }
    )
}

fn destroys(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::SubjectKeyDestroyed {
            request: label("R1"),
            subject: None,
            complaints: vec![],
            entries: None,
        }
    )
}

fn restricts(on: &'static str) -> Told {
    let payload = rights::RestrictionApplied { ground: RestrictionGround::LegalClaims };
    tell!(on, rights, payload)
}

fn lifts(on: &'static str) -> Told {
    let payload = rights::RestrictionLifted { ground: RestrictionGround::LegalClaims };
    tell!(on, rights, payload)
}

fn holds(on: &'static str) -> Told {
    tell!(
        on,
        rights,
        rights::LegalHoldPlaced {
            hold: label("H1"),
            ground: HoldGround::Court,
            complaint: None,
            authority: None,
        }
    )
}

fn releases(on: &'static str) -> Told {
    tell!(on, rights, rights::LegalHoldReleased { hold: label("H1") })
}

fn approved() -> Vec<Told> {
    after(preparing(), [asks_erasure("2025-01-01"), approves("2025-01-10").by_officer(1)])
}

#[test]
fn a_record_is_not_its_own_duplicate() {
    check(preparing(), suspected("2024-02-01", OTHER), Ok(()));
    check(preparing(), suspected("2024-02-01", SELF), Err(Refusal::SamePerson));
    check(preparing(), merged("2024-02-01", SELF, SELF), Err(Refusal::SamePerson));
}

#[test]
fn a_merge_names_the_pair_and_is_made_once() {
    check(preparing(), merged("2024-02-01", OTHER, OTHER), Ok(()));
    check(preparing(), merged("2024-02-01", OTHER, SELF), Ok(()));
    check(preparing(), merged("2024-02-01", OTHER, THIRD), Err(Refusal::WinnerOutsidePair));
    let given = after(preparing(), [merged("2024-02-01", OTHER, SELF)]);
    check(given.clone(), merged("2024-03-01", OTHER, SELF), Err(Refusal::AlreadyMerged));
    check(given, merged("2024-03-01", THIRD, SELF), Ok(()));
}

#[test]
fn a_merge_is_reversed_and_made_again_in_the_order_of_the_log() {
    check(preparing(), reversed("2024-02-01"), Err(Refusal::NotMerged));
    let undone = after(preparing(), [merged("2024-02-01", OTHER, SELF), reversed("2024-01-15")]);
    check(undone.clone(), reversed("2024-03-01"), Err(Refusal::NotMerged));
    check(undone.clone(), merged("2024-03-01", OTHER, SELF), Ok(()));
    assert_eq!(fold(undone).rights.merged_with().count(), 0);
}

#[test]
fn no_emergency_opens_what_concerns_a_survivor() {
    check(preparing(), breaks_glass("2024-02-01", Sensitivity::Sensitive), Ok(()));
    let survivor = breaks_glass("2024-02-01", Sensitivity::Survivor);
    check(preparing(), survivor, Err(Refusal::SurvivorContent));
}

#[test]
fn only_a_request_is_answered() {
    check(preparing(), answers_access("2025-01-01"), Err(Refusal::RequestUnknown));
    let asked = after(preparing(), [asks_access("2025-01-01")]);
    check(asked.clone(), answers_access("2025-01-20"), Ok(()));
    check(asked.clone(), asks_access("2025-02-01"), Err(Refusal::RequestExists));
    check(asked.clone(), asks_erasure("2025-02-01"), Err(Refusal::RequestExists));
    check(asked, approves("2025-01-20"), Err(Refusal::RequestUnknown));
}

#[test]
fn only_what_is_restricted_is_released() {
    check(preparing(), lifts("2025-01-01"), Err(Refusal::NotRestricted));
    let restricted = after(preparing(), [restricts("2025-01-01")]);
    check(restricted.clone(), lifts("2025-02-01"), Ok(()));
    let lifted = after(restricted, [lifts("2025-02-01")]);
    check(lifted, lifts("2025-02-01"), Err(Refusal::NotRestricted));
}

#[test]
fn a_key_is_destroyed_by_a_second_officer_after_an_approval() {
    check(approved(), destroys("2025-01-20").by_officer(2), Ok(()));
    check(approved(), destroys("2025-01-20").by_officer(1), Err(Refusal::SecondOfficerMissing));
    check(approved(), destroys("2025-01-20"), Err(Refusal::SecondOfficerMissing));
    let asked = after(preparing(), [asks_erasure("2025-01-01")]);
    check(asked, destroys("2025-01-20").by_officer(2), Err(Refusal::ErasureNotApproved));
    let refused = after(approved(), [declines("2025-01-15")]);
    check(refused, destroys("2025-01-20").by_officer(2), Err(Refusal::ErasureNotApproved));
    let done = after(approved(), [destroys("2025-01-20").by_officer(2)]);
    check(done, destroys("2025-01-21").by_officer(2), Err(Refusal::AlreadyErased));
}

/// Erasure is judged as the log stands, not as of its date.
#[test]
fn a_legal_hold_blocks_the_erasure_until_it_is_released() {
    let held = after(approved(), [holds("2025-06-01")]);
    let destroy = || destroys("2025-01-20").by_officer(2);
    check(held.clone(), destroy(), Err(Refusal::LegalHoldInForce));
    check(held.clone(), holds("2025-07-01"), Err(Refusal::HoldExists));
    check(after(held, [releases("2025-07-01")]), destroy(), Ok(()));
    check(approved(), releases("2025-07-01"), Err(Refusal::HoldUnknown));
}

#[test]
fn an_open_complaint_blocks_the_erasure() {
    let complaint = ComplaintId::from_bytes([9; 16]);
    let destroy = |closed_on: Option<Day>| {
        let payload = rights::SubjectKeyDestroyed {
            request: label("R1"),
            subject: None,
            complaints: vec![complaint],
            entries: None,
        };
        let when = tell!("2025-01-20", rights, payload).by_officer(2).proposal(9);
        let mut others = Others::default();
        others.insert(complaint.into(), Standing { closed_on });
        decide::<Migrant>(&history(approved()), &others, when).map(|_| ())
    };
    assert_eq!(destroy(Some(day("2024-09-27"))), Ok(()));
    let open: Result<(), Refusal> = Err(Refusal::ComplaintOpen);
    assert_eq!(destroy(None), open.map_err(Refused::Law));
}

#[test]
fn unpaid_compensation_blocks_the_erasure() {
    let given = after(dead(), [asks_erasure("2025-01-01"), approves("2025-01-10").by_officer(1)]);
    let destroy = || destroys("2025-01-20").by_officer(2);
    check(given.clone(), destroy(), Err(Refusal::CompensationUnpaid));
    let paid = tell!(
        "2024-11-20",
        death,
        death::CompensationPaid { amount: eur("30000.00"), member: None, payer: None }
    );
    check(after(given, [paid]), destroy(), Ok(()));
}
