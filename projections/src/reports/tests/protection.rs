//! Women, check-ins, documents, silence.

use super::{ask, check, everybody, told};
use crate::chronicle::scenarios::{s1, s6, s7};
use crate::reports::Value;

#[test]
fn women_are_counted_among_deployments() {
    let recorded = told(everybody());
    let answer = ask(&recorded, "W1", "2025-12-31", &[]);
    check(&answer, &[(&[], "women", "3/7"), (&["9"], "women", "2/6"), (&["5"], "women", "1/1")]);
}

#[test]
fn check_ins_of_domestic_workers_are_held_against_what_was_due() {
    let recorded = told(s6().and(s7()));
    let before = recorded.ask("W5", &recorded.at("2024-09-30", "2024-09-30"), &[]);
    check(&before, &[(&[], "on_time", "2/5"), (&[], "late", "0"), (&[], "missed", "3")]);
    let after = recorded.ask("W5", &recorded.at("2024-10-31", "2024-09-30"), &[]);
    check(&after, &[(&[], "on_time", "2/5"), (&[], "late", "1"), (&[], "missed", "2")]);
    let early = recorded.ask("W5", &recorded.at("2024-06-10", "2024-06-10"), &[]);
    check(&early, &[(&[], "on_time", "2/2")]);
}

#[test]
fn withheld_documents_are_counted_among_those_abroad() {
    let recorded = told(s1().and(s6()));
    let answer = ask(&recorded, "W6", "2024-04-30", &[("by", "sex"), ("details", "true")]);
    check(&answer, &[(&[], "documents_held", "1/2"), (&["F"], "documents_held", "1/1")]);
    assert_eq!(answer.details[0].cell("document"), Some(&Value::Text("PASSPORT".to_owned())));
    check(&ask(&recorded, "W6", "2024-08-31", &[]), &[(&[], "documents_held", "0/1")]);
}

#[test]
fn silence_is_known_and_unknown_at_the_same_time() {
    let recorded = told(s7());
    let known = |known| {
        let pairs = [("details", "true")];
        recorded.ask("W8", &recorded.at(known, "2024-09-30"), &pairs)
    };
    check(&known("2024-09-30"), &[(&[], "without_contact", "1/1"), (&[], "declared_lost", "1")]);
    check(&known("2024-10-31"), &[(&[], "without_contact", "0/1")]);
    assert_eq!(known("2024-09-30").details.len(), 1);
    assert_eq!(known("2024-10-31").details.len(), 0);
}
