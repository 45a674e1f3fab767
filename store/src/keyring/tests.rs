//! Keys in text and in files: what is read, what is refused, what is never shown.

use std::fs;

use domain::decider::Coded;

use super::*;
use crate::secret::SystemEntropy;

const HEX: &str = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
const BASE64: &str = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";

#[test]
fn a_key_is_read_from_hexadecimal_or_base64() {
    let hex = MasterKey::from_text(HEX).unwrap();
    for text in [BASE64, BASE64.trim_end_matches('='), &BASE64.replace('/', "_")] {
        let base64 = MasterKey::from_text(&format!(" {text}\n")).unwrap();
        assert_eq!(base64.0.expose(), hex.0.expose());
    }
}

#[test]
fn what_is_no_key_is_refused_and_not_repeated() {
    for text in
        ["", "abc", &HEX[1..], &format!("{HEX}0"), &BASE64.replace('=', "B"), &"é".repeat(32)]
    {
        let error = MasterKey::from_text(text).unwrap_err();
        assert_eq!(error.code(), "keys.not_a_key");
        assert!(text.is_empty() || !error.to_string().contains(text));
    }
    // The last base64 character carries two bits too many.
    assert!(MasterKey::from_text(&BASE64.replace("v8=", "v9=")).is_err());
}

#[test]
fn a_key_file_is_made_once_and_read_again() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("master.key");
    let made = MasterKey::create_file(&path).unwrap();
    assert_eq!(MasterKey::from_file(&path).unwrap().0.expose(), made.0.expose());
    assert_eq!(MasterKey::create_file(&path).unwrap_err().code(), "keys.exists");
    assert_eq!(
        MasterKey::from_env("TUKKI_NO_SUCH_VARIABLE").unwrap_err().code(),
        "keys.not_in_environment"
    );
}

#[test]
fn no_key_is_ever_shown() {
    let master = MasterKey::from_text(HEX).unwrap();
    let keyring = Keyring::random(None, &SystemEntropy).unwrap();
    let shown = format!("{master:?} {keyring:?} {:?}", master.0);
    assert!(!shown.contains("17") && !shown.contains("11"), "{shown}");
}

#[test]
fn a_keyring_is_read_back_and_every_changed_byte_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("keyring");
    let (genesis, master) = (Link([3; 32]), MasterKey::from_text(HEX).unwrap());
    let protection = ProtectionKey::random().unwrap();
    let keyring = Keyring::random(Some(&protection), &SystemEntropy).unwrap();
    keyring.write(&path, genesis, &master).unwrap();
    let read = Keyring::read(&path, genesis, &master).unwrap();
    assert_eq!(read.signing.expose(), keyring.signing.expose());
    assert_eq!(read.facts[0].secret.expose(), keyring.facts[0].secret.expose());
    read.check_protection(&protection).unwrap();
    let sound = fs::read(&path).unwrap();
    for place in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[place] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(Keyring::read(&path, genesis, &master).is_err(), "byte {place}");
    }
}
