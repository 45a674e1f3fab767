//! Golden bytes: with fixed keys, nonces and salts, every layout of docs/FORMAT.md, to the byte.
//!
//! `UPDATE_GOLDEN=1` adds what is missing from golden/v1.txt and never changes what is there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;

use super::*;
use crate::engine::StoredEntry;
use crate::engine::block::pack;
use crate::entry::Stamp;
use crate::genesis::{Genesis, LogKind};
use crate::keyring::MasterKey;
use crate::testing::*;

/// Bytes that are the same in every run; there is no such source outside tests.
struct Fixed(Mutex<u64>);

impl Entropy for Fixed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&count.to_be_bytes()).finalize_xof().fill(bytes);
        Ok(())
    }
}

fn fixed() -> Fixed {
    Fixed(Mutex::new(0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn layouts() -> BTreeMap<&'static str, Vec<u8>> {
    let master = MasterKey(Secret::from_bytes([0x11; 32]));
    let protection = ProtectionKey(Secret::from_bytes([0x22; 32]));
    let keyring = Keyring::random(Some(&protection), &fixed()).unwrap();
    let origin = "registry.example.org/golden";
    let genesis = Genesis::new(LogKind::Simulation, origin, keyring.log_key(), [0x33; 32]);
    let link = genesis.link();
    let mut layouts = BTreeMap::from([
        ("genesis", genesis.to_bytes()),
        ("keyring", keyring.to_bytes(link, &master, &fixed()).unwrap()),
    ]);
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let vault = Vault::create(&path, link, keyring.wrapping.clone(), &fixed()).unwrap();
    let keys = Keys::new(link, keyring, Some(&protection), vault).with_entropy(Box::new(fixed()));
    let plain = keys.seal(stream(1), &about(1, 1)).unwrap();
    let opaque = keys.seal_opaque(stream(2), Version(4), &about(2, 2)).unwrap();
    let stamp = |position, version| Stamp {
        position: Position(position),
        recorded_at_ms: NOON,
        version: Version(version),
    };
    let (plain, plain_head) = plain.to_entry(stamp(0, 0));
    let (opaque, opaque_head) = opaque.to_entry(stamp(1, 0));
    let first = link.next(&plain[2..2 + plain_head]);
    let second = first.next(&opaque[2..2 + opaque_head]);
    let entries = [
        StoredEntry { bytes: plain.clone(), link: first },
        StoredEntry { bytes: opaque.clone(), link: second },
    ];
    layouts.insert("block", pack(Position(0), link, &entries).remove(0).1);
    keys.vault().erase(subject(2)).unwrap();
    let vault = std::fs::read(&path).unwrap();
    layouts.insert("vault_header_and_three_keys", vault[..320].to_vec());
    layouts.insert("vault_bindings_and_erasure", vault[257 * 80..].to_vec());
    layouts.insert("entry_plain", plain);
    layouts.insert("entry_opaque", opaque);
    layouts.insert("links", [first.0, second.0].concat());
    layouts.insert("reference_id", keys.reference_id("migrant", b"P01").to_vec());
    let (head_path, head) = (
        place.path().join("HEAD"),
        crate::chain::Head { size: 2, link: second, recorded_at_ms: NOON },
    );
    crate::engine::head_file::HeadFile::create(&head_path, link, head).unwrap();
    layouts.insert("head_slot", std::fs::read(&head_path).unwrap()[..128].to_vec());
    layouts
}

#[test]
fn every_layout_is_what_it_was() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/v1.txt");
    let mut text = std::fs::read_to_string(&path).unwrap_or_default();
    let golden: BTreeMap<String, String> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, bytes)| (name.to_owned(), bytes.to_owned()))
        .collect();
    for (name, bytes) in layouts() {
        match golden.get(name) {
            Some(known) => assert_eq!(&hex(&bytes), known, "{name}"),
            None if std::env::var_os("UPDATE_GOLDEN").is_some() => {
                writeln!(text, "{name} {}", hex(&bytes)).unwrap();
            }
            None => panic!("{name} is not in golden/v1.txt; UPDATE_GOLDEN=1 adds it"),
        }
    }
    if golden.len() < layouts().len() {
        std::fs::write(&path, text).unwrap();
    }
}

#[test]
fn a_reference_gives_the_same_id_every_time_and_kinds_stay_apart() {
    let store = memory();
    let id = store.reference_id("migrant", b"P01");
    assert_eq!(id, store.reference_id("migrant", b"P01"));
    assert_ne!(id, store.reference_id("agency", b"P01"));
    assert_ne!(id, store.reference_id("migrantP", b"01"));
    assert_ne!(id, memory().reference_id("migrant", b"P01"), "another keyring");
}

#[test]
fn a_blob_opens_only_at_its_place_in_its_sequence_of_its_log() {
    let store = memory();
    let blob = store.seal_blob("snapshot", 3, b"packed histories").unwrap();
    assert!(!blob.windows(6).any(|bytes| bytes == b"packed"));
    assert_eq!(store.open_blob("snapshot", 3, &blob).unwrap(), b"packed histories");
    assert_eq!(store.open_blob("snapshot", 4, &blob), Err(Sealed::Altered));
    assert_eq!(store.open_blob("export", 3, &blob), Err(Sealed::Altered));
    let mut bent = blob.clone();
    *bent.last_mut().unwrap() ^= 1;
    assert_eq!(store.open_blob("snapshot", 3, &bent), Err(Sealed::Altered));
    assert_eq!(memory().open_blob("snapshot", 3, &blob), Err(Sealed::Altered));
}
