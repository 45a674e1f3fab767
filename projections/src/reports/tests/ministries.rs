//! Deployments, costs, licences, histories, the stock abroad.

use serde_json::json;

use super::{ask, check, everybody, told, value};
use crate::chronicle::scenarios::{s1, s2, s3, s5, s6, s7};
use crate::reports::{Note, Value};

#[test]
fn deployments_are_departures_with_papers() {
    let recorded = told(everybody());
    let by_year = ask(&recorded, "M1", "2025-12-31", &[("by", "year")]);
    check(
        &by_year,
        &[
            (&[], "deployments", "7"),
            (&[], "persons", "5"),
            (&["2023"], "deployments", "1"),
            (&["2024"], "deployments", "5"),
            (&["2025"], "deployments", "1"),
        ],
    );
    let season = ask(&recorded, "M1", "2025-12-31", &[("by", "sector"), ("employer", "")]);
    assert_eq!(season.total().map(|row| row.n), Some(0));
}

#[test]
fn three_seasons_are_three_deployments_of_one_person() {
    let recorded = told(s2());
    let answer = ask(&recorded, "M1", "2025-12-31", &[("by", "year,sector")]);
    check(
        &answer,
        &[
            (&[], "deployments", "3"),
            (&[], "persons", "1"),
            (&["2023", "A"], "deployments", "1"),
            (&["2024", "A"], "deployments", "1"),
            (&["2025", "A"], "deployments", "1"),
        ],
    );
    let verified = ask(&recorded, "M2", "2025-12-31", &[("by", "")]);
    check(&verified, &[(&[], "verified", "3/3")]);
}

#[test]
fn unverified_departures_are_listed() {
    let recorded = told(s2().and(s3()));
    let answer = ask(&recorded, "M2", "2025-12-31", &[("by", "sex"), ("details", "true")]);
    check(
        &answer,
        &[(&[], "verified", "3/4"), (&["F"], "verified", "0/1"), (&["M"], "verified", "3/3")],
    );
    assert_eq!(answer.details.len(), 1);
    assert_eq!(answer.details[0].cell("cycle"), Some(&Value::Text("C03".to_owned())));
}

#[test]
fn an_irregular_departure_is_in_no_report_on_deployments() {
    let recorded = told(s5());
    let m1 = ask(&recorded, "M1", "2025-12-31", &[("by", "year")]);
    check(&m1, &[(&[], "deployments", "0"), (&["2024"], "irregular", "1")]);
    check(&ask(&recorded, "M2", "2025-12-31", &[]), &[(&[], "verified", "0/0")]);
    let m4 = ask(&recorded, "M4", "2025-12-31", &[]);
    check(&m4, &[(&[], "variant_n", "0"), (&[], "variant_mean", "-")]);
    assert_eq!(m4.total().map(|row| (row.n, row.missing)), Some((0, 0)));
}

#[test]
fn recruitment_costs_stand_in_two_series_that_never_mix() {
    let recorded = told(s1().and(s2()).and(s3()).and(s6()).and(s7()));
    let answer = ask(&recorded, "M4", "2024-12-31", &[]);
    // Official: 0.4814 (S1), 0 (S6), 0.0945 (S7). S2 stays less than a year, S3 did as well.
    check(
        &answer,
        &[
            (&[], "official_n", "3"),
            (&[], "official_mean", "0.1920"),
            (&[], "official_median", "0.0945"),
            (&[], "official_p75", "0.2880"),
            (&[], "official_ratio_of_totals", "0.1619"),
            (&[], "official_zero_cost", "1/3"),
            (&[], "variant_n", "6"),
            (&[], "variant_mean", "0.1447"),
            (&[], "variant_median", "0.0624"),
            (&[], "variant_zero_cost", "2/6"),
        ],
    );
    assert!(
        answer
            .notes
            .contains(&Note::SeriesNotComparable { official: "official_", variant: "variant_" })
    );
    // Three years after the departures the official series is empty, the variant is not.
    let later = ask(&recorded, "M4", "2028-12-31", &[]);
    check(&later, &[(&[], "official_n", "0"), (&[], "variant_n", "7")]);
}

#[test]
fn a_cost_without_a_rate_is_listed_and_never_converted() {
    let scenario = s3().on(
        "2024-05-26",
        ("P03", "recruitment_cost_paid"),
        json!({
            "cost": "K2", "amount": "900.00 USD", "category": "MEDICAL", "payer": "WORKER"
        }),
    );
    let answer = ask(&told(scenario), "M4", "2024-12-31", &[]);
    check(&answer, &[(&[], "variant_n", "0")]);
    assert_eq!(answer.total().map(|row| row.missing), Some(1));
    let dollars = "USD".parse().unwrap();
    assert!(answer.notes.contains(&Note::AmountsWithoutRate {
        count: 1,
        sum: domain::money::Money::parse("900.00", dollars).unwrap(),
        into: domain::codes::Currency::EUR,
    }));
}

#[test]
fn a_retroactive_suspension_changes_the_answer_for_the_past() {
    let recorded = told(
        s1().on("2024-03-01", ("P08", "migrant_registered"), json!({
            "sex": "M", "birth_precision": "UNKNOWN"
        }))
        .on("2024-03-01", ("P08", "cycle_opened"), json!({
            "cycle": "C08", "ordinal": 1, "path": "REGULAR", "origin": "LIVE", "check_ins": "NONE"
        }))
        .on("2024-03-02", ("P08", "placement_made"), json!({
            "agency": "AG-SN-002", "employer": "EMP-ES-102", "channel": "AGENCY"
        })),
    );
    let before = recorded.ask("M7", &recorded.at("2024-03-03", "2024-03-03"), &[("by", "")]);
    check(&before, &[(&[], "not_licensed", "0/2")]);
    let pairs = [("by", "licence"), ("details", "true")];
    let after = recorded.ask("M7", &recorded.at("2024-03-04", "2024-03-03"), &pairs);
    check(
        &after,
        &[
            (&[], "not_licensed", "1/2"),
            (&["SUSPENDED"], "not_licensed", "1/1"),
            (&["VALID"], "not_licensed", "0/1"),
        ],
    );
    assert_eq!(after.details.len(), 1);
}

#[test]
fn a_history_is_shown_as_it_was_known() {
    let recorded = told(s7());
    let who: domain::id::StreamId = crate::chronicle::id("P07");
    let subject = who.to_string();
    let lines = |known, on| {
        let tables = recorded.at(known, on);
        let answer = recorded.ask("M9", &tables, &[("subject", &subject)]);
        (value(&answer, &[], "entries"), value(&answer, &[], "late"), answer.details)
    };
    assert_eq!(lines("2024-09-30", "2024-12-31").0, "18");
    let (entries, late, details) = lines("2024-10-31", "2024-12-31");
    assert_eq!((entries.as_str(), late.as_str()), ("20", "1"));
    // It stands where it happened, before the loss that was declared without knowing of it.
    let events: Vec<_> =
        details.iter().filter_map(|line| line.cell("event")).map(Value::text).collect();
    let late = details.iter().position(|line| line.cell("days_late").is_some());
    let lost = events.iter().position(|event| event == "loss_of_contact_declared");
    assert!(late.is_some() && late < lost, "{events:?}");
    let nobody: domain::id::StreamId = crate::chronicle::id("NOBODY");
    let unknown = ask(&recorded, "M9", "2024-12-31", &[("subject", &nobody.to_string())]);
    assert_eq!(unknown.notes, [Note::NothingKnown]);
}

#[test]
fn the_stock_abroad_leaves_out_the_dead_and_the_returned() {
    let recorded = told(s1().and(s3()).and(s6()));
    let stock = |on| value(&ask(&recorded, "M11", on, &[("by", "")]), &[], "stock");
    assert_eq!(stock("2024-03-31"), "2");
    assert_eq!(stock("2024-05-31"), "1"); // S6 died on 22 May
    assert_eq!(stock("2024-06-30"), "2");
    assert_eq!(stock("2024-10-31"), "0");
    let by = ask(&recorded, "M11", "2024-06-30", &[("by", "destination,legal_status")]);
    check(&by, &[(&["ES", "REGULAR"], "stock", "1"), (&["MR", "REGULAR"], "stock", "1")]);
}
