//! S7: Mariam falls silent; an offline device knows better, and delivers late.

use crate::registry::{Registry, text};

#[test]
fn s7_two_times_give_two_answers_and_both_can_be_asked_again() {
    let registry = Registry::of("s7");
    let silent = |known: &str| {
        let asked = [("as_known", known), ("on", "2024-09-30")];
        registry.report("protection_officer", "W8", &asked).share("without_contact")
    };
    assert_eq!(silent("2024-09-30"), "1/1");
    assert_eq!(silent("2024-10-31"), "0/1");
    assert_eq!(silent("2024-09-30"), "1/1");
}

#[test]
fn s7_contact_is_lost_then_and_kept_in_hindsight() {
    let registry = Registry::of("s7");
    let row = |known: &str, on: &str| {
        let path = format!("/v1/protection/worklist?as_known={known}&on={on}");
        registry.get("protection_officer", &path)["rows"][0].clone()
    };
    assert_eq!(row("2024-09-20", "2024-09-20")["contact"], "LOST");
    let hindsight = row("2024-10-05", "2024-08-31");
    assert_eq!(hindsight["contact"], "IN_CONTACT");
    assert_eq!(hindsight["days_since_contact"], 11);
    assert_eq!(row("2024-09-15", "2024-09-15")["days_since_contact"], 99);
}

#[test]
fn s7_two_of_five_check_ins_were_done_on_time() {
    let registry = Registry::of("s7");
    let asked = [("as_known", "2024-10-31"), ("on", "2024-09-30")];
    let done = registry.report("protection_officer", "W5", &asked);
    assert_eq!(done.share("on_time"), "2/5");
}

#[test]
fn s7_her_costs_are_a_tenth_of_a_months_earnings() {
    let registry = Registry::of("s7");
    let cost = registry.report("ministry_auditor", "M4", &[("on", "2024-12-31")]);
    assert_eq!(cost.number("official_mean"), "0.0945");
    let found = registry.findings();
    assert!(found.contains(&("F01".to_owned(), 2)), "{found:?}");
}

#[test]
fn s7_the_late_event_comes_last_in_the_log_and_the_chain_holds() {
    let registry = Registry::of("s7");
    let rows = registry.get("protection_officer", "/v1/protection/worklist");
    let migrant = text(&rows["rows"][0]["migrant"]);
    let history = registry.get("registrar", &format!("/v1/migrant/{migrant}/events"));
    let entries = history["entries"].as_array().unwrap();
    let position = |event: &str, on: &str| {
        let entry =
            entries.iter().find(|entry| entry["type"] == event && entry["occurred_on"] == on);
        entry.unwrap()["position"].as_u64().unwrap()
    };
    let late = position("check_in_recorded", "2024-08-20");
    assert!(late > position("loss_of_contact_declared", "2024-09-15"));
    let verified = registry.get("ministry_auditor", "/v1/verify");
    assert_eq!(verified["sound"], true);
}
