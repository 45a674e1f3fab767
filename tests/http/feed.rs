//! The live feed: what is durable, in order, resumable, and only what a role may read.

use std::time::{Duration, Instant};

use domain::context::Role;
use serde_json::Value;
use tests::server::TestServer;

use crate::{OTHER, WORKER, counselling, opening, recorded, registration};

fn request(path: &str, token: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}\r\n")
}

/// The feed's events until there are so many.
fn events(server: &TestServer, request: &str, count: usize) -> Vec<(u64, Value)> {
    let enough = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).matches("event: entry").count() >= count
            && bytes.ends_with(b"\n\n\r\n")
    };
    let text = String::from_utf8(server.raw(request.as_bytes(), enough)).unwrap();
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().to_owned()
    };
    text.split("\n\n")
        .filter(|block| block.contains("event: entry"))
        .map(|block| {
            let data = field(block, "data:");
            (field(block, "id:").parse().unwrap(), serde_json::from_str(&data).unwrap())
        })
        .collect()
}

#[test]
fn a_reader_resumes_after_the_last_event_that_she_received() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &[registration(), opening("C01", "2024-01-08")]);
    recorded(&server, &token, WORKER, &[counselling("2024-01-15")]);
    let all = events(&server, &request("/v1/feed?from=0", &token, ""), 3);
    assert_eq!(all.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(all[1].1["type"], "cycle_opened");
    assert_eq!(all[1].1["stream"], WORKER);
    let rest = events(&server, &request("/v1/feed", &token, "Last-Event-ID: 0\r\n"), 2);
    assert_eq!(rest, all[1..]);
}

#[test]
fn what_is_recorded_later_arrives_without_asking_again() {
    let server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &[registration()]);
    std::thread::scope(|threads| {
        let reader = threads.spawn(|| events(&server, &request("/v1/feed", &token, ""), 1));
        let until = Instant::now() + Duration::from_secs(10);
        while server.app().metrics.feed_readers.get() == 0 && Instant::now() < until {
            std::thread::yield_now();
        }
        recorded(&server, &token, OTHER, &[registration()]);
        let arrived = reader.join().unwrap();
        assert_eq!(arrived.len(), 1);
        assert_eq!((arrived[0].0, &arrived[0].1["stream"]), (1, &Value::from(OTHER)));
    });
}

#[test]
fn the_feed_says_nothing_of_streams_that_the_role_does_not_read() {
    let server = TestServer::start();
    let registrar = server.token(Role::Registrar);
    recorded(&server, &registrar, WORKER, &[registration()]);
    let agency = serde_json::json!({
        "type": "agency_registered",
        "occurred_on": "2023-01-01",
        "data": {"country": "SN", "kind": "PRIVATE"},
        "personal": {"name": "Agence"},
    });
    let path = format!("/v1/agency/{OTHER}/events");
    let answer = server.post(&registrar, &path, agency.to_string()).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    let officer = server.token(Role::UnionOfficer);
    let seen = events(&server, &request("/v1/feed?from=0", &officer, ""), 1);
    assert_eq!(seen.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1]);
}

#[test]
fn too_many_readers_are_turned_away_and_places_are_given_back() {
    let server = TestServer::with(&[("limits.feed_readers_max", "0")]);
    let token = server.token(Role::Registrar);
    let head = |bytes: &[u8]| bytes.windows(4).any(|end| end == b"\r\n\r\n");
    let answer = server.raw(request("/v1/feed", &token, "").as_bytes(), head);
    assert!(answer.starts_with(b"HTTP/1.1 429"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(server.app().metrics.feed_readers.get(), 0);
}

#[test]
fn a_stopping_server_ends_the_feeds_and_keeps_what_it_acknowledged() {
    let mut server = TestServer::start();
    let token = server.token(Role::Registrar);
    recorded(&server, &token, WORKER, &[registration()]);
    let app = std::sync::Arc::clone(server.app());
    let asked = request("/v1/feed?from=0", &token, "");
    let address = server.address();
    let (sender, arrived) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        tests::server::raw_at(address, asked.as_bytes(), |bytes| {
            if String::from_utf8_lossy(bytes).contains("migrant_registered") {
                // Nobody listens any more after the first time.
                let _ = sender.send(());
            }
            false
        })
    });
    arrived.recv_timeout(Duration::from_secs(10)).expect("the feed says nothing");
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(5), "the feed held the server up");
    let text = String::from_utf8(reader.join().unwrap()).unwrap();
    assert!(text.contains("migrant_registered"));
    assert!(text.ends_with("0\r\n\r\n"), "the answer ends properly");
    app.registry.close().unwrap();
    assert_eq!(app.registry.store().head().size, 1);
}
