//! S3: Kadiatou in Nouakchott. What the protection service knows stands in opaque entries; nobody
//! else sees that they exist.

use serde_json::Value;

use crate::registry::{Registry, text};

#[test]
fn s3_ministries_see_an_unprepared_departure_and_nothing_of_the_case() {
    let registry = Registry::of("s3");
    let on = [("on", "2025-12-31")];
    assert_eq!(registry.report("ministry_auditor", "M1", &on).total("deployments"), 1);
    assert_eq!(registry.report("ministry_auditor", "M2", &on).share("verified"), "0/1");
    // 20,000 XOF = 30.49 EUR; 5,000 MRU = 116.28 EUR.
    let cost = registry.report("ministry_auditor", "M4", &on);
    assert_eq!(cost.number("variant_mean"), "0.2622");
    let rows = registry.get("ministry_auditor", "/v1/placements?on=2025-12-31");
    let told = rows.to_string();
    for hidden in ["FLIGHT", "SHELTER", "gbv", "PHYSICAL_ASSAULT", "case_"] {
        assert!(!told.contains(hidden), "{hidden} shows in {told}");
    }
}

#[test]
fn s3_arrears_run_over_the_months_that_somebody_recorded() {
    let registry = Registry::of("s3");
    let owed = registry.report("union_officer", "U6", &[("on", "2024-10-31")]);
    assert_eq!(owed.total("outstanding")[0]["amount"], "10000.00");
    assert_eq!(owed.total("outstanding")[0]["currency"], "MRU");
}

#[test]
fn s3_evaluators_see_the_return_to_work() {
    let registry = Registry::of("s3");
    let row = &registry.get("evaluator", "/v1/programme/cohort?on=2025-12-31")["rows"][0];
    assert_eq!(text(&row["baseline"]["composite"]["value"]), "0.4000");
    assert_eq!(text(&row["endline"]["composite"]["value"]), "0.6333");
    assert_eq!(text(&row["composite_change"]["value"]), "0.2333");
    assert_eq!(row["after_year"], "YES");
    assert_eq!(row["green_after_year"], false);
    assert_eq!(row["psychosocial_sessions"], 6);
}

#[test]
fn s3_the_raw_log_shows_opaque_entries_that_lead_to_nobody() {
    let registry = Registry::of("s3");
    let log = registry.get("dpo", "/v1/log?from=0&limit=200");
    let entries = log["entries"].as_array().expect("entries");
    let opaque: Vec<&Value> = entries.iter().filter(|entry| entry["type_id"] == 0).collect();
    assert_eq!(opaque.len(), 9);
    let mut streams: Vec<String> = opaque.iter().map(|entry| text(&entry["stream"])).collect();
    streams.sort();
    streams.dedup();
    assert_eq!(streams.len(), 9, "each has a stream of its own");
    assert!(opaque.iter().all(|entry| entry["version"] == 0));
}

#[test]
fn s3_a_survivors_incident_is_never_written_into_her_own_record() {
    let registry = Registry::of("s3");
    let rows = registry.get("ministry_auditor", "/v1/placements?on=2025-12-31");
    let migrant = text(&rows["rows"][0]["migrant"]);
    let incident = serde_json::json!({
        "type": "incident_reported", "occurred_on": "2024-09-18", "data": {"class": "GBV"},
    });
    let (status, problem) =
        registry.post("registrar", &format!("/v1/migrant/{migrant}/events"), &incident);
    assert_eq!((status, text(&problem["code"]).as_str()), (403, "migrant.protected_content"));
}
