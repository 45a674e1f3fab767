//! What is owed follows the best protected contract, month by month.

use super::*;
use crate::chronicle::scenarios::{s1, s3, s6};
use crate::chronicle::{Recorded, id};

fn rows(recorded: &Recorded, who: &str, (known, on): (&str, &str)) -> Box<[WageRow]> {
    let tables = recorded.at(known, on);
    tables.migrants.get(id(who)).map(|view| view.wages.clone()).unwrap_or_default()
}

fn owed(recorded: &Recorded, who: &str, moment: (&str, &str)) -> Vec<String> {
    let rows = rows(recorded, who, moment);
    rows.iter()
        .map(|row| format!("{} {}", row.outstanding.exact().to_text(2), row.currency))
        .collect()
}

#[test]
fn arrears_follow_the_verified_contract_not_the_substituted_one() {
    let recorded = s1().recorded();
    assert_eq!(owed(&recorded, "P01", ("2024-12-31", "2024-07-31")), ["3392.00 EUR"]);
    // The complaint was not known yet, the unpaid wages were.
    assert_eq!(owed(&recorded, "P01", ("2024-08-01", "2024-08-01")), ["3392.00 EUR"]);
    assert_eq!(owed(&recorded, "P01", ("2024-12-31", "2024-12-31")), ["392.00 EUR"]);
}

#[test]
fn the_payslip_grid_says_what_is_missing_and_since_when() {
    let recorded = s1().recorded();
    let rows = rows(&recorded, "P01", ("2024-12-31", "2024-08-10"));
    let months: Vec<_> = rows[0]
        .months
        .iter()
        .map(|month| (month.month.to_string(), month.balance.exact().to_text(2), month.days_late))
        .collect();
    let month = |month: &str, balance: &str, late| (month.to_owned(), balance.to_owned(), late);
    assert_eq!(
        months,
        [
            month("2024-04", "373.00", 102),
            month("2024-05", "373.00", 71),
            month("2024-06", "1323.00", 41),
            month("2024-07", "1323.00", 10),
        ]
    );
    assert_eq!(rows[0].contract.as_ref().map(ToString::to_string).as_deref(), Some("CT-1"));
}

#[test]
fn a_contract_by_word_of_mouth_makes_a_debt_too() {
    let recorded = s3().recorded();
    assert_eq!(owed(&recorded, "P03", ("2024-12-31", "2024-12-31")), ["10000.00 MRU"]);
}

#[test]
fn wages_paid_to_heirs_leave_nothing_owed() {
    let recorded = s6().recorded();
    assert_eq!(owed(&recorded, "P06", ("2024-12-31", "2024-12-31")), ["0.00 EUR"]);
}
