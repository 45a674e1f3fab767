//! The board of complaints says what stands open, for whom, and as it was known.

use serde_json::json;

use domain::complaint::{ComplaintOutcome, WithdrawalReason};

use super::*;
use crate::chronicle::scenarios::s1;
use crate::chronicle::{Chronicle, Recorded, id};
use crate::figure::Figure;

fn row(recorded: &Recorded, complaint: &str, (known, on): (&str, &str)) -> Option<ComplaintRow> {
    let tables = recorded.at(known, on);
    tables.complaints.get(id(complaint)).map(|view| view.row.clone())
}

fn collective() -> Chronicle {
    Chronicle::default()
        .on("2024-01-10T08:00:00Z", ("CP-9", "complaint_filed"), json!({
            "complainants": ["P11", "P12"], "token": "T1", "anonymous": true,
            "respondent": "EMPLOYER", "employer": "EMP-ES-102", "categories": ["HOUSING", "FOOD"]
        }))
        .on("2024-01-11T14:00:00Z", ("CP-9", "complaint_acknowledged"), json!({}))
        .on("2024-01-15", ("CP-9", "complaint_withdrawn"), json!({
            "complainant": "P12", "reason": "FEAR_OF_RETALIATION"
        }))
        .on("2024-02-01", ("CP-9", "retaliation_reported"), json!({ "kind": "THREAT" }))
        .on("2024-02-10", ("CP-9", "complaint_resolved"), json!({
            "outcome": "UPHELD", "award": "1000.00 EUR", "per_complainant": [
                { "complainant": "P11", "outcome": "SETTLED_PARTIAL", "award": "400.00 EUR" }
            ]
        }))
        .on("2024-02-20", ("CP-9", "complaint_appealed"), json!({
            "appellant": "RESPONDENT", "ground": "AMOUNT", "within_window": true
        }))
        .on("2024-03-20", ("CP-9", "appeal_decided"), json!({
            "outcome": "VARIED", "award": "600.00 EUR"
        }))
}

#[test]
fn a_settled_complaint_stays_open_until_the_award_is_paid() {
    let recorded = s1().recorded();
    let row = row(&recorded, "CP-1", ("2024-12-31", "2024-12-31")).unwrap();
    assert_eq!((row.stage, row.open), ("RESOLVED", true));
    assert_eq!(row.days_to_acknowledgement, Some(1));
    assert_eq!(row.acknowledged_in_time, Some(true));
    assert_eq!(row.days_to_decision, Some(42));
    assert_eq!(row.decided_in_time, Some(false));
    assert_eq!(
        row.recovery.as_ref().map(|share| share.exact().to_percent(2)).as_deref(),
        Some("88.44")
    );
    assert_eq!(row.outstanding.map(|rest| rest.to_string()).as_deref(), Some("392.00 EUR"));
    assert_eq!(row.forced_labour_indicators, [2, 7, 8]);
    assert_eq!(row.findings, ["F14"]);
    let referrals: Vec<_> = row.referrals.iter().map(|referral| referral.stage).collect();
    assert_eq!(referrals, ["ACCEPTED"]);
}

#[test]
fn a_complaint_is_not_there_before_it_was_recorded() {
    let recorded = s1().recorded();
    assert_eq!(row(&recorded, "CP-1", ("2024-08-01", "2024-12-31")), None);
    // Recorded since, but not yet filed on the day asked.
    let before = row(&recorded, "CP-1", ("2024-12-31", "2024-08-01")).unwrap();
    assert_eq!((before.stage, before.filed_on, before.open), ("ABSENT", None, false));
}

#[test]
fn each_complainant_has_an_outcome_of_her_own() {
    let recorded = collective().recorded();
    let row = row(&recorded, "CP-9", ("2024-12-31", "2024-12-31")).unwrap();
    let outcomes: Vec<_> =
        row.complainants.iter().map(|one| (one.migrant, one.outcome, one.withdrew)).collect();
    let (fear, upheld) = (WithdrawalReason::FearOfRetaliation, ComplaintOutcome::Upheld);
    assert_eq!(
        outcomes,
        [
            (Some(id("P11")), Some(ComplaintOutcome::SettledPartial), None),
            (Some(id("P12")), None, Some(fear)),
            (None, Some(upheld), None),
        ]
    );
    assert_eq!(row.retaliations, 1);
    assert_eq!(row.hours_to_acknowledgement.as_ref().map(Figure::text).as_deref(), Some("30.0000"));
}

#[test]
fn a_pending_appeal_leaves_the_final_decision_open() {
    let recorded = collective().recorded();
    let pending = row(&recorded, "CP-9", ("2024-03-01", "2024-03-01")).unwrap();
    assert_eq!(pending.stage, "APPEALED");
    assert_eq!((pending.days_to_decision, pending.days_to_final_decision), (Some(31), None));
    let decided = row(&recorded, "CP-9", ("2024-04-01", "2024-04-01")).unwrap();
    assert_eq!(decided.stage, "APPEAL_DECIDED");
    assert_eq!(decided.days_to_final_decision, Some(70));
    assert_eq!(decided.awarded.map(|award| award.to_string()).as_deref(), Some("600.00 EUR"));
}
