//! S5: Boubacar, without papers: interception, assisted return, drop-out, leaving again.

use crate::registry::Registry;

#[test]
fn s5_an_irregular_departure_is_no_deployment() {
    let registry = Registry::of("s5");
    let on = [("on", "2025-12-31")];
    let left = registry.report("ministry_auditor", "M1", &on);
    assert_eq!(left.total("deployments"), 0);
    assert_eq!(left.total("irregular"), 2, "he left again in 2025");
    let year = registry.report("ministry_auditor", "M1", &[on[0], ("year", "2024")]);
    assert_eq!(year.total("irregular"), 1);
    assert_eq!(registry.report("ministry_auditor", "M2", &on).share("verified"), "0/0");
    assert_eq!(registry.report("ministry_auditor", "M4", &on).total("variant_n"), 0);
}

#[test]
fn s5_the_way_back_is_counted_in_days() {
    let registry = Registry::of("s5");
    let rows = registry.get("evaluator", "/v1/programme/cohort?on=2025-12-31");
    let row = rows["rows"].as_array().unwrap().iter().find(|row| row["cycle"] == "C05").unwrap();
    assert_eq!(row["days_detained"], 7);
    assert_eq!(row["days_away"], 139);
    assert_eq!(row["days_to_remigration"], 184);
    assert_eq!(row["baseline"]["composite"]["value"], "0.4500");
    assert!(row["endline"].is_null());
    assert!(row["training_completed_on"].is_null());
}

#[test]
fn s5_what_was_known_then_is_not_what_had_happened_then() {
    let registry = Registry::of("s5");
    let stage = |known: &str, on: &str| {
        let path = format!("/v1/programme/cohort?as_known={known}&on={on}");
        let rows = registry.get("evaluator", &path);
        let row = rows["rows"].as_array().unwrap().iter().find(|row| row["cycle"] == "C05");
        row.unwrap()["stage"].as_str().unwrap().to_owned()
    };
    assert_eq!(stage("2024-05-01", "2024-05-01"), "PREPARING");
    assert_eq!(stage("2024-07-31", "2024-05-01"), "IN_TRANSIT");
}

#[test]
fn s5_the_funnel_counts_a_return_and_a_plan_but_no_training() {
    let registry = Registry::of("s5");
    let funnel = registry.report("evaluator", "P1", &[("on", "2025-12-31")]);
    assert_eq!(funnel.total("returned"), 1);
    assert_eq!(funnel.share("plan"), "1/1");
    assert_eq!(funnel.share("training_completed"), "0/1");
}
