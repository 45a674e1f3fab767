//! Many connections that record at the same time, and the ledger of what they were promised.
//!
//! The ledger is the other side's memory: what was acknowledged must be found again, at the place
//! that was acknowledged; what was not must be there as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::dice::Dice;

/// A connection that stays open, and a token.
pub struct Client {
    address: SocketAddr,
    token: String,
    connection: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its body; null if that is no JSON.
    pub body: Value,
}

impl Reply {
    /// The code of a refusal; empty for other answers.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

impl Client {
    /// Talks to a server with a token.
    pub fn new(address: SocketAddr, token: &str) -> Self {
        Self { address, token: token.to_owned(), connection: None }
    }

    /// Asks for something.
    ///
    /// # Errors
    /// The server is gone, or goes while it answers.
    pub fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.send(&format!("GET {path}"), "", "")
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// The server is gone, or goes while it answers.
    pub fn post(&mut self, path: &str, body: &str) -> io::Result<Reply> {
        self.send(&format!("POST {path}"), "content-type: application/json\r\n", body)
    }

    /// Sends JSON that counts only if the stream is at this version.
    ///
    /// # Errors
    /// The server is gone, or goes while it answers.
    pub fn post_at(&mut self, path: &str, body: &str, version: u64) -> io::Result<Reply> {
        let headers = format!("content-type: application/json\r\nif-match: \"{version}\"\r\n");
        self.send(&format!("POST {path}"), &headers, body)
    }

    fn send(&mut self, what: &str, headers: &str, body: &str) -> io::Result<Reply> {
        let answered = self.try_send(what, headers, body);
        if answered.is_err() {
            self.connection = None;
        }
        answered
    }

    fn try_send(&mut self, what: &str, headers: &str, body: &str) -> io::Result<Reply> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => {
                let connection = TcpStream::connect(self.address)?;
                connection.set_nodelay(true)?;
                connection.set_read_timeout(Some(Duration::from_secs(60)))?;
                self.connection.insert(BufReader::new(connection))
            }
        };
        let (token, length) = (&self.token, body.len());
        let request = format!(
            "{what} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{headers}\
             content-length: {length}\r\n\r\n{body}"
        );
        connection.get_mut().write_all(request.as_bytes())?;
        read_reply(connection)
    }
}

fn read_reply(connection: &mut BufReader<TcpStream>) -> io::Result<Reply> {
    let torn = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(torn)?;
    let mut length = 0;
    loop {
        line.clear();
        if connection.read_line(&mut line)? == 0 {
            return Err(torn());
        }
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(|_| torn())?;
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok(Reply { status, body: serde_json::from_slice(&body).unwrap_or_default() })
}

/// Where an event was acknowledged to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Promise {
    /// Its place in the log.
    pub position: u64,
    /// Its place in its stream.
    pub version: u64,
    /// The link that covers it.
    pub link: String,
}

/// A request whose answer was never heard.
#[derive(Clone, Debug)]
struct Doubt {
    path: String,
    ids: Vec<String>,
    body: String,
}

#[derive(Default)]
struct Kept {
    promised: BTreeMap<String, Promise>,
    doubts: Vec<Doubt>,
    unexpected: Vec<String>,
    refused: Vec<String>,
    /// The log as it was read so far: event id and link by position.
    read: Vec<(String, String)>,
    versions: HashMap<String, u64>,
    known: BTreeSet<String>,
    streams: u64,
}

/// What was promised to whom, and what the log was seen to hold.
#[derive(Default)]
pub struct Ledger {
    kept: Mutex<Kept>,
}

impl Ledger {
    /// How many events were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.kept.lock().unwrap().promised.len()
    }

    /// How many requests were never answered.
    pub fn doubtful(&self) -> usize {
        self.kept.lock().unwrap().doubts.len()
    }

    /// The codes of refusals that were heard since the last call.
    pub fn take_refusals(&self) -> Vec<String> {
        std::mem::take(&mut self.kept.lock().unwrap().refused)
    }

    /// Records one new worker; the answer, and the ids that were sent.
    ///
    /// # Errors
    /// The server is gone, or goes while it answers.
    pub fn send(&self, client: &mut Client) -> io::Result<(Reply, Vec<String>)> {
        let path = format!("/v1/migrant/{}/events", self.new_id());
        let doubt = self.begin(&path, &registration(&self.new_id()));
        let reply = client.post(&doubt.path, &doubt.body)?;
        self.hear(&doubt, &reply);
        Ok((reply, doubt.ids))
    }

    /// Ids that nobody has: a number that is never given twice.
    fn new_id(&self) -> String {
        let mut kept = self.kept.lock().unwrap();
        kept.streams += 1;
        let number = kept.streams;
        format!("0190f3c5-7a51-7c1e-8a43-{number:012x}")
    }

    fn begin(&self, path: &str, body: &Value) -> Doubt {
        let events = body["events"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
        let ids = events.iter().map(|event| event["event_id"].as_str().unwrap().to_owned());
        let doubt = Doubt { path: path.to_owned(), ids: ids.collect(), body: body.to_string() };
        self.kept.lock().unwrap().doubts.push(doubt.clone());
        doubt
    }

    /// Writes down an answer; whether the server still takes events.
    fn hear(&self, doubt: &Doubt, reply: &Reply) -> bool {
        let mut kept = self.kept.lock().unwrap();
        match reply.status {
            200 | 201 => {
                kept.doubts.retain(|open| open.ids != doubt.ids);
                for (id, promise) in promises(&reply.body) {
                    if let Some(before) = kept.promised.insert(id.clone(), promise.clone())
                        && before != promise
                    {
                        let told = format!("{id} was at {before:?} and is at {promise:?}");
                        kept.unexpected.push(told);
                    }
                }
                true
            }
            // Whether it was recorded is open until a restart.
            503 | 507 => {
                kept.refused.push(reply.code().to_owned());
                false
            }
            _ => {
                kept.unexpected.push(format!("{} {}", reply.status, reply.body));
                false
            }
        }
    }

    /// Nothing that was acknowledged is missing or elsewhere, nothing has a gap, nothing is there
    /// by half; what was in doubt is sent again and is there exactly once.
    #[track_caller]
    pub fn check(&self, client: &mut Client, recorder: &mut Client) {
        self.read_log(client);
        self.check_doubts();
        self.resolve(recorder);
        self.read_log(client);
        let kept = self.kept.lock().unwrap();
        assert!(kept.unexpected.is_empty(), "{:#?}", kept.unexpected);
        assert!(kept.doubts.is_empty(), "{:#?}", kept.doubts);
        for (id, promise) in &kept.promised {
            let place = usize::try_from(promise.position).unwrap();
            let found = kept.read.get(place);
            let expected = (id.clone(), promise.link.clone());
            assert_eq!(found, Some(&expected), "acknowledged at {place}");
        }
        let verified = client.get("/v1/verify").unwrap();
        assert_eq!(verified.body["sound"], true, "{}", verified.body);
        assert_eq!(verified.body["entries"], kept.read.len());
    }

    /// Reads on where it stopped the last time; the last entry read then must still be the same,
    /// and its link covers all before it.
    #[track_caller]
    fn read_log(&self, client: &mut Client) {
        let mut kept = self.kept.lock().unwrap();
        let mut from = kept.read.len().saturating_sub(1);
        loop {
            let page = client.get(&format!("/v1/log?from={from}&limit=1000")).unwrap();
            assert_eq!(page.status, 200, "{}", page.body);
            let size = page.body["size"].as_u64().unwrap();
            assert!(
                size >= kept.read.len() as u64,
                "{size} entries, {} were read",
                kept.read.len()
            );
            for entry in page.body["entries"].as_array().unwrap() {
                kept.see(entry, from);
                from += 1;
            }
            if page.body["next_from"].is_null() {
                return;
            }
        }
    }

    #[track_caller]
    fn check_doubts(&self) {
        let kept = self.kept.lock().unwrap();
        for doubt in &kept.doubts {
            let there = doubt.ids.iter().filter(|id| kept.known.contains(*id)).count();
            assert!(there == 0 || there == doubt.ids.len(), "recorded by half: {doubt:?}");
        }
    }

    #[track_caller]
    fn resolve(&self, recorder: &mut Client) {
        let doubts = self.kept.lock().unwrap().doubts.clone();
        for doubt in doubts {
            let there = self.kept.lock().unwrap().known.contains(&doubt.ids[0]);
            let reply = recorder.post(&doubt.path, &doubt.body).unwrap();
            assert_eq!(reply.status, if there { 200 } else { 201 }, "{doubt:?}: {}", reply.body);
            self.hear(&doubt, &reply);
        }
    }
}

impl Kept {
    #[track_caller]
    fn see(&mut self, entry: &Value, place: usize) {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let found = (text("event_id"), text("link"));
        assert_eq!(entry["position"], place, "positions have a gap");
        if let Some(before) = self.read.get(place) {
            assert_eq!(before, &found, "the entry at {place} is another one");
            return;
        }
        let version = entry["version"].as_u64().unwrap();
        let next = self.versions.entry(text("stream")).or_default();
        assert_eq!(version, *next, "versions of {} have a gap", entry["stream"]);
        *next += 1;
        assert!(self.known.insert(found.0.clone()), "{} is there twice", found.0);
        self.read.push(found);
    }
}

fn promises(body: &Value) -> Vec<(String, Promise)> {
    let receipts = body["receipts"].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    let read = |receipt: &Value| {
        let promise = Promise {
            position: receipt["position"].as_u64().unwrap(),
            version: receipt["version"].as_u64().unwrap(),
            link: receipt["link"].as_str().unwrap().to_owned(),
        };
        (receipt["event_id"].as_str().unwrap().to_owned(), promise)
    };
    receipts.iter().map(read).collect()
}

/// The registration of a woman born in 1994.
pub fn registration(event_id: &str) -> Value {
    json!({
        "event_id": event_id,
        "type": "migrant_registered",
        "occurred_on": "2024-01-08",
        "data": {"sex": "F", "birth_year": 1994, "birth_precision": "YEAR", "nationalities": ["SN"]},
        "personal": {"given_name": "Aïssatou", "family_name": "Diallo", "phone": "+221 77 123 45 67"},
    })
}

/// A counselling session.
pub fn counselling(event_id: &str) -> Value {
    json!({
        "event_id": event_id,
        "type": "counselling_provided",
        "occurred_on": "2024-01-15",
        "data": {"service": "MRC", "topics": ["RIGHTS"], "minutes": 45, "modality": "IN_PERSON"},
    })
}

/// A connection records until it is told to stop or the server is gone: new workers, single
/// sessions, batches that stand or fall together.
pub fn record(client: &mut Client, ledger: &Ledger, dice: &mut Dice, stop: &AtomicBool) {
    let mut path = String::new();
    while !stop.load(Ordering::Relaxed) {
        let body = if path.is_empty() || dice.below(6) == 0 {
            path = format!("/v1/migrant/{}/events", ledger.new_id());
            registration(&ledger.new_id())
        } else if dice.below(4) == 0 {
            let sessions = 2 + dice.below(30);
            let events: Vec<Value> = (0..sessions).map(|_| counselling(&ledger.new_id())).collect();
            json!({"events": events})
        } else {
            counselling(&ledger.new_id())
        };
        let doubt = ledger.begin(&path, &body);
        match client.post(&doubt.path, &doubt.body) {
            Ok(reply) if ledger.hear(&doubt, &reply) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// As many connections as asked record until `until` is over; then all have ended.
pub fn under_load<T>(
    to: (SocketAddr, &str),
    ledger: &Ledger,
    (connections, dice): (u64, &mut Dice),
    until: impl FnOnce() -> T,
) -> T {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..connections {
            let (mut dice, stop) = (Dice::new(dice.below(u64::MAX)), &stop);
            let mut client = Client::new(to.0, to.1);
            scope.spawn(move || record(&mut client, ledger, &mut dice, stop));
        }
        let done = until();
        stop.store(true, Ordering::Relaxed);
        done
    })
}
