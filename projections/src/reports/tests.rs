//! Every report over the acceptance scenarios, figure by figure, and the laws they all keep.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::chronicle::scenarios::{s1, s2, s3, s5, s6, s7, s10};
use crate::chronicle::{Chronicle, Recorded};

mod evaluators;
mod ministries;
mod protection;
mod unions;

fn told(scenario: Chronicle) -> Recorded {
    scenario.recorded()
}

fn everybody() -> Chronicle {
    s1().and(s2()).and(s3()).and(s5()).and(s6()).and(s7()).and(s10())
}

/// Asks with everything known.
#[track_caller]
fn ask(recorded: &Recorded, code: &str, on: &str, pairs: &[(&str, &str)]) -> Answer {
    recorded.ask(code, &recorded.on(on), pairs)
}

#[track_caller]
fn value(answer: &Answer, group: &[&str], name: &str) -> String {
    let row = if group.is_empty() { answer.total() } else { answer.group(group) };
    let row = row.unwrap_or_else(|| panic!("no group {group:?} in {:?}", answer.rows));
    match row.value(name) {
        Some(Value::Share { part, whole }) => format!("{part}/{whole}"),
        Some(value) => value.text(),
        None => "-".to_owned(),
    }
}

#[track_caller]
fn check(answer: &Answer, expected: &[(&[&str], &str, &str)]) {
    for (group, name, expected) in expected {
        assert_eq!(value(answer, group, name), *expected, "{name} of {group:?}");
    }
}

/// Counts of units that every row holds once: they add up where groups do not overlap.
#[test]
fn groups_of_a_partitioning_dimension_add_up_to_the_total() {
    let recorded = told(everybody());
    let tables = recorded.on("2025-06-30");
    for report in all().iter().filter(|report| report.code != "U1") {
        for dimension in report.dimensions.iter().filter(|dimension| dimension.partitions()) {
            let answer = recorded.ask(report.code, &tables, &[("by", dimension.code())]);
            let (total, groups) = answer.rows.split_first().unwrap();
            let sums =
                groups.iter().fold((0, 0), |sums, row| (sums.0 + row.n, sums.1 + row.missing));
            assert_eq!((total.n, total.missing), sums, "{} by {dimension:?}", report.code);
        }
    }
}

/// M9 is left out: it is the one report that shows entries that no longer count.
#[test]
fn adding_and_annulling_a_fact_leaves_every_answer_unchanged() {
    let scenario = everybody();
    let before = scenario.recorded();
    for (when, whom, said) in [
        (
            "2024-06-12",
            ("P01", "wage_payment_recorded"),
            json!({
                "period": "2024-06", "due": "9999.00 EUR", "paid": "1.00 EUR"
            }),
        ),
        ("2024-06-12", ("P07", "check_in_recorded"), json!({})),
        ("2024-03-20", ("P06", "return_arrival_recorded"), json!({})),
        ("2024-01-01", ("AG-SN-001", "agency_licence_revoked"), json!({ "reason": "FRAUD" })),
        ("2024-08-10", ("CP-1", "complaint_resolved"), json!({ "outcome": "DISMISSED" })),
        (
            "2024-09-01",
            ("R05", "rss_administered"),
            json!({
                "instrument": "test-dims-1", "version": 1, "wave": "ENDLINE", "answers": []
            }),
        ),
    ] {
        let count = scenario.clone().len();
        let annulled = scenario.clone().late(("2026-11-01", when), whom, said).late(
            ("2026-11-02", "2026-11-02"),
            (whom.0, "event_annulled"),
            json!({ "annuls": count }),
        );
        let after = annulled.recorded();
        for report in all().iter().filter(|report| report.code != "M9") {
            let answers = [&before, &after].map(|recorded| {
                let answer = ask(recorded, report.code, "2025-06-30", &[("details", "true")]);
                (answer.rows, answer.details, answer.notes)
            });
            assert_eq!(answers[0], answers[1], "{} after {whom:?}", report.code);
        }
    }
}

#[test]
fn every_figure_of_an_answer_is_declared_and_every_report_is_told_apart() {
    let recorded = told(everybody());
    let tables = recorded.on("2025-06-30");
    let who: domain::id::StreamId = crate::chronicle::id("P01");
    let mut codes = BTreeSet::new();
    for report in all() {
        assert!(codes.insert(report.code), "{} stands there twice", report.code);
        assert_eq!(report.title, format!("report.{}", report.code));
        let declared: BTreeSet<_> = report.columns.iter().map(|column| column.name).collect();
        assert_eq!(declared.len(), report.columns.len(), "{}", report.code);
        let subject = [("subject", who.to_string())];
        let pairs: Vec<_> = subject.iter().map(|(name, id)| (*name, id.as_str())).collect();
        let pairs = if report.parameters.iter().any(|one| one.name == "subject") {
            pairs
        } else {
            Vec::new()
        };
        let answer = recorded.ask(report.code, &tables, &pairs);
        for row in &answer.rows {
            for (name, _) in &row.values {
                assert!(declared.contains(name), "{} does not declare {name}", report.code);
            }
        }
        serde_json::to_string(&answer).unwrap();
    }
}

#[test]
fn an_answer_names_the_moment_that_it_speaks_of() {
    let recorded = told(s2());
    let answer = recorded.ask("M2", &recorded.at("2024-12-31", "2025-06-30"), &[("year", "2024")]);
    let said = serde_json::to_value(&answer).unwrap();
    assert_eq!(said["report"], "M2");
    assert_eq!(said["on"], "2025-06-30");
    assert!(said["as_known"].as_str().unwrap().starts_with("2024-12-31T12:00:"), "{said}");
    assert!(said["position"].as_u64().unwrap() > 20, "{said}");
    assert_eq!(said["filters"], json!({ "year": "2024" }));
    let row = &said["rows"][0];
    assert_eq!(row["group"], json!({ "agency": "_T" }));
    let share = json!({ "part": 1, "whole": 1, "value": "1.0000", "percent": "100.00" });
    assert_eq!(row["values"]["verified"], share);
    assert_eq!((row["n"].as_u64(), row["missing"].as_u64()), (Some(1), Some(0)));
}
