//! A crowd that sends good and bad at the same time to the real program: what was acknowledged is
//! in the log, nothing else is, and the log verifies.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;

use serde_json::{Value, json};
use tests::dice::{Dice, rounds, seed};
use tests::load::Client;
use tests::program::Place;

use crate::{SECRET, counselling, events_of, opening, registration, with};

const WRITERS: u64 = 64;
/// Streams on which all of them write, beside their own.
const SHARED: u64 = 4;

/// Where the events lie that were acknowledged.
#[derive(Default)]
struct Ledger(Mutex<Vec<u64>>);

impl Ledger {
    /// Every answer is an acknowledgement, or a refusal with a code.
    fn note(&self, (status, body): (u16, &Value)) {
        if status == 201 {
            let single = std::slice::from_ref(body);
            let receipts = body["receipts"].as_array().map_or(single, Vec::as_slice);
            let mut positions = self.0.lock().unwrap();
            positions.extend(receipts.iter().map(|receipt| receipt["position"].as_u64().unwrap()));
        } else {
            let code = body["code"].as_str().unwrap_or_default();
            assert!((400..500).contains(&status) && !code.is_empty(), "{status}: {body}");
            assert!(!body.to_string().contains(SECRET), "{body}");
        }
    }
}

fn stream(number: u64) -> String {
    format!("0190f3c5-7a51-7c1e-8a43-{number:012x}")
}

/// Bodies of which nothing may be recorded.
fn hostile(dice: &mut Dice) -> String {
    match dice.below(9) {
        0 => "[".repeat(50_000),
        1 => format!("{{\"type\":\"{SECRET}"),
        2 => with(counselling("2024-01-10"), "occurred_on", json!("2024-02-30")).to_string(),
        3 => with(counselling("2024-01-10"), "data.minutes", json!(-1)).to_string(),
        4 => {
            with(registration(), "personal.given_name", json!(format!("{SECRET}\u{0}"))).to_string()
        }
        5 => with(registration(), "data.sex", json!(SECRET)).to_string(),
        6 => r#"{"type":"a","type":"b","occurred_on":"2024"}"#.to_owned(),
        7 => with(registration(), "type", json!(SECRET)).to_string(),
        _ => {
            json!({"events": [counselling("2024-01-11"), {"type": SECRET, "occurred_on": "2024"}]})
                .to_string()
        }
    }
}

/// A connection that ends in the middle of an event.
fn broken_off(address: SocketAddr, token: &str) {
    let event = counselling("2024-01-10").to_string();
    let request = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{event}",
        events_of(&stream(0)),
        event.len() + 1,
    );
    let mut connection = TcpStream::connect(address).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
}

fn writer(number: u64, (address, token): (SocketAddr, &str), ledger: &Ledger, seed: u64) {
    let mut dice = Dice::new(seed + number);
    let mut client = Client::new(address, token);
    let own = events_of(&stream(SHARED + number));
    let begun = json!({"events": [registration(), opening()]}).to_string();
    let begun = client.post(&own, &begun).unwrap();
    assert_eq!(begun.status, 201, "{begun:?}");
    ledger.note((begun.status, &begun.body));
    let mut last = 1;
    for _ in 0..rounds(24) {
        let good = counselling(&format!("2024-01-{:02}", 9 + dice.below(20))).to_string();
        let shared = events_of(&stream(dice.below(SHARED)));
        let reply = match dice.below(8) {
            0 | 1 => {
                let reply = client.post_at(&own, &good, last).unwrap();
                assert_eq!(reply.status, 201, "{reply:?}");
                last += 1;
                reply
            }
            2 | 3 => client.post(&shared, &good).unwrap(),
            4 => client.post_at(&shared, &good, dice.below(40)).unwrap(),
            5 => client.post(&own, "").unwrap(),
            6 => {
                broken_off(address, token);
                continue;
            }
            _ => client.post(&own, &hostile(&mut dice)).unwrap(),
        };
        ledger.note((reply.status, &reply.body));
    }
}

#[test]
fn sixty_four_who_send_good_and_bad_leave_a_log_that_verifies() {
    let seed = seed(64);
    println!("SUITE_SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let place = Place::made(folder.path());
    let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
    let mut server = place.serve();
    let address = server.address().unwrap();
    let ledger = Ledger::default();
    let mut client = Client::new(address, &registrar);
    for number in 0..SHARED {
        let begun = json!({"events": [registration(), opening()]}).to_string();
        let reply = client.post(&events_of(&stream(number)), &begun).unwrap();
        ledger.note((reply.status, &reply.body));
    }
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let (to, ledger) = ((address, registrar.as_str()), &ledger);
            scope.spawn(move || writer(number, to, ledger, seed));
        }
    });
    let mut positions = ledger.0.into_inner().unwrap();
    positions.sort_unstable();
    let counted: Vec<u64> = (0..).take(positions.len()).collect();
    assert_eq!(positions, counted, "an acknowledged event for every position, and no other");
    let head = Client::new(address, &officer).get("/v1/head").unwrap();
    assert_eq!(head.body["size"].as_u64(), u64::try_from(positions.len()).ok(), "{head:?}");
    assert!(!server.stop().err.contains("panicked"));
    let verified = place.run(&["verify", "--json"]).ok().json();
    assert_eq!((&verified["sound"], &verified["entries"]), (&json!(true), &json!(positions.len())));
    println!("{} events were acknowledged", positions.len());
}
