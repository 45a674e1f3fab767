//! The same over HTTP: sixty-four connections that say which version they have seen.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use api::config::{Config, Sources};
use api::registry::Registry;
use domain::context::Role;
use serde_json::Value;
use tests::load::{Client, counselling, registration};
use tests::program::Place;
use tests::server::TestServer;

use super::WRITERS;

const WORKERS: usize = 4;
const WINS: usize = 5;
const WAIT: Duration = Duration::from_secs(60);

fn events_of(worker: usize) -> String {
    format!("/v1/migrant/0190f3c5-7a51-7c1e-8a43-{worker:012x}/events")
}

fn id(number: u64) -> String {
    format!("0190f3c5-7a51-7c1e-8a44-{number:012x}")
}

/// Who won which version of which worker's record.
#[derive(Default)]
struct Board {
    seen: [AtomicU64; WORKERS],
    won: Mutex<BTreeMap<(usize, u64), String>>,
    positions: Mutex<BTreeMap<u64, String>>,
    lost: AtomicU64,
    ids: AtomicU64,
}

impl Board {
    fn receive(&self, worker: usize, receipt: &Value) {
        let number = |name: &str| receipt[name].as_u64().unwrap();
        let (version, event) = (number("version"), receipt["event_id"].as_str().unwrap());
        let before = self.won.lock().unwrap().insert((worker, version), event.to_owned());
        assert_eq!(before, None, "version {version} was won twice");
        let before = self.positions.lock().unwrap().insert(number("position"), event.to_owned());
        assert_eq!(before, None, "a position was given twice");
        self.seen[worker].fetch_max(version, Ordering::SeqCst);
    }

    /// One connection, until it has won often enough.
    fn race(&self, client: &mut Client, writer: usize) {
        let worker = writer % WORKERS;
        let mut wins = 0;
        while wins < WINS {
            let seen = self.seen[worker].load(Ordering::SeqCst);
            let event = counselling(&id(self.ids.fetch_add(1, Ordering::SeqCst)));
            let reply = client.post_at(&events_of(worker), &event.to_string(), seen).unwrap();
            match (reply.status, reply.code()) {
                (201, _) => {
                    assert_eq!(reply.body["version"], seen + 1, "another version was won");
                    self.receive(worker, &reply.body);
                    wins += 1;
                }
                (412, "log.version_conflict") | (409, "log.contended") => {
                    self.lost.fetch_add(1, Ordering::SeqCst);
                }
                _ => panic!("{} {}", reply.status, reply.body),
            }
        }
    }
}

/// Registers the workers and lets all race; every version and position has exactly one winner.
fn race(address: SocketAddr, token: &str) -> Board {
    let board = Board::default();
    let mut first = Client::new(address, token);
    for worker in 0..WORKERS {
        let event = registration(&id(board.ids.fetch_add(1, Ordering::SeqCst)));
        let reply = first.post(&events_of(worker), &event.to_string()).unwrap();
        assert_eq!(reply.status, 201, "{}", reply.body);
        board.receive(worker, &reply.body);
    }
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let board = &board;
            let mut client = Client::new(address, token);
            scope.spawn(move || board.race(&mut client, writer));
        }
    });
    let total = (WORKERS + WRITERS * WINS) as u64;
    let won = board.won.lock().unwrap();
    assert_eq!(won.len() as u64, total);
    for worker in 0..WORKERS {
        let versions = won.keys().filter(|(of, _)| *of == worker).map(|(_, version)| *version);
        assert!(versions.eq(0..total / WORKERS as u64), "versions have a gap");
    }
    assert!(board.positions.lock().unwrap().keys().copied().eq(0..total), "positions have a gap");
    let lost = board.lost.load(Ordering::SeqCst);
    println!("{total} won, {lost} lost a race");
    assert!(lost > 0, "nobody met anybody");
    drop(won);
    board
}

/// The log holds the winners and nothing else.
fn holds_the_winners(address: SocketAddr, token: &str, board: &Board) {
    let mut client = Client::new(address, token);
    let positions = board.positions.lock().unwrap();
    let page = client.get("/v1/log?limit=1000").unwrap().body;
    let entries = page["entries"].as_array().unwrap();
    assert_eq!(entries.len(), positions.len());
    for (entry, event) in entries.iter().zip(positions.values()) {
        assert_eq!(entry["event_id"], event.as_str());
    }
    assert_eq!(client.get("/v1/verify").unwrap().body["sound"], true);
}

#[test]
fn each_version_has_one_winner_and_rebuilt_read_models_equal_live_ones() {
    let server = TestServer::with(&[("http.workers", "8")]);
    let board = race(server.address(), &server.token(Role::Registrar));
    holds_the_winners(server.address(), &server.token(Role::Dpo), &board);
    let runner = &server.app().registry.runner;
    let size = server.app().registry.store().head().size;
    assert!(runner.wait_for(size, WAIT));
    let live = runner.tables();
    assert_eq!(live.size(), size);
    assert!(!runner.rebuild().unwrap().differed);
    assert_eq!(live.as_ref(), runner.tables().as_ref());
}

#[test]
fn the_real_server_on_disk_keeps_them_apart_too_and_so_does_a_start_from_the_log_alone() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::made(folder.path());
    let (registrar, officer) = (place.token("registrar"), place.token("dpo"));
    let administrator = place.token("administrator");
    let mut server = place.serve();
    let address = server.address().unwrap();
    let board = race(address, &registrar);
    holds_the_winners(address, &officer, &board);
    let mut operator = Client::new(address, &administrator);
    let rebuilt = operator.post("/v1/models/rebuild", "").unwrap();
    assert_eq!((rebuilt.status, &rebuilt.body["differed"]), (200, &Value::Bool(false)));
    server.stop().ok();
    let flags = vec![
        ("log.data".to_owned(), place.data().display().to_string()),
        ("keys.folder".to_owned(), place.keys().display().to_string()),
    ];
    let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
    let with_snapshot = tables(&config);
    std::fs::remove_file(place.data().join("models")).unwrap();
    let from_the_log = tables(&config);
    assert_eq!(with_snapshot.as_ref(), from_the_log.as_ref());
}

fn tables(config: &Config) -> std::sync::Arc<projections::tables::Tables> {
    let registry = Registry::open(config).unwrap();
    assert!(registry.runner.wait_for(registry.store().head().size, WAIT));
    let live = registry.runner.tables();
    assert!(!registry.runner.rebuild().unwrap().differed);
    assert_eq!(live.as_ref(), registry.runner.tables().as_ref());
    live
}
