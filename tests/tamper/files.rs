//! Whole files that are torn, emptied, deleted, garbage, swapped, or older than the others.

use std::fs;
use std::path::{Path, PathBuf};

use tests::dice::Dice;
use tests::load::registration;
use tests::program::Place;

use super::registry::{copy, remove};
use super::{Depth, Original, Verdict};

/// How a file is hurt: what is done, and its bytes afterwards; none if it is gone.
fn wounds(bytes: &[u8], dice: &mut Dice) -> Vec<(String, Option<Vec<u8>>)> {
    let length = bytes.len();
    let mut wounds = vec![("deleted".to_owned(), None), ("emptied".to_owned(), Some(Vec::new()))];
    for cut in [1, length / 4, length / 2, length.saturating_sub(512), length - 1] {
        if cut > 0 && cut < length {
            wounds.push((format!("cut at {cut}"), Some(bytes[..cut].to_vec())));
        }
    }
    for zeros in [64, 4096, length / 3, length] {
        if zeros > 0 && zeros <= length {
            let mut torn = bytes.to_vec();
            torn[length - zeros..].fill(0);
            wounds.push((format!("{zeros} zeros at its end"), Some(torn)));
        }
    }
    let mut noise = || u8::try_from(dice.below(256)).unwrap();
    wounds.push(("garbage".to_owned(), Some((0..length).map(|_| noise()).collect())));
    wounds.push(("longer".to_owned(), Some([bytes, &[7; 100]].concat())));
    wounds
}

/// What must be told of a file when it is gone, empty or garbage.
fn expected(file: &Path) -> Option<(&'static [&'static str], &'static str)> {
    let name = file.file_name().unwrap().to_str().unwrap();
    Some(match name {
        "GENESIS" => (&["log.genesis_damaged"], "GENESIS"),
        "HEAD" => (&["log.head_file_damaged"], "HEAD"),
        "vault" => (&["keys.vault_missing", "keys.vault_failed"], "vault"),
        "db" => (&["log.entries_lost", "log.database_damaged"], "log/db"),
        "keyring" => (&["keys.missing", "keys.damaged"], "keyring"),
        "master.key" => (&["keys.missing", "keys.not_a_key"], "master.key"),
        "protection.key" => (&["keys.missing", "keys.not_a_key"], "protection.key"),
        _ => return None,
    })
}

#[test]
fn a_file_that_is_torn_emptied_deleted_or_garbage_is_harmless_or_told() {
    let original = Original::new();
    let mut dice = Dice::new(50);
    for file in original.files() {
        let wounds = wounds(&original.bytes(&file), &mut dice);
        for (number, (wound, bytes)) in wounds.into_iter().enumerate() {
            let patient = original.copy();
            // In turn as after a proper close and as after a crash.
            if number % 2 == 1 {
                patient.unclosed();
            }
            match &bytes {
                Some(bytes) => patient.write(&file, bytes),
                None => remove(&patient.root().join(&file)),
            }
            println!("{}: {wound}", file.display());
            let verdict = patient.judge(Depth::of(&file));
            let hopeless = ["deleted", "emptied", "garbage"].contains(&wound.as_str());
            if let (Some((codes, named)), true) = (expected(&file), hopeless) {
                let Verdict::Told(code, sentence) = &verdict else {
                    panic!("{} {wound}: not a word", file.display())
                };
                assert!(codes.contains(&code.as_str()), "{} {wound}: {code}", file.display());
                assert!(sentence.contains(named), "{} {wound}: {sentence}", file.display());
            }
        }
    }
}

#[test]
fn swapped_files_are_told() {
    let original = Original::new();
    let files = original.files();
    for first in &files {
        for second in files.iter().filter(|second| *second > first) {
            let patient = original.copy();
            patient.write(first, &original.bytes(second));
            patient.write(second, &original.bytes(first));
            println!("{} and {}", first.display(), second.display());
            let disposable = |file: &PathBuf| expected(file).is_none();
            let verdict = patient.judge(Depth::Bytes);
            assert!(verdict.is_told() || (disposable(first) && disposable(second)), "{verdict:?}");
        }
    }
}

/// A registry in two states: as it was, and as it is after more was recorded.
struct Grown {
    folder: tempfile::TempDir,
    place: Place,
    now: u64,
}

impl Grown {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::made(folder.path());
        let grown = Self { folder, place, now: 0 };
        grown.record(0..3);
        copy(grown.place.data(), &grown.folder.path().join("before"));
        // More people than the vault had keys for.
        grown.record(3..300);
        Self { now: 300, ..grown }
    }

    fn record(&self, people: std::ops::Range<u64>) {
        let token = self.place.token("registrar");
        let mut server = self.place.serve();
        let mut client = tests::load::Client::new(server.address().unwrap(), &token);
        for person in people {
            let id = |kind: u64| format!("0190f3c5-7a51-7c1e-8a43-{kind:04x}{person:08x}");
            let path = format!("/v1/migrant/{}/events", id(1));
            let reply = client.post(&path, &registration(&id(2)).to_string()).unwrap();
            assert_eq!(reply.status, 201, "{}", reply.body);
        }
        server.stop().ok();
    }

    /// The registry with these parts as they were.
    fn with_older(&self, parts: &[&str]) -> Place {
        let root = self.folder.path().join(parts.join("-").replace('/', "_"));
        fs::create_dir(&root).unwrap();
        copy(self.place.data(), &root.join("registry"));
        copy(&self.place.keys(), &root.join("keys"));
        for part in parts {
            remove(&root.join("registry").join(part));
            copy(&self.folder.path().join("before").join(part), &root.join("registry").join(part));
        }
        Place::at(&root)
    }

    /// How many entries it serves, or how it ended.
    fn entries(place: &Place) -> Result<u64, tests::program::Ended> {
        let mut server = place.launch();
        let address = server.address()?;
        tests::load::Client::new(address, "").get("/healthz").unwrap();
        let said = server.said();
        server.stop().ok();
        let verified = place.run(&["verify", "--json"]).ok().json();
        let entries = verified["entries"].as_u64().unwrap();
        assert!(said.contains(&format!("{entries} entries")), "{said}");
        Ok(entries)
    }
}

#[test]
fn an_older_copy_of_one_part_is_harmless_or_told() {
    let grown = Grown::new();
    let older = |parts: &[&str]| Grown::entries(&grown.with_older(parts));
    // HEAD is a lower bound; the index and the description of the closed database are made anew.
    for harmless in ["HEAD", "index", "CLEAN"] {
        assert_eq!(older(&[harmless]).unwrap(), grown.now, "{harmless}");
    }
    let lost = older(&["log"]).unwrap_err();
    lost.fails(3, "has lost the entries from 3 to 299");
    older(&["log", "CLEAN"]).unwrap_err().fails(3, "log.entries_lost");
    older(&["log", "CLEAN", "index"]).unwrap_err().fails(3, "log.entries_lost");
    older(&["vault"]).unwrap_err().fails(3, "log.damaged");
    older(&["vault", "index"]).unwrap_err().fails(3, "log.damaged");
}

/// All parts of an earlier day together are a sound log of that day: no file on this machine can
/// tell that it went on. Only a head that has left the machine can (I5), and until checkpoints are
/// signed and witnessed, a rolled-back folder shows in nothing but its age.
#[test]
fn a_folder_that_is_older_as_a_whole_opens_as_the_log_it_was() {
    let grown = Grown::new();
    let place = grown.with_older(&["HEAD", "log", "CLEAN", "index", "vault", "models"]);
    assert_eq!(Grown::entries(&place).unwrap(), 3);
}
