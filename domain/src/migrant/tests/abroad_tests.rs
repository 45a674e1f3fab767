//! Work, contact, danger, death.

use super::*;
use crate::id::OrganisationId;
use crate::migrant::abroad::protection::{DetentionGround, DocumentHolder, IncidentClass};

fn side_job(on: &'static str, number: u8) -> Told {
    tell!(
        on,
        work,
        work::EmploymentStarted {
            employer: employer(number),
            contract: None,
            rank: Some(work::JobRank::Side),
            occupation: None,
            activity: None,
            verbal_terms: None,
        }
    )
}

fn changes_job(on: &'static str, number: u8) -> Told {
    tell!(
        on,
        work,
        work::EmployerChanged {
            from: None,
            to: employer(number),
            contract: None,
            reason: None,
            occupation: None,
            activity: None,
        }
    )
}

fn asserts(on: &'static str, amount: Money) -> Told {
    tell!(
        on,
        work,
        work::WageArrearsAsserted {
            contract: Some(contract("CT-1")),
            employer: None,
            periods: vec![],
            amount,
        }
    )
}

fn settles(on: &'static str, amount: Money) -> Told {
    tell!(
        on,
        work,
        work::WageArrearsSettled {
            contract: Some(contract("CT-1")),
            employer: None,
            periods: vec![],
            amount,
        }
    )
}

fn incident(on: &'static str, class: IncidentClass) -> Told {
    tell!(
        on,
        protection,
        protection::IncidentReported {
            class,
            severity: None,
            days_lost: None,
            place: None,
            perpetrator: None,
        }
    )
}

fn detained(on: &'static str) -> Told {
    let payload = protection::DetentionStarted {
        country: None,
        ground: Some(DetentionGround::SeaInterception),
        consular_access_on: None,
    };
    tell!(on, protection, payload)
}

fn freed(on: &'static str) -> Told {
    tell!(on, protection, protection::DetentionEnded { consular_access_on: None })
}

fn document_held(on: &'static str) -> Told {
    tell!(
        on,
        protection,
        protection::DocumentRetained {
            document: registration::DocumentType::Passport,
            holder: DocumentHolder::Employer,
        }
    )
}

fn document_back(on: &'static str, document: registration::DocumentType) -> Told {
    tell!(on, protection, protection::DocumentReturned { document })
}

fn estate(on: &'static str, period: &str) -> Told {
    tell!(
        on,
        death,
        death::EstateWagesPaid {
            contract: None,
            employer: None,
            period: period.parse().unwrap(),
            amount: eur("938.90"),
            member: None,
        }
    )
}

fn missed(on: &'static str) -> Told {
    tell!(on, contact, contact::CheckInMissed { method: None, attempts: None })
}

fn traced(on: &'static str) -> Told {
    tell!(on, contact, contact::TracingRequested { by: None, route: None, organisation: None })
}

#[test]
fn a_job_abroad_begins_abroad() {
    check(there(), starts_job("2024-04-01", 1), Ok(()));
    check(there(), starts_job("2024-03-11", 1), Ok(()));
    check(there(), starts_job("2024-03-10", 1), Err(Refusal::NotAbroad));
    check(home(), starts_job("2024-10-15", 1), Ok(()));
    check(home(), starts_job("2024-10-16", 1), Err(Refusal::NotAbroad));
}

#[test]
fn main_jobs_do_not_overlap() {
    check(working(), starts_job("2024-05-01", 2), Err(Refusal::OverlappingJob));
    check(working(), side_job("2024-05-01", 2), Ok(()));
    check(working(), changes_job("2024-05-01", 2), Ok(()));
    let ended = after(working(), [ends_job("2024-05-01", 1)]);
    check(ended.clone(), starts_job("2024-05-01", 2), Ok(()));
    check(ended, starts_job("2024-04-30", 2), Err(Refusal::OverlappingJob));
}

#[test]
fn a_job_that_nobody_ended_ends_with_the_stay() {
    let returned = after(working(), [returns("2024-10-15")]);
    let again = [opens("2025-01-01", "C02"), departs("2025-02-01"), arrives("2025-02-01")];
    let season = closes("2024-12-31", Outcome::SeasonEnded);
    let given = after(after(returned, [season]), again);
    check(given, starts_job("2025-02-03", 1), Ok(()));
}

#[test]
fn only_a_job_that_was_held_ends() {
    check(working(), ends_job("2024-09-30", 1), Ok(()));
    check(working(), ends_job("2024-09-30", 2), Err(Refusal::NotEmployed));
    check(working(), ends_job("2024-03-31", 1), Err(Refusal::NotEmployed));
    check(home(), ends_job("2024-10-01", 1), Err(Refusal::NotEmployed));
}

#[test]
fn a_wage_is_for_a_month_with_a_job() {
    check(working(), wage("2024-05-02", "2024-04"), Ok(()));
    check(working(), wage("2024-05-02", "2024-03"), Err(Refusal::NoJobInPeriod));
    check(home(), wage("2024-12-01", "2024-09"), Ok(()));
    check(home(), wage("2024-12-01", "2024-10"), Err(Refusal::NoJobInPeriod));
}

#[test]
fn no_wage_is_recorded_for_a_month_after_death() {
    check(dead(), wage("2024-07-01", "2024-06"), Err(Refusal::PeriodAfterDeath));
    check(dead(), wage("2024-07-01", "2024-05"), Ok(()));
}

#[test]
fn no_more_arrears_are_settled_than_asserted() {
    let owed = || after(working(), [asserts("2024-08-02", eur("3392.00"))]);
    check(owed(), settles("2024-09-01", eur("3392.00")), Ok(()));
    check(owed(), settles("2024-09-01", eur("3392.01")), Err(Refusal::ArrearsExceeded));
    check(owed(), settles("2024-09-01", xof("1")), Err(Refusal::ArrearsExceeded));
    let paid = after(owed(), [settles("2024-09-01", eur("3000.00"))]);
    check(paid, settles("2024-09-02", eur("392.01")), Err(Refusal::ArrearsExceeded));
}

#[test]
fn check_ins_are_for_those_abroad() {
    check(working(), checked_in("2024-05-01"), Ok(()));
    check(on_the_way(), checked_in("2024-05-01"), Err(Refusal::NotAbroad));
    check(home(), missed("2024-11-01"), Err(Refusal::NotAbroad));
}

#[test]
fn contact_is_lost_on_the_way_or_abroad() {
    check(on_the_way(), lost("2024-05-01"), Ok(()));
    check(preparing(), lost("2024-05-01"), Err(Refusal::NotAway));
    check(home(), lost("2024-10-16"), Err(Refusal::NotAway));
    check(home(), traced("2024-10-16"), Err(Refusal::NotAway));
    check(home(), traced("2024-10-15"), Ok(()));
}

#[test]
fn only_lost_contact_is_reestablished() {
    check(working(), found("2024-06-01"), Err(Refusal::ContactNotLost));
    let gone = after(working(), [lost("2024-05-15")]);
    check(gone.clone(), found("2024-06-01"), Ok(()));
    check(gone.clone(), found("2024-05-14"), Err(Refusal::ContactNotLost));
    check(after(gone, [found("2024-06-01")]), found("2024-06-02"), Err(Refusal::ContactNotLost));
}

#[test]
fn violence_and_trafficking_go_to_the_protection_service() {
    check(working(), incident("2024-06-01", IncidentClass::OccupationalInjury), Ok(()));
    for class in [IncidentClass::Gbv, IncidentClass::TraffickingSuspected] {
        check(working(), incident("2024-06-01", class), Err(Refusal::ProtectedContent));
    }
}

#[test]
fn detention_begins_and_ends_in_turn() {
    check(on_the_way(), freed("2024-07-09"), Err(Refusal::NotDetained));
    let held = || after(on_the_way(), [detained("2024-07-02")]);
    check(held(), freed("2024-07-09"), Ok(()));
    check(held(), freed("2024-07-01"), Err(Refusal::NotDetained));
    check(held(), detained("2024-07-03"), Err(Refusal::AlreadyDetained));
    check(after(held(), [freed("2024-07-09")]), detained("2024-07-09"), Ok(()));
}

#[test]
fn a_document_is_withheld_and_given_back_in_turn() {
    use registration::DocumentType::{Passport, ResidencePermit};
    let held = || after(there(), [document_held("2024-03-20")]);
    check(there(), document_back("2024-08-10", Passport), Err(Refusal::DocumentNotHeld));
    check(held(), document_back("2024-08-10", Passport), Ok(()));
    check(held(), document_back("2024-08-10", ResidencePermit), Err(Refusal::DocumentNotHeld));
    check(held(), document_held("2024-04-01"), Err(Refusal::DocumentAlreadyHeld));
}

#[test]
fn nobody_dies_twice() {
    use death::DeathCause::Illness;
    check(working(), dies("2024-05-22", Illness), Ok(()));
    check(dead(), dies("2024-06-01", Illness), Err(Refusal::AlreadyDead));
}

#[test]
fn what_the_living_do_is_refused_after_death() {
    check(dead(), checked_in("2024-05-22"), Ok(()));
    check(dead(), checked_in("2024-05-23"), Err(Refusal::Dead));
    check(dead(), returns("2024-06-03"), Err(Refusal::Dead));
    check(dead(), starts_job("2024-06-03", 1), Err(Refusal::Dead));
    check(dead(), returns("2024-05"), Ok(()));
}

#[test]
fn heirs_are_told_and_paid_after_a_death() {
    let told_family = |on| {
        tell!(
            on,
            death,
            death::NextOfKinNotified {
                member: None,
                by: Some(OrganisationId::from_bytes([3; 16])),
            }
        )
    };
    check(working(), told_family("2024-05-23"), Err(Refusal::NotDead));
    check(dead(), told_family("2024-05-23"), Ok(()));
    check(dead(), estate("2024-07-10", "2024-05"), Ok(()));
    check(dead(), estate("2024-07-10", "2024-06"), Err(Refusal::PeriodAfterDeath));
    check(working(), estate("2024-07-10", "2024-05"), Err(Refusal::NotDead));
    check(dead(), closes("2024-12-15", Outcome::Deceased), Ok(()));
}

#[test]
fn a_job_that_ended_with_death_may_be_said_to_end() {
    check(dead(), ends_job("2024-05-31", 1), Ok(()));
}
