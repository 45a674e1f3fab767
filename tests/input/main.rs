//! Bad input over HTTP: whatever is sent, the answer is a clear error with its permanent code, it
//! repeats nothing of what was sent, and the log is afterwards as it was.
//!
//! Every suite is a table, one row a case. Files that are imported have suites of their own.

use domain::context::Role;
use serde_json::{Value, json};
use store::Head;
use tests::server::{Answer, TestServer};

mod bodies;
mod crowd;
mod envelope;
mod names;
mod order;
mod values;
mod wire;

/// A woman with an open cycle.
const WORKER: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a";
/// A woman whose cycle was closed.
const RETURNED: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6b";
/// An id under which nothing was ever recorded.
const NOBODY: &str = "0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6c";
/// What stands in for personal data in whatever is wrong: no answer may hold it.
const SECRET: &str = "Fatoumata";

fn registration() -> Value {
    json!({
        "type": "migrant_registered",
        "occurred_on": "2024-01-08",
        "data": {"sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"]},
        "personal": {"given_name": "Aïssatou", "family_name": "Diallo", "phone": "+221 77 123 45 67"},
    })
}

fn opening() -> Value {
    json!({
        "type": "cycle_opened",
        "occurred_on": "2024-01-08",
        "data": {
            "cycle": "C01", "ordinal": 1, "path": "REGULAR", "intended_country": "ES",
            "origin": "LIVE", "check_ins": "NONE",
        },
    })
}

fn counselling(on: &str) -> Value {
    json!({
        "type": "counselling_provided",
        "occurred_on": on,
        "data": {"service": "MRC", "topics": ["RIGHTS"], "minutes": 45, "modality": "IN_PERSON"},
    })
}

fn closing() -> Value {
    json!({"type": "cycle_cancelled", "occurred_on": "2024-03-01", "data": {"reason": "FAMILY"}})
}

fn events_of(stream: &str) -> String {
    format!("/v1/migrant/{stream}/events")
}

/// A value with another in one of its places, named as in an error: `data.amount.currency`.
fn with(mut value: Value, place: &str, other: Value) -> Value {
    *value.pointer_mut(&format!("/{}", place.replace('.', "/"))).expect("a place") = other;
    value
}

/// A value with something beside: a new member of an object.
fn beside(mut value: Value, place: &str, key: &str, other: Value) -> Value {
    let place = if place.is_empty() { String::new() } else { format!("/{place}") };
    value.pointer_mut(&place).expect("a place")[key] = other;
    value
}

/// One row: what is sent, and what must be answered.
struct Case {
    name: &'static str,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    status: u16,
    code: &'static str,
    field: &'static str,
    hidden: Vec<String>,
}

impl Case {
    /// An event, or anything else, posted to the worker's record.
    fn new(name: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            method: "POST",
            path: events_of(WORKER),
            headers: Vec::new(),
            body: body.into(),
            status: 0,
            code: "",
            field: "",
            hidden: vec![SECRET.to_owned()],
        }
    }

    fn event(name: &'static str, event: Value) -> Self {
        Self::new(name, event.to_string())
    }

    fn get(name: &'static str, path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), ..Self::new(name, "") }
    }

    fn to(self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer that must come; `field` is empty where it names none.
    fn refused(self, status: u16, code: &'static str, field: &'static str) -> Self {
        Self { status, code, field, ..self }
    }

    /// What must not be repeated either.
    fn hides(mut self, text: impl Into<String>) -> Self {
        self.hidden.push(text.into());
        self
    }
}

/// A server over a log that holds two records, and a registrar's token.
struct Desk {
    server: TestServer,
    token: String,
    before: Head,
}

impl Desk {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let server = TestServer::with(settings);
        let token = server.token(Role::Registrar);
        for (stream, events) in [
            (WORKER, json!([registration(), opening()])),
            (RETURNED, json!([registration(), opening(), closing()])),
        ] {
            let body = json!({"events": events}).to_string();
            let answer = server.post(&token, &events_of(stream), body).send();
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        let before = server.app().registry.store().head();
        Self { server, token, before }
    }

    /// The log is as it was, and the server answers.
    #[track_caller]
    fn is_unharmed(&self) {
        assert_eq!(self.server.app().registry.store().head(), self.before, "the log has moved");
        assert_eq!(self.server.bare("GET", "/healthz").send().status, 200);
    }

    fn send(&self, case: &Case) -> Answer {
        let mut call = self.server.bare(case.method, &case.path);
        call = call.header("authorization", &format!("Bearer {}", self.token));
        if !case.headers.iter().any(|(name, _)| *name == "content-type") && case.method == "POST" {
            call = call.header("content-type", "application/json");
        }
        for (name, value) in &case.headers {
            call = call.header(name, value);
        }
        call.body(case.body.clone()).send()
    }

    /// What is wrong with an answer, in one line; none if nothing is.
    fn fault(&self, case: &Case) -> Option<String> {
        let answer = self.send(case);
        let text = answer.text();
        let document: Value = serde_json::from_str(&text).unwrap_or_default();
        let field = document["field"].as_str().unwrap_or_default();
        let got = (answer.status, answer.code(), field.to_owned());
        let moved = self.server.app().registry.store().head() != self.before;
        let headers = format!("{:?}", answer.headers);
        let told =
            case.hidden.iter().any(|secret| text.contains(secret) || headers.contains(secret));
        let sound = answer.header("content-type") == Some("application/problem+json")
            && !document["title"].as_str().unwrap_or_default().is_empty();
        let wanted = (case.status, case.code.to_owned(), case.field.to_owned());
        if got == wanted && !moved && !told && sound {
            return None;
        }
        let told = if told { ", repeats what was sent" } else { "" };
        let moved = if moved { ", the log has moved" } else { "" };
        Some(format!("{}: {got:?} instead of {wanted:?}{told}{moved}: {text}", case.name))
    }

    /// Sends every row, and reports all that are wrong at once.
    #[track_caller]
    fn check(&self, cases: Vec<Case>) {
        let number = cases.len();
        let faults: Vec<String> = cases.iter().filter_map(|case| self.fault(case)).collect();
        assert!(faults.is_empty(), "{} of {number} rows:\n{}", faults.len(), faults.join("\n"));
        self.is_unharmed();
    }
}
