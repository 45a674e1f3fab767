//! S6: Cheikh dies at work: what may still be recorded, and what not.

use serde_json::json;

use crate::registry::{Registry, text};

#[test]
fn s6_the_dead_are_not_in_the_stock() {
    let registry = Registry::of("s6");
    let stock =
        |on: &str| registry.report("ministry_auditor", "M11", &[("on", on)]).total("stock").clone();
    assert_eq!(stock("2024-05-21"), 1);
    assert_eq!(stock("2024-05-31"), 0);
}

#[test]
fn s6_no_wage_is_due_for_a_month_after_death() {
    let registry = Registry::of("s6");
    let rows = registry.get("ministry_auditor", "/v1/placements?on=2025-01-31");
    let row = &rows["rows"][0];
    let migrant = text(&row["migrant"]);
    let wage = json!({
        "type": "wage_payment_recorded", "occurred_on": "2024-06-30", "cycle": "C06",
        "data": {
            "contract": "CT-6", "period": "2024-06",
            "due": {"amount": "1323.00", "currency": "EUR"},
            "paid": {"amount": "1323.00", "currency": "EUR"},
        },
    });
    let (status, problem) =
        registry.post("registrar", &format!("/v1/migrant/{migrant}/events"), &wage);
    assert_eq!((status, text(&problem["code"]).as_str()), (409, "migrant.period_after_death"));
    assert_eq!(row["days_at_work"], 78);
    assert_eq!(row["days_to_repatriation"], 12);
    assert_eq!(row["death_cause"], "OCC_INJURY");
}

#[test]
fn s6_nobody_is_asked_how_she_is_after_the_death() {
    let registry = Registry::of("s6");
    let asked = registry.report("protection_officer", "W5", &[("on", "2024-12-31")]);
    // Farm work is no domestic work: the report counts none of his.
    assert_eq!(asked.share("on_time"), "0/0");
    let rows = registry.get("protection_officer", "/v1/protection/worklist?on=2024-12-31");
    let due = rows["rows"][0]["check_ins"].as_array().unwrap();
    assert_eq!(due.len(), 2, "5 April and 5 May");
    assert!(rows["rows"][0]["next_check_in_on"].is_null());
}

#[test]
fn s6_a_worker_who_paid_nothing_has_a_ratio_of_zero() {
    let registry = Registry::of("s6");
    let cost = registry.report("ministry_auditor", "M4", &[("on", "2024-12-31")]);
    assert_eq!(cost.number("variant_mean"), "0.0000");
    assert_eq!(cost.share("variant_zero_cost"), "1/1");
}
