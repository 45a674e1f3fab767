//! However the other process ends, this one hears of it and goes on.

#![cfg(unix)]

use super::*;

fn shell(script: &str) -> Result<(), String> {
    let arguments = ["-c", script].map(OsString::from).to_vec();
    let probe = Probe::new("/bin/sh".into(), arguments).with_patience(Duration::from_millis(200));
    let place = tempfile::tempdir().unwrap();
    probe.look(place.path()).map_err(|error| error.to_string())
}

#[test]
fn a_process_that_ends_in_an_orderly_way_leaves_the_verdict_to_the_next() {
    assert_eq!(shell("exit 0"), Ok(()));
    assert_eq!(shell("exit 3"), Ok(()));
}

#[test]
fn a_panic_an_abort_and_an_endless_loop_become_errors() {
    assert_eq!(
        shell("echo index out of bounds; exit 4").unwrap_err(),
        "the database gave up: index out of bounds"
    );
    assert!(shell("kill -ABRT $$").unwrap_err().contains("signal"));
    assert!(shell("kill -KILL $$").unwrap_err().contains("signal"));
    assert!(shell("exit 101").unwrap_err().contains("101"));
    assert!(shell("while :; do :; done").unwrap_err().contains("did not end"));
}

#[test]
fn a_program_that_is_not_there_is_named_as_what_fails() {
    let probe = Probe::new("/nowhere/tukki".into(), Vec::new());
    let error = probe.look(Path::new("/nowhere")).unwrap_err();
    assert_eq!(error.to_string(), "cannot look at the database");
}
