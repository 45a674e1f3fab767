//! What is in the way when the program starts: keys, formats, other processes, permissions, space.
//! Its last words carry a code and say what to do; its exit code says whether the log is damaged.

use std::fs;
use std::path::Path;

use tests::disk::{Disk, possible};

use super::*;

/// Starting ends with this exit code and this error code, whatever would have been served.
#[track_caller]
fn does_not_start(place: &Place, exit: i32, code: &str) -> String {
    let mut server = place.launch();
    let Err(ended) = server.address() else { panic!("it started; {code} was expected") };
    let ended = ended.fails(exit, &format!("[{code}]"));
    assert_eq!(ended.err.lines().count(), 1, "one line says it all: {}", ended.err);
    ended.err
}

fn damaged(path: &Path, change: fn(&mut Vec<u8>)) -> impl FnOnce() + use<> {
    let before = fs::read(path).unwrap();
    let mut bytes = before.clone();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
    let path = path.to_owned();
    move || fs::write(path, before).unwrap()
}

#[test]
fn a_missing_wrong_torn_or_exposed_master_key_is_told_apart() {
    let site = Site::new();
    let master = site.place.keys().join("master.key");
    let kept = fs::read_to_string(&master).unwrap();

    fs::remove_file(&master).unwrap();
    let said = does_not_start(&site.place, 1, "keys.missing");
    assert!(said.contains("master.key"), "{said}");

    let write = |text: &str| {
        fs::write(&master, text).unwrap();
        private(&master, 0o600);
    };
    write(&"ab".repeat(32));
    does_not_start(&site.place, 1, "keys.master_key_wrong");
    write(&kept[..40]);
    let said = does_not_start(&site.place, 1, "keys.not_a_key");
    assert!(said.contains("master.key"), "{said}");
    write(&kept);
    private(&master, 0o644);
    let said = does_not_start(&site.place, 1, "keys.exposed");
    assert!(said.contains("chmod 600"), "{said}");
    private(&master, 0o600);

    let elsewhere = site.place.clone().with_variable("TUKKI_MASTER_KEY", "no key at all");
    does_not_start(&elsewhere, 1, "keys.not_a_key");
    let elsewhere = site.place.clone().with_variable("TUKKI_MASTER_KEY", &"cd".repeat(32));
    does_not_start(&elsewhere, 1, "keys.master_key_wrong");
    site.check();
}

fn private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn keys_of_another_registry_are_not_taken_for_ones_own() {
    let (site, other) = (Site::new(), Site::new());
    let mine = site.place.keys().join("keyring");
    let kept = fs::read(&mine).unwrap();
    fs::copy(other.place.keys().join("keyring"), &mine).unwrap();
    does_not_start(&site.place, 1, "keys.other_log");
    fs::write(&mine, &kept).unwrap();
    let vault = site.place.data().join("vault");
    let own = fs::read(&vault).unwrap();
    fs::copy(other.place.data().join("vault"), &vault).unwrap();
    let said = does_not_start(&site.place, 1, "keys.vault_failed");
    assert!(said.contains("vault"), "{said}");
    fs::remove_file(&vault).unwrap();
    does_not_start(&site.place, 1, "keys.vault_missing");
    fs::write(&vault, own).unwrap();
    site.check();
}

#[test]
fn a_folder_of_a_newer_program_is_left_alone() {
    let site = Site::new();
    for name in ["GENESIS", "HEAD"] {
        let path = site.place.data().join(name);
        let restore = damaged(&path, |bytes| {
            for at in (8..bytes.len()).step_by(512) {
                bytes[at] = 9;
            }
        });
        let said = does_not_start(&site.place, 1, "log.newer_format");
        assert!(said.contains(name) && said.contains("format 9"), "{said}");
        let verified = site.place.run(&["verify"]);
        verified.fails(1, "log.newer_format");
        restore();
    }
    site.check();
}

#[test]
fn a_folder_that_is_no_log_or_lost_its_genesis_is_told_apart() {
    let site = Site::new();
    let nowhere = site.place.clone().with_data(site.folder.path().join("nowhere"));
    let said = does_not_start(&nowhere, 1, "log.not_a_log");
    assert!(said.contains("tukki init"), "{said}");
    let genesis = site.place.data().join("GENESIS");
    let kept = fs::read(&genesis).unwrap();
    fs::remove_file(&genesis).unwrap();
    let said = does_not_start(&site.place, 3, "log.genesis_damaged");
    assert!(!said.contains("tukki init"), "that would be the wrong thing to do: {said}");
    fs::write(&genesis, kept).unwrap();
    site.check();
}

#[test]
fn a_second_process_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let site = Site::new();
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for command in [&["verify"][..], &["salvage"], &["report", "M1"]] {
        site.place.run(command).fails(1, "log.already_open");
    }
    does_not_start(&site.place, 1, "log.already_open");
    assert_eq!(site.ledger.send(&mut recorder).unwrap().0.status, 201);
    server.stop().ok();
    site.check();
}

#[test]
fn a_database_that_is_gone_or_rubble_is_named_with_what_to_do() {
    let site = Site::new();
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..30 {
        site.ledger.send(&mut recorder).unwrap();
    }
    server.stop().ok();
    let database = site.place.data().join("log");
    let aside = site.folder.path().join("aside");
    fs::rename(&database, &aside).unwrap();
    let said = does_not_start(&site.place, 3, "log.database_missing");
    assert!(said.contains("backup"), "{said}");
    fs::create_dir(&database).unwrap();
    for name in ["db", "conf"] {
        fs::write(database.join(name), vec![0x55; 300_000]).unwrap();
    }
    let said = does_not_start(&site.place, 3, "log.database_damaged");
    assert!(said.contains("tukki salvage"), "{said}");
    // The original comes back from a backup; what was there is not in its way.
    fs::remove_dir_all(&database).unwrap();
    fs::rename(&aside, &database).unwrap();
    site.check();
}

/// As the message says: salvage, then serve what was salvaged.
#[test]
fn what_a_damaged_database_still_holds_is_served_after_salvage() {
    let site = Site::new();
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..30 {
        site.ledger.send(&mut recorder).unwrap();
    }
    server.kill();
    for found in fs::read_dir(site.place.data().join("log")).unwrap() {
        let path = found.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("snap") || name == "conf" {
            fs::write(&path, b"rubble").unwrap();
        }
    }
    let said = does_not_start(&site.place, 3, "log.database_damaged");
    assert!(said.contains("tukki salvage"), "{said}");
    let saved = site.folder.path().join("saved");
    site.place.run(&["salvage", "--into", saved.to_str().unwrap()]).ok();
    let site = Site { place: site.place.clone().with_data(saved), ..site };
    site.check();
}

#[test]
fn a_folder_that_cannot_be_written_keeps_the_log_closed() {
    if !possible() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Disk::new(folder.path(), 64);
    let place = Place::at(folder.path()).with_data(disk.path().join("registry"));
    place.make();
    let site = Site::over(place, folder);
    let mut server = site.place.serve();
    let mut recorder = site.recorder(&mut server);
    for _ in 0..5 {
        site.ledger.send(&mut recorder).unwrap();
    }
    server.stop().ok();
    disk.remount("ro");
    let said = does_not_start(&site.place, 1, "log.io");
    assert!(said.contains("Read-only"), "{said}");
    disk.remount("rw");
    // And without space for the copy that an unclean stop asks for.
    let mut server = site.place.serve();
    site.recorder(&mut server).get("/healthz").unwrap();
    server.kill();
    let ballast = disk.path().join("ballast");
    super::full::fill(&ballast);
    let said = does_not_start(&site.place, 1, "log.no_space");
    assert!(said.contains("No space left"), "{said}");
    assert!(!site.place.data().join("log.copying").exists(), "half a copy takes no space");
    fs::remove_file(&ballast).unwrap();
    site.check();
    drop(site);
    disk.unmount();
}
