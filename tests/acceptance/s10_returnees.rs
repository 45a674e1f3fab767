//! S10: twelve returnees of a programme, imported, and what an evaluator makes of them.

use serde_json::{Value, json};

use crate::registry::{Registry, share, text};

const ON: (&str, &str) = ("on", "2025-03-31");

#[test]
fn s10_every_imported_cycle_says_that_its_history_is_incomplete() {
    let registry = Registry::of("s10");
    let found = registry.findings();
    assert!(found.contains(&("F16".to_owned(), 12)), "{found:?}");
}

#[test]
fn s10_the_funnel_from_return_to_training() {
    let registry = Registry::of("s10");
    let funnel = registry.report("evaluator", "P1", &[ON]);
    assert_eq!(funnel.total("returned"), 12);
    assert_eq!(funnel.share("plan"), "11/12");
    assert_eq!(funnel.share("training_completed"), "8/11");
}

#[test]
fn s10_scores_change_in_pairs_and_the_naive_difference_is_called_biased() {
    let registry = Registry::of("s10");
    let scores = registry.report("evaluator", "P3", &[ON]);
    assert_eq!(scores.number("composite_baseline"), "0.4444", "{:#}", scores.0);
    assert_eq!(scores.number("composite_paired_baseline"), "0.4767");
    assert_eq!(scores.number("composite_paired_endline"), "0.6283");
    assert_eq!(scores.number("composite_paired_change"), "0.1517");
    assert_eq!(scores.number("composite_naive_difference"), "0.1839");
    assert_eq!(scores.share("composite_attrition"), "2/12");
    assert_eq!(scores.share("high_endline"), "4/10");
    let notes = scores.0["notes"].to_string();
    assert!(notes.contains("biased_by_attrition"), "{notes}");
    let by_sex = registry.report("evaluator", "P3", &[ON, ("by", "sex")]);
    let change = |sex: &str| text(&by_sex.group(sex, "composite_paired_change")["value"]);
    assert_eq!((change("F").as_str(), change("M").as_str()), ("0.1600", "0.1433"));
}

#[test]
fn s10_a_year_after_the_return_eight_of_ten_known_earn_their_living() {
    let registry = Registry::of("s10");
    let year = registry.report("evaluator", "P4", &[ON, ("by", "sex")]);
    assert_eq!(
        (year.total("yes"), year.total("no"), year.total("unknown")),
        (&json!(8), &json!(2), &json!(2))
    );
    assert_eq!(year.share("of_known"), "8/10");
    assert_eq!(year.total("lower_bound")["percent"], "66.67");
    assert_eq!(year.total("upper_bound")["percent"], "83.33");
    assert_eq!(share(year.group("F", "of_known")), "4/5");
    assert_eq!(share(year.group("M", "of_known")), "4/5");
}

#[test]
fn s10_enterprises_grants_and_leaving_again() {
    let registry = Registry::of("s10");
    let rows = registry.get("evaluator", "/v1/programme/cohort?on=2025-03-31&limit=200");
    let rows: Vec<&Value> = rows["rows"].as_array().unwrap().iter().collect();
    let returned = || rows.iter().filter(|row| !row["returned_on"].is_null());
    assert_eq!(returned().count(), 12);
    let green = returned().filter(|row| row["green_after_year"] == true).count();
    assert_eq!(green, 5);
    let enterprises: Vec<&Value> =
        returned().flat_map(|row| row["enterprises"].as_array().unwrap()).collect();
    assert_eq!(enterprises.len(), 6);
    let remigrated = returned().filter(|row| !row["days_to_remigration"].is_null()).count();
    assert_eq!(remigrated, 1);
    let granted: u64 = returned()
        .flat_map(|row| row["grants"].as_array().unwrap())
        .filter(|grant| grant["currency"] == "XOF")
        .map(|grant| text(&grant["amount"]).parse::<u64>().unwrap())
        .sum();
    assert_eq!(granted, 5_800_000);
}

#[test]
fn s10_a_late_fact_changes_what_is_known_now_and_not_what_was_known_then() {
    let registry = Registry::of("s10");
    let size = registry.get("evaluator", "/v1/head")["size"].as_u64().unwrap().to_string();
    let known_then = [ON, ("as_known", size.as_str())];
    let before = registry.report("evaluator", "P4", &known_then).0;
    let rows = registry.get("evaluator", "/v1/programme/cohort?on=2025-03-31&limit=200");
    let r08 = rows["rows"].as_array().unwrap().iter().find(|row| row["cycle"] == "C-R08").unwrap();
    let job = json!({
        "type": "employment_after_return_started", "occurred_on": "2024-02-01", "cycle": "C-R08",
        "data": {"status": "EMPLOYEE", "activity": "4771", "green": false},
    });
    let path = format!("/v1/migrant/{}/events", text(&r08["migrant"]));
    let (status, answer) = registry.post("registrar", &path, &job);
    assert_eq!(status, 201, "{answer:#}");
    let position = answer["position"].as_u64().unwrap();
    let at_least = position.to_string();
    registry.get("evaluator", &format!("/v1/reports/P4?at_least={at_least}"));
    let now = registry.report("evaluator", "P4", &[ON]);
    assert_eq!(now.share("of_known"), "9/10");
    assert_eq!(registry.report("evaluator", "P4", &known_then).0, before);
}
