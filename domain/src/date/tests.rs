//! Dates as people write them, and the arithmetic on them.

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn when(text: &str) -> Occurrence {
    text.parse().unwrap()
}

#[test]
fn each_form_has_its_own_precision_and_writes_itself_back() {
    for text in
        ["2024", "2024-03", "2024-03-10", "2024-03-10T09:00:00Z", "2024-03-10T09:00:00+02:00"]
    {
        assert_eq!(when(text).to_string(), text);
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "24",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "2024-3-1",
        "10/03/2024",
        "2024-03-10 09:00:00Z",
        "2024-03-10T25:00:00Z",
        "2024-03-10T09:00:00",
        "2024-03-10T09:00:00.Z",
        "1850",
        "٢٠٢٤",
        "2024-03-1é",
    ] {
        assert_eq!(text.parse::<Occurrence>(), Err(NotADate), "{text}");
    }
}

#[test]
fn an_occurrence_covers_the_days_it_may_lie_on() {
    assert_eq!(when("2024").first_day(), day("2024-01-01"));
    assert_eq!(when("2024").last_day(), day("2024-12-31"));
    assert_eq!(when("2024-02").last_day(), day("2024-02-29"));
}

#[test]
fn an_imprecise_date_is_not_surely_before_a_day_within_it() {
    assert!(!when("2024").surely_before(when("2024-05-01")));
    assert!(when("2023").surely_before(when("2024-05-01")));
    assert!(!when("2024-05-01").surely_before(when("2024-05-01")));
}

#[test]
fn instants_order_by_the_clock_where_they_happened() {
    assert!(when("2024-09-18T20:00:00Z").first_second() > when("2024-09-18").first_second());
    assert_eq!(when("2024-01-01T00:30:00+01:00").first_day(), day("2024-01-01"));
    let utc = when("2024-01-01T00:30:00+01:00").instant_utc();
    assert_eq!(utc, when("2023-12-31T23:30:00Z").instant_utc());
}

#[test]
fn days_count_across_leap_days_and_years() {
    assert_eq!(day("2024-10-15").days_since(day("2024-03-11")), 218);
    assert_eq!(day("2024-03-01").days_since(day("2024-02-28")), 2);
    assert_eq!(day("1970-01-01").number(), 0);
    assert_eq!(day("1969-12-31").number(), -1);
    assert_eq!(day("2024-02-29").plus_days(366), day("2025-03-01"));
}

#[test]
fn months_end_where_the_calendar_says() {
    assert_eq!(day("2025-02-01").plus_months(9), day("2025-11-01"));
    assert_eq!(day("2024-01-31").plus_months(1), day("2024-02-29"));
    let february: Month = "2024-02".parse().unwrap();
    assert_eq!((february.days(), february.next().to_string()), (29, "2024-03".to_owned()));
}

#[test]
fn days_are_counted_as_the_calendar_counts_them() {
    let epoch = civil::date(1970, 1, 1);
    let mut date = civil::date(1900, 1, 1);
    let mut number = Day(date).number();
    assert_eq!(number, -25_567);
    while date <= civil::date(2199, 12, 31) {
        assert_eq!((Day(date).number(), Day::from_number(number)), (number, Day(date)));
        assert_eq!(epoch.checked_add(jiff::Span::new().days(number)).unwrap(), date);
        date = date.tomorrow().unwrap();
        number += 1;
    }
    assert_eq!(day("2024-02-28").plus_days(2), day("2024-03-01"));
    assert_eq!(day("2024-03-01").plus_days(-366), day("2023-03-01"));
    for far in [7_000_000, -7_000_000] {
        let edge = if far > 0 { civil::Date::MAX } else { civil::Date::MIN };
        assert_eq!(day("2024-03-01").plus_days(far), Day(edge));
    }
}
