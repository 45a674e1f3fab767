//! Every route with every role and with none: what the table of rights says is what happens.

use api::policy::{Grant, Permission, grant, permissions};
use api::routes::ROUTES;
use api::routes::table::{Needs, Route, Verb};
use domain::context::Role;
use domain::stream::StreamKind;
use tests::server::{Answer, TestServer};

use crate::{WORKER, recorded, registration};

/// A path of a route, with something in place of what varies.
fn path(route: &Route, kind: StreamKind) -> String {
    route
        .path
        .replace("{kind}", kind.code())
        .replace("{id}", WORKER)
        .replace("{type}", "migrant_registered")
        .replace("{code}", "M1")
}

/// The permissions that a route may need, each with a kind of stream that asks for it.
fn needed(route: &Route) -> Vec<(StreamKind, Option<Permission>)> {
    let each = |of: fn(StreamKind) -> Permission| {
        StreamKind::ALL.iter().map(|kind| (*kind, Some(of(*kind)))).collect()
    };
    match route.needs {
        Needs::Open => vec![(StreamKind::Migrant, None)],
        Needs::Fixed(permission) => vec![(StreamKind::Migrant, Some(permission))],
        Needs::Reading => each(Permission::Read),
        Needs::Recording => each(Permission::Record),
    }
}

fn ask(server: &TestServer, route: &Route, kind: StreamKind, token: Option<&str>) -> Answer {
    let path = path(route, kind);
    // The feed never ends; its head is enough.
    if route.path == "/v1/feed" {
        let authorization =
            token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{authorization}\r\n");
        let enough = |bytes: &[u8]| bytes.windows(4).any(|end| end == b"\r\n\r\n");
        let head = String::from_utf8_lossy(&server.raw(request.as_bytes(), enough)).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        return Answer { status, headers: Vec::new(), bytes: Vec::new() };
    }
    match (route.verb, token) {
        (Verb::Get, Some(token)) => server.get(token, &path).send(),
        (Verb::Post, Some(token)) => server.post(token, &path, "{}").send(),
        (Verb::Get, None) => server.bare("GET", &path).send(),
        (Verb::Post, None) => server.bare("POST", &path).send(),
    }
}

#[test]
fn without_a_token_nobody_reads_anything_but_health_and_documentation() {
    let server = TestServer::start();
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    for route in ROUTES {
        for (kind, permission) in needed(route) {
            let answer = ask(&server, route, kind, None);
            match permission {
                None => assert!(answer.status < 400, "{}: {}", route.path, answer.status),
                Some(_) => assert_eq!(answer.status, 401, "{} {kind}", route.path),
            }
            let wrong = ask(&server, route, kind, Some("tukki_no_such_token"));
            assert_eq!(wrong.status == 401, permission.is_some(), "{} {kind}", route.path);
        }
    }
}

#[test]
fn every_role_passes_exactly_where_the_table_of_rights_lets_it() {
    let server = TestServer::start();
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    for role in Role::ALL {
        let token = server.token(*role);
        let bound = server.token_for(*role, Some(WORKER.parse().unwrap()));
        for route in ROUTES {
            for (kind, permission) in needed(route) {
                let Some(permission) = permission else { continue };
                // Having the log verified and rebuilt many times at once is refused for itself.
                let free = ask(&server, route, kind, Some(&token)).status != 403;
                let own = ask(&server, route, kind, Some(&bound)).status != 403;
                let expected = match grant(*role, permission) {
                    Grant::Nothing => (false, false),
                    Grant::Own => (false, true),
                    Grant::All => (true, true),
                };
                assert_eq!((free, own), expected, "{role}: {} {kind}", route.path);
            }
        }
    }
}

#[test]
fn every_right_is_asked_for_by_some_route() {
    for permission in permissions() {
        let asked = ROUTES.iter().flat_map(needed).any(|(_, needed)| needed == Some(permission));
        assert!(asked, "{permission}");
    }
}

#[test]
fn a_worker_reads_her_own_record_and_no_other() {
    let server = TestServer::start();
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    recorded(&server, &registrar, crate::OTHER, &[registration()]);
    let hers = server.token_for(Role::Migrant, Some(WORKER.parse().unwrap()));
    let own = server.get(&hers, &crate::events_of(WORKER)).send();
    assert_eq!(own.status, 200);
    assert!(own.text().contains("Diallo"));
    let other = server.get(&hers, &crate::events_of(crate::OTHER)).send();
    crate::refused(&other, 403, "auth.not_granted");
    let nobodys = server.token(Role::Migrant);
    let none = server.get(&nobodys, &crate::events_of(WORKER)).send();
    crate::refused(&none, 403, "auth.not_granted");
}

#[test]
fn a_user_who_left_or_lost_her_role_is_turned_away() {
    let server = TestServer::start();
    let operator = server.token(Role::Administrator);
    let record = |event: serde_json::Value| {
        let path = format!("/v1/user/{}/events", crate::OTHER);
        let answer = server.post(&operator, &path, event.to_string()).send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        let position = answer.json()["position"].as_u64().unwrap();
        let reached = std::time::Duration::from_secs(10);
        assert!(server.app().registry.runner.wait_for(position + 1, reached));
    };
    let on = |name: &str, data: serde_json::Value| serde_json::json!({"type": name, "occurred_on": "2024-01-08", "data": data});
    let mut registered = on("user_registered", serde_json::json!({"country": "SN"}));
    registered["personal"] = serde_json::json!({"name": "Fatou Sarr"});
    record(registered);
    record(on("role_granted", serde_json::json!({"role": "registrar"})));
    let registrar = server.token_of(Role::Registrar, crate::OTHER.parse().unwrap());
    let evaluator = server.token_of(Role::Evaluator, crate::OTHER.parse().unwrap());
    assert_eq!(server.get(&registrar, "/v1/head").send().status, 200);
    crate::refused(&server.get(&evaluator, "/v1/head").send(), 401, "auth.bad_token");
    record(on("user_deactivated", serde_json::json!({"reason": "LEFT"})));
    crate::refused(&server.get(&registrar, "/v1/head").send(), 401, "auth.bad_token");
}

#[test]
fn a_revoked_token_is_refused_from_the_next_request_on() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    assert_eq!(server.get(&token, "/v1/head").send().status, 200);
    let id = server.app().tokens.list().unwrap()[0].id.clone();
    server.app().tokens.revoke(&id, api::clock::now_ms()).unwrap();
    crate::refused(&server.get(&token, "/v1/head").send(), 401, "auth.bad_token");
}
