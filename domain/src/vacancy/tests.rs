//! Given-when-then cases of vacancies.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::codes::{Country, Currency};
use crate::money::Money;
use crate::testing::{self, Told};

#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    assert_eq!(testing::judge::<Vacancy>(given, &when), then.map_err(Refused::Law));
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn vacancy() -> VacancyPublished {
    VacancyPublished {
        employer: EmployerId::from_bytes([1; 16]),
        agency: None,
        programme: None,
        occupation: "9211".parse().expect("a code"),
        activity: None,
        places: 10,
        country: Country::from_letters(*b"ES"),
        subdivision: None,
        wage_from: None,
        wage_to: None,
        wage_period: Some(AdvertisedPeriod::Month),
        closes_on: Some("2024-03-31".parse().expect("a day")),
    }
}

fn published(date: &'static str) -> Told<Event> {
    told(date, vacancy())
}

fn closed(date: &'static str) -> Told<Event> {
    told(date, VacancyClosed { reason: VacancyEnd::Filled, filled: Some(10) })
}

#[test]
fn a_vacancy_is_published_once() {
    check(&[], published("2024-03-01"), Ok(()));
    check(&[published("2024-03-01")], published("2024-02-01"), Err(Refusal::AlreadyPublished));
}

#[test]
fn a_vacancy_is_published_before_it_is_closed() {
    check(&[], closed("2024-03-15"), Err(Refusal::NotPublished));
    check(&[published("2024-03-01")], closed("2024-02-28"), Err(Refusal::NotPublished));
    check(&[published("2024-03-01")], closed("2024-03"), Ok(()));
}

#[test]
fn a_vacancy_is_closed_once() {
    let given = [published("2024-03-01"), closed("2024-03-15")];
    check(&given, closed("2024-03-16"), Err(Refusal::AlreadyClosed));
}

#[test]
fn wages_run_upwards_in_one_currency() {
    let money = |minor, currency| Money::new(minor, currency).ok();
    let advertised = |from, to| {
        told("2024-03-01", VacancyPublished { wage_from: from, wage_to: to, ..vacancy() })
    };
    let (low, high) = (money(100, Currency::EUR), money(200, Currency::EUR));
    check(&[], advertised(low, high), Ok(()));
    check(&[], advertised(low, low), Ok(()));
    check(&[], advertised(None, high), Ok(()));
    check(&[], advertised(high, low), Err(Refusal::WageRangeInverted));
    let francs = money(100_000, Currency::XOF);
    check(&[], advertised(low, francs), Err(Refusal::WageRangeInverted));
}

#[test]
fn others_learn_on_which_day_it_was_surely_closed() {
    let standing = |given: &[Told<Event>]| Vacancy::standing(&testing::state::<Vacancy>(given));
    assert_eq!(standing(&[published("2024-03-01")]).closed_on, None);
    let day = "2024-03-31".parse().expect("a day");
    let given = [published("2024-03-01"), closed("2024-03")];
    assert_eq!(standing(&given).closed_on, Some(day));
}
