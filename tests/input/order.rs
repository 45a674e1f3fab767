//! What comes too late, twice, or after the end.

use domain::context::Role;
use serde_json::json;

use crate::{
    Case, Desk, NOBODY, RETURNED, WORKER, counselling, events_of, opening, registration, with,
};

#[test]
fn what_expects_another_version_is_refused() {
    let expecting = |name, version: &str| {
        Case::event(name, counselling("2024-01-10")).header("If-Match", version).refused(
            412,
            "log.version_conflict",
            "",
        )
    };
    Desk::new().check(vec![
        expecting("an earlier version", "\"0\""),
        expecting("a later version", "\"2\""),
        expecting("the last version there can be", "\"4294967295\""),
        expecting("a version of nobody's record", "\"0\"").to(events_of(NOBODY)),
        Case::event("a record that must not be there", registration())
            .header("If-None-Match", "*")
            .refused(412, "log.version_conflict", ""),
    ]);
}

#[test]
fn what_the_record_no_longer_allows_is_refused() {
    let conflict = |case: Case, code| case.refused(409, code, "");
    Desk::new().check(vec![
        conflict(Case::event("a second registration", registration()), "migrant.already_registered"),
        conflict(
            Case::event(
                "a second open cycle",
                with(opening(), "data.cycle", json!("C02")),
            ),
            "migrant.another_cycle_open",
        ),
        conflict(Case::event("the same cycle again", opening()), "migrant.cycle_exists"),
        conflict(
            Case::event(
                "the end of a closed cycle",
                json!({"type": "cycle_cancelled", "occurred_on": "2024-03-02", "data": {"reason": "COST"}}),
            )
            .to(events_of(RETURNED)),
            "migrant.no_open_cycle",
        ),
        conflict(
            Case::event(
                "a departure from a closed cycle",
                json!({"type": "pre_departure_withdrawn", "occurred_on": "2024-03-02", "data": {"reason": "COST"}}),
            )
            .to(events_of(RETURNED)),
            "migrant.no_open_cycle",
        ),
        Case::event("a fact about nobody", counselling("2024-01-10"))
            .to(events_of(NOBODY))
            .refused(404, "migrant.not_registered", ""),
        Case::event("an agency's fact on a woman's record", json!({
            "type": "agency_registered", "occurred_on": "2023-01-01",
            "data": {"country": "SN", "kind": "PRIVATE"}, "personal": {"name": "Agence"},
        }))
        .refused(422, "event.other_stream", ""),
    ]);
}

#[test]
fn an_id_that_comes_again_gets_its_receipt_or_a_refusal() {
    let mut desk = Desk::new();
    let key = "0190f3c5-7a51-7c1e-8a43-00000000aaaa";
    let keyed = |name, event| Case::event(name, event).header("Idempotency-Key", key);
    let first = desk.send(&keyed("first", counselling("2024-01-10")));
    assert_eq!(first.status, 201, "{}", first.text());
    desk.before = desk.server.app().registry.store().head();

    let again = desk.send(&keyed("again", counselling("2024-01-10")));
    let (mut said, mut said_again) = (first.json(), again.json());
    assert_eq!((again.status, &said_again["replayed"]), (200, &json!(true)));
    said["replayed"].take();
    said_again["replayed"].take();
    assert_eq!(said, said_again, "the same receipt");

    let other = |name, event| keyed(name, event).refused(409, "log.event_id_reused", "");
    let within = json!({"events": [
        with(counselling("2024-01-10"), "data.minutes", json!(46)),
    ]});
    desk.check(vec![
        other("another content", with(counselling("2024-01-10"), "data.minutes", json!(46))),
        other("another day", counselling("2024-01-11")),
        other(
            "another type",
            with(
                with(counselling("2024-01-10"), "type", json!("cycle_cancelled")),
                "data",
                json!({"reason": "COST"}),
            ),
        ),
        other("another woman", counselling("2024-01-10")).to(events_of(RETURNED)),
        other("a batch of one with another content", within),
        keyed(
            "another id in the body",
            crate::beside(counselling("2024-01-10"), "", "event_id", json!(NOBODY)),
        )
        .refused(400, "http.idempotency_key_mismatch", ""),
        Case::event(
            "one id twice in a batch",
            json!({"events": [
                crate::beside(counselling("2024-01-12"), "", "event_id", json!(NOBODY)),
                crate::beside(counselling("2024-01-13"), "", "event_id", json!(NOBODY)),
            ]}),
        )
        .refused(422, "log.event_id_twice", ""),
    ]);
}

#[test]
fn what_a_role_may_not_do_is_refused_whatever_it_sends() {
    let desk = Desk::new();
    for role in [Role::MinistryAuditor, Role::Evaluator, Role::Administrator] {
        let token = desk.server.token(role);
        for body in [registration().to_string(), "{".to_owned(), "[".repeat(100_000)] {
            let answer = desk.server.post(&token, &events_of(WORKER), body).send();
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (403, "auth.not_granted"),
                "{role:?}"
            );
        }
    }
    desk.is_unharmed();
}

/// What breaks a law or comes late is real: it is recorded, and somebody has to look at it.
#[test]
fn what_breaks_a_soft_rule_is_recorded_and_found() {
    let desk = Desk::new();
    let fee = json!({
        "type": "recruitment_cost_paid",
        "occurred_on": "2024-02-14",
        "data": {
            "cost": "K1", "amount": {"amount": "250000", "currency": "XOF"},
            "category": "FEE_SERVICE", "payer": "WORKER",
        },
    });
    let answer = desk.send(&Case::event("a fee that the worker pays", fee));
    assert_eq!(answer.status, 201, "{}", answer.text());
    let size = desk.server.app().registry.store().head().size;
    assert_eq!(size, desk.before.size + 1);
    assert!(desk.server.app().registry.runner.wait_for(size, std::time::Duration::from_secs(10)));
    let auditor = desk.server.token(Role::MinistryAuditor);
    let found = desk.server.get(&auditor, "/v1/findings?rule=F01").send().json();
    let rules: Vec<_> = found["rows"].as_array().unwrap().iter().map(|row| &row["rule"]).collect();
    assert_eq!(rules, [&json!("F01")], "{found}");
}
