//! A log on disk: it comes back as it was left, also after a crash, and damage is named.

use std::io::{Seek, SeekFrom, Write};

use domain::decider::Coded;

use super::rest::copy_folder;
use super::*;
use crate::append::{Expected, Transaction};
use crate::entry::Recorded;
use crate::id::Version;
use crate::testing::*;

fn fill(store: &Store, from: u32, count: u32) {
    for number in from..from + count {
        let events = vec![about(number, number % 7)];
        store.append(at_noon(vec![append(stream(number % 5), Expected::Any, events)])).unwrap();
    }
}

fn all(store: &Store) -> Vec<Recorded> {
    store.read(Position(0), usize::MAX).unwrap()
}

#[track_caller]
fn does_not_open(log: &OnDisk, code: &str) -> OpenError {
    let error = Store::open(&log.options()).unwrap_err();
    assert_eq!(error.code(), code, "{error}: {:?}", std::error::Error::source(&error));
    error
}

fn change(path: &Path, at: SeekFrom, bytes: &[u8]) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(at).unwrap();
    file.write_all(bytes).unwrap();
}

fn no_blobs(log: &OnDisk) {
    let blobs = log.data().join("log/blobs");
    let found = fs::read_dir(blobs).map_or(0, Iterator::count);
    assert_eq!(found, 0, "sled never syncs what lies under blobs/");
}

#[test]
fn a_log_comes_back_as_it_was_left() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 40);
    let case = opaque(stream(90), Expected::NoStream, vec![about(100, 3)]);
    store.append(at_noon(vec![case])).unwrap();
    let before = all(&store);
    store.close().unwrap();
    drop(store);
    for reopened in 0..2 {
        let store = log.open();
        assert_eq!(all(&store), before);
        assert_eq!(store.head().link, before[40].link);
        assert_eq!(store.stream(stream(3)).unwrap().len(), 8);
        assert_eq!(store.case_stream(stream(90)).unwrap().len(), 1);
        assert_eq!(store.open_personal(&before[8])[0].1, Ok(b"name of 1".to_vec()));
        assert!(store.append(one_about(8, 3)).unwrap()[0].replayed);
        if reopened == 0 {
            store.close().unwrap();
        }
    }
    no_blobs(&log);
}

fn one_about(number: u32, on: u32) -> Transaction {
    at_noon(vec![append(stream(on), Expected::Any, vec![about(number, number % 7)])])
}

#[test]
fn what_was_acknowledged_survives_a_process_that_never_closed() {
    let log = OnDisk::new();
    let mut expected = 0;
    for round in 0..4 {
        let store = log.open();
        assert_eq!(store.head().size, expected);
        fill(&store, round * 100, 10);
        expected += 10;
        assert!(!log.data().join(CLEAN).exists());
    }
    let store = log.open();
    assert_eq!(store.stream(stream(0)).unwrap().last().unwrap().version, Version(7));
    assert!(!log.data().join(COPY).exists(), "a sound log needs no copy");
}

/// What a killed process leaves is what the kernel holds of its files at that moment: a copy taken
/// while the log is open and written to.
#[test]
fn whenever_the_process_is_killed_all_that_was_acknowledged_is_there() {
    let log = OnDisk::new();
    let store = log.open();
    for killed in 0..12 {
        fill(&store, killed * 100, 1 + killed * 3);
        let before = all(&store);
        let left = log.place.path().join(format!("killed-{killed}"));
        copy_folder(&log.data(), &left).unwrap();
        let options = Options { data_dir: left, ..log.options() };
        let reopened = Store::open(&options).unwrap();
        assert_eq!(all(&reopened), before);
        assert!(before.iter().all(|entry| reopened.open_personal(entry)[0].1.is_ok()));
        fill(&reopened, 90_000, 2);
        assert!(reopened.verify(&mut |_| ()).is_sound());
    }
}

#[test]
fn an_index_snapshot_is_taken_up_where_it_ended() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 20);
    store.close().unwrap();
    drop(store);
    let snapshot = fs::read(log.data().join(INDEX)).unwrap();
    let store = log.open();
    fill(&store, 100, 20);
    let before = all(&store);
    store.close().unwrap();
    drop(store);
    for stale in [snapshot.clone(), snapshot[..100].to_vec(), Vec::new()] {
        fs::write(log.data().join(INDEX), stale).unwrap();
        let store = log.open();
        assert_eq!(all(&store), before);
        assert_eq!(store.stream(stream(4)).unwrap().len(), 8);
        assert!(store.by_event_id(id(119)).unwrap().is_some());
        drop(store);
    }
}

#[test]
fn an_index_beyond_the_log_is_made_anew() {
    let log = OnDisk::new();
    let other = OnDisk::new();
    let store = other.open();
    fill(&store, 0, 30);
    store.close().unwrap();
    let store = log.open();
    fill(&store, 0, 10);
    store.close().unwrap();
    drop(store);
    fs::copy(other.data().join(INDEX), log.data().join(INDEX)).unwrap();
    assert_eq!(log.open().stream(stream(0)).unwrap().len(), 2);
}

#[test]
fn a_second_process_is_refused() {
    let log = OnDisk::new();
    let store = log.open();
    does_not_open(&log, "log.already_open");
    drop(store);
    log.open();
}

#[test]
fn a_folder_without_a_log_is_named() {
    let log = OnDisk::new();
    let empty = Options { data_dir: log.place.path().join("nowhere"), ..log.options() };
    assert_eq!(Store::open(&empty).unwrap_err().code(), "log.not_a_log");
    fs::remove_file(log.data().join(GENESIS)).unwrap();
    does_not_open(&log, "log.genesis_damaged");
    let again = init(&log.init_options()).unwrap_err();
    assert_eq!(again.code(), "log.folder_not_empty");
}

#[test]
fn a_log_is_made_only_with_a_sound_name_and_keys_elsewhere() {
    let log = OnDisk::new();
    let fresh = |origin: &str, keyring: &str| {
        let data_dir = log.place.path().join("fresh");
        let keyring = log.place.path().join(keyring);
        init(&InitOptions { data_dir, keyring, origin: origin.to_owned(), ..log.init_options() })
    };
    assert_eq!(fresh("two words", "k").unwrap_err().code(), "log.origin_unfit");
    assert_eq!(fresh("https://x.example", "k").unwrap_err().code(), "log.origin_unfit");
    assert_eq!(fresh("x", "fresh/keyring").unwrap_err().code(), "keys.inside_data_folder");
    assert_eq!(fresh("x", "keyring").unwrap_err().code(), "keys.exists");
}

#[test]
fn wrong_keys_are_told_apart() {
    let log = OnDisk::new();
    let open = |change: &dyn Fn(&mut Options)| {
        let mut options = log.options();
        change(&mut options);
        Store::open(&options).unwrap_err().code()
    };
    let other = MasterKey::random().unwrap();
    assert_eq!(open(&|options| options.master = other.clone()), "keys.master_key_wrong");
    let wrong = ProtectionKey::random().unwrap();
    let with_wrong = |options: &mut Options| options.protection = Some(wrong.clone());
    assert_eq!(open(&with_wrong), "keys.protection_key_wrong");
    let missing = log.place.path().join("nowhere");
    assert_eq!(open(&|options| options.keyring.clone_from(&missing)), "keys.missing");
    let elsewhere = OnDisk::new();
    assert_eq!(open(&|options| options.keyring = elsewhere.keyring()), "keys.other_log");
    change(&log.keyring(), SeekFrom::End(-3), &[0, 0, 0]);
    does_not_open(&log, "keys.damaged");
}

#[cfg(unix)]
#[test]
fn a_keyring_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let log = OnDisk::new();
    assert_eq!(fs::metadata(log.keyring()).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(log.keyring(), fs::Permissions::from_mode(0o640)).unwrap();
    does_not_open(&log, "keys.exposed");
}

#[test]
fn without_the_protection_key_the_rest_works() {
    let log = OnDisk::new();
    let store = log.open();
    let case = || at_noon(vec![opaque(stream(90), Expected::Any, vec![about(1, 1)])]);
    store.append(case()).unwrap();
    drop(store);
    let options = Options { protection: None, ..log.options() };
    let store = Store::open(&options).unwrap();
    assert_eq!(store.append(case()).unwrap_err().code(), "keys.protection_key_absent");
    fill(&store, 10, 3);
    store.close().unwrap();
    drop(store);
    assert_eq!(log.open().case_stream(stream(90)).unwrap().len(), 1);
}

#[test]
fn a_missing_or_older_vault_is_named() {
    let log = OnDisk::new();
    let vault = log.data().join(VAULT);
    let empty = fs::read(&vault).unwrap();
    let store = log.open();
    // More persons than the first keys, so that the older vault lacks some.
    let about_many = (0..300).map(|number| about(number, 1_000 + number)).collect();
    store.append(at_noon(vec![append(stream(1), Expected::Any, about_many)])).unwrap();
    store.close().unwrap();
    drop(store);
    let full = fs::read(&vault).unwrap();
    fs::write(&vault, &empty).unwrap();
    does_not_open(&log, "log.damaged");
    fs::remove_file(&vault).unwrap();
    does_not_open(&log, "keys.vault_missing");
    fs::write(&vault, &full).unwrap();
    assert_eq!(log.open().head().size, 300);
}

/// A power cut can take what was never synced: whose key is whose. Every head tells it again.
#[test]
fn a_torn_vault_is_mended_from_the_log() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 14);
    drop(store);
    let vault = log.data().join(VAULT);
    let mut bytes = fs::read(&vault).unwrap();
    bytes.truncate(bytes.len() - 5 * 80 - 33);
    bytes.extend_from_slice(&[0xee; 21]);
    fs::write(&vault, bytes).unwrap();
    let store = log.open();
    for entry in all(&store) {
        assert!(store.open_personal(&entry).iter().all(|(_, text)| text.is_ok()));
    }
    // And nobody is given a key that is somebody's.
    store.append(at_noon(vec![append(stream(9), Expected::Any, vec![about(99, 99)])])).unwrap();
    store.erase_subject(subject(99)).unwrap();
    for entry in all(&store).iter().take(14) {
        assert!(store.open_personal(entry).iter().all(|(_, text)| text.is_ok()));
    }
}

#[test]
fn an_erased_person_stays_erased() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 7);
    store.erase_subject(subject(3)).unwrap();
    store.close().unwrap();
    drop(store);
    let store = log.open();
    for (number, entry) in all(&store).iter().enumerate() {
        let opened = store.open_personal(entry)[0].1.is_ok();
        assert_eq!(opened, number % 7 != 3);
    }
}

#[test]
fn a_torn_slot_of_the_head_file_leaves_the_other() {
    let log = OnDisk::new();
    let head = log.data().join(HEAD);
    for torn in [0, 512] {
        let store = log.open();
        fill(&store, u32::try_from(torn).unwrap(), 3);
        let size = store.head().size;
        drop(store);
        change(&head, SeekFrom::Start(torn + 40), &[0xff; 20]);
        assert_eq!(log.open().head().size, size);
    }
    change(&head, SeekFrom::Start(40), &[0xff; 20]);
    change(&head, SeekFrom::Start(552), &[0xff; 20]);
    does_not_open(&log, "log.head_file_damaged");
    fs::remove_file(&head).unwrap();
    does_not_open(&log, "log.head_file_damaged");
}

fn found(log: &OnDisk) -> Found {
    Folder::take(&log.data()).unwrap().secure(None).unwrap()
}

/// Otherwise every start would look like one after a crash.
#[test]
fn a_database_that_was_closed_is_found_as_it_was_left() {
    let log = OnDisk::new();
    for round in 0..3 {
        let store = log.open();
        fill(&store, round * 100, 30);
        all(&store);
        store.close().unwrap();
        all(&store);
        drop(store);
        assert_eq!(found(&log), Found::AsLeft);
        assert_eq!(found(&log), Found::NotClosed, "looking alone is no proper end");
    }
}

/// A bit that flipped while the log was at rest is noticed before the database can make it worse;
/// if every entry is sound nevertheless, the log opens.
#[test]
fn a_database_that_changed_at_rest_is_checked_as_a_whole_before_it_is_served() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 300);
    store.close().unwrap();
    drop(store);
    let clean = fs::read(log.data().join(CLEAN)).unwrap();
    let db = log.data().join("log/db");
    let end = fs::metadata(&db).unwrap().len();
    change(&db, SeekFrom::Start(end - 1), &[1]);
    assert_eq!(found(&log), Found::Changed);
    assert_eq!(fs::read(log.data().join(CLEAN)).unwrap(), clean, "until it has been checked");
    let store = log.open();
    assert_eq!(all(&store).len(), 300);
    assert!(!log.data().join(CLEAN).exists());
    assert!(!log.data().join(COPY).exists());
}

/// After a crash in the middle of putting the original aside, the next start goes on.
#[test]
fn a_copy_that_was_cut_off_anywhere_is_made_again() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 20);
    drop(store);
    let (data, copying) = (log.data(), log.data().join("log.copying"));
    copy_folder(&data.join(LOG), &copying).unwrap();
    fs::write(copying.join("db"), b"half").unwrap();
    assert_eq!(all(&log.open()).len(), 20);
    assert!(!copying.exists());
    fs::rename(data.join(LOG), data.join(COPY)).unwrap();
    assert_eq!(all(&log.open()).len(), 20);
    // A rest of an original that was being removed is no original.
    fs::create_dir(data.join("log.discarded")).unwrap();
    fs::rename(data.join(LOG), data.join(COPY)).unwrap();
    copy_folder(&data.join(COPY), &data.join(LOG)).unwrap();
    assert_eq!(all(&log.open()).len(), 20);
    assert!(!data.join("log.discarded").exists() && !data.join(COPY).exists());
    // Nor does an earlier original take the place of what an operator put back.
    fs::create_dir(data.join(COPY)).unwrap();
    fs::rename(data.join(LOG), data.join("log.discarded")).unwrap();
    assert_eq!(all(&log.open()).len(), 20);
    fs::rename(data.join(LOG), data.join("elsewhere")).unwrap();
    does_not_open(&log, "log.database_missing");
}

#[test]
fn files_of_a_newer_program_are_named_as_such() {
    let log = OnDisk::new();
    for (name, at) in [(GENESIS, 8), (HEAD, 8)] {
        let path = log.data().join(name);
        let before = fs::read(&path).unwrap();
        let mut bytes = before.clone();
        bytes[at] = 2;
        if name == HEAD {
            bytes[at + 512] = 2;
        }
        fs::write(&path, bytes).unwrap();
        let error = does_not_open(&log, "log.newer_format");
        assert!(matches!(error, OpenError::NewerFormat { format: 2, .. }));
        fs::write(&path, before).unwrap();
    }
    log.open();
}

/// sled alone would open a shorter file as a shorter log and say nothing.
#[test]
fn a_shorter_database_is_named_with_the_lost_range() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 10);
    drop(store);
    let saved = log.place.path().join("saved");
    copy_folder(&log.data().join(LOG), &saved).unwrap();
    let store = log.open();
    fill(&store, 100, 5);
    drop(store);
    fs::remove_dir_all(log.data().join(LOG)).unwrap();
    fs::rename(&saved, log.data().join(LOG)).unwrap();
    let error = does_not_open(&log, "log.entries_lost");
    assert!(
        matches!(error, OpenError::EntriesLost { first: Position(10), end: 15, .. }),
        "{error}"
    );
    assert!(log.data().join(COPY).exists(), "what sled saw is kept for salvage");
}

/// Wherever one byte of the database is flipped or the file is cut: either everything that was
/// acknowledged is still there, or the log does not open. Never silence.
#[test]
fn damage_to_the_database_is_never_silent() {
    let log = OnDisk::new();
    let store = log.open();
    fill(&store, 0, 60);
    let before = all(&store);
    store.close().unwrap();
    drop(store);
    let pristine = log.place.path().join("pristine");
    copy_folder(&log.data().join(LOG), &pristine).unwrap();
    let clean = fs::read(log.data().join(CLEAN)).unwrap();
    let length = fs::metadata(pristine.join("db")).unwrap().len().min(200_000);
    let mut refused = 0;
    for trial in 0..24 {
        fs::remove_dir_all(log.data().join(LOG)).unwrap();
        let _absent = fs::remove_dir_all(log.data().join(COPY));
        copy_folder(&pristine, &log.data().join(LOG)).unwrap();
        fs::write(log.data().join(CLEAN), &clean).unwrap();
        let db = log.data().join("log/db");
        let at = length * trial / 24 + trial;
        if trial % 4 == 3 {
            File::options().write(true).open(&db).unwrap().set_len(at).unwrap();
        } else {
            let byte = fs::read(&db).unwrap()[usize::try_from(at).unwrap()];
            change(&db, SeekFrom::Start(at), &[byte ^ 0x10]);
        }
        match Store::open(&log.options()) {
            Ok(store) => assert_eq!(all(&store), before, "trial {trial}"),
            Err(error) => {
                assert!(error.code().starts_with("log."), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 5, "the trials did no damage");
}

#[test]
fn large_entries_stay_out_of_blobs() {
    let log = OnDisk::new();
    let store = log.open();
    for number in 0..40 {
        let mut large = event(number);
        large.facts = vec![1; 65_000];
        let events = vec![large];
        store.append(at_noon(vec![append(stream(1), Expected::Any, events)])).unwrap();
    }
    store.close().unwrap();
    drop(store);
    assert_eq!(log.open().stream(stream(1)).unwrap().len(), 40);
    no_blobs(&log);
}
