//! Reading: one's own write, the past as it was known, pages, compression, request ids.

use domain::context::Role;
use serde_json::{Value, json};
use tests::server::TestServer;

use crate::{OTHER, WORKER, counselling, events_of, opening, recorded, refused, registration};

fn journey() -> Vec<Value> {
    vec![registration(), opening("C01", "2024-01-08"), counselling("2024-01-15")]
}

#[test]
fn ones_own_write_can_be_read_at_once() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    for (turn, worker) in [WORKER, OTHER].into_iter().enumerate() {
        let receipts = recorded(&server, &token, worker, &journey()).json();
        let position = receipts["receipts"][2]["position"].as_u64().unwrap();
        assert_eq!(position, u64::try_from(turn).unwrap() * 3 + 2);
        let path = format!("/v1/migrant/{worker}?at_least={position}");
        let shown = server.get(&token, &path).send();
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert_eq!(shown.header("etag"), Some("\"2\""));
        assert!(shown.json()["size"].as_u64().unwrap() > position);
    }
    let far = server.get(&token, &format!("/v1/migrant/{WORKER}?at_least=6")).send();
    refused(&far, 503, "models.behind");
}

#[test]
fn a_history_can_be_read_as_it_was_known() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    let ask =
        |known: &str| server.get(&token, &format!("{}?as_known={known}", events_of(WORKER))).send();
    let two = ask("2").json();
    assert_eq!((two["entries"].as_array().unwrap().len(), &two["version"]), (2, &json!(1)));
    refused(&ask("0"), 404, "stream.unknown");
    refused(&ask("4"), 404, "moment.not_yet");
    refused(&ask("2024-13-01"), 400, "http.wrong_parameter");
    refused(&ask("1999-12-31"), 404, "stream.unknown");
    let today = api::registry::today().to_string();
    assert_eq!(ask(&today).json()["entries"].as_array().unwrap().len(), 3);
}

#[test]
fn a_correction_is_shown_as_a_correction_and_the_corrected_entry_stays() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let receipts = recorded(&server, &token, WORKER, &journey()).json();
    let target = receipts["receipts"][2]["event_id"].clone();
    let correction = json!({
        "type": "correction_recorded",
        "occurred_on": "2024-02-01",
        "data": {
            "target": target, "reason": "TYPO", "changed": ["minutes"],
            "replacement": {
                "type": "counselling_provided", "service": "MRC", "topics": ["RIGHTS"],
                "minutes": 60, "modality": "IN_PERSON",
            },
        },
    });
    recorded(&server, &token, WORKER, &[correction]);
    let page = server.get(&token, &events_of(WORKER)).send().json();
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(entries[2]["data"]["minutes"], 45);
    assert_eq!(entries[2]["corrected_by"], entries[3]["event_id"]);
    assert_eq!(entries[3]["amends"]["target"], target);
    assert_eq!(entries[3]["data"]["replacement"]["minutes"], 60);
}

#[test]
fn pages_of_a_history_fit_together_although_the_record_goes_on() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    let first = server.get(&token, &format!("{}?limit=2", events_of(WORKER))).send().json();
    recorded(&server, &token, WORKER, &[counselling("2024-01-16")]);
    let next = first["next"].as_str().unwrap();
    let path = format!("{}?limit=2&cursor={next}", events_of(WORKER));
    let second = server.get(&token, &path).send().json();
    assert_eq!(second["entries"].as_array().unwrap().len(), 1);
    assert_eq!(second["next"], Value::Null);
    assert_eq!(second["size"], first["size"]);

    recorded(&server, &token, OTHER, &[registration()]);
    let elsewhere = server.get(&token, &format!("{}?cursor={next}", events_of(OTHER))).send();
    refused(&elsewhere, 400, "http.wrong_cursor");
}

#[test]
fn people_are_found_by_words_that_never_stand_in_a_url() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    assert!(server.app().registry.runner.wait_for(3, std::time::Duration::from_secs(10)));
    let search =
        |words: &str| server.post(&token, "/v1/search", json!({"words": words}).to_string()).send();
    for words in ["diallo", "Aissatou Diallo", "77 123 45 67"] {
        let found = search(words).json();
        assert_eq!(found["rows"][0]["stream"], WORKER, "{words}");
    }
    assert_eq!(search("nobody").json()["rows"], json!([]));
    refused(&search(""), 400, "http.wrong_parameter");
    refused(&server.get(&token, "/v1/search?words=diallo").send(), 405, "http.method_not_allowed");
}

#[test]
fn the_raw_log_holds_no_plaintext_and_its_links_verify() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    let auditor = server.token(Role::MinistryAuditor);
    let dpo = server.token(Role::Dpo);
    let page = server.get(&dpo, "/v1/log?limit=2").send();
    assert_eq!(page.json()["next_from"], 2);
    assert!(!page.text().contains("Diallo"));
    let rest = server.get(&dpo, "/v1/log?from=2").send().json();
    assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["next_from"]), (1, &Value::Null));
    let verified = server.get(&auditor, "/v1/verify").send().json();
    assert_eq!((&verified["sound"], &verified["entries"]), (&json!(true), &json!(3)));
    let head = server.get(&auditor, "/v1/head").send().json();
    assert_eq!(head["link"], rest["entries"][0]["link"]);
}

#[test]
fn an_auditor_reads_the_journey_and_no_name() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    let named = server.get(&token, &events_of(WORKER)).send();
    assert!(named.text().contains("Diallo"));
    for role in [Role::MinistryAuditor, Role::Evaluator] {
        let masked = server.get(&server.token(role), &events_of(WORKER)).send();
        assert_eq!(masked.status, 200);
        assert!(!masked.text().contains("Diallo") && !masked.text().contains("personal"), "{role}");
        assert_eq!(masked.json()["entries"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn large_answers_are_compressed_for_those_who_ask() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    let ask = |encoding: &str| {
        server.get(&token, "/v1/catalogue").header("accept-encoding", encoding).send()
    };
    let (plain, compressed) = (ask("identity"), ask("gzip"));
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(compressed.header("content-encoding"), Some("gzip"));
    assert_eq!(compressed.bytes.get(..2), Some([0x1f, 0x8b].as_slice()));
    assert!(compressed.bytes.len() * 3 < plain.bytes.len());
}

#[test]
fn a_well_formed_request_id_is_kept_and_any_other_replaced() {
    let server = TestServer::start();
    let ask = |id: &str| {
        let answer = server.bare("GET", "/healthz").header("X-Request-Id", id).send();
        answer.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(ask("desk-7_20240310"), "desk-7_20240310");
    for odd in ["short", "with space in it", &"x".repeat(65), "quote\"quote"] {
        assert_ne!(ask(odd), odd);
    }
}

#[test]
fn rebuilt_models_are_the_ones_that_were_served() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &journey());
    let operator = server.token(Role::Administrator);
    let rebuilt = server.post(&operator, "/v1/models/rebuild", "").send();
    assert_eq!(rebuilt.status, 200, "{}", rebuilt.text());
    assert_eq!(rebuilt.json()["differed"], false);
    let models = server.get(&operator, "/v1/models").send().json();
    assert_eq!((&models["ready"], &models["lag"]), (&json!(true), &json!(0)));
}
