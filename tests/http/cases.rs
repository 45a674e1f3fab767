//! Cases of the protection service over HTTP: written and read by it alone, and without a trace
//! for anybody else.

use domain::context::Role;
use serde_json::json;
use tests::server::TestServer;

use crate::{OTHER, WORKER, recorded, refused, registration};

fn opened(server: &TestServer, officer: &str) -> serde_json::Value {
    let case = json!({
        "type": "case_opened",
        "occurred_on": "2024-09-20",
        "data": {"migrant": WORKER, "minor": false},
    });
    let answer = server.post(officer, &format!("/v1/case/{OTHER}/events"), case.to_string()).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("etag"), None, "a head that hides its case has no version of it");
    answer.json()
}

#[test]
fn a_case_is_written_and_read_by_the_protection_service_alone() {
    let server = TestServer::start();
    recorded(&server, &server.token(Role::Registrar), WORKER, &[registration()]);
    let officer = server.token(Role::ProtectionOfficer);
    let receipt = opened(&server, &officer);
    assert_eq!(receipt["stream"], OTHER);
    let path = format!("/v1/case/{OTHER}/events");
    let history = server.get(&officer, &path).send().json();
    assert_eq!(history["entries"][0]["type"], "case_opened");
    for role in Role::ALL.iter().filter(|role| **role != Role::ProtectionOfficer) {
        refused(&server.get(&server.token(*role), &path).send(), 403, "auth.not_granted");
    }
}

#[test]
fn a_case_leaves_no_trace_in_her_record_the_audit_or_the_raw_log() {
    let server = TestServer::start();
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    let position = opened(&server, &server.token(Role::ProtectionOfficer))["position"].clone();
    let reached = std::time::Duration::from_secs(10);
    assert!(server.app().registry.runner.wait_for(position.as_u64().unwrap() + 1, reached));
    let hers = server.get(&registrar, &crate::events_of(WORKER)).send();
    assert_eq!(hers.json()["entries"].as_array().unwrap().len(), 1);
    let dpo = server.token(Role::Dpo);
    for path in ["/v1/audit", "/v1/log"] {
        let answer = server.get(&dpo, path).send();
        assert_eq!(answer.status, 200);
        assert!(!answer.text().contains(OTHER) && !answer.text().contains("case_opened"), "{path}");
    }
    let raw = server.get(&dpo, "/v1/log?from=1").send().json();
    assert_eq!(
        (&raw["entries"][0]["opaque"], &raw["entries"][0]["type_id"]),
        (&json!(true), &json!(0))
    );
}
