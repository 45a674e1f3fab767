//! What every finding has in common: an id that never moves, an order for work lists.

use std::collections::BTreeSet;

use super::*;

mod case;
mod rules;
mod scenarios;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn finding(rule: Rule, stream: u8, anchor: Anchor) -> Finding {
    let stream = StreamId::from_bytes([stream; 16]);
    Finding::new(rule, (StreamKind::Migrant, stream), anchor, day("2024-02-29"))
}

fn event(byte: u8) -> Anchor {
    Anchor::Event(EventId::from_bytes([byte; 16]))
}

/// Clients keep these ids for ever: a change here breaks what people noted about findings.
#[test]
fn ids_never_change() {
    let fee = finding(Rule::IllegalFee, 1, event(7));
    let wages = finding(Rule::WageArrears, 1, Anchor::Contract("CT-1".parse().unwrap()));
    let late = finding(Rule::SlaBreach, 2, Anchor::Step(Step::Decision));
    assert_eq!(
        [fee.id(), wages.id(), late.id()].map(|id| id.to_string()),
        [
            "a74127d3-28e3-86cc-cefe-a823fd0cb020",
            "627a92a0-05bf-ef9d-4331-e51b0ad49df4",
            "47c9041a-a073-7f61-d111-d978d44257e6",
        ]
        .map(str::to_owned)
    );
}

#[test]
fn an_id_depends_on_rule_stream_and_anchor_and_on_nothing_else() {
    let first = finding(Rule::IllegalFee, 1, event(7));
    let again = Finding {
        severity: Severity::High,
        since: day("2025-01-01"),
        until: Some(day("2025-02-01")),
        evidence: vec![EventId::from_bytes([9; 16])],
        ..first.clone()
    };
    assert_eq!(first.id(), again.id());
    let different: BTreeSet<_> = [
        first,
        finding(Rule::DocumentRetained, 1, event(7)),
        finding(Rule::IllegalFee, 2, event(7)),
        finding(Rule::IllegalFee, 1, event(8)),
        finding(Rule::IllegalFee, 1, Anchor::Cycle("X".parse().unwrap())),
        finding(Rule::IllegalFee, 1, Anchor::Contract("X".parse().unwrap())),
    ]
    .iter()
    .map(Finding::id)
    .collect();
    assert_eq!(different.len(), 6);
}

#[test]
fn a_finding_is_open_from_its_first_day_to_the_day_on_which_it_was_made_good() {
    let mut found = finding(Rule::DocumentRetained, 1, event(7));
    found.until = Some(day("2024-03-02"));
    let open = |on: &str| found.is_open_on(day(on));
    assert_eq!(
        [open("2024-02-28"), open("2024-02-29"), open("2024-03-01"), open("2024-03-02")],
        [false, true, true, false]
    );
}

#[test]
fn the_gravest_and_oldest_come_first() {
    let low = finding(Rule::NoPdo, 1, event(1));
    let high = finding(Rule::DocumentRetained, 1, event(2));
    let older = Finding { since: day("2023-01-01"), ..high.clone() };
    let mut all = vec![low.clone(), high.clone(), older.clone()];
    sort(&mut all);
    assert_eq!(all, [older, high, low]);
}

#[test]
fn every_rule_has_a_number_a_name_and_a_severity_of_its_own() {
    for (index, rule) in Rule::ALL.iter().enumerate() {
        assert_eq!(rule.code(), format!("F{:02}", index + 1));
    }
    let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    assert_eq!(Rule::IllegalFee.usual_severity(), Severity::Medium);
    assert!(Rule::WageArrears.basis().is_some_and(|basis| basis.contains("C189")));
}
