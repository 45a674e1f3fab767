//! S1: Aïssatou, domestic worker in Spain: fee, substitution, arrears, union, return, green
//! enterprise.

use serde_json::json;

use crate::registry::{Registry, text};

#[test]
fn s1_ministries_see_a_verified_placement_that_cost_the_worker_half_a_month() {
    let registry = Registry::of("s1");
    let on = [("on", "2026-03-01")];
    assert_eq!(registry.report("ministry_auditor", "M1", &on).total("deployments"), 1);
    assert_eq!(registry.report("ministry_auditor", "M2", &on).share("verified"), "1/1");
    assert_eq!(registry.report("ministry_auditor", "M7", &on).share("not_licensed"), "0/1");
    // 300,000 XOF over the 950.00 EUR that she was really paid for her first full month.
    let cost = registry.report("ministry_auditor", "M4", &on);
    assert_eq!(cost.number("official_mean"), "0.4814");
    assert_eq!(cost.number("variant_median"), "0.4814");
    let row = &registry.get("ministry_auditor", "/v1/placements?on=2026-03-01")["rows"][0];
    assert_eq!(row["days_to_departure"], 62);
    assert_eq!(row["days_abroad"], 218);
    assert_eq!(row["placements"][0]["licence"], "VALID");
}

#[test]
fn s1_unions_see_what_was_claimed_late_decided_and_left_unpaid() {
    let registry = Registry::of("s1");
    let on = [("on", "2024-10-31")];
    let acknowledged = registry.report("union_officer", "U2", &on);
    assert_eq!(acknowledged.share("in_time"), "1/1");
    assert_eq!(acknowledged.number("median_days"), "1.0000");
    let decided = registry.report("union_officer", "U3", &on);
    assert_eq!(decided.share("in_time"), "0/1");
    assert_eq!(decided.number("median_days_first"), "42.0000");
    // Against the contract as verified, not as substituted.
    let owed = |on: &str| registry.report("union_officer", "U6", &[("on", on)]);
    let euros = |amount: &str| json!([{"amount": amount, "currency": "EUR"}]);
    assert_eq!(*owed("2024-07-31").total("outstanding"), euros("3392.00"));
    assert_eq!(*owed("2024-10-31").total("outstanding"), euros("392.00"));
}

#[test]
fn s1_before_the_complaint_was_filed_nobody_knew_of_it() {
    let registry = Registry::of("s1");
    let then = [("as_known", "2024-08-01"), ("on", "2024-08-01")];
    assert_eq!(registry.report("union_officer", "U1", &then).total("complaints"), 0);
    let owed = registry.report("union_officer", "U6", &then);
    assert_eq!(owed.total("outstanding")[0]["amount"], "3392.00");
    let after = [("as_known", "2024-08-02"), ("on", "2024-08-02")];
    assert_eq!(registry.report("union_officer", "U1", &after).total("complaints"), 1);
}

#[test]
fn s1_the_soft_rules_that_were_broken_are_numbered() {
    let registry = Registry::of("s1");
    let found = registry.findings();
    let times =
        |rule: &str| found.iter().find(|(own, _)| own == rule).map_or(0, |(_, times)| *times);
    assert_eq!(times("F01"), 3, "{found:?}");
    for rule in ["F06", "F08", "F10", "F14", "F22"] {
        assert!(times(rule) >= 1, "{rule} in {found:?}");
    }
    assert_eq!(times("F03"), 0, "{found:?}");
    assert_eq!(times("F17"), 0, "{found:?}");
}

#[test]
fn s1_her_passport_was_held_for_143_days() {
    let registry = Registry::of("s1");
    let held = registry.report("protection_officer", "W6", &[("on", "2024-05-01")]);
    assert_eq!(held.share("documents_held"), "1/1");
    let after = registry.report("protection_officer", "W6", &[("on", "2024-08-31")]);
    assert_eq!(after.share("documents_held"), "0/1");
    let rows = registry.get("protection_officer", "/v1/protection/worklist?on=2024-09-01");
    let row = &rows["rows"][0];
    assert_eq!(row["documents"][0]["days"], 143);
    assert_eq!(row["forced_labour_indicators"], json!([2, 7, 8]));
    assert_eq!(row["is_domestic"], true);
}

#[test]
fn s1_evaluators_see_the_change_and_the_green_enterprise() {
    let registry = Registry::of("s1");
    let row = &registry.get("evaluator", "/v1/programme/cohort?on=2026-03-01")["rows"][0];
    assert_eq!(text(&row["baseline"]["composite"]["value"]), "0.5167");
    assert_eq!(text(&row["endline"]["composite"]["value"]), "0.7000");
    assert_eq!(text(&row["composite_change"]["value"]), "0.1833");
    assert_eq!(row["after_year"], "YES");
    let sent = &row["remittances"];
    assert_eq!(text(&sent["amount"]["value"]), "800.0000", "{sent:#}");
    assert_eq!(text(&sent["cost"]["value"]), "21.0000");
    assert_eq!(text(&sent["cost_ratio"]["value"]), "0.0262", "2.625 %, half to even");
}
