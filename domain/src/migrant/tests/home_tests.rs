//! Return, reintegration, the end of the cycle.

use super::*;
use crate::migrant::pre_departure::DropReason;
use crate::migrant::reintegration::livelihood::{EmploymentStatus, EnterpriseStatus};
use crate::migrant::reintegration::support::{Answer, Wave};

fn plan_closed(on: &'static str, id: &str) -> Told {
    tell!(
        on,
        reintegration,
        reintegration::ReintegrationPlanClosed {
            plan: id.parse().unwrap(),
            reason: reintegration::PlanClosing::TimeOver,
        }
    )
}

fn completes(on: &'static str) -> Told {
    tell!(on, reintegration, reintegration::ReintegrationCompleted { criterion: None })
}

fn drops_out(on: &'static str) -> Told {
    let payload = reintegration::ReintegrationDropped { reason: DropReason::Migration };
    tell!(on, reintegration, payload)
}

fn leaves_again(on: &'static str, next: &str) -> Told {
    tell!(
        on,
        reintegration,
        reintegration::RemigrationRecorded {
            regular: false,
            destination: None,
            self_declared: Some(true),
            next_cycle: cycle(next),
        }
    )
}

fn surveyed(on: &'static str, instrument: &str, answers: [(&str, u16); 3]) -> Told {
    let answer = |(question, answer)| Answer { question: label(question), answer };
    tell!(
        on,
        support,
        support::RssAdministered {
            instrument: label(instrument),
            version: 1,
            wave: Wave::Baseline,
            answers: answers.into_iter().map(answer).collect(),
            mode: None,
        }
    )
}

fn grant(on: &'static str) -> Told {
    tell!(
        on,
        support,
        support::GrantDisbursed { amount: xof("1500000"), source: None, tranche: None, plan: None }
    )
}

fn credit(on: &'static str) -> Told {
    tell!(
        on,
        support,
        support::CreditGranted {
            credit: label("K1"),
            amount: xof("100000"),
            repayable: Some(xof("110000")),
            interest_percent: None,
            source: None,
            plan: None,
        }
    )
}

fn repays(on: &'static str, amount: Money) -> Told {
    tell!(on, support, support::CreditRepaid { credit: label("K1"), amount })
}

fn starts_local_job(on: &'static str) -> Told {
    tell!(
        on,
        livelihood,
        livelihood::EmploymentAfterReturnStarted {
            status: EmploymentStatus::Employee,
            occupation: None,
            activity: None,
            green: false,
            wage: None,
            wage_period: None,
        }
    )
}

fn founds(on: &'static str) -> Told {
    tell!(
        on,
        livelihood,
        livelihood::EnterpriseStarted {
            enterprise: "EN-1".parse().unwrap(),
            activity: None,
            legal_form: None,
            green: true,
            green_criterion: None,
            jobs: Some(2),
            jobs_women: Some(1),
            turnover: None,
            diaspora_capital: None,
        }
    )
}

fn enterprise_checked(on: &'static str) -> Told {
    tell!(
        on,
        livelihood,
        livelihood::EnterpriseStatusChecked {
            enterprise: "EN-1".parse().unwrap(),
            status: EnterpriseStatus::Operating,
            jobs: None,
            jobs_women: None,
            turnover: None,
        }
    )
}

fn enterprise_closed(on: &'static str) -> Told {
    tell!(
        on,
        livelihood,
        livelihood::EnterpriseClosed { enterprise: "EN-1".parse().unwrap(), reason: None }
    )
}

#[test]
fn whoever_is_away_returns_without_a_decision() {
    check(there(), returns("2024-10-15"), Ok(()));
    check(on_the_way(), returns("2024-03-20"), Ok(()));
    check(preparing(), returns("2024-10-15"), Err(Refusal::NotAway));
    check(preparing(), decides_return("2024-10-15"), Err(Refusal::NotAway));
    check(home(), decides_return("2024-10-16"), Err(Refusal::NotAway));
}

#[test]
fn a_cycle_has_one_return() {
    check(home(), returns("2024-10-15"), Err(Refusal::AlreadyReturned));
    check(home(), returns("2024-11-01"), Err(Refusal::AlreadyReturned));
}

#[test]
fn a_legacy_cycle_may_begin_with_the_return() {
    let legacy = opens_as("2024-01-08", "C01", Path::Unknown, CycleOrigin::ImportLegacy);
    let given = vec![registers("2024-01-08"), legacy];
    check(given.clone(), returns("2024-10-15"), Ok(()));
    check(given.clone(), agrees_plan("2024-10-28", "P1"), Ok(()));
    check(given, starts_job("2024-10-15", 1), Ok(()));
}

#[test]
fn a_plan_needs_a_return() {
    check(home(), agrees_plan("2024-10-28", "P1"), Ok(()));
    check(home(), agrees_plan("2024-10-14", "P1"), Err(Refusal::NotReturned));
    check(there(), starts_local_job("2024-10-28"), Err(Refusal::NotReturned));
    check(home(), starts_local_job("2024-10-28"), Ok(()));
}

#[test]
fn a_cycle_has_one_open_plan() {
    check(with_plan(), agrees_plan("2024-11-01", "P2"), Err(Refusal::PlanAlreadyOpen));
    let closed = after(with_plan(), [plan_closed("2024-11-01", "P1")]);
    check(closed.clone(), agrees_plan("2024-11-01", "P2"), Ok(()));
    check(closed, agrees_plan("2024-12-01", "P1"), Err(Refusal::PlanExists));
}

#[test]
fn only_an_open_plan_supports_ends_or_is_left() {
    check(with_plan(), grant("2025-01-20"), Ok(()));
    check(home(), grant("2025-01-20"), Err(Refusal::PlanNotOpen));
    check(with_plan(), grant("2024-10-27"), Err(Refusal::PlanNotOpen));
    let left = after(with_plan(), [drops_out("2024-11-05")]);
    check(left.clone(), grant("2024-11-05"), Ok(()));
    check(left.clone(), grant("2024-11-06"), Err(Refusal::PlanNotOpen));
    check(left.clone(), completes("2024-11-06"), Err(Refusal::PlanNotOpen));
    check(left, plan_closed("2024-11-06", "P1"), Err(Refusal::PlanNotOpen));
    check(with_plan(), plan_closed("2024-11-06", "P2"), Err(Refusal::PlanNotOpen));
}

#[test]
fn answers_fit_the_instrument() {
    let all = |score| [("economic", score), ("social", 55), ("psychosocial", 60)];
    check(with_plan(), surveyed("2024-11-05", "test-dims-1", all(40)), Ok(()));
    check(
        with_plan(),
        surveyed("2024-11-05", "test-dims-1", all(101)),
        Err(Refusal::AnswersInvalid),
    );
    check(with_plan(), surveyed("2024-11-05", "nobodys", all(40)), Err(Refusal::InstrumentUnknown));
}

#[test]
fn no_more_is_repaid_than_is_owed() {
    let owed = || after(with_plan(), [credit("2024-11-10")]);
    check(home(), credit("2024-11-10"), Err(Refusal::PlanNotOpen));
    check(owed(), credit("2024-12-10"), Err(Refusal::CreditExists));
    check(owed(), repays("2025-01-01", xof("110000")), Ok(()));
    check(owed(), repays("2025-01-01", xof("110001")), Err(Refusal::OverRepaid));
    check(owed(), repays("2025-01-01", eur("1")), Err(Refusal::CurrencyDiffers));
    check(owed(), repays("2024-11-09", xof("1")), Err(Refusal::CreditUnknown));
    let paid = after(owed(), [repays("2025-01-01", xof("100000"))]);
    check(paid, repays("2025-02-01", xof("10001")), Err(Refusal::OverRepaid));
}

#[test]
fn an_enterprise_is_looked_at_and_closed_after_its_start() {
    check(home(), enterprise_checked("2025-02-03"), Err(Refusal::EnterpriseUnknown));
    let founded = || after(with_plan(), [founds("2025-02-03")]);
    check(founded(), founds("2025-03-03"), Err(Refusal::EnterpriseExists));
    check(founded(), enterprise_checked("2026-02-05"), Ok(()));
    check(founded(), enterprise_closed("2025-02-02"), Err(Refusal::EnterpriseUnknown));
    let closed = after(founded(), [enterprise_closed("2025-11-03")]);
    check(closed.clone(), enterprise_checked("2026-02-05"), Ok(()));
    check(closed, enterprise_closed("2025-12-03"), Err(Refusal::EnterpriseAlreadyClosed));
}

#[test]
fn leaving_again_closes_the_cycle_and_opens_the_next() {
    check(home(), leaves_again("2025-02-01", "C02"), Ok(()));
    check(there(), leaves_again("2025-02-01", "C02"), Err(Refusal::NotReturned));
    check(home(), leaves_again("2025-02-01", "C01"), Err(Refusal::CycleExists));
    let left = after(home(), [leaves_again("2025-02-01", "C02")]);
    check(left.clone(), lost("2025-05-01"), Ok(()));
    check(left.clone(), closes("2025-05-01", Outcome::LostClosed), Ok(()));
    check(
        left,
        closes("2025-05-01", Outcome::Remigrated).in_cycle("C01"),
        Err(Refusal::NoOpenCycle),
    );
}

#[test]
fn a_cycle_is_closed_once() {
    check(home(), closes("2025-02-10", Outcome::Reintegrated), Ok(()));
    let closed = after(home(), [closes("2025-02-10", Outcome::Reintegrated)]);
    check(closed.clone(), closes("2025-02-10", Outcome::LostClosed), Err(Refusal::NoOpenCycle));
    check(closed, leaves_again("2025-02-10", "C02"), Err(Refusal::NoOpenCycle));
}

#[test]
fn life_goes_on_after_the_cycle_is_closed() {
    let closed =
        after(with_plan(), [founds("2025-02-03"), closes("2025-02-10", Outcome::Reintegrated)]);
    check(closed.clone(), enterprise_checked("2026-02-05"), Ok(()));
    check(closed, starts_local_job("2026-02-05"), Ok(()));
}
