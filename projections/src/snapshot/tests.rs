//! A snapshot is read back as it was written, or not at all.

use domain::context::Context;
use domain::employer::{self, EmployerRegistered, EmployerType};

use super::*;
use crate::runner::Runner;
use crate::testing::{Log, WAIT, day, options, stream};

fn register(log: &Log, number: u16) {
    let said = EmployerRegistered {
        kind: EmployerType::Household,
        country: "ES".parse().unwrap(),
        subdivision: None,
        activity: None,
    };
    let event = employer::Event::Own(said.into());
    log.record(stream(b'E', number), event, Context::on(day("2024-01-01")));
}

fn log_of(employers: u16) -> Log {
    let log = Log::new();
    (0..employers).for_each(|number| register(&log, number));
    log
}

#[test]
fn what_was_put_aside_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("histories");
    let log = log_of(700);
    let histories = log.follow(day("2024-06-01")).histories();
    save(&path, &log.store, &histories).unwrap();
    register(&log, 900);
    let loaded = load(&path, &log.store).unwrap();
    assert_eq!((loaded.size(), loaded.recorded_until()), (700, histories.recorded_until()));
    for number in 0..700 {
        let of = |histories: &Histories| {
            histories.history::<employer::Event>(stream(b'E', number), u64::MAX)
        };
        assert_eq!(of(&loaded), of(&histories));
    }
    let bytes = fs::read(&path).unwrap();
    let id = stream(b'E', 1).to_bytes();
    assert!(!bytes.windows(16).any(|window| window == id), "it lies in the clear");
}

#[test]
fn a_runner_begins_where_its_snapshot_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("histories");
    let log = log_of(30);
    let mut with = options(day("2024-06-01"));
    with.snapshot = Some(path.clone());
    let mut runner = Runner::start(std::sync::Arc::clone(&log.store), with);
    assert!(runner.wait_for(30, WAIT));
    let before = runner.tables();
    runner.stop();
    assert_eq!(load(&path, &log.store).unwrap().size(), 30);
    register(&log, 31);
    let mut with = options(day("2024-06-01"));
    with.snapshot = Some(path);
    let runner = Runner::start(std::sync::Arc::clone(&log.store), with);
    assert!(runner.wait_for(31, WAIT));
    let after = runner.tables();
    assert_eq!(after.employers.len(), before.employers.len() + 1);
    assert_eq!(after.as_ref(), log.follow(day("2024-06-01")).tables().as_ref());
}

#[test]
fn a_snapshot_that_does_not_fit_is_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("histories");
    let log = log_of(40);
    assert!(load(&path, &log.store).is_none(), "there is no file");
    save(&path, &log.store, &log.follow(day("2024-06-01")).histories()).unwrap();
    let sound = fs::read(&path).unwrap();
    assert!(load(&path, &log.store).is_some());
    for at in (0..sound.len()).step_by(sound.len() / 150) {
        let mut bent = sound.clone();
        bent[at] ^= 1;
        fs::write(&path, &bent).unwrap();
        assert!(load(&path, &log.store).is_none(), "byte {at} was changed");
    }
    fs::write(&path, [sound.as_slice(), &[0]].concat()).unwrap();
    assert!(load(&path, &log.store).is_none(), "something follows its end");
    fs::write(&path, &sound[..sound.len() - 7]).unwrap();
    assert!(load(&path, &log.store).is_none(), "its end is missing");
    fs::write(&path, &sound).unwrap();
    assert!(load(&path, &log_of(50).store).is_none(), "it is another log's");
}

#[test]
fn histories_that_miss_entries_are_not_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("histories");
    let log = log_of(2);
    log.append(stream(b'E', 0), (721, 1), (vec![9], None));
    save(&path, &log.store, &log.follow(day("2024-06-01")).histories()).unwrap();
    assert!(!path.exists());
}
