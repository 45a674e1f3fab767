//! A placement history is read off its facts, also those that come late.

use super::*;
use crate::chronicle::scenarios::{s1, s2, s3, s5, s6, s7};
use crate::chronicle::{Chronicle, Recorded, id};
use serde_json::json;

fn told(scenario: Chronicle) -> Recorded {
    scenario.recorded()
}

fn row(recorded: &Recorded, who: &str, cycle: &str, on: &str) -> CycleRow {
    known_row(recorded, who, cycle, ("2026-12-31", on)).unwrap()
}

fn known_row(
    recorded: &Recorded,
    who: &str,
    cycle: &str,
    (known, on): (&str, &str),
) -> Option<CycleRow> {
    let tables = recorded.at(known, on);
    let view = tables.migrants.get(id(who))?;
    view.cycles.iter().find(|row| row.cycle.0.as_str() == cycle).cloned()
}

fn text(figure: Option<Figure>, places: u32) -> Option<String> {
    figure.map(|figure| figure.exact().to_text(places))
}

#[test]
fn a_placement_history_is_read_off_its_facts() {
    let recorded = told(s1());
    let row = row(&recorded, "P01", "C01", "2026-12-31");
    assert_eq!(row.days_to_departure, Some(62));
    assert_eq!(row.verified_on.map(|on| on.to_string()).as_deref(), Some("2024-02-26"));
    assert_eq!(row.oriented_on.map(|on| on.to_string()).as_deref(), Some("2024-01-26"));
    assert_eq!(row.orientation_waived, Some(false));
    assert_eq!(row.days_abroad, Some(218));
    assert_eq!(row.stage, Some("CLOSED"));
    assert_eq!(row.outcome, Some(Outcome::Reintegrated));
    assert_eq!(row.facets.sex, Some("F"));
    assert_eq!(row.facets.origin.map(|code| code.to_string()).as_deref(), Some("SN"));
    assert_eq!(row.facets.destination.map(|code| code.to_string()).as_deref(), Some("ES"));
    let licences: Vec<_> = row.placements.iter().map(|placement| placement.licence).collect();
    assert_eq!(licences, [Some("VALID")]);
}

#[test]
fn recruitment_costs_are_set_against_what_was_really_earned_first() {
    let recorded = told(s1().and(s3()).and(s7()));
    let cost = |who, cycle| row(&recorded, who, cycle, "2024-12-31").recruitment;
    let s1 = cost("P01", "C01");
    assert_eq!(text(s1.gross, 2).as_deref(), Some("457.35"));
    assert_eq!(text(s1.first_earnings, 2).as_deref(), Some("950.00"));
    assert_eq!(text(s1.ratio, 4).as_deref(), Some("0.4814"));
    assert!(s1.in_official_scope);
    let s3 = cost("P03", "C03");
    assert_eq!(text(s3.net, 2).as_deref(), Some("30.49"));
    assert_eq!(text(s3.first_earnings, 2).as_deref(), Some("116.28"));
    assert_eq!(text(s3.ratio, 4).as_deref(), Some("0.2622"));
    assert_eq!(text(cost("P07", "C07").ratio, 4).as_deref(), Some("0.0945"));
}

#[test]
fn a_cost_without_a_rate_has_no_value_and_is_listed() {
    let recorded = told(
        s3().on(
            "2023-12-01",
            ("P03", "recruitment_cost_paid"),
            json!({
                "cost": "K2", "amount": "500.00 MRU", "category": "MEDICAL", "payer": "WORKER"
            }),
        )
        .in_cycle("C03"),
    );
    let cost = row(&recorded, "P03", "C03", "2024-12-31").recruitment;
    assert_eq!((cost.gross, cost.ratio), (None, None));
    let listed: Vec<_> = cost.unconverted.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["500.00 MRU"]);
}

#[test]
fn seasons_have_ratios_outside_the_official_scope_and_an_end_of_stay() {
    let recorded = told(s2());
    let rows = ["C02a", "C02b", "C02c"].map(|cycle| row(&recorded, "P02", cycle, "2025-12-31"));
    let ratios = rows.clone().map(|row| text(row.recruitment.ratio, 4));
    assert_eq!(ratios, ["0.0302", "0.0000", "0.0000"].map(|ratio| Some(ratio.to_owned())));
    assert!(rows.iter().all(|row| !row.recruitment.in_official_scope));
    assert_eq!(rows.clone().map(|row| row.overstay_days), [Some(0), Some(0), Some(19)]);
    let ends = rows.clone().map(|row| row.authorised_until.map(|day| day.to_string()));
    assert_eq!(ends[2].as_deref(), Some("2025-11-01"));
    assert_eq!(rows[2].days_abroad, Some(292));
    assert_eq!(rows.clone().map(|row| row.days_to_consular_check), [Some(13), Some(11), Some(15)]);
    let oriented = rows.map(|row| row.orientation_waived);
    assert_eq!(oriented, [Some(false), Some(true), None]);
}

#[test]
fn an_irregular_path_is_known_only_once_it_was_told() {
    let recorded = told(s5());
    let stage =
        |known, on| known_row(&recorded, "P05", "C05", (known, on)).and_then(|row| row.stage);
    assert_eq!(stage("2024-05-01", "2024-05-01"), Some("PREPARING"));
    assert_eq!(stage("2024-07-31", "2024-05-01"), Some("IN_TRANSIT"));
    let first = row(&recorded, "P05", "C05", "2025-06-01");
    assert_eq!(first.days_detained, 7);
    assert_eq!(first.days_away, Some(139));
    assert_eq!(first.departed_regularly, Some(false));
    assert_eq!(first.recruitment.net, Some(Figure::from(domain::rational::Rational::ZERO)));
    assert_eq!(first.outcome, Some(Outcome::Remigrated));
    let next = row(&recorded, "P05", "C05b", "2025-06-01");
    assert_eq!((next.stage, next.departed_regularly), (Some("IN_TRANSIT"), Some(false)));
}

#[test]
fn a_death_ends_work_and_stay() {
    let recorded = told(s6());
    let then = row(&recorded, "P06", "C06", "2024-05-31");
    assert_eq!(then.days_at_work, Some(78));
    assert!(!then.is_abroad);
    assert_eq!(then.stage, Some("DECEASED"));
    let later = row(&recorded, "P06", "C06", "2024-12-31");
    assert_eq!(later.days_to_repatriation, Some(12));
    assert_eq!(text(later.recruitment.ratio, 4).as_deref(), Some("0.0000"));
}

#[test]
fn a_suspension_recorded_later_changes_what_the_licence_was_worth() {
    let recorded = told(
        s1().on(
            "2024-02-01",
            ("P09", "migrant_registered"),
            json!({ "sex": "M", "birth_precision": "UNKNOWN" }),
        )
        .on(
            "2024-02-01",
            ("P09", "cycle_opened"),
            json!({
                "cycle": "C09", "ordinal": 1, "path": "REGULAR", "origin": "LIVE",
                "check_ins": "NONE"
            }),
        )
        .on(
            "2024-03-02",
            ("P09", "placement_made"),
            json!({ "agency": "AG-SN-002", "employer": "EMP-ES-102", "channel": "AGENCY" }),
        ),
    );
    let licence = |known| {
        let row = known_row(&recorded, "P09", "C09", (known, "2024-03-31")).unwrap();
        row.placements[0].licence
    };
    assert_eq!(licence("2024-03-03"), Some("VALID"));
    assert_eq!(licence("2024-03-04"), Some("SUSPENDED"));
    let findings =
        |known| known_row(&recorded, "P09", "C09", (known, "2024-03-31")).unwrap().findings;
    assert!(findings("2024-03-03").is_empty());
    assert_eq!(findings("2024-03-04")[..], ["F03"]);
}

#[test]
fn a_row_says_its_rationals_as_text_and_as_fraction() {
    let recorded = told(s1());
    let row = serde_json::to_value(row(&recorded, "P01", "C01", "2026-12-31")).unwrap();
    assert_eq!(row["recruitment"]["ratio"]["value"], "0.4814");
    assert_eq!(row["stage"], "CLOSED");
    assert_eq!(row["facets"]["sex"], "F");
    assert_eq!(row["departed_on"], "2024-03-10");
}
