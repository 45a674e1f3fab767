//! Complaints and wages.

use serde_json::json;

use super::{ask, check, told};
use crate::chronicle::scenarios::{s1, s3, s6};
use crate::reports::{Dimension, Note};

#[test]
fn complaints_count_in_each_of_their_categories() {
    let recorded = told(s1());
    let answer = ask(&recorded, "U1", "2024-12-31", &[]);
    assert_eq!(answer.rows.len(), 4);
    check(
        &answer,
        &[
            (&[], "complaints", "1"),
            (&["WAGE_ARREARS"], "share_of_complaints", "1/1"),
            (&["DOCUMENT_RETENTION"], "complainants", "1"),
        ],
    );
    assert!(answer.notes.contains(&Note::GroupsOverlap { dimension: Dimension::Category }));
    let before = recorded.ask("U1", &recorded.at("2024-08-01", "2024-12-31"), &[]);
    check(&before, &[(&[], "complaints", "0")]);
}

#[test]
fn a_collective_complaint_counts_once_and_each_complainant_in_her_group() {
    let recorded = told(s1().and(s6()).on(
        "2024-04-02",
        ("CP-8", "complaint_filed"),
        json!({
            "complainants": ["P01", "P06"], "token": "T1", "anonymous": false,
            "respondent": "EMPLOYER", "employer": "EMP-ES-102", "categories": ["HOUSING"]
        }),
    ));
    let pairs = [("by", "sex"), ("category", "HOUSING")];
    let answer = ask(&recorded, "U1", "2024-12-31", &pairs);
    check(
        &answer,
        &[
            (&[], "complaints", "1"),
            (&[], "complainants", "3"),
            (&[], "persons", "2"),
            (&["F"], "complaints", "1"),
            (&["M"], "complainants", "1"),
            (&["_U"], "persons", "0"),
        ],
    );
    // Handling is counted by complaint: the complainants differ in sex, so it has none.
    let handled = ask(&recorded, "U2", "2024-12-31", &[("by", "sex")]);
    check(&handled, &[(&["_Z"], "filed", "1"), (&["F"], "filed", "1")]);
}

#[test]
fn acknowledgement_and_decision_are_measured_against_their_limits() {
    let recorded = told(s1());
    let answer = ask(&recorded, "U2", "2024-12-31", &[]);
    check(
        &answer,
        &[
            (&[], "filed", "1"),
            (&[], "in_time", "1/1"),
            (&[], "median_days", "1.0000"),
            (&[], "median_hours", "-"),
        ],
    );
    let strict = ask(&recorded, "U2", "2024-12-31", &[("limit_days", "0")]);
    check(&strict, &[(&[], "in_time", "0/1"), (&[], "overdue", "0")]);
    let pending = recorded.ask("U2", &recorded.at("2024-08-02", "2024-08-02"), &[]);
    assert_eq!(pending.total().map(|row| (row.n, row.missing)), Some((1, 1)));
    let decided = ask(&recorded, "U3", "2024-12-31", &[]);
    check(
        &decided,
        &[
            (&[], "decided", "1"),
            (&[], "in_time", "0/1"),
            (&[], "median_days_first", "42.0000"),
            (&[], "median_days_final", "42.0000"),
            (&[], "survival_median_days", "42"),
            (&[], "survival", "42:0.0000"),
        ],
    );
    let open = ask(&recorded, "U3", "2024-08-22", &[]);
    check(
        &open,
        &[
            (&[], "decided", "0"),
            (&[], "in_time", "-"),
            (&[], "undecided", "1"),
            (&[], "median_days_open", "20.0000"),
            (&[], "survival", ""),
        ],
    );
}

#[test]
fn outstanding_wages_are_summed_by_employer_and_currency() {
    let recorded = told(s1().and(s3()));
    let on = "2024-07-31";
    let answer = recorded.ask("U6", &recorded.at("2024-12-31", on), &[("details", "true")]);
    let employer: domain::id::EmployerId = crate::chronicle::id("EMP-ES-101");
    check(
        &answer,
        &[
            (&[], "outstanding", "3392.00 EUR"),
            (&[&employer.to_string()], "outstanding", "3392.00 EUR"),
            (&[], "owed_workers", "1"),
            (&[], "unpaid_months", "4"),
            (&[], "months", "5"),
        ],
    );
    assert_eq!(answer.details.len(), 5);
    let later = ask(&recorded, "U6", "2024-12-31", &[("by", "")]);
    check(&later, &[(&[], "outstanding", "392.00 EUR 10000.00 MRU")]);
}
