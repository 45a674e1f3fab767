//! Given-when-then cases of protection cases.

use super::payload;
use super::*;
use crate::aggregate::{Refused, conflicts};
use crate::context::Context;
use crate::testing::{self, Told};

const KADIATOU: MigrantId = MigrantId::from_bytes([1; 16]);
const OFFICER: UserId = UserId::from_bytes([2; 16]);

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Case>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn label() -> ReferralId {
    "H1".parse().expect("a label")
}

fn opened(date: &'static str) -> Told<Event> {
    told(date, CaseOpened { migrant: KADIATOU, minor: false })
}

fn incident(date: &'static str, happened_on: &str, disclosed_on: &str) -> Told<Event> {
    told(
        date,
        GbvIncidentReported {
            gbv_type: GbvType::PhysicalAssault,
            happened_on: happened_on.parse().expect("a date"),
            disclosed_on: disclosed_on.parse().expect("a date"),
            survivor_code: None,
            consent_services: true,
            consent_reporting: false,
            share_union: false,
            perpetrator: None,
            reported_elsewhere: false,
        },
    )
}

fn referral(date: &'static str) -> Told<Event> {
    let (service, basis) = (Service::Health, ReferralBasis::SurvivorConsent);
    told(date, ReferralMade { referral: label(), service, organisation: None, basis })
}

fn delivered(date: &'static str) -> Told<Event> {
    told(date, ReferralServiceDelivered { referral: label() })
}

fn accepted(date: &'static str) -> Told<Event> {
    told(date, CaseReferralAccepted { referral: label() })
}

fn completed(date: &'static str) -> Told<Event> {
    told(date, CaseReferralCompleted { referral: label() })
}

fn declined(date: &'static str) -> Told<Event> {
    let by = ReferralEnd::DeclinedBySurvivor;
    told(date, CaseReferralDeclined { referral: label(), by })
}

fn assigned(date: &'static str) -> Told<Event> {
    told(date, ProtectionCaseAssigned { officer: OFFICER })
}

fn transferred(date: &'static str) -> Told<Event> {
    let reason = TransferReason::Workload;
    told(date, ProtectionCaseTransferred { from: None, to: OFFICER, reason })
}

fn closed(date: &'static str) -> Told<Event> {
    told(date, CaseClosed { outcome: CaseOutcome::GoalsMet })
}

fn shelter(date: &'static str, from: &str, to: &str) -> Told<Event> {
    let (from, to) = (from.parse().expect("a day"), Some(to.parse().expect("a day")));
    told(date, CaseShelterProvided { from, to, organisation: None })
}

#[test]
fn a_case_is_opened_once() {
    check(&[], opened("2024-09-20"), Ok(()));
    check(&[opened("2024-09-20")], opened("2024-09-19"), Err(Refusal::AlreadyOpened));
}

#[test]
fn nothing_happens_to_a_case_that_was_never_opened() {
    let trafficking = TraffickingSuspected {
        forms: Vec::new(),
        indicators: Vec::new(),
        consent_reporting: false,
    };
    let reason = TrueReasonRecorded { reason: TrueReason::Flight, employer: None, cycle: None };
    let kind = AssistanceKind::Cash;
    for when in [
        incident("2024-09-20", "2024-09-18", "2024-09-20"),
        told("2024-09-20", trafficking),
        told("2024-09-20", reason),
        referral("2024-09-20"),
        shelter("2024-09-21", "2024-09-21", "2024-10-05"),
        told("2024-09-21", CaseAssistanceProvided { kind, organisation: None, value: None }),
        told("2024-09-21", CaseCounsellingHeld { mode: SessionMode::InPerson, minutes: None }),
        assigned("2024-09-21"),
        transferred("2024-09-21"),
        closed("2024-09-21"),
    ] {
        check(&[], when, Err(Refusal::NotOpened));
    }
}

/// The case is opened when she tells, and what she tells lies before.
#[test]
fn an_incident_may_be_older_than_its_case() {
    let when = incident("2024-09-18T20:00:00Z", "2024-09-18T20:00:00Z", "2024-09-20T09:00:00Z");
    check(&[opened("2024-09-20")], when, Ok(()));
}

#[test]
fn violence_is_told_of_after_it_happened() {
    let given = [opened("2024-09-20")];
    let when = incident("2024-09-20", "2024-09-21", "2024-09-20");
    check(&given, when, Err(Refusal::DisclosedTooEarly));
    check(&given, incident("2024-09-20", "2024", "2024-09-20"), Ok(()));
}

#[test]
fn what_is_said_of_a_case_is_survivor_class() {
    let (_, event) = opened("2024-09-20");
    let context = Context::on("2024-09-20".parse::<Occurrence>().expect("a date"));
    let fact = Fact {
        event: &event,
        occurred_on: context.occurred_on,
        context: &context,
        position: 0,
        recorded_at: crate::context::Timestamp(0),
        event_id: EventId::from_bytes([9; 16]),
        stream: crate::id::StreamId::from_bytes([9; 16]),
        corrected_by: None,
    };
    let found = conflicts::<Case>(&[fact], &Others::default());
    assert_eq!(found, [(0, Refusal::NotSurvivorClass)]);
}

#[test]
fn a_referral_s_name_is_used_once() {
    let given = [opened("2024-09-20"), referral("2024-09-20")];
    check(&given, referral("2024-09-21"), Err(Refusal::ReferralExists));
}

#[test]
fn what_was_never_referred_is_not_answered() {
    let given = [opened("2024-09-18"), referral("2024-09-20")];
    for when in [
        accepted("2024-09-19"),
        delivered("2024-09-19"),
        completed("2024-09-19"),
        declined("2024-09-19"),
    ] {
        check(&given, when, Err(Refusal::UnknownReferral));
    }
}

#[test]
fn a_referral_is_delivered_and_done_without_being_accepted() {
    let given = [opened("2024-09-20"), referral("2024-09-20"), delivered("2024-09-20T16:00:00Z")];
    check(&given, completed("2024-09-21"), Ok(()));
    let stage = testing::state::<Case>(&given).referrals[&label()].stage;
    let on = "2024-09-20T16:00:00Z".parse().expect("an instant");
    assert_eq!(stage, ReferralStage::Delivered { on });
}

#[test]
fn a_referral_that_ended_takes_no_other_answer() {
    for end in [completed("2024-09-21"), declined("2024-09-21")] {
        let given = [opened("2024-09-20"), referral("2024-09-20"), end];
        for when in [accepted("2024-09-22"), completed("2024-09-22"), declined("2024-09-22")] {
            check(&given, when, Err(Refusal::ReferralOver));
        }
    }
}

#[test]
fn a_stay_does_not_end_before_it_begins() {
    let given = [opened("2024-09-20")];
    let when = shelter("2024-09-21", "2024-09-21", "2024-09-20");
    check(&given, when, Err(Refusal::EndsBeforeItBegins));
    check(&given, shelter("2024-09-21", "2024-09-21", "2024-10-05"), Ok(()));
}

#[test]
fn a_closed_case_is_not_handed_on_nor_closed_again() {
    let given = [opened("2024-09-20"), closed("2025-01-20")];
    for when in [assigned("2025-01-21"), transferred("2025-01-21"), closed("2025-01-21")] {
        check(&given, when, Err(Refusal::Closed));
    }
    check(&given, assigned("2024-09-21"), Ok(()));
}

#[test]
fn a_case_knows_its_officer() {
    let given = [opened("2024-09-20"), assigned("2024-09-20")];
    assert_eq!(testing::state::<Case>(&given).officer, Some(OFFICER));
}
