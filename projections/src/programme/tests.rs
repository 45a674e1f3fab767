//! A cohort is followed from the return to the enterprise, the job or the next journey.

use serde_json::json;

use super::*;
use crate::chronicle::scenarios::{s1, s3, s5, s10};
use crate::chronicle::{Chronicle, id};

fn row(scenario: Chronicle, who: &str, on: &str) -> CohortRow {
    let recorded = scenario.recorded();
    recorded.on(on).migrants.get(id(who)).unwrap().cohort[0].clone()
}

fn text(figure: Option<Figure>) -> Option<String> {
    figure.as_ref().map(Figure::text)
}

#[test]
fn a_returnee_is_followed_to_her_enterprise() {
    let attended = json!({ "course": "SOLAR-DRYING", "hours": 60 });
    let scenario = s1().on("2024-12-14", ("P01", "training_completed"), attended);
    let row = row(scenario, "P01", "2026-12-31");
    assert_eq!(text(row.baseline.and_then(|one| one.composite)).as_deref(), Some("0.5167"));
    assert_eq!(text(row.endline.and_then(|one| one.composite)).as_deref(), Some("0.7000"));
    assert_eq!(text(row.composite_change).as_deref(), Some("0.1833"));
    assert_eq!((row.after_year, row.green_after_year), (Some(YES), Some(true)));
    assert_eq!(row.enterprises[0].after_year, YES);
    assert_eq!((row.enterprises[0].jobs, row.enterprises[0].jobs_women), (Some(2), Some(1)));
    assert_eq!(row.training_hours, 60);
    let grants: Vec<_> = row.grants.iter().map(ToString::to_string).collect();
    assert_eq!(grants, ["1500000 XOF"]);
}

#[test]
fn what_was_sent_home_has_its_cost() {
    let sent = row(s1(), "P01", "2026-12-31").remittances;
    assert_eq!(sent.amount.map(|sum| sum.exact().to_text(2)).as_deref(), Some("800.00"));
    assert_eq!(sent.cost.map(|sum| sum.exact().to_text(2)).as_deref(), Some("21.00"));
    assert_eq!(sent.cost_ratio.map(|share| share.exact().to_percent(3)).as_deref(), Some("2.625"));
    let first = sent.transfers[0].cost_ratio.as_ref().map(|share| share.exact().to_percent(2));
    assert_eq!(first.as_deref(), Some("4.50"));
}

#[test]
fn a_survivor_is_followed_like_anybody() {
    let row = row(s3(), "P03", "2026-01-01");
    assert_eq!(text(row.composite_change).as_deref(), Some("0.2333"));
    assert_eq!((row.after_year, row.green_after_year), (Some(YES), Some(false)));
}

#[test]
fn leaving_again_is_counted_from_the_return() {
    let row = row(s5(), "P05", "2025-06-01");
    assert_eq!(row.days_to_remigration, Some(184));
    assert_eq!(row.remigrated_regularly, Some(false));
    assert_eq!(text(row.baseline.and_then(|one| one.composite)).as_deref(), Some("0.4500"));
    assert_eq!(row.endline, None);
    assert_eq!((row.training_completed_on, row.dropped_on.is_some()), (None, true));
}

#[test]
fn whoever_left_again_is_unknown_and_whose_firm_closed_is_not() {
    let recorded = s10().recorded();
    let tables = recorded.on("2025-12-31");
    let status = |who: &str| tables.migrants.get(id(who)).unwrap().cohort[0].after_year;
    assert_eq!(status("R06"), Some("UNKNOWN"));
    assert_eq!(status("R09"), Some(NO));
    assert_eq!(status("R08"), Some(NO));
    assert_eq!(status("R11"), Some("UNKNOWN"));
    assert_eq!(status("R12"), Some(YES));
}

#[test]
fn sums_are_made_by_currency() {
    let money = |text: &str, code: &str| Money::parse(text, code.parse().unwrap()).unwrap();
    let amounts = [money("10", "XOF"), money("2.50", "EUR"), money("5", "XOF")];
    let sums: Vec<_> = sums(amounts.into_iter()).iter().map(ToString::to_string).collect();
    assert_eq!(sums, ["2.50 EUR", "15 XOF"]);
}
