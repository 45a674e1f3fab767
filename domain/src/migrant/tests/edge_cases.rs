//! Late, imprecise, contradictory and unusual facts (those of H.9 that concern one record).

use super::*;
use crate::aggregate::conflicts;

#[track_caller]
fn check_conflicts(given: Vec<Told>, then: &[(usize, Refusal)]) {
    let history = history(given);
    let found = conflicts::<Migrant>(&history.effective_now(), &Others::default());
    assert_eq!(found, then);
}

#[test]
fn a_death_discovered_late_conflicts_with_what_was_recorded_after_it() {
    let given = after(
        working(),
        [
            checked_in("2024-06-10"),
            wage("2024-07-01", "2024-06"),
            dies("2024-05-22", death::DeathCause::Drowning),
        ],
    );
    check_conflicts(given, &[(6, Refusal::Dead), (7, Refusal::PeriodAfterDeath)]);
}

#[test]
fn a_death_may_be_discovered_after_contact_was_lost() {
    let given = after(working(), [lost("2024-06-15")]);
    check(given.clone(), dies("2024-05-20", death::DeathCause::Drowning), Ok(()));
    check(given, dies("2024-07-01", death::DeathCause::Drowning), Ok(()));
}

#[test]
fn a_wage_for_a_month_before_the_death_may_come_late() {
    check(dead(), wage("2024-09-01", "2024-04"), Ok(()));
}

#[test]
fn a_year_of_death_does_not_bar_a_month_of_that_year() {
    let given = after(working(), [dies("2024", death::DeathCause::Unknown)]);
    check(given.clone(), wage("2024-07-01", "2024-06"), Ok(()));
    check(given, wage("2025-02-01", "2025-01"), Err(Refusal::PeriodAfterDeath));
}

#[test]
fn facts_are_accepted_in_any_order_of_recording() {
    let given = vec![registers("2024-02-10"), opens("2024-02-10", "C05")];
    check(given.clone(), departs("2024-03-15"), Ok(()));
    let returned = after(given, [departs("2024-03-15"), returns("2024-08-01")]);
    check(returned.clone(), arrives("2024-07-02"), Ok(()));
    check(returned, checked_in("2024-07-03").in_cycle("C05"), Err(Refusal::NotAbroad));
}

#[test]
fn on_one_day_departure_and_arrival_need_no_order() {
    check(after(preparing(), [departs("2024-05-02")]), arrives("2024-05-02"), Ok(()));
    check(after(there(), []), arrives("2024-03-11"), Ok(()));
}

#[test]
fn two_equal_facts_on_one_day_are_both_kept() {
    let given = after(working(), [checked_in("2024-05-08")]);
    check(given.clone(), checked_in("2024-05-08"), Ok(()));
    let state = fold(after(given, [checked_in("2024-05-08")]));
    assert_eq!(state.cycle(&cycle("C01")).unwrap().contacts.len(), 3);
}

#[test]
fn a_leap_day_is_a_day() {
    check(preparing(), departs("2024-02-29"), Ok(()));
    assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
}

#[test]
fn a_year_sorts_before_its_days() {
    let given = vec![registers("2024-01-08"), departs("2024-03-10"), opens("2024", "C01")];
    let state = fold(given);
    assert!(state.cycle(&cycle("C01")).unwrap().departure.is_some());
}

#[test]
fn an_unknown_destination_is_accepted() {
    let payload = placement::DepartureRecorded {
        port: None,
        mode: None,
        regular: false,
        destination: None,
        transit: vec![],
        intended_stay_months: None,
        source: Some(placement::DepartureSource::SelfDeclared),
    };
    check(preparing(), tell!("2024-03-15", placement, payload), Ok(()));
}

#[test]
fn a_minor_is_placed_and_the_registry_hides_nothing() {
    let minor = tell!(
        "2024-01-08",
        registration,
        registration::MigrantRegistered {
            sex: Sex::Unknown,
            birth_year: Some(2009),
            birth_precision: BirthPrecision::Year,
            nationalities: vec!["SN".parse().unwrap(), "MR".parse().unwrap()],
            residence: None,
            languages: vec![],
            education: None,
            marital_status: None,
            disability: None,
            household_size: None,
            office: None,
        }
    );
    check(vec![minor, opens("2024-01-08", "C01")], placed("2024-02-12"), Ok(()));
}

#[test]
fn one_contract_may_serve_two_seasons() {
    let first = after(preparing(), [signs("2024-02-28"), departs("2024-03-10")]);
    let over = after(
        first,
        [
            arrives("2024-03-10"),
            returns("2024-08-05"),
            closes("2024-12-31", Outcome::SeasonEnded),
            opens("2025-01-10", "C02"),
        ],
    );
    check(over.clone(), signs("2025-01-22"), Ok(()));
    let state = fold(after(over, [signs("2025-01-22")]));
    assert_eq!(state.contracts[&contract("CT-1")].versions.len(), 2);
    assert!(state.cycle(&cycle("C02")).unwrap().milestones.contracted.is_some());
}

#[test]
fn a_second_season_opens_when_the_first_is_closed() {
    let season = after(home(), [closes("2025-02-28", Outcome::SeasonEnded)]);
    check(season.clone(), opens("2025-03-01", "C02"), Ok(()));
    check(season, opens("2025-02-27", "C02"), Err(Refusal::AnotherCycleOpen));
}

#[test]
fn wages_may_be_paid_in_advance_in_another_currency_and_too_much() {
    check(there(), wage("2024-03-28", "2024-04"), Err(Refusal::NoJobInPeriod));
    check(working(), wage("2024-03-28", "2024-04"), Ok(()));
    check(working(), wage("2024-04-20", "2024-05"), Ok(()));
    let overpaid = tell!(
        "2024-05-02",
        work,
        work::WagePaymentRecorded {
            contract: None,
            employer: None,
            period: "2024-04".parse().unwrap(),
            due: eur("1323.00"),
            paid: xof("2000000"),
            paid_on: None,
            hours: None,
            overtime_hours: None,
            deductions: vec![],
            in_kind: None,
            channel: None,
            source: None,
        }
    );
    check(working(), overpaid, Ok(()));
}

#[test]
fn leaving_again_may_be_discovered_after_completion() {
    let completed = tell!(
        "2025-06-01",
        reintegration,
        reintegration::ReintegrationCompleted { criterion: None }
    );
    let given = after(with_plan(), [completed]);
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
    check(given, again, Ok(()));
}

#[test]
fn personal_payloads_show_only_their_name() {
    let identity = registration::Identity {
        given_name: "Aïssatou".to_owned().try_into().unwrap(),
        family_name: "عائشة".to_owned().try_into().unwrap(),
        birth_date: Some(day("1994-07-01")),
        phone: None,
        address: None,
        mother_name: None,
        documents: vec![],
    };
    assert_eq!(format!("{identity:?}"), "Identity");
}
