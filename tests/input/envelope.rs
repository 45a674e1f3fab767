//! What stands around an event's data: its id, its evidence, its note, the headers of the request,
//! its address.

use serde_json::{Value, json};

use crate::{Case, Desk, NOBODY, SECRET, WORKER, beside, counselling, registration};

fn said(name: &'static str, key: &str, value: Value) -> Case {
    Case::event(name, beside(counselling("2024-01-10"), "", key, value))
}

#[test]
fn an_envelope_that_is_none_is_refused() {
    let value = |case: Case, field| case.refused(422, "field.not_a_value", field);
    let list = |case: Case, field| case.refused(422, "field.not_in_list", field);
    let text = |case: Case, field| case.refused(422, "field.not_a_text", field);
    let evidence = |sha256: &str, media_type: &str| json!([{"sha256": sha256, "media_type": media_type, "doc_type": "CONTRACT"}]);
    let digest = "ab".repeat(32);
    let form = |case: Case| case.refused(422, "field.wrong_type", "");
    Desk::new().check(vec![
        value(said("an id that is a name", "event_id", json!(SECRET)), "event_id"),
        value(said("an id cut short", "event_id", json!("0190f3c5-7a51")), "event_id"),
        value(said("a cycle that is a sentence", "cycle", json!("Fatoumata, 2024")), "cycle"),
        list(said("a channel", "channel", json!(SECRET)), "channel"),
        list(said("a legal basis", "legal_basis", json!(SECRET)), "legal_basis"),
        list(said("a sensitivity", "sensitivity", json!(SECRET)), "sensitivity"),
        value(
            said("a device's day", "device_recorded_at", json!("2024-01-10")),
            "device_recorded_at",
        ),
        value(said("a device's name", "device_recorded_at", json!(SECRET)), "device_recorded_at"),
        value(said("a correlation", "correlation", json!(SECRET)), "correlation"),
        value(said("a causation", "causation", json!(SECRET)), "causation"),
        value(said("a short digest", "evidence", evidence("ab", "text/plain")), "evidence.sha256"),
        value(
            said("a digest of other letters", "evidence", evidence(&"zz".repeat(32), "text/plain")),
            "evidence.sha256",
        ),
        text(said("no media type", "evidence", evidence(&digest, "")), "evidence.media_type"),
        text(
            said("a control character", "evidence", evidence(&digest, "Fatoumata\u{7}")),
            "evidence.media_type",
        ),
        text(
            said(
                "a long reference",
                "references",
                json!([{"source": "x", "id": SECRET.repeat(9)}]),
            ),
            "references.id",
        ),
        text(said("a blank note", "note", json!("  ")), "note"),
        form(said("a note that is a list", "note", json!([SECRET]))),
        form(said("evidence of another form", "evidence", json!([{"sha256": SECRET}]))),
        form(said(
            "a reference with more",
            "references",
            json!([{"source": "x", "id": "y", "Fatoumata": 1}]),
        )),
        form(said("an actor that is told", "event_id", json!({"id": SECRET}))),
        said("an actor", "actor", json!(SECRET)).refused(422, "field.unknown", "actor"),
        said("a time of recording", "recorded_at", json!("2024-01-10T00:00:00Z")).refused(
            422,
            "field.unknown",
            "recorded_at",
        ),
        said("a cycle she does not have", "cycle", json!("C09")).refused(
            404,
            "migrant.cycle_unknown",
            "",
        ),
    ]);
}

#[test]
fn references_to_nobody_are_refused() {
    let cost = |agency: &str| {
        json!({
            "type": "recruitment_cost_paid",
            "occurred_on": "2024-02-14",
            "data": {
                "cost": "K1", "amount": {"amount": "5", "currency": "XOF"},
                "category": "MEDICAL", "payer": "WORKER", "agency": agency,
            },
        })
    };
    Desk::new().check(vec![
        Case::event("an agency that was never registered", cost(NOBODY)).refused(
            404,
            "event.unknown_reference",
            "",
        ),
        Case::event("an agency by its name", cost(SECRET)).refused(
            404,
            "field.unknown_reference",
            "agency",
        ),
    ]);
}

#[test]
fn headers_that_are_none_are_refused() {
    let header = |name: &'static str, header: &'static str, value: &str| {
        Case::event(name, counselling("2024-01-10")).header(header, value).refused(
            400,
            "http.wrong_header",
            header,
        )
    };
    let typed = |name: &'static str, value: &str| {
        Case::event(name, counselling("2024-01-10")).header("content-type", value).refused(
            415,
            "http.wrong_content_type",
            "",
        )
    };
    let batch = json!({"events": [counselling("2024-01-10"), counselling("2024-01-11")]});
    Desk::new().check(vec![
        header("a version without quotation marks", "If-Match", "1"),
        header("a weak version", "If-Match", "W/\"1\""),
        header("any version", "If-Match", "*"),
        header("a negative version", "If-Match", "\"-1\""),
        header("a version beyond 32 bits", "If-Match", "\"4294967296\""),
        header("two versions", "If-Match", "\"1\", \"2\""),
        header("a name", "If-Match", SECRET),
        header("a version that must not be", "If-None-Match", "\"1\""),
        header("a key that is a name", "Idempotency-Key", SECRET),
        header("an empty key", "Idempotency-Key", ""),
        header("a compressed body", "Content-Encoding", "gzip"),
        header("an unknown compression", "Content-Encoding", SECRET),
        Case::event("a key for a batch", batch).header("Idempotency-Key", NOBODY).refused(
            400,
            "http.idempotency_key_mismatch",
            "",
        ),
        typed("a form", "application/x-www-form-urlencoded"),
        typed("a file of a form", "multipart/form-data; boundary=Fatoumata"),
        typed("XML", "application/xml"),
        typed("text", "text/plain"),
        typed("no type at all", SECRET),
    ]);
}

#[test]
fn addresses_that_lead_nowhere_are_answered_without_repeating_them() {
    let nowhere = |name, path: &str| Case::get(name, path).refused(404, "http.not_found", "");
    Desk::new().check(vec![
        nowhere("the files of the machine", "/v1/migrant/..%2f..%2f..%2fetc%2fpasswd"),
        nowhere("the same, escaped twice", "/v1/migrant/..%252f..%252fetc%252fpasswd"),
        nowhere("backslashes", "/v1/migrant/..%5c..%5cetc%5cpasswd/events"),
        nowhere("a NUL", "/v1/migrant/%00/events"),
        nowhere("bytes that are no text", "/v1/migrant/%ff%fe/events"),
        nowhere("half an escape", "/v1/migrant/%f/events"),
        nowhere("a name for an id", "/v1/migrant/Fatoumata/events"),
        nowhere("a name for a kind", "/v1/Fatoumata/0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a"),
        nowhere("two slashes", "//v1//head"),
        nowhere("another version", "/v2/migrant/0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a"),
        nowhere("a long path", &format!("/v1/migrant/{}", "a".repeat(8_000))),
        nowhere("a template", "/v1/{kind}/{id}"),
        Case::event("a record of no kind", registration())
            .to(format!("/v1/Fatoumata/{WORKER}/events"))
            .refused(404, "http.not_found", ""),
        Case::event("a record of no id", registration())
            .to("/v1/migrant/Fatoumata/events")
            .refused(404, "http.not_found", ""),
        Case::get("a record of nobody", format!("/v1/migrant/{NOBODY}")).refused(
            404,
            "stream.unknown",
            "",
        ),
        Case::get("the story of nobody", format!("/v1/migrant/{NOBODY}/events")).refused(
            404,
            "stream.unknown",
            "",
        ),
        Case::get("a type that is a name", "/v1/catalogue/Fatoumata").refused(
            404,
            "catalogue.unknown_type",
            "",
        ),
        Case::get("a parameter that is a name", format!("/v1/migrant/{WORKER}?Fatoumata=1"))
            .refused(400, "http.wrong_parameter", ""),
        Case::get("a moment that is a name", format!("/v1/migrant/{WORKER}?as_known=Fatoumata"))
            .refused(400, "http.wrong_parameter", "as_known"),
        Case::get("a moment before all", format!("/v1/migrant/{WORKER}?as_known=-1")).refused(
            400,
            "http.wrong_parameter",
            "as_known",
        ),
        Case::get("a day that is none", format!("/v1/migrant/{WORKER}?on=2024-02-30")).refused(
            400,
            "http.wrong_parameter",
            "on",
        ),
    ]);
}

#[test]
fn methods_that_an_address_does_not_know_are_refused() {
    let method = |method: &'static str, path: &str| {
        let case = Case::get(method, path).refused(405, "http.method_not_allowed", "");
        Case { method, ..case }
    };
    let events = crate::events_of(WORKER);
    Desk::new().check(vec![
        method("PUT", &events),
        method("PATCH", &events),
        method("DELETE", &events),
        method("OPTIONS", &events),
        method("TRACE", &events),
        method("DELETE", "/v1/head"),
        method("POST", "/v1/head"),
        method("PUT", "/v1/search"),
    ]);
}
