//! Registration, consents, preparation, recruitment.

use super::*;
use crate::aggregate::Standing;
use crate::id::VacancyId;
use crate::migrant::recruitment::{CostCategory, GiveUpReason, Payer, Redress, VisaType};
use crate::migrant::registration::Purpose;

fn consents(on: &'static str, purpose: Purpose) -> Told {
    tell!(
        on,
        registration,
        registration::ConsentGiven {
            purposes: vec![purpose],
            recipient: None,
            form_version: None,
            language: None,
            method: None,
            expires_on: None,
        }
    )
}

fn withdraws(on: &'static str, purpose: Purpose) -> Told {
    let payload = registration::ConsentWithdrawn { purposes: vec![purpose], recipient: None };
    tell!(on, registration, payload)
}

fn orientation(on: &'static str) -> Told {
    tell!(
        on,
        pre_departure,
        pre_departure::OrientationCompleted {
            hours: 20,
            curriculum: None,
            language: None,
            destination_specific: None,
            score: None,
        }
    )
}

fn counselling(on: &'static str) -> Told {
    tell!(
        on,
        pre_departure,
        pre_departure::CounsellingProvided {
            service: pre_departure::CounsellingService::ResourceCentre,
            topics: vec![],
            minutes: Some(45),
            modality: None,
        }
    )
}

fn starts_course(on: &'static str) -> Told {
    tell!(
        on,
        pre_departure,
        pre_departure::TrainingStarted {
            course: label("drying"),
            occupation: None,
            field: None,
            hours: None,
            green: Some(true),
            provider: None,
        }
    )
}

fn completes_course(on: &'static str) -> Told {
    let payload =
        pre_departure::TrainingCompleted { course: label("drying"), hours: None, result: None };
    tell!(on, pre_departure, payload)
}

fn drops_course(on: &'static str) -> Told {
    let payload = pre_departure::TrainingDropped { course: label("drying"), reason: None };
    tell!(on, pre_departure, payload)
}

fn applies_for_visa(on: &'static str) -> Told {
    let payload = recruitment::VisaApplied { visa: VisaType::Work, country: None };
    tell!(on, recruitment, payload)
}

fn visa_granted(on: &'static str) -> Told {
    tell!(
        on,
        recruitment,
        recruitment::VisaGranted {
            visa: VisaType::Work,
            country: None,
            valid_from: None,
            valid_to: None,
            max_stay_months: None,
            single_employer: None,
        }
    )
}

fn pays(on: &'static str, amount: Money) -> Told {
    tell!(
        on,
        recruitment,
        recruitment::RecruitmentCostPaid {
            cost: label("K1"),
            amount,
            category: CostCategory::FeeService,
            payer: Payer::Worker,
            payee: None,
            agency: None,
            employer: None,
            sub_agent: None,
            stage: None,
            financed_by: None,
            loan_interest: None,
            receipt: None,
        }
    )
}

fn pays_back(on: &'static str, amount: Money) -> Told {
    tell!(
        on,
        recruitment,
        recruitment::RecruitmentCostReimbursed {
            cost: label("K1"),
            amount,
            by: Payer::Agency,
            kind: Redress::FeeRefund,
        }
    )
}

fn gives_up(on: &'static str) -> Told {
    let payload = recruitment::PreDepartureWithdrawn { reason: GiveUpReason::ChangedMind };
    tell!(on, recruitment, payload)
}

fn cancels(on: &'static str) -> Told {
    let payload = recruitment::CycleCancelled { reason: GiveUpReason::EmployerWithdrew };
    tell!(on, recruitment, payload)
}

#[test]
fn a_person_is_registered_once() {
    check(vec![], registers("2024-01-08"), Ok(()));
    check(preparing(), registers("2024-02-01"), Err(Refusal::AlreadyRegistered));
    check(preparing(), registers("2023-02-01"), Err(Refusal::AlreadyRegistered));
}

#[test]
fn nothing_is_recorded_of_somebody_unregistered() {
    check(vec![], opens("2024-01-08", "C01"), Err(Refusal::NotRegistered));
    check(vec![], wage("2024-01-08", "2024-01"), Err(Refusal::NotRegistered));
}

#[test]
fn a_fact_may_lie_before_the_registration() {
    check(vec![registers("2024-01-08")], opens("2023-12-01", "C01"), Ok(()));
}

#[test]
fn a_fact_names_a_cycle_that_exists() {
    check(preparing(), placed("2024-02-12").in_cycle("C01"), Ok(()));
    check(preparing(), placed("2024-02-12").in_cycle("C09"), Err(Refusal::CycleUnknown));
}

#[test]
fn only_a_given_consent_is_withdrawn() {
    let given = || after(preparing(), [consents("2024-01-09", Purpose::ShareUnion)]);
    check(given(), withdraws("2024-02-01", Purpose::ShareUnion), Ok(()));
    check(given(), withdraws("2024-02-01", Purpose::Research), Err(Refusal::ConsentNotGiven));
    check(given(), withdraws("2024-01-01", Purpose::ShareUnion), Err(Refusal::ConsentNotGiven));
    let twice = after(given(), [withdraws("2024-02-01", Purpose::ShareUnion)]);
    check(twice, withdraws("2024-03-01", Purpose::ShareUnion), Err(Refusal::ConsentNotGiven));
}

#[test]
fn a_person_has_one_open_cycle() {
    check(preparing(), opens("2024-02-01", "C02"), Err(Refusal::AnotherCycleOpen));
    let closed = after(preparing(), [gives_up("2024-02-01")]);
    check(closed.clone(), opens("2024-02-01", "C02"), Ok(()));
    check(closed.clone(), opens("2024-01-20", "C02"), Err(Refusal::AnotherCycleOpen));
    check(closed, opens("2024-03-01", "C01"), Err(Refusal::CycleExists));
}

#[test]
fn an_earlier_cycle_may_be_recorded_late() {
    check(preparing(), opens("2022-01-01", "C00"), Ok(()));
}

#[test]
fn counselling_needs_no_cycle_but_comes_before_the_departure() {
    check(vec![registers("2024-01-08")], counselling("2024-01-08"), Ok(()));
    check(on_the_way(), counselling("2024-03-10"), Ok(()));
    check(on_the_way(), counselling("2024-03-11"), Err(Refusal::AfterDeparture));
    check(on_the_way(), counselling("2024-03"), Ok(()));
    check(home(), counselling("2024-11-01"), Ok(()));
}

#[test]
fn an_orientation_comes_before_the_departure() {
    check(preparing(), orientation("2024-01-26"), Ok(()));
    check(on_the_way(), orientation("2024-01-26"), Ok(()));
    check(on_the_way(), orientation("2024-04-01"), Err(Refusal::AfterDeparture));
    let over = after(home(), [closes("2025-01-01", Outcome::SeasonEnded)]);
    check(over.clone(), orientation("2025-02-01"), Ok(()));
    check(over, orientation("2025-02-01").in_cycle("C01"), Err(Refusal::AfterDeparture));
}

#[test]
fn a_course_is_completed_or_dropped_by_whoever_attends_it() {
    let started = || after(preparing(), [starts_course("2024-02-01")]);
    check(started(), completes_course("2024-03-01"), Ok(()));
    check(started(), drops_course("2024-03-01"), Ok(()));
    check(started(), completes_course("2024-01-31"), Err(Refusal::TrainingNotStarted));
    check(preparing(), drops_course("2024-03-01"), Err(Refusal::TrainingNotStarted));
    let completed = after(started(), [completes_course("2024-03-01")]);
    check(completed.clone(), drops_course("2024-04-01"), Err(Refusal::TrainingNotStarted));
    check(after(completed, [starts_course("2024-05-01")]), drops_course("2024-06-01"), Ok(()));
}

#[test]
fn nobody_applies_for_a_vacancy_that_was_closed() {
    let vacancy = VacancyId::from_bytes([7; 16]);
    let apply = |on, closed_on: &str| {
        let payload = recruitment::JobApplied { vacancy, agency: None };
        let mut others = Others::default();
        others.insert(vacancy.into(), Standing { closed_on: Some(day(closed_on)) });
        let when = tell!(on, recruitment, payload).proposal(9);
        decide::<Migrant>(&history(preparing()), &others, when).map(|_| ())
    };
    assert_eq!(apply("2024-02-01", "2024-02-01"), Ok(()));
    let closed: Result<(), Refusal> = Err(Refusal::VacancyClosed);
    assert_eq!(apply("2024-02-02", "2024-02-01"), closed.map_err(Refused::Law));
}

#[test]
fn a_visa_is_decided_after_it_was_applied_for() {
    check(preparing(), visa_granted("2024-03-01"), Err(Refusal::VisaNotApplied));
    check(preparing(), visa_granted("2024-03-01").imported(), Ok(()));
    let applied = after(preparing(), [applies_for_visa("2024-02-27")]);
    check(applied.clone(), visa_granted("2024-03-01"), Ok(()));
    check(applied, visa_granted("2024-02-01"), Err(Refusal::VisaNotApplied));
}

#[test]
fn no_more_is_paid_back_than_was_paid() {
    let paid = || after(preparing(), [pays("2024-02-20", xof("250000"))]);
    check(paid(), pays_back("2024-06-01", xof("250000")), Ok(()));
    check(paid(), pays_back("2024-06-01", xof("250001")), Err(Refusal::OverReimbursed));
    check(paid(), pays_back("2024-06-01", eur("10")), Err(Refusal::CurrencyDiffers));
    check(paid(), pays_back("2024-01-01", xof("1")), Err(Refusal::CostUnknown));
    let some_back = after(paid(), [pays_back("2024-06-01", xof("200000"))]);
    check(some_back.clone(), pays_back("2024-07-01", xof("50001")), Err(Refusal::OverReimbursed));
    check(some_back, pays_back("2024-07-01", xof("50000")), Ok(()));
}

#[test]
fn a_cost_has_a_name_of_its_own() {
    let paid = after(preparing(), [pays("2024-02-20", xof("250000"))]);
    check(paid.clone(), pays("2024-02-01", xof("5")), Err(Refusal::CostExists));
    check(paid, pays("2024-03-01", xof("5")), Err(Refusal::CostExists));
}

#[test]
fn giving_up_ends_an_open_cycle_before_the_departure() {
    check(preparing(), gives_up("2024-02-01"), Ok(()));
    check(on_the_way(), gives_up("2024-03-11"), Err(Refusal::AfterDeparture));
    check(on_the_way(), cancels("2024-03-11"), Err(Refusal::AfterDeparture));
    check(vec![registers("2024-01-08")], cancels("2024-02-01"), Err(Refusal::NoOpenCycle));
    let given_up = after(preparing(), [gives_up("2024-02-01")]);
    check(given_up, cancels("2024-02-01"), Err(Refusal::NoOpenCycle));
}
