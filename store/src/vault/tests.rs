//! One person, one key; destroyed once, gone for ever.

use proptest::prelude::*;

use super::*;
use crate::secret::SystemEntropy;
use crate::testing::subject;

const GENESIS: Link = Link([4; 32]);

fn wrapping() -> NumberedKey {
    NumberedKey { number: 1, secret: Secret::from_bytes([5; 32]) }
}

#[test]
fn a_person_keeps_her_key_and_shares_it_with_nobody() {
    let vault = Vault::in_memory(GENESIS, wrapping(), &SystemEntropy).unwrap();
    let mut seen = HashSet::new();
    for person in 0..600 {
        let (number, key) = vault.key_for_sealing(subject(person), &SystemEntropy).unwrap();
        let (again, same) = vault.key_for_sealing(subject(person), &SystemEntropy).unwrap();
        assert_eq!((number, key.expose()), (again, same.expose()));
        assert_eq!(vault.key_for_opening(subject(person), number).unwrap().expose(), key.expose());
        assert!(seen.insert(*key.expose()));
    }
    assert!(vault.key_for_opening(subject(1), 3).is_err(), "another's key");
}

#[test]
fn a_destroyed_key_is_in_the_file_no_more() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let vault = Vault::create(&path, GENESIS, wrapping(), &SystemEntropy).unwrap();
    let (number, _) = vault.key_for_sealing(subject(1), &SystemEntropy).unwrap();
    let before = std::fs::read(&path).unwrap();
    let wrapped = before.chunks(80).find_map(|bytes| match Record::parse(bytes) {
        Some(Record::Key { number: found, wrapped, .. }) if found == number => Some(wrapped),
        _ => None,
    });
    vault.erase(subject(1)).unwrap();
    let after = std::fs::read(&path).unwrap();
    assert!(!after.windows(60).any(|window| window == wrapped.unwrap()));
    drop(vault);
    let vault = Vault::open(&path, GENESIS, wrapping()).unwrap();
    assert!(matches!(vault.key_for_opening(subject(1), number), Err(Sealed::Erased)));
    let refused = vault.key_for_sealing(subject(1), &SystemEntropy);
    assert!(matches!(refused, Err(VaultError::SubjectErased { .. })));
    let (other, _) = vault.key_for_sealing(subject(2), &SystemEntropy).unwrap();
    assert_ne!(other, number);
}

#[test]
fn a_vault_of_another_log_or_under_another_wrapping_key_gives_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("vault");
    let vault = Vault::create(&path, GENESIS, wrapping(), &SystemEntropy).unwrap();
    let (number, _) = vault.key_for_sealing(subject(1), &SystemEntropy).unwrap();
    let other = Vault::open(&path, Link([9; 32]), wrapping());
    assert!(matches!(other.err(), Some(VaultError::NotThisVault)));
    let wrong = NumberedKey { number: 1, secret: Secret::from_bytes([6; 32]) };
    let vault = Vault::open(&path, GENESIS, wrong).unwrap();
    assert!(vault.key_for_opening(subject(1), number).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _record = Record::parse(&bytes);
    }
}
