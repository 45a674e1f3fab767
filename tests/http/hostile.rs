//! What strangers send: nothing of it is recorded, nothing panics, each gets a code.

use domain::context::Role;
use serde_json::json;
use tests::server::TestServer;

use crate::{WORKER, events_of, refused, registration};

#[track_caller]
fn check(body: impl Into<Vec<u8>>, status: u16, code: &str) {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let answer = server.post(&token, &events_of(WORKER), body).send();
    refused(&answer, status, code);
    assert_eq!(server.app().registry.store().head().size, 0);
    assert_eq!(server.bare("GET", "/healthz").send().status, 200);
}

#[test]
fn json_nested_a_hundred_thousand_times_is_refused() {
    check("[".repeat(100_000), 400, "http.json_too_deep");
    check(
        format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000)),
        400,
        "http.json_too_deep",
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    check(r#"{"type":"a","type":"b","occurred_on":"2024"}"#, 400, "http.duplicate_key");
    check(r#"{"type":"a","t\u0079pe":"b","occurred_on":"2024"}"#, 400, "http.duplicate_key");
}

#[test]
fn nul_characters_and_broken_text_are_refused() {
    check(r#"{"type":"a\u0000","occurred_on":"2024"}"#, 400, "http.control_character");
    check(b"{\"type\":\"\xff\xfe\"}".as_slice(), 400, "http.malformed_json");
    check("{\"type\":", 400, "http.malformed_json");
    check("", 400, "http.malformed_json");
    check("null", 400, "http.wrong_body");
    check("{}", 422, "field.missing");
    check(r#"{"events":{}}"#, 400, "http.wrong_body");
    check(r#"{"events":[]}"#, 400, "http.empty_batch");
}

#[test]
fn ten_megabytes_are_refused_whether_announced_or_not() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let large = vec![b' '; 10 * 1024 * 1024];
    let path = events_of(WORKER);
    let head = |more: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}\r\n\r\n"
        )
    };
    let enough = |bytes: &[u8]| bytes.ends_with(b"}");
    let announced = head(&format!("Content-Length: {}", large.len()));
    let answer = server.raw(announced.as_bytes(), enough);
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    assert!(String::from_utf8_lossy(&answer).contains("http.body_too_large"));

    let mut chunked = head("Transfer-Encoding: chunked").into_bytes();
    chunked.extend(format!("{:x}\r\n", 2 * 1024 * 1024).into_bytes());
    chunked.extend(&large[..2 * 1024 * 1024]);
    chunked.extend(b"\r\n0\r\n\r\n");
    let answer = server.raw(&chunked, enough);
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(server.app().registry.store().head().size, 0);
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for_for_ever() {
    let server = TestServer::with(&[("limits.body_seconds_max", "1")]);
    let token = server.token(Role::Registrar);
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 10\r\n\r\n{{",
        events_of(WORKER)
    );
    let answer = server.raw(request.as_bytes(), |bytes| bytes.ends_with(b"}"));
    assert!(answer.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn a_batch_beyond_the_limit_is_refused_whole() {
    let server = TestServer::with(&[("limits.batch_events_max", "2")]);
    let token = server.token(Role::Registrar);
    let body = json!({"events": [registration(), registration(), registration()]}).to_string();
    let answer = server.post(&token, &events_of(WORKER), body).send();
    refused(&answer, 413, "http.batch_too_large");
}

#[test]
fn parameters_that_nobody_knows_or_that_come_twice_are_refused_and_not_repeated() {
    let server = TestServer::start();
    let token = server.token(Role::Dpo);
    for (path, code) in [
        ("/v1/log?limit=0", "http.wrong_parameter"),
        ("/v1/log?limit=100000", "http.wrong_parameter"),
        ("/v1/log?from=-1", "http.wrong_parameter"),
        ("/v1/log?from=1&from=2", "http.wrong_parameter"),
        ("/v1/log?Diallo=1", "http.wrong_parameter"),
        ("/v1/audit?role=queen", "http.wrong_parameter"),
    ] {
        let answer = server.get(&token, path).send();
        refused(&answer, 400, code);
        assert!(!answer.text().contains("Diallo") && !answer.text().contains("queen"), "{path}");
    }
}

#[test]
fn addresses_that_do_not_exist_say_so() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    for path in ["/", "/v2/head", "/v1", "/v1/queen/1", "/v1/migrant/not-an-id", "/v1/../etc"] {
        let answer = server.get(&token, path).send();
        refused(&answer, 404, "http.not_found");
    }
    refused(&server.get(&token, "/v1/catalogue/nothing").send(), 404, "catalogue.unknown_type");
    refused(&server.bare("DELETE", "/healthz").send(), 405, "http.method_not_allowed");
}

#[test]
fn names_stay_out_of_the_metrics() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    server.post(&token, &events_of(WORKER), registration().to_string()).send();
    server.get(&token, "/v1/Diallo/Aissatou").send();
    server.get(&token, "/Diallo").send();
    let operator = server.token(Role::Administrator);
    let metrics = server.get(&operator, "/metrics").send().text();
    assert!(!metrics.contains("Diallo") && !metrics.contains(WORKER));
    assert!(metrics.contains("route=\"/v1/{kind}/{id}/events\""));
    assert!(metrics.contains("tukki_log_size 1"));
    assert!(metrics.contains("tukki_durable_commits_total 1"));
}
