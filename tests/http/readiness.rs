//! While the read models are being made, the log is served and written to, and what rests on read
//! models says how far they are.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::registry::{Registry, today};
use domain::context::Role;
use projections::runner::{Options, Runner};
use serde_json::json;
use store::{MemoryOptions, Store};
use tests::server::TestServer;

use crate::{WORKER, opening, registration};

/// A day that the runner is told only when somebody lets it: until then it makes nothing ready.
struct Door {
    asked: Mutex<u32>,
    opened: Mutex<Receiver<()>>,
}

fn held_up(log: &Arc<Store>) -> (Runner, Sender<()>) {
    let (open, opened) = channel();
    let door = Door { asked: Mutex::new(0), opened: Mutex::new(opened) };
    let options = Options {
        today: Box::new(move || {
            let mut asked = door.asked.lock().unwrap();
            *asked += 1;
            if *asked > 1 {
                let _gone = door.opened.lock().unwrap().recv();
            }
            today()
        }),
        threads: 2,
        snapshot: None,
        moments_kept: 2,
    };
    (Runner::start(Arc::clone(log), options), open)
}

#[test]
fn the_log_is_served_while_the_read_models_are_being_made() {
    let log = Arc::new(Store::in_memory(MemoryOptions::default()).unwrap());
    let (runner, door) = held_up(&log);
    let registry = Registry::with_runner(Arc::clone(&log), runner);
    let server = TestServer::of(registry, &[]);
    let (registrar, auditor) = (server.token(Role::Registrar), server.token(Role::MinistryAuditor));

    let history = format!("/v1/migrant/{WORKER}/events");
    let sent = json!({"events": [registration(), opening("C1", "2024-02-01")]}).to_string();
    let recorded = server.post(&registrar, &history, sent.as_str()).send();
    assert_eq!(recorded.status, 201, "{}", recorded.text());
    let read = server.get(&registrar, &format!("{history}?at_least=1")).send();
    assert_eq!(read.json()["entries"].as_array().unwrap().len(), 2, "the log shows it at once");
    assert_eq!(server.get(&auditor, "/v1/head").send().status, 200);

    for path in ["/v1/placements", "/v1/placements?at_least=1", "/v1/reports/M1", "/v1/audit"] {
        let began = std::time::Instant::now();
        let answer = server.get(&auditor, path).send();
        assert_eq!((answer.status, answer.code().as_str()), (503, "models.not_ready"), "{path}");
        assert!(answer.json()["detail"].as_str().unwrap().ends_with(" entries"));
        assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
        assert!(began.elapsed() < Duration::from_secs(3), "{path} is not waited for");
    }
    let readiness = server.bare("GET", "/readyz").send();
    assert_eq!((readiness.status, readiness.code().as_str()), (503, "models.not_ready"));

    drop(door);
    assert!(server.app().registry.runner.wait_for(2, Duration::from_secs(20)));
    assert_eq!(server.bare("GET", "/readyz").send().text(), "ready\n");
    let listed = server.get(&auditor, "/v1/placements").send();
    assert_eq!(listed.json()["rows"].as_array().unwrap().len(), 1);
    let found = server.post(&registrar, "/v1/search", r#"{"words": "diallo"}"#).send();
    assert_eq!(found.json()["rows"].as_array().unwrap().len(), 1, "{}", found.text());
}
