//! Recording: receipts, retries, expected versions, batches that stand or fall together.

use domain::context::Role;
use serde_json::json;
use tests::server::TestServer;

use crate::{OTHER, WORKER, counselling, events_of, opening, recorded, refused, registration};

const KEY: &str = "0190f3c5-7a51-7c1e-8a43-000000000001";

#[test]
fn an_event_is_answered_with_its_place_in_the_log() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let answer = server.post(&token, &events_of(WORKER), registration().to_string()).send();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("etag"), Some("\"0\""));
    assert_eq!(answer.header("location"), Some(format!("/v1/migrant/{WORKER}").as_str()));
    let receipt = answer.json();
    assert_eq!(receipt["position"], 0);
    assert_eq!(receipt["stream"], WORKER);
    assert_eq!(receipt["replayed"], false);
    assert_eq!(receipt["link"].as_str().unwrap().len(), 64);
}

#[test]
fn sending_an_event_twice_under_one_key_records_it_once() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let send = |body: String| {
        server.post(&token, &events_of(WORKER), body).header("Idempotency-Key", KEY).send()
    };
    let first = send(registration().to_string());
    let again = send(registration().to_string());
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json()["link"], again.json()["link"]);
    assert_eq!(again.json()["replayed"], true);
    assert_eq!(server.app().registry.store().head().size, 1);

    let mut other = registration();
    other["data"]["birth_year"] = json!(1995);
    refused(&send(other.to_string()), 409, "log.event_id_reused");
}

#[test]
fn a_key_that_is_no_uuid_or_names_a_batch_is_refused() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let call = |body: String, key: &str| {
        server.post(&token, &events_of(WORKER), body).header("Idempotency-Key", key).send()
    };
    refused(&call(registration().to_string(), "again"), 400, "http.wrong_header");
    let batch = json!({"events": [registration(), opening("C01", "2024-01-08")]});
    refused(&call(batch.to_string(), KEY), 400, "http.idempotency_key_mismatch");
}

#[test]
fn an_expected_version_that_is_not_the_last_is_a_failed_precondition() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &[registration(), opening("C01", "2024-01-08")]);
    let expecting = |version: &str| {
        server
            .post(&token, &events_of(WORKER), counselling("2024-01-15").to_string())
            .header("If-Match", version)
            .send()
    };
    refused(&expecting("\"0\""), 412, "log.version_conflict");
    refused(&expecting("0"), 400, "http.wrong_header");
    let accepted = expecting("\"1\"");
    assert_eq!((accepted.status, accepted.header("etag")), (201, Some("\"2\"")));

    let new = server
        .post(&token, &events_of(WORKER), registration().to_string())
        .header("If-None-Match", "*")
        .send();
    assert_eq!(new.status, 412, "{}", new.text());
}

#[test]
fn a_batch_with_one_refused_event_records_nothing() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let second_cycle = opening("C02", "2024-02-01");
    let batch = [registration(), opening("C01", "2024-01-08"), second_cycle];
    let body = json!({"events": batch}).to_string();
    let answer = server.post(&token, &events_of(WORKER), body).send();
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(answer.json()["index"], 2);
    assert_eq!(server.app().registry.store().head().size, 0);
    let gone = server.get(&token, &format!("/v1/migrant/{WORKER}")).send();
    refused(&gone, 404, "stream.unknown");
}

#[test]
fn a_wrong_field_is_named_with_its_path_and_without_its_value() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let mut wrong = registration();
    wrong["data"]["sex"] = json!("Aïssatou");
    let answer = server.post(&token, &events_of(WORKER), wrong.to_string()).send();
    refused(&answer, 422, "field.not_in_list");
    assert_eq!(answer.json()["field"], "sex");
    assert!(!answer.text().contains("Aïssatou"));

    let mut misspelt = registration();
    misspelt["occured_on"] = json!("2024-01-08");
    let answer = server.post(&token, &events_of(WORKER), misspelt.to_string()).send();
    refused(&answer, 422, "field.unknown");
    assert_eq!(answer.json()["field"], "occured_on");
}

#[test]
fn an_event_of_another_stream_or_an_id_of_another_kind_is_refused() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &[registration()]);
    let path = format!("/v1/agency/{OTHER}/events");
    let answer = server.post(&token, &path, registration().to_string()).send();
    refused(&answer, 422, "event.other_stream");
    let agency = json!({
        "type": "agency_registered",
        "occurred_on": "2023-01-01",
        "data": {"country": "SN", "kind": "PRIVATE"},
    });
    let path = format!("/v1/agency/{WORKER}/events");
    let answer = server.post(&token, &path, agency.to_string()).send();
    assert!(answer.status >= 400, "{}", answer.text());
    assert_eq!(server.app().registry.store().head().size, 1);
}

#[test]
fn titles_speak_the_readers_language_and_codes_do_not() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let ask = |language: &str| {
        server
            .get(&token, &format!("/v1/migrant/{WORKER}"))
            .header("Accept-Language", language)
            .send()
    };
    let (french, english) = (ask("fr"), ask("en"));
    assert_eq!(french.code(), english.code());
    assert_ne!(french.json()["title"], english.json()["title"]);
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(french.json()["instance"], french.header("x-request-id").unwrap());
}

#[test]
fn what_is_answered_while_the_server_stops_is_recorded() {
    let mut server = TestServer::start();
    let token = server.token(Role::Registrar);
    let app = std::sync::Arc::clone(server.app());
    let address = server.address();
    let body = registration().to_string();
    let writer = std::thread::spawn(move || {
        let mut acknowledged = 0_u64;
        loop {
            let worker = api::clock::new_stream_id();
            let request = format!(
                "POST /v1/migrant/{worker}/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                 Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let Some(answer) = tests::server::try_raw_at(address, request.as_bytes()) else {
                break;
            };
            if !answer.starts_with(b"HTTP/1.1 201") {
                break;
            }
            acknowledged += 1;
        }
        acknowledged
    });
    while app.registry.store().head().size < 20 {
        std::thread::yield_now();
    }
    server.stop();
    let acknowledged = writer.join().unwrap();
    app.registry.close().unwrap();
    let size = app.registry.store().head().size;
    assert!(acknowledged >= 19 && size >= acknowledged, "{acknowledged} of {size}");
}
