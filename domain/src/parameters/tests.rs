//! Tables are read whole, and looked up by country and day.

use super::{
    STAYS, STAYS_FILE, THRESHOLDS, THRESHOLDS_FILE, Threshold, WAGES, WAGES_FILE,
    maximum_stay_months, minimum_wage, rows,
};
use crate::codes::{Country, Currency};
use crate::date::Day;
use crate::money::Money;

const ES: Country = Country::from_letters(*b"ES");
const SN: Country = Country::from_letters(*b"SN");

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn every_line_of_every_table_is_read() {
    assert_eq!(THRESHOLDS.len(), rows(THRESHOLDS_FILE).count());
    assert_eq!(WAGES.len(), rows(WAGES_FILE).count());
    assert_eq!(STAYS.len(), rows(STAYS_FILE).count());
}

#[test]
fn every_threshold_has_a_value_for_everybody() {
    for threshold in Threshold::ALL {
        assert!(threshold.in_force(None, day("2024-06-01")).is_some(), "{threshold:?}");
        assert_eq!(
            threshold.in_force(Some(SN), day("2024-06-01")),
            threshold.in_force(None, day("2024-06-01")),
        );
    }
}

#[test]
fn every_line_of_thresholds_is_one_that_code_asks_for() {
    for line in THRESHOLDS.iter() {
        assert!(Threshold::ALL.iter().any(|known| known.name() == line.name), "{}", line.name);
    }
}

#[test]
fn the_minimum_wage_is_that_of_the_day() {
    let payment = |on| minimum_wage(ES, day(on)).map(|wage| wage.payment);
    let euros = |text| Some(Money::parse(text, Currency::EUR).unwrap());
    assert_eq!(payment("2023-12-31"), euros("1080.00"));
    assert_eq!(payment("2024-01-01"), euros("1134.00"));
    assert_eq!(payment("2025-06-30"), euros("1184.00"));
    assert_eq!(payment("2019-01-01"), None);
    assert_eq!(minimum_wage(ES, day("2024-05-01")).unwrap().payments_per_year, 14);
}

#[test]
fn a_circular_stay_in_spain_lasts_nine_months_at_most() {
    assert_eq!(maximum_stay_months(ES, "CIRCULAR", day("2025-02-01")), Some(9));
    assert_eq!(maximum_stay_months(ES, "REGULAR", day("2025-02-01")), None);
    assert_eq!(maximum_stay_months(SN, "CIRCULAR", day("2025-02-01")), None);
}
