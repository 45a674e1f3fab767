//! What the state says about a day: stages and the regions beside them.

use super::*;
use crate::migrant::abroad::LegalStatus;
use crate::migrant::registration::Purpose;
use crate::migrant::state::{
    ConsentStanding, Contact, Documents, Employment, Liberty, Life, Stage,
};

#[track_caller]
fn check_stage(given: Vec<Told>, on: &str, then: Option<Stage>) {
    let state = fold(given);
    assert_eq!(state.cycle(&cycle("C01")).and_then(|cycle| cycle.stage_on(day(on))), then);
}

#[track_caller]
fn check_contact(given: Vec<Told>, on: &str, then: Option<Contact>) {
    let state = fold(given);
    let cycle = state.cycle(&cycle("C01")).unwrap();
    assert_eq!(cycle.contact_on(day(on), None), then);
}

fn verbal(on: &'static str) -> Told {
    let payload = recruitment::JobOfferAccepted { vacancy: None, agency: None, employer: None };
    tell!(on, recruitment, payload)
}

fn whole_story() -> Vec<Told> {
    let planned = after(
        preparing(),
        [
            verbal("2024-02-10"),
            signs("2024-02-28"),
            tell!("2024-03-01", recruitment, recruitment::ExitClearanceIssued { issuer: None }),
            departs("2024-03-10"),
            arrives("2024-03-11"),
        ],
    );
    after(
        planned,
        [
            decides_return("2024-10-05"),
            returns("2024-10-15"),
            agrees_plan("2024-10-28", "P1"),
            closes("2026-02-10", Outcome::Reintegrated),
        ],
    )
}

#[test]
fn the_stage_is_the_furthest_milestone_of_the_day() {
    let stages = [
        ("2024-01-07", None),
        ("2024-01-08", Some(Stage::Preparing)),
        ("2024-02-10", Some(Stage::Matched)),
        ("2024-02-28", Some(Stage::Contracted)),
        ("2024-03-01", Some(Stage::Cleared)),
        ("2024-03-10", Some(Stage::InTransit)),
        ("2024-03-11", Some(Stage::Abroad)),
        ("2024-10-05", Some(Stage::ReturnDecided)),
        ("2024-10-15", Some(Stage::Returned)),
        ("2024-10-28", Some(Stage::Reintegrating)),
        ("2026-02-10", Some(Stage::Closed(Outcome::Reintegrated))),
    ];
    for (on, stage) in stages {
        check_stage(whole_story(), on, stage);
    }
}

#[test]
fn leaving_a_plan_leads_back_to_being_home() {
    let dropped = tell!(
        "2024-11-05",
        reintegration,
        reintegration::ReintegrationDropped { reason: pre_departure::DropReason::Other }
    );
    let given = || after(with_plan(), [dropped.clone()]);
    check_stage(given(), "2024-11-04", Some(Stage::Reintegrating));
    check_stage(given(), "2024-11-05", Some(Stage::Returned));
}

#[test]
fn completion_stays_reintegration_until_the_cycle_is_closed() {
    let completed = tell!(
        "2025-02-10",
        reintegration,
        reintegration::ReintegrationCompleted { criterion: None }
    );
    check_stage(after(with_plan(), [completed]), "2025-06-01", Some(Stage::Reintegrating));
}

#[test]
fn death_is_a_stage_until_the_cycle_is_closed() {
    check_stage(dead(), "2024-05-21", Some(Stage::Abroad));
    check_stage(dead(), "2024-05-22", Some(Stage::Deceased));
    let closed = after(dead(), [closes("2024-12-15", Outcome::Deceased)]);
    check_stage(closed, "2024-12-15", Some(Stage::Closed(Outcome::Deceased)));
    let cycle = cycle("C01");
    let state = fold(dead());
    assert!(state.cycle(&cycle).unwrap().is_abroad_on(day("2024-05-21")));
    assert!(!state.cycle(&cycle).unwrap().is_abroad_on(day("2024-05-31")));
    assert_eq!(state.employment_on(day("2024-05-31")), Employment::None);
    assert_eq!(state.life_on(day("2024-05-22"), None), Life::Dead);
}

#[test]
fn leaving_again_opens_a_cycle_on_its_way() {
    let again = tell!(
        "2025-02-01",
        reintegration,
        reintegration::RemigrationRecorded {
            regular: false,
            destination: None,
            self_declared: None,
            next_cycle: cycle("C02"),
        }
    );
    let state = fold(after(home(), [again]));
    let (first, next) = (state.cycle(&cycle("C01")).unwrap(), state.cycle(&cycle("C02")).unwrap());
    assert_eq!(first.stage(), Some(Stage::Closed(Outcome::Remigrated)));
    assert_eq!(next.stage_on(day("2025-02-01")), Some(Stage::InTransit));
    let opening = next.opening.clone().unwrap();
    assert_eq!((opening.ordinal, opening.path), (2, Path::Irregular));
    assert_eq!(state.cycle_open_on(day("2025-02-01")).unwrap().id, cycle("C02"));
    assert_eq!(state.cycle_open_on(day("2025-01-31")).unwrap().id, cycle("C01"));
    assert_eq!(state.legal_on(day("2025-02-01")), LegalStatus::Irregular);
}

/// The story of S7: contact is lost, then a check-in turns up that happened before.
#[test]
fn a_late_check_in_moves_the_last_contact_but_not_the_loss() {
    let known_in_september = vec![
        registers("2024-02-01"),
        opens("2024-02-01", "C01"),
        departs("2024-04-02"),
        arrives("2024-04-02"),
        starts_job("2024-04-08", 1),
        checked_in("2024-05-08"),
        checked_in("2024-06-08"),
        lost("2024-09-15"),
    ];
    let last = |given: Vec<Told>, on: &str| {
        fold(given).cycle(&cycle("C01")).unwrap().last_contact(day(on)).unwrap()
    };
    assert_eq!(day("2024-09-15").days_since(last(known_in_september.clone(), "2024-09-15")), 99);
    check_contact(known_in_september.clone(), "2024-09-20", Some(Contact::Lost));
    check_contact(known_in_september.clone(), "2024-08-31", Some(Contact::Overdue));
    let known_in_october =
        after(known_in_september, [checked_in("2024-08-20"), found("2024-10-02")]);
    assert_eq!(day("2024-08-31").days_since(last(known_in_october.clone(), "2024-08-31")), 11);
    check_contact(known_in_october.clone(), "2024-08-31", Some(Contact::InContact));
    check_contact(known_in_october.clone(), "2024-09-20", Some(Contact::Lost));
    check_contact(known_in_october.clone(), "2024-10-02", Some(Contact::InContact));
    let due = fold(known_in_october).cycle(&cycle("C01")).unwrap().check_ins_due(day("2024-09-30"));
    let expected = ["2024-05-08", "2024-06-08", "2024-07-08", "2024-08-08", "2024-09-08"];
    assert_eq!(due, expected.map(day));
}

#[test]
fn check_ins_stop_with_the_stay_and_without_a_policy() {
    let due = |given| fold(given).cycle(&cycle("C01")).unwrap().check_ins_due(day("2025-12-31"));
    assert_eq!(due(dead()), [day("2024-05-01")]);
    assert_eq!(due(home()).last(), Some(&day("2024-10-01")));
    assert!(due(there()).is_empty());
}

#[test]
fn a_missing_person_is_missing() {
    let given = after(working(), [lost("2024-06-15")]);
    assert_eq!(fold(given.clone()).life_on(day("2024-06-15"), None), Life::Missing);
    let complained = Some(day("2024-06-20"));
    assert_eq!(fold(given).life_on(day("2024-06-21"), complained), Life::Alive);
}

#[test]
fn employment_follows_the_main_job() {
    let state = fold(home());
    assert_eq!(state.employment_on(day("2024-03-31")), Employment::None);
    assert_eq!(state.employment_on(day("2024-04-01")), Employment::Employed(employer(1)));
    assert_eq!(state.employment_on(day("2024-09-30")), Employment::None);
}

#[test]
fn legal_status_begins_as_she_left() {
    let changed = tell!(
        "2024-06-01",
        abroad,
        abroad::LegalStatusChanged {
            status: LegalStatus::Irregular,
            from: Some(day("2024-05-15")),
            permit_valid_to: None,
        }
    );
    let state = fold(after(there(), [changed]));
    assert_eq!(state.legal_on(day("2024-03-09")), LegalStatus::Unknown);
    assert_eq!(state.legal_on(day("2024-03-10")), LegalStatus::Regular);
    assert_eq!(state.legal_on(day("2024-05-15")), LegalStatus::Irregular);
}

#[test]
fn liberty_and_documents_are_spells() {
    use crate::migrant::abroad::protection::DocumentHolder;
    use crate::migrant::registration::DocumentType;
    let held = tell!(
        "2024-03-20",
        protection,
        protection::DocumentRetained {
            document: DocumentType::Passport,
            holder: DocumentHolder::Employer,
        }
    );
    let back = tell!(
        "2024-08-10",
        protection,
        protection::DocumentReturned { document: DocumentType::Passport }
    );
    let taken = tell!(
        "2024-05-01",
        protection,
        protection::DetentionStarted { country: None, ground: None, consular_access_on: None }
    );
    let state = fold(after(there(), [held, back, taken]));
    assert_eq!(state.documents_on(day("2024-03-19")), Documents::SelfHeld);
    assert_eq!(state.documents_on(day("2024-03-20")), Documents::Retained);
    assert_eq!(state.documents_on(day("2024-08-10")), Documents::SelfHeld);
    assert_eq!(state.liberty_on(day("2024-04-30")), Liberty::Free);
    assert_eq!(state.liberty_on(day("2025-05-01")), Liberty::Detained);
}

#[test]
fn a_consent_holds_until_it_is_withdrawn_or_expires() {
    let union = crate::id::OrganisationId::from_bytes([8; 16]);
    let ministry = crate::id::OrganisationId::from_bytes([9; 16]);
    let agrees = |on, recipient, expires_on: Option<&str>| {
        tell!(
            on,
            registration,
            registration::ConsentGiven {
                purposes: vec![Purpose::ShareUnion],
                recipient,
                form_version: None,
                language: None,
                method: None,
                expires_on: expires_on.map(day),
            }
        )
    };
    let withdraws = tell!(
        "2024-03-01",
        registration,
        registration::ConsentWithdrawn {
            purposes: vec![Purpose::ShareUnion],
            recipient: Some(union),
        }
    );
    let given =
        vec![registers("2024-01-08"), agrees("2024-02-01", None, Some("2024-06-30")), withdraws];
    let consents = fold(given).consents;
    let standing = |who, on| consents.standing_on(Purpose::ShareUnion, Some(who), day(on));
    assert_eq!(standing(union, "2024-01-31"), ConsentStanding::None);
    assert_eq!(standing(union, "2024-02-01"), ConsentStanding::Given);
    assert_eq!(standing(union, "2024-03-01"), ConsentStanding::Withdrawn);
    assert_eq!(standing(ministry, "2024-03-01"), ConsentStanding::Given);
    assert_eq!(standing(ministry, "2024-06-30"), ConsentStanding::Given);
    assert_eq!(standing(ministry, "2024-07-01"), ConsentStanding::Expired);
}
