//! Keys as lines: those of the specification and of programs in use, and what is no key.

use super::{KeyKind, SignerKey, VerifierKey};
use crate::note::NoteError;
use crate::note::text::to_base64;

const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

#[track_caller]
fn refused(line: &str, why: &NoteError) {
    assert_eq!(&line.parse::<VerifierKey>().unwrap_err(), why, "{line}");
}

#[test]
fn the_keys_of_other_programs_are_read_and_written_back() {
    let lines = [
        (EXAMPLE, KeyKind::Log),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyKind::Log),
        ("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6", KeyKind::Log),
        ("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", KeyKind::Cosigner),
    ];
    for (line, kind) in lines {
        let key: VerifierKey = line.parse().unwrap();
        assert_eq!(key.kind(), kind);
        assert_eq!(key.to_string(), line);
    }
    let key: VerifierKey = EXAMPLE.parse().unwrap();
    assert_eq!((key.name(), key.id()), ("example.com/foo", [0x53, 0x0d, 0x90, 0x3a]));
}

#[test]
fn a_line_that_is_no_key_is_refused() {
    let malformed = [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903a+",
        "example.com/foo+530d903a+AQ==",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAAAA",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        "example.com/foo+530d903a+ AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ];
    for line in malformed {
        refused(line, &NoteError::KeyMalformed);
    }
}

#[test]
fn an_id_that_is_not_the_keys_is_refused() {
    let wrong = NoteError::KeyIdWrong { name: "example.com/foo".to_owned() };
    for id in ["530d903b", "530D903A", "530d903", "0530d903a", ""] {
        refused(&EXAMPLE.replace("530d903a", id), &wrong);
    }
    let other = NoteError::KeyIdWrong { name: "example.com/fo".to_owned() };
    refused(&EXAMPLE.replace("foo", "fo"), &other);
}

#[test]
fn a_name_with_a_space_or_without_a_letter_is_refused() {
    for name in ["a b", ""] {
        let line = EXAMPLE.replace("example.com/foo", name);
        refused(&line, &NoteError::NameUnfit { name: name.to_owned() });
    }
    assert!(SignerKey::new("a+b", KeyKind::Log, [1; 32]).is_err());
}

#[test]
fn other_types_of_keys_are_not_ours() {
    for kind in [0x00, 0x02, 0x05, 0x06, 0xff] {
        let bytes = [[kind].as_slice(), &[9; 32]].concat();
        let line = format!("a+00000000+{}", to_base64(&bytes));
        refused(&line, &NoteError::KeyKindUnknown { kind });
    }
}

#[test]
fn a_key_under_which_anybody_can_sign_is_refused() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let refused = VerifierKey::new("a", KeyKind::Log, neutral);
    assert_eq!(refused.unwrap_err(), NoteError::KeyMalformed);
    let mut no_point = [0; 32];
    no_point[0] = 2;
    assert_eq!(VerifierKey::new("a", KeyKind::Log, no_point), Err(NoteError::KeyMalformed));
}

#[test]
fn one_seed_has_another_id_for_each_kind_and_name() {
    let key = |name, kind| SignerKey::new(name, kind, [7; 32]).unwrap().verifier().clone();
    let log = key("a", KeyKind::Log);
    assert_eq!(log.key(), key("a", KeyKind::Cosigner).key());
    assert_ne!(log.id(), key("a", KeyKind::Cosigner).id());
    assert_ne!(log.id(), key("b", KeyKind::Log).id());
    assert_eq!(log.to_string().parse(), Ok(log));
}

#[test]
fn a_cosigner_signs_no_text_and_nobody_a_text_that_does_not_end() {
    let cosigner = SignerKey::new("w", KeyKind::Cosigner, [1; 32]).unwrap();
    let unfit = NoteError::KeyKindUnfit { name: "w".to_owned() };
    assert_eq!(cosigner.sign("text\n"), Err(unfit));
    let log = SignerKey::new("l", KeyKind::Log, [1; 32]).unwrap();
    assert_eq!(log.sign("text"), Err(NoteError::Unfinished));
    assert_eq!(log.sign(""), Err(NoteError::Unfinished));
    assert_eq!(log.sign("te\txt\n"), Err(NoteError::ControlCharacter));
}

#[test]
fn a_signer_shows_its_name_and_nothing_else() {
    let key = SignerKey::new("log.example", KeyKind::Log, [7; 32]).unwrap();
    assert_eq!(format!("{key:?}"), "SignerKey(\"log.example\")");
}
