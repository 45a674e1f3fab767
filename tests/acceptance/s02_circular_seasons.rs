//! S2: Modou, three circular seasons in Spain, the last too long.

use crate::registry::{Registry, text};

#[test]
fn s2_three_seasons_are_one_person_and_three_deployments() {
    let registry = Registry::of("s2");
    let left = registry.report("ministry_auditor", "M1", &[("on", "2025-12-31"), ("by", "year")]);
    assert_eq!(left.total("deployments"), 3);
    assert_eq!(left.total("persons"), 1);
    for year in ["2023", "2024", "2025"] {
        assert_eq!(*left.group(year, "deployments"), 1, "{year}");
    }
    let verified = registry.report("ministry_auditor", "M2", &[("on", "2025-12-31")]);
    assert_eq!(verified.share("verified"), "3/3");
}

#[test]
fn s2_seasonal_work_is_outside_the_official_scope_and_inside_the_variant() {
    let registry = Registry::of("s2");
    let cost = registry.report("ministry_auditor", "M4", &[("on", "2025-12-31"), ("by", "year")]);
    assert_eq!(cost.total("official_n"), 0);
    assert_eq!(cost.total("variant_n"), 3);
    assert_eq!(text(&cost.group("2023", "variant_mean")["value"]), "0.0302");
    assert_eq!(text(&cost.group("2024", "variant_mean")["value"]), "0.0000");
    assert!(cost.total("official_mean").is_null());
}

#[test]
fn s2_the_last_stay_is_nineteen_days_too_long() {
    let registry = Registry::of("s2");
    let rows = registry.get("ministry_auditor", "/v1/placements?on=2025-12-31");
    let mut seasons: Vec<_> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                text(&row["cycle"]),
                row["overstay_days"].as_i64().unwrap(),
                row["days_to_consular_check"].as_i64().unwrap(),
                !row["oriented_on"].is_null(),
            )
        })
        .collect();
    seasons.sort();
    let expected = [
        ("C02a".to_owned(), 0, 13, true),
        ("C02b".to_owned(), 0, 11, true),
        ("C02c".to_owned(), 19, 15, false),
    ];
    assert_eq!(seasons, expected);
    let last = rows["rows"].as_array().unwrap().iter().find(|row| row["cycle"] == "C02c").unwrap();
    assert_eq!(last["authorised_until"], "2025-11-01");
    assert_eq!(last["days_abroad"], 292);
}

#[test]
fn s2_only_the_fee_of_the_first_season_is_a_finding_of_its_kind() {
    let registry = Registry::of("s2");
    let found = registry.findings();
    assert!(found.contains(&("F01".to_owned(), 1)), "{found:?}");
}

#[test]
fn s2_a_second_cycle_is_refused_while_one_is_open() {
    let text = include_str!("scenarios/s2.jsonl");
    let mut lines: Vec<&str> =
        text.lines().take_while(|line| !line.contains("\"cycle_closed\"")).collect();
    let opening =
        text.lines().find(|line| line.contains("\"cycle_opened\"") && line.contains("C02b"));
    lines.push(opening.unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let data = folder.path().join("registry");
    let told = crate::registry::tukki(&data, &["simulate", file.to_str().unwrap(), "--json"]);
    assert_eq!(told.status.code(), Some(1));
    let outcome: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(outcome["refused"], 1);
    assert_eq!(outcome["rejected"][0]["code"], "migrant.another_cycle_open");
}
