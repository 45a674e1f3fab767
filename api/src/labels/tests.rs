//! Looking up words falls back from language to language and from field to field.

use std::collections::BTreeSet;

use super::{entries, keys, label, own_label};
use domain::catalogue;
use domain::context::{Channel, LegalBasis, Role, Sensitivity};
use domain::describe::{Field, Phase, Shape};
use domain::findings::{Rule, Severity, Step};
use domain::indicators::age::AgeGroup;
use domain::instruments;
use domain::lang::Lang;
use domain::stream::StreamKind;

#[test]
fn an_unknown_key_has_no_words() {
    assert_eq!(label(Lang::Fr, "event.no_such_event"), None);
}

#[test]
fn a_complete_language_has_every_key_that_another_has() {
    for lang in Lang::ALL {
        for key in keys(lang) {
            for complete in Lang::COMPLETE {
                assert!(own_label(complete, key).is_some(), "{key} has no words in {complete}");
            }
        }
    }
}

#[test]
fn a_field_of_an_event_may_have_words_of_its_own() {
    let shared = label(Lang::En, "field.contract_signed.reason");
    assert_eq!(shared, Some("Reason"));
    let own = label(Lang::En, "field.remains_repatriated.cost");
    assert_eq!(own, Some("Cost of the repatriation"));
}

#[test]
fn a_code_may_share_words_with_codes_of_other_lists() {
    assert_eq!(label(Lang::Fr, "choice.payer.EMPLOYER"), Some("Employeur"));
    assert_eq!(label(Lang::Fr, "choice.role.evaluator"), Some("Évaluateur"));
    assert_eq!(label(Lang::Fr, "choice.finding_rule.F08"), Some("Arriérés de salaire"));
}

#[test]
fn an_arabic_reader_gets_french_where_arabic_is_missing() {
    assert_eq!(own_label(Lang::Ar, "report.M1"), None);
    assert_eq!(label(Lang::Ar, "report.M1"), label(Lang::Fr, "report.M1"));
}

#[test]
fn keys_are_sorted_and_unique_and_every_line_has_words() {
    for file in [
        include_str!("../../labels/fr.csv"),
        include_str!("../../labels/en.csv"),
        include_str!("../../labels/es.csv"),
        include_str!("../../labels/ar.csv"),
    ] {
        let lines: Vec<_> = entries(file).collect();
        assert_eq!(lines.len(), file.lines().filter(|line| !line.starts_with('#')).count() - 1);
        for pair in lines.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} stands before {}", pair[0].0, pair[1].0);
        }
        for (key, text) in lines {
            assert!(!text.trim().is_empty() && text.trim() == text, "{key}");
        }
    }
}

fn add_fields(needed: &mut BTreeSet<String>, event: &str, fields: &[Field]) {
    for field in fields {
        needed.insert(format!("field.{event}.{}", field.name));
        add_shape(needed, event, field.shape);
    }
}

fn add_shape(needed: &mut BTreeSet<String>, event: &str, shape: Shape) {
    if let Shape::Choice { list, codes } = shape {
        add_codes(needed, list, codes);
    } else if let Shape::List { item } = shape {
        add_shape(needed, event, *item);
    } else if let Shape::Record { fields } = shape {
        add_fields(needed, event, fields);
    }
}

fn add_codes(needed: &mut BTreeSet<String>, list: &str, codes: &[&str]) {
    needed.extend(codes.iter().map(|code| format!("choice.{list}.{code}")));
}

/// Every key that a screen, an export or an answer may ask for.
fn needed() -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    for event in catalogue::all() {
        needed.insert(format!("event.{}", event.name));
        needed.insert(format!("phase.{}", event.phase.code()));
        add_fields(&mut needed, event.name, event.facts);
        add_fields(&mut needed, event.name, event.personal);
        needed.extend(event.refusals.iter().map(|code| format!("refusal.{code}")));
        needed.extend(event.findings.iter().map(|code| format!("finding.{code}")));
    }
    needed.extend(catalogue::refusals().iter().map(|entry| format!("refusal.{}", entry.code)));
    needed.insert(format!("phase.{}", Phase::CrossCutting.code()));
    add_codes(&mut needed, "stream_kind", StreamKind::CODES);
    add_codes(&mut needed, "role", Role::CODES);
    add_codes(&mut needed, "channel", Channel::CODES);
    add_codes(&mut needed, "legal_basis", LegalBasis::CODES);
    add_codes(&mut needed, "sensitivity", Sensitivity::CODES);
    add_codes(&mut needed, "finding_rule", Rule::CODES);
    add_codes(&mut needed, "finding_severity", Severity::CODES);
    add_codes(&mut needed, "complaint_step", Step::CODES);
    add_codes(&mut needed, "age_group", AgeGroup::CODES);
    for question in instruments::shipped().iter().flat_map(instruments::Instrument::questions) {
        let (min, max) = question.range();
        if question.scale() != "percent" {
            needed.extend((min..=max).map(|step| format!("scale.{}.{step}", question.scale())));
        }
    }
    needed
}

#[test]
fn everything_that_can_be_recorded_has_words_in_every_complete_language() {
    for lang in Lang::COMPLETE {
        let missing: Vec<_> =
            needed().into_iter().filter(|key| own_label(lang, key).is_none()).collect();
        assert!(missing.is_empty(), "no words in {lang} for {missing:#?}");
    }
}
#[test]
fn no_language_has_words_for_events_codes_or_rules_that_do_not_exist() {
    let needed = needed();
    let answers = |key: &str| {
        let (area, name) = key.split_once('.').unwrap();
        let ending = format!(".{name}");
        match area {
            "event" | "phase" => needed.contains(key),
            "field" | "choice" => {
                needed.contains(key)
                    || needed.iter().any(|full| full.starts_with(area) && full.ends_with(&ending))
            }
            "role" | "stream" | "finding" => needed.iter().any(|full| full.ends_with(&ending)),
            _ => true,
        }
    };
    for lang in Lang::ALL {
        for key in keys(lang) {
            assert!(answers(key), "{key} has words in {lang} and stands for nothing");
        }
    }
}
