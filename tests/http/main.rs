//! The HTTP interface, asked by real clients over real sockets: what it records, what it answers,
//! what it refuses and to whom.

use serde_json::{Value, json};
use tests::server::{Answer, TestServer};

mod cases;
mod documents;
mod feed;
mod files;
mod hostile;
mod lists;
mod readiness;
mod reading;
mod recording;
mod roles;

/// A worker's id.
const WORKER: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a";
/// Another's.
const OTHER: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6b";

/// The registration of a woman born in 1994.
fn registration() -> Value {
    json!({
        "type": "migrant_registered",
        "occurred_on": "2024-01-08",
        "data": {"sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"]},
        "personal": {"given_name": "Aïssatou", "family_name": "Diallo", "phone": "+221 77 123 45 67"},
    })
}

/// The opening of a cycle of hers.
fn opening(cycle: &str, on: &str) -> Value {
    json!({
        "type": "cycle_opened",
        "occurred_on": on,
        "data": {
            "cycle": cycle, "ordinal": 1, "path": "REGULAR", "intended_country": "ES",
            "origin": "LIVE", "check_ins": "NONE",
        },
    })
}

/// A counselling session within her cycle.
fn counselling(on: &str) -> Value {
    json!({
        "type": "counselling_provided",
        "occurred_on": on,
        "data": {"service": "MRC", "topics": ["RIGHTS"], "minutes": 45, "modality": "IN_PERSON"},
    })
}

/// Where her events are recorded.
fn events_of(worker: &str) -> String {
    format!("/v1/migrant/{worker}/events")
}

/// Records events that must be accepted.
#[track_caller]
fn recorded(server: &TestServer, token: &str, worker: &str, events: &[Value]) -> Answer {
    let body = json!({"events": events}).to_string();
    let answer = server.post(token, &events_of(worker), body).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer
}

/// Checks the status and the code of a refusal.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}
