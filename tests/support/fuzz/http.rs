//! The server on a real socket: whatever comes, it answers or hangs up, never with its own fault,
//! and records nothing that it does not acknowledge.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use domain::context::Role;

use crate::server::TestServer;

pub(super) const WORDS: &[&str] = &[
    "GET ",
    "POST ",
    "DELETE ",
    " HTTP/1.1\r\n",
    "\r\n",
    "\r\n\r\n",
    "Content-Length: ",
    "Transfer-Encoding: chunked\r\n",
    "0\r\n\r\n",
    "ffffffff",
    "If-Match: \"0\"\r\n",
    "Idempotency-Key: ",
    "Connection: close\r\n",
    "/v1/migrant/",
    "/v1/head",
    "/../",
    "%00",
    "%ff",
    "?limit=",
    "&as_known=",
    "\u{0}",
    "[[[[[[[[",
    "{\"type\":",
    "Expect: 100-continue\r\n",
    "Accept-Encoding: gzip\r\n",
    "Range: bytes=0-\r\n",
    "Upgrade: h2c\r\n",
];

/// What stands in inputs where the token belongs: a token of its own is made for each run.
const TOKEN: &[u8] = b"@TOKEN@";

struct Running {
    server: TestServer,
    token: String,
}

static RUNNING: LazyLock<Running> = LazyLock::new(|| {
    let server = TestServer::with(&[
        ("limits.body_seconds_max", "1"),
        ("http.client_head_ms_max", "500"),
        ("http.keep_alive_seconds", "1"),
    ]);
    let token = server.token(Role::Registrar);
    Running { server, token }
});

pub(super) fn run(bytes: &[u8]) {
    let running = &*RUNNING;
    let store = running.server.app().registry.store();
    let before = store.head().size;
    let answer = exchange(running, &with_token(bytes, &running.token));
    let text = String::from_utf8_lossy(&answer);
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 "), "no answer of HTTP: {text}");
    for status in text.match_indices("HTTP/1.1 ").filter_map(|(at, _)| text.get(at + 9..at + 12)) {
        assert!(!status.starts_with('5'), "its own fault: {text}");
    }
    let moved = store.head().size - before;
    assert!(
        moved == 0 || text.contains("HTTP/1.1 201"),
        "{moved} events without a receipt: {text}"
    );
}

fn exchange(running: &Running, bytes: &[u8]) -> Vec<u8> {
    let mut connection = TcpStream::connect(running.server.address()).expect("it listens");
    connection.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    // The server may answer and close before it has read everything.
    let _ = connection.write_all(bytes);
    let _ = connection.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = connection.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    answer
}

fn with_token(bytes: &[u8], token: &str) -> Vec<u8> {
    let Some(at) = bytes.windows(TOKEN.len()).position(|window| window == TOKEN) else {
        return bytes.to_vec();
    };
    [&bytes[..at], token.as_bytes(), &bytes[at + TOKEN.len()..]].concat()
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let stream = "/v1/migrant/0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6a";
    let head = "HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer @TOKEN@\r\n";
    let event = r#"{"type":"migrant_registered","occurred_on":"2024-01-08","data":{"sex":"F","birth_precision":"YEAR","birth_year":1994},"personal":{"given_name":"A","family_name":"B"}}"#;
    let length = event.len();
    let search = r#"{"words":"diallo"}"#;
    vec![
        format!("GET /v1/head {head}\r\n"),
        format!("GET /healthz {head}\r\nGET /readyz {head}Connection: close\r\n\r\n"),
        format!("GET {stream}/events?limit=2&as_known=0 {head}Accept-Language: fr\r\n\r\n"),
        format!("GET /v1/placements?on=2024-03-10&corridor=SN-ES {head}\r\n"),
        format!("GET /v1/reports/M1?by=sex&year=2024 {head}\r\n"),
        format!("GET /v1/log?from=0&limit=3 {head}\r\n"),
        format!("GET /docs/errors {head}Accept-Encoding: gzip\r\n\r\n"),
        format!("POST {stream}/events {head}Content-Length: {length}\r\n\r\n{event}"),
        format!(
            "POST {stream}/events {head}If-Match: \"0\"\r\nContent-Length: {length}\r\n\r\n{event}"
        ),
        format!(
            "POST {stream}/events {head}Idempotency-Key: 0190f3c5-7a51-7c1e-8a43-1f2e3d4c5b6b\r\n\
             Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{event}\r\n0\r\n\r\n"
        ),
        format!("POST /v1/search {head}Content-Length: {}\r\n\r\n{search}", search.len()),
        format!("POST /v1/import {head}Content-Length: {length}\r\n\r\n{event}"),
    ]
    .into_iter()
    .map(String::into_bytes)
    .collect()
}
