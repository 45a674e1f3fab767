//! Writes and syncs that fail: never acknowledged, never tried again as if nothing had been.
//!
//! After a failed sync the kernel may have thrown away what it could not write and report success
//! the next time, so only a restart that reads the file anew may go on.

use super::*;

/// One call on one file fails with an error number; the code of the answer.
#[track_caller]
fn stops_for_good(order: &str, code: &str) {
    let site = Site::new();
    let faults = Faults::in_folder(site.folder.path());
    let mut server = site.faulty(&faults).serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..5 {
        let (answered, _) = site.ledger.send(&mut recorder).expect("an answer");
        assert_eq!(answered.status, 201, "{}", answered.body);
    }
    faults.order(order);
    let mut send = || site.ledger.send(&mut recorder).expect("the server still answers").0;
    let mut refused = send();
    // HEAD is synced by a commit now and then; the entries themselves are safe without it.
    while order.contains("sync") && order.contains("HEAD") && refused.status == 201 {
        refused = send();
    }
    assert_eq!((refused.status, refused.code()), (503, code), "{order}: {}", refused.body);
    // The disk is well again; nobody knows what it has kept, so nothing is taken any more.
    faults.order("");
    for _ in 0..20 {
        match site.ledger.send(&mut recorder) {
            Ok((Reply { status: 503, body }, _)) => {
                assert_eq!(body["code"], "log.failed", "{order}")
            }
            Ok((other, _)) => panic!("{order}: {other:?}"),
            Err(_gone) => break,
        }
    }
    ended_for_good(&server.wait());
    site.check();
}

const EIO: i32 = 5;
const ENOSPC: i32 = 28;

#[test]
fn a_sync_of_the_database_that_fails_ends_writing() {
    stops_for_good(&format!("sync {EIO} log/db"), "log.failed");
}

#[test]
fn a_flush_of_the_database_that_fails_ends_writing() {
    stops_for_good(&format!("range {EIO} log/db"), "log.failed");
}

#[test]
fn a_write_to_the_database_that_fails_ends_writing() {
    stops_for_good(&format!("write {EIO} log/db"), "log.failed");
    stops_for_good(&format!("write {ENOSPC} log/db"), "log.failed");
}

#[test]
fn a_head_file_that_cannot_be_written_or_synced_ends_writing() {
    stops_for_good(&format!("write {EIO} registry/HEAD"), "log.failed");
    stops_for_good(&format!("sync {EIO} registry/HEAD"), "log.failed");
}

#[test]
fn a_vault_that_cannot_be_written_ends_writing() {
    stops_for_good(&format!("write {EIO} registry/vault"), "keys.vault_failed");
    stops_for_good(&format!("write {ENOSPC} registry/vault"), "keys.vault_failed");
}

/// A failed sync is not made good by a later one that says it succeeded: what is on the disk is
/// found out by reading it, and opening works on bytes that were synced anew.
#[test]
fn every_sync_of_opening_that_fails_keeps_the_log_closed_and_harms_nothing() {
    let site = Site::new();
    let faults = Faults::in_folder(site.folder.path());
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..40 {
        site.ledger.send(&mut recorder).unwrap();
    }
    server.kill();
    for order in [
        "sync 5 registry",
        "sync 5 log",
        "sync 5 HEAD",
        "write 5 registry",
        "open 5 log/db",
        "read 5 log/db",
    ] {
        faults.order(order);
        let ended = site.faulty(&faults).launch().address().expect_err(order);
        assert!(matches!(ended.exit, Some(1 | 3)), "{order}: {ended:?}");
        assert!(ended.err.contains("[log."), "{order}: {}", ended.err);
    }
    site.check();
}

/// Never an empty or shorter answer: what cannot be read is an error, and comes back with the disk.
#[test]
fn a_read_that_fails_is_an_error_and_not_a_shorter_log() {
    let site = Site::new();
    let faults = Faults::in_folder(site.folder.path());
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..120 {
        site.ledger.send(&mut recorder).unwrap();
    }
    server.stop().ok();
    let mut server = site.faulty(&faults).serve();
    let mut reader = Client::new(server.address().unwrap(), &site.officer);
    faults.order(&format!("read {EIO} log/db"));
    for path in ["/v1/log", "/v1/log?from=60", "/v1/verify"] {
        let reply = reader.get(path).unwrap();
        let whole = match reply.status {
            200 if path == "/v1/verify" => {
                reply.body["sound"] == false || reply.body["entries"] == 120
            }
            200 => reply.body["entries"].as_array().unwrap().len() >= 60,
            503 => ["log.unreadable", "log.damaged"].contains(&reply.code()),
            _ => false,
        };
        assert!(whole, "{path}: {} {}", reply.status, reply.body);
    }
    faults.order("");
    server.kill();
    site.check();
}

#[test]
fn a_person_may_be_registered_again_after_a_failed_start() {
    let site = Site::new();
    let faults = Faults::in_folder(site.folder.path());
    faults.order("write 28 registry");
    let ended = site.faulty(&faults).launch().address().expect_err("no space");
    assert!(ended.err.contains("[log."), "{}", ended.err);
    faults.order("");
    let mut server = site.faulty(&faults).serve();
    let mut recorder = site.recorder(&mut server);
    let again = registration("0190f3c5-7a51-7c1e-8a43-ffffffffffff");
    let path = "/v1/migrant/0190f3c5-7a51-7c1e-8a43-fffffffffffe/events";
    assert_eq!(recorder.post(path, &again.to_string()).unwrap().status, 201);
}
