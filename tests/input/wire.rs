//! Bytes on a connection that are no request, or one that does not end as it begins.
//!
//! What never becomes a request of HTTP is answered by the connection's own parser, with a status
//! and without a document; everything else has its code.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::{Desk, SECRET, WORKER, counselling, events_of};

/// What the sender does after the last byte.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Then {
    /// Waits for the answer.
    Waits,
    /// Says that nothing follows.
    Ends,
}

/// What must come back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Answer {
    /// A status and a code.
    Code(u16, &'static str),
    /// A status alone.
    Bare(u16),
    /// Nothing: the connection ends.
    Nothing,
}

struct Row {
    name: &'static str,
    bytes: Vec<u8>,
    then: Then,
    wanted: Answer,
}

fn row(name: &'static str, bytes: impl Into<Vec<u8>>, wanted: Answer) -> Row {
    Row { name, bytes: bytes.into(), then: Then::Waits, wanted }
}

fn cut(name: &'static str, bytes: impl Into<Vec<u8>>, wanted: Answer) -> Row {
    Row { then: Then::Ends, ..row(name, bytes, wanted) }
}

/// The head of a request that would record something, with these lines.
fn head(token: &str, lines: &str) -> String {
    let path = events_of(WORKER);
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\n{lines}\r\n"
    )
}

fn exchange(desk: &Desk, row: &Row) -> Vec<u8> {
    let mut connection = TcpStream::connect(desk.server.address()).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may answer and close before it has read everything.
    let _ = connection.write_all(&row.bytes);
    if row.then == Then::Ends {
        let _ = connection.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = connection.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
    }
    answer
}

fn told(answer: &[u8]) -> (u16, String) {
    let text = String::from_utf8_lossy(answer);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    // Of several answers on one connection, the first.
    let document: Option<Value> =
        serde_json::Deserializer::from_str(body).into_iter().next().and_then(Result::ok);
    let document = document.unwrap_or_default();
    (status, document["code"].as_str().unwrap_or_default().to_owned())
}

#[track_caller]
fn check(desk: &Desk, rows: &[Row]) {
    let mut faults = Vec::new();
    for row in rows {
        let answer = exchange(desk, row);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (status, code) = told(&answer);
        let sound = match row.wanted {
            Answer::Code(wanted, wanted_code) => (status, code.as_str()) == (wanted, wanted_code),
            Answer::Bare(wanted) => status == wanted && code.is_empty(),
            Answer::Nothing => answer.is_empty(),
        };
        let moved = desk.server.app().registry.store().head() != desk.before;
        if !sound || moved || text.contains(SECRET) {
            faults.push(format!("{}: not {:?} (moved: {moved}): {text}", row.name, row.wanted));
        }
    }
    assert!(faults.is_empty(), "{} of {} rows:\n{}", faults.len(), rows.len(), faults.join("\n"));
    desk.is_unharmed();
}

fn impatient() -> Desk {
    Desk::with(&[
        ("limits.body_seconds_max", "1"),
        ("http.client_head_ms_max", "500"),
        ("http.keep_alive_seconds", "1"),
    ])
}

#[test]
fn a_body_that_is_not_as_long_as_it_says_records_nothing() {
    let desk = impatient();
    let event = counselling("2024-01-10").to_string();
    let length = event.len();
    let head = |lines: &str| head(&desk.token, lines);
    let announced = |said: usize| head(&format!("Content-Length: {said}\r\n")) + &event;
    let chunked = head("Transfer-Encoding: chunked\r\n");
    let chunk = format!("{length:x}\r\n{event}\r\n");
    let malformed = Answer::Code(400, "http.malformed_request");
    check(
        &desk,
        &[
            row(
                "longer, and waited for",
                announced(length + 1),
                Answer::Code(408, "http.body_too_slow"),
            ),
            cut("longer, and cut off", announced(length + 1), malformed),
            cut("far longer, and cut off", announced(1 << 20), malformed),
            row("shorter", announced(length - 1), Answer::Code(400, "http.malformed_json")),
            row("none", announced(0), Answer::Code(400, "http.malformed_json")),
            row("no word of it", head("") + &event, Answer::Code(400, "http.malformed_json")),
            row(
                "too much, announced",
                announced(1 << 40),
                Answer::Code(413, "http.body_too_large"),
            ),
            cut("a chunk cut off", format!("{chunked}{length:x}\r\n{}", &event[..9]), malformed),
            cut("no last chunk", format!("{chunked}{chunk}"), malformed),
            row("a chunk of no size", format!("{chunked}zz\r\n{event}\r\n0\r\n\r\n"), malformed),
            row(
                "a chunk of too large a size",
                format!("{chunked}ffffffffffffffffff\r\n{event}\r\n0\r\n\r\n"),
                malformed,
            ),
            row(
                "a last chunk that does not come",
                format!("{chunked}{chunk}"),
                Answer::Code(408, "http.body_too_slow"),
            ),
        ],
    );
}

#[test]
fn a_request_that_can_be_read_in_two_ways_is_refused() {
    let desk = impatient();
    let event = counselling("2024-01-10").to_string();
    let length = event.len();
    let with = |lines: &str| head(&desk.token, lines) + &event;
    check(
        &desk,
        &[
            row(
                "two lengths",
                with(&format!("Content-Length: {length}\r\nContent-Length: 3\r\n")),
                Answer::Bare(400),
            ),
            row(
                "a list of lengths",
                with(&format!("Content-Length: {length}, {length}\r\n")),
                Answer::Bare(400),
            ),
            row(
                "a signed length",
                with(&format!("Content-Length: +{length}\r\n")),
                Answer::Bare(400),
            ),
            row("a negative length", with("Content-Length: -1\r\n"), Answer::Bare(400)),
            row(
                "a length that is a name",
                with("Content-Length: Fatoumata\r\n"),
                Answer::Bare(400),
            ),
            row(
                "a length beyond 64 bits",
                with("Content-Length: 99999999999999999999\r\n"),
                Answer::Bare(400),
            ),
            row(
                "a length and chunks",
                with(&format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n")),
                Answer::Bare(400),
            ),
            row(
                "chunks of an unknown coding",
                with("Transfer-Encoding: Fatoumata\r\n"),
                Answer::Bare(400),
            ),
            row(
                "a folded header",
                with(&format!("X-A: b\r\n Content-Length: {length}\r\n")),
                Answer::Bare(400),
            ),
            row(
                "a blank before the colon",
                with(&format!("Content-Length : {length}\r\n")),
                Answer::Bare(400),
            ),
        ],
    );
}

#[test]
fn what_is_no_request_ends_the_connection() {
    let desk = impatient();
    let many = (0..2_000).map(|n| format!("X-{n}: {SECRET}\r\n")).collect::<String>();
    let long = format!("X-Long: {}\r\n", SECRET.repeat(200_000));
    check(
        &desk,
        &[
            row("a greeting", format!("HELO {SECRET}\r\n\r\n"), Answer::Bare(400)),
            row("a version that is none", "GET / HTTP/9.9\r\n\r\n", Answer::Bare(400)),
            row("no version", "GET /healthz\r\n\r\n", Answer::Bare(400)),
            row("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Answer::Bare(400)),
            row(
                "the beginning of TLS",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(),
                Answer::Bare(400),
            ),
            row("bytes", (0..=255_u8).rev().collect::<Vec<_>>(), Answer::Bare(400)),
            row(
                "a blank in the path",
                format!("GET /v1/{SECRET} x HTTP/1.1\r\n\r\n"),
                Answer::Bare(400),
            ),
            row(
                "bytes in the path",
                b"GET /v1/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(),
                Answer::Bare(400),
            ),
            row(
                "a header without a name",
                format!("GET /healthz HTTP/1.1\r\n: {SECRET}\r\n\r\n"),
                Answer::Bare(400),
            ),
            row(
                "a NUL in a header",
                "GET /healthz HTTP/1.1\r\nX-A: b\0c\r\n\r\n",
                Answer::Bare(400),
            ),
            row("a flood of headers", head(&desk.token, &many), Answer::Bare(431)),
            row("a header without end", head(&desk.token, &long), Answer::Bare(431)),
            row("half a head", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow:", Answer::Bare(408)),
            cut(
                "half a head, and an end",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow:",
                Answer::Nothing,
            ),
            cut("nothing", "", Answer::Nothing),
        ],
    );
}

#[test]
fn tokens_that_are_none_are_refused_without_repeating_them() {
    let desk = impatient();
    let event = counselling("2024-01-10").to_string();
    let with = |line: &str| {
        let (path, length) = (events_of(WORKER), event.len());
        format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\
             {line}\r\n{event}"
        )
    };
    let bad = Answer::Code(401, "auth.bad_token");
    let none = Answer::Code(401, "auth.no_token");
    let mut bytes = with("Authorization: Bearer @@\r\n").into_bytes();
    let at = bytes.windows(2).position(|pair| pair == b"@@").unwrap();
    bytes[at..at + 2].copy_from_slice(b"\xff\xfe");
    let doubled = format!("Authorization: Bearer {0}{0}\r\n", desk.token);
    check(
        &desk,
        &[
            row("no token", with(""), none),
            row("an empty token", with("Authorization: Bearer \r\n"), bad),
            row("a name", with("Authorization: Bearer Fatoumata\r\n"), bad),
            row("another scheme", with("Authorization: Basic RmF0b3VtYXRh\r\n"), bad),
            row("a token twice", with(&doubled), bad),
            row(
                "a long token",
                with(&format!("Authorization: Bearer {}\r\n", "a".repeat(8_000))),
                bad,
            ),
            row("bytes", bytes, bad),
            row(
                "an unknown method",
                with("").replacen("POST", "BREW", 1),
                Answer::Code(405, "http.method_not_allowed"),
            ),
        ],
    );
}
