//! Arrears in cases that no scenario holds: prepaid, overpaid, part months, other currencies.

use serde_json::{Value, json};

use super::*;
use crate::indicators::story::scenarios::{terms, wage, with};
use crate::indicators::story::{Story, day};
use crate::migrant;

type Worker = Story<migrant::Event>;

/// Works from a day under CT-1, 1,000.00 EUR a month, verified.
fn works_from(from: &str) -> Worker {
    works_under(from, terms("CT-1", "1000.00 EUR"))
}

fn works_under(from: &str, terms: Value) -> Worker {
    Worker::of("P").cycle("C").on("2024-01-01", "contract_verified", json!({ "terms": terms })).on(
        from,
        "employment_started",
        json!({ "employer": "E", "contract": "CT-1" }),
    )
}

fn rates() -> Rates {
    let mut rates = Rates::default();
    let rate = crate::money::Decimal::parse("40").unwrap();
    rates.insert((Currency::EUR, Currency::MRU), day("2024-06-01"), rate);
    rates
}

#[track_caller]
fn check(story: &Worker, expected: &[(&str, &str)]) {
    story.told(|facts| {
        let ledgers = ledgers(facts, &[], &rates());
        for (on, owed) in expected {
            let sum = ledgers.iter().map(|ledger| ledger.outstanding_on(day(on)));
            let sum = Rational::checked_sum(sum).unwrap();
            assert_eq!(sum.to_text(2), *owed, "on {on}");
        }
    });
}

#[test]
fn nothing_is_owed_for_a_month_that_nobody_recorded() {
    check(&works_from("2024-02-01"), &[("2024-12-31", "0.00")]);
    let story = works_from("2024-02-01").on(
        "2024-04-30",
        "wage_payment_recorded",
        wage("2024-04", "1000.00 EUR", "0.00 EUR"),
    );
    check(&story, &[("2024-12-31", "1000.00")]);
}

#[test]
fn a_wage_is_owed_from_its_pay_date_on() {
    let late = "2024-05-10";
    let unpaid = wage("2024-04", "1000.00 EUR", "0.00 EUR");
    let story = works_from("2024-02-01").on(late, "wage_payment_recorded", unpaid.clone());
    check(&story, &[("2024-04-29", "0.00"), ("2024-04-30", "1000.00")]);
    let fifth = with(terms("CT-1", "1000.00 EUR"), "pay_day", json!(5));
    let story = works_under("2024-02-01", fifth).on(late, "wage_payment_recorded", unpaid);
    check(&story, &[("2024-05-04", "0.00"), ("2024-05-05", "1000.00")]);
}

#[test]
fn what_was_recorded_as_due_never_lowers_what_the_contract_promises() {
    let told = |due: &str| {
        works_from("2024-02-01").on(
            "2024-04-30",
            "wage_payment_recorded",
            wage("2024-04", due, "600.00 EUR"),
        )
    };
    check(&told("600.00 EUR"), &[("2024-04-30", "400.00")]);
    check(&told("1200.00 EUR"), &[("2024-04-30", "600.00")]);
}

#[test]
fn part_months_are_counted_by_calendar_days_also_in_a_leap_february() {
    let story = works_from("2024-02-15").on(
        "2024-02-29",
        "wage_payment_recorded",
        wage("2024-02", "0.00 EUR", "0.00 EUR"),
    );
    check(&story, &[("2024-02-29", "517.24")]); // 15 of 29 days
    let until = |last: &str| {
        works_from("2023-02-01")
            .on("2023-02-28", "wage_payment_recorded", wage("2023-02", "0.00 EUR", "0.00 EUR"))
            .on(last, "employment_ended", json!({ "employer": "E", "reason": "RESIGNED" }))
    };
    check(&until("2023-02-14"), &[("2023-02-28", "500.00")]); // 14 of 28 days
}

#[test]
fn a_wage_paid_in_advance_settles_nothing_else() {
    let story = works_from("2024-02-01")
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "0.00 EUR"))
        .on("2024-02-29", "wage_payment_recorded", wage("2024-03", "1000.00 EUR", "1000.00 EUR"));
    check(&story, &[("2024-03-15", "1000.00"), ("2024-03-31", "1000.00")]);
}

#[test]
fn too_much_in_one_month_makes_up_for_another_and_never_more() {
    let story = works_from("2024-02-01")
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "400.00 EUR"))
        .on("2024-03-31", "wage_payment_recorded", wage("2024-03", "1000.00 EUR", "1500.00 EUR"))
        .on("2024-04-30", "wage_payment_recorded", wage("2024-04", "1000.00 EUR", "9000.00 EUR"));
    check(&story, &[("2024-02-29", "600.00"), ("2024-03-31", "100.00"), ("2024-04-30", "0.00")]);
}

#[test]
fn several_payments_for_one_month_add_up_and_its_due_does_not() {
    let story = works_from("2024-02-01")
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "400.00 EUR"))
        .on("2024-03-09", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "500.00 EUR"));
    check(&story, &[("2024-03-08", "600.00"), ("2024-03-09", "100.00")]);
}

#[test]
fn a_wage_paid_in_another_currency_counts_at_the_rate_of_its_day() {
    let paid_in = |amount: &str, month: &str, on: &str| {
        works_from("2024-02-01").on(on, "wage_payment_recorded", wage(month, "1000.00 EUR", amount))
    };
    check(&paid_in("327979 XOF", "2024-02", "2024-02-29"), &[("2024-02-29", "500.00")]);
    check(&paid_in("20000.00 MRU", "2024-06", "2024-06-30"), &[("2024-06-30", "500.00")]);
    // No rate was known in May: the payment counts for nothing and is named.
    let unknown = paid_in("20000.00 MRU", "2024-05", "2024-05-31");
    check(&unknown, &[("2024-05-31", "1000.00")]);
    unknown.told(|facts| assert_eq!(ledgers(facts, &[], &rates())[0].unconverted.len(), 1));
}

#[test]
fn what_she_says_is_owed_stands_in_for_months_that_nobody_recorded() {
    let asserted = |amount: &str| json!({ "contract": "CT-1", "periods": ["2024-02", "2024-03"], "amount": amount });
    let story =
        works_from("2024-02-01").on("2024-04-02", "wage_arrears_asserted", asserted("2400.00 EUR"));
    check(&story, &[("2024-03-15", "1200.00"), ("2024-04-02", "2400.00")]);
    let story =
        works_from("2024-02-01").on("2024-04-02", "wage_arrears_asserted", asserted("100.00 EUR"));
    check(&story, &[("2024-04-02", "2000.00")]);
}

#[test]
fn wages_paid_to_heirs_count_as_paid() {
    let story = works_from("2024-02-01")
        .on("2024-03-20", "death_abroad_recorded", json!({ "cause": "ROAD" }))
        .on("2024-03-31", "wage_payment_recorded", wage("2024-03", "0.00 EUR", "0.00 EUR"))
        .on(
            "2024-05-01",
            "estate_wages_paid",
            json!({ "period": "2024-03", "amount": "600.00 EUR" }),
        );
    check(&story, &[("2024-04-30", "645.16"), ("2024-05-01", "45.16")]); // 20 of 31 days
}

#[test]
fn terms_put_in_place_of_a_contract_never_lower_what_is_due() {
    let imposed = with(terms("CT-1", "500.00 EUR"), "version", json!(2));
    let story = works_from("2024-02-01")
        .on(
            "2024-02-10",
            "contract_substitution_reported",
            json!({
                "contract": "CT-1", "detected_by": "WORKER", "substituted": imposed.clone()
            }),
        )
        .on("2024-02-11", "contract_amended", json!({ "terms": imposed, "worker_consent": false }))
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "500.00 EUR", "500.00 EUR"));
    check(&story, &[("2024-02-29", "500.00")]);
}

#[test]
fn a_later_version_that_pays_more_counts_from_its_start() {
    let raised = with(terms("CT-1", "1100.00 EUR"), "version", json!(2));
    let raised = with(raised, "starts_on", json!("2024-03-01"));
    let story = works_from("2024-02-01")
        .on("2024-02-20", "contract_renewed", json!({ "terms": raised, "worker_consent": true }))
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "0.00 EUR", "0.00 EUR"))
        .on("2024-03-31", "wage_payment_recorded", wage("2024-03", "0.00 EUR", "0.00 EUR"));
    check(&story, &[("2024-02-29", "1000.00"), ("2024-03-31", "2100.00")]);
}

#[test]
fn weekly_and_yearly_wages_are_brought_to_the_month_and_daily_ones_are_not_guessed() {
    let paid_by = |period: &str, wage_text: &str| {
        let terms = with(terms("CT-1", wage_text), "wage_period", json!(period));
        works_under("2024-01-01", terms).on(
            "2024-04-30",
            "wage_payment_recorded",
            wage("2024-04", "10.00 EUR", "0.00 EUR"),
        )
    };
    check(&paid_by("WEEK", "70.00 EUR"), &[("2024-04-30", "300.00")]);
    check(&paid_by("YEAR", "12000.00 EUR"), &[("2024-04-30", "1000.00")]);
    check(&paid_by("DAY", "50.00 EUR"), &[("2024-04-30", "10.00")]);
}

#[test]
fn debts_under_two_contracts_are_kept_apart() {
    let story = works_from("2024-01-01")
        .on("2024-01-31", "wage_payment_recorded", wage("2024-01", "1000.00 EUR", "3000.00 EUR"))
        .on("2024-02-01", "employer_changed", json!({ "to": "F" }))
        .on("2024-02-29", "wage_payment_recorded", wage("2024-02", "800.00 EUR", "0.00 EUR"));
    check(&story, &[("2024-02-29", "800.00")]);
    story.told(|facts| {
        let debts: Vec<_> = ledgers(facts, &[], &rates()).into_iter().map(|l| l.debt).collect();
        let employer = crate::indicators::story::id("F");
        assert_eq!(debts, [Debt::Contract("CT-1".parse().unwrap()), Debt::Employer(employer)]);
    });
}

#[test]
fn whatever_is_recorded_arrears_are_never_negative_and_never_panic() {
    let mut state = 7_u64; // fixed: a failure repeats
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 33) % below
    };
    for _ in 0..60 {
        let mut story = works_from("2024-02-01");
        for _ in 0..12 {
            let month = format!("2024-{:02}", 1 + next(12));
            let on = format!("{month}-{:02}", 1 + next(28));
            let amount = format!("{}.00 EUR", next(3_000));
            story = match next(4) {
                0 => story.on(
                    &on,
                    "wage_arrears_asserted",
                    json!({
                        "periods": [month], "amount": amount
                    }),
                ),
                1 => story.on(
                    &on,
                    "wage_arrears_settled",
                    json!({
                        "periods": [month], "amount": amount
                    }),
                ),
                2 => story.on(
                    &on,
                    "estate_wages_paid",
                    json!({
                        "period": month, "amount": amount
                    }),
                ),
                _ => story.on(&on, "wage_payment_recorded", wage(&month, "900.00 EUR", &amount)),
            };
        }
        story.told(|facts| {
            for ledger in ledgers(facts, &[], &rates()) {
                for turn in ledger.turning_days(day("2025-12-31"), 0) {
                    assert!(ledger.outstanding_on(turn) >= Rational::ZERO);
                    assert!(ledger.outstanding(turn, 8) >= Rational::ZERO);
                }
            }
        });
    }
}

#[test]
fn the_course_of_a_debt_is_what_is_owed_on_each_day_that_changes_it() {
    let story = works_from("2024-02-01")
        .on("2024-04-02", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "400.00 EUR"))
        .on("2024-05-20", "wage_payment_recorded", wage("2024-03", "1000.00 EUR", "1000.00 EUR"))
        .on("2024-06-10", "wage_payment_recorded", wage("2024-02", "1000.00 EUR", "600.00 EUR"))
        .on("2024-07-01", "wage_payment_recorded", wage("2024-06", "1000.00 EUR", "0.00 EUR"));
    story.told(|facts| {
        for ledger in ledgers(facts, &[], &rates()) {
            for (grace, until) in [(0, "2024-12-31"), (8, "2024-12-31"), (0, "2024-05-01")] {
                let course = ledger.course(day(until), grace);
                assert!(!course.is_empty());
                let mut owed = Rational::ZERO;
                for on in ledger.turning_days(day(until), grace) {
                    owed = course.iter().find(|(day, _)| *day == on).map_or(owed, |one| one.1);
                    assert_eq!(owed, ledger.outstanding(on, grace), "{on}, grace {grace}");
                }
            }
        }
    });
}
