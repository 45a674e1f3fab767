//! A dry run tells what would happen, and its figures are those of the run that follows.

use serde_json::Value;

use crate::register::{HEADER, MAPPING, row, windows};
use crate::{Desk, number, rejected};

/// A register with people who left without a verified contract, twice the same departure, and
/// faults.
fn register() -> String {
    let mut text = format!("{HEADER}\n");
    for number in 1..=300 {
        text.push_str(&row(number, number % 4 == 0));
        text.push('\n');
    }
    text.push_str(&row(2, false).replacen("D/00002", "D/00900", 1));
    text.push('\n');
    text.push_str(&row(4, true));
    text.push('\n');
    text.push_str(&row(901, true).replacen("15/06/2019", "15/06/2018", 1));
    text.push('\n');
    text.push_str(&row(902, true).replacen("15/06/2019", "99/06/2018", 1));
    text.push('\n');
    text
}

fn findings(desk: &Desk) -> Vec<(String, u64)> {
    let listed = desk.place.run(&["export", "findings", "--format", "jsonl"]);
    let mut rules = std::collections::BTreeMap::new();
    for line in listed.ok().out.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        *rules.entry(row["rule"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    rules.into_iter().collect()
}

#[test]
fn a_dry_run_has_the_figures_of_the_run_that_follows_and_records_nothing() {
    let mut told = Vec::new();
    for mut desk in Desk::both() {
        let mapping = desk.write("register.toml", MAPPING.as_bytes()).display().to_string();
        let file = desk.write("register.csv", &windows(&register()));
        let dry = desk.report(&file, &["--mapping", &mapping, "--dry-run"]);
        let again = desk.report(&file, &["--mapping", &mapping, "--dry-run"]);
        let wet = desk.report(&file, &["--mapping", &mapping]);
        for name in ["rows", "recorded", "known", "refused", "passed", "types"] {
            assert_eq!(dry[name], wet[name], "{name}");
            assert_eq!(dry[name], again[name], "{name}");
        }
        assert_eq!(rejected(&dry), rejected(&wet));
        let rule = |rule: &Value| {
            (rule["rule"].as_str().unwrap().to_owned(), rule["count"].as_u64().unwrap())
        };
        let raised: Vec<_> = dry["findings"].as_array().unwrap().iter().map(rule).collect();
        assert!(!raised.is_empty());
        let lines = dry["findings"][0]["lines"].as_array().unwrap();
        assert!(lines.iter().all(|line| (2..310).contains(&line.as_u64().unwrap())));
        let recorded = number(&wet, "recorded");
        assert_eq!(desk.entries(), recorded);
        assert_eq!(findings(&desk), raised);
        told.push((raised, dry["recorded"].clone()));
        // Said again, everything is there already and nothing more would be found.
        desk.server = None;
        let dry = desk.report(&file, &["--mapping", &mapping, "--dry-run"]);
        assert_eq!(number(&dry, "recorded"), 0);
        assert_eq!(dry["findings"], serde_json::json!([]));
    }
    assert_eq!(told[0], told[1]);
}
