//! Notes: where the text ends, what no note is, and which signatures hold.

use proptest::prelude::*;

use super::{NOTE_BYTES_MAX, Note, SIGNATURES_MAX, Verified};
use crate::note::{KeyKind, NoteError, Signature, SignerKey, VerifierKey, cosign};

const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const LINE: &str = "\u{2014} a AAAAAAE=\n";

fn key() -> VerifierKey {
    EXAMPLE_KEY.parse().unwrap()
}

fn other(number: u8) -> Signature {
    Signature { name: format!("key{number}"), id: [number; 4], bytes: vec![number; 64] }
}

#[track_caller]
fn refused(text: &str, why: &NoteError) {
    assert_eq!(&Note::parse(text).unwrap_err(), why, "{text:?}");
}

#[test]
fn the_specifications_example_holds() {
    let note = Note::parse(EXAMPLE).unwrap();
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(note.verified_by(&key()), Ok(Some(Verified { timestamp: None })));
    assert_eq!(note.to_string(), EXAMPLE);
}

#[test]
fn a_changed_text_or_signature_does_not_hold() {
    let wrong = Err(NoteError::SignatureWrong { name: "example.com/foo".to_owned() });
    let texts = [EXAMPLE.replace("This", "That"), EXAMPLE.replace("aQM=", "aQI=")];
    for text in texts {
        assert_ne!(text, EXAMPLE);
        assert_eq!(Note::parse(&text).unwrap().verified_by(&key()), wrong, "{text}");
    }
    let mut signature = Note::parse(EXAMPLE).unwrap().signatures()[0].clone();
    signature.bytes.push(0);
    let note = Note::new("This is an example message.\n", signature).unwrap();
    assert_eq!(note.verified_by(&key()), wrong);
}

#[test]
fn a_key_that_shares_only_the_name_or_the_id_is_unknown() {
    let note = Note::parse(EXAMPLE).unwrap();
    let namesake = SignerKey::new("example.com/foo", KeyKind::Log, [1; 32]).unwrap();
    assert_eq!(note.verified_by(namesake.verifier()), Ok(None));
    let renamed = Note::parse(&EXAMPLE.replace("\u{2014} example.com/foo", "\u{2014} x")).unwrap();
    assert_eq!(renamed.verified_by(&key()), Ok(None));
}

#[test]
fn every_signature_of_a_known_key_must_hold() {
    let good = EXAMPLE.split_once("\n\n").unwrap().1;
    let bad = good.replace("Q=", "g=").replace("UlL1T", "UlL2T").replace("VYRl", "VYRm");
    let note = Note::parse(&format!("{EXAMPLE}{bad}")).unwrap();
    assert_ne!(note.signatures()[0], note.signatures()[1]);
    assert!(note.verified_by(&key()).is_err());
}

#[test]
fn the_last_blank_line_ends_the_text() {
    for text in ["a\n\nb\n", "\n", "a\n\n", "\n\n\n", "\u{2014} a AAAAAAE=\n"] {
        let note = Note::new(text, other(1)).unwrap();
        assert_eq!(note.text(), text);
        assert_eq!(Note::parse(&note.to_string()), Ok(note));
    }
}

#[test]
fn what_is_no_note_is_refused() {
    for text in ["", "\n", "\n\n", "text\n", "text\n\n", LINE, "a\n\nb\n\n"] {
        refused(text, &NoteError::NoSignatures);
    }
    refused(&format!("text\n{LINE}"), &NoteError::NoSignatures);
    refused(&format!("\n{LINE}"), &NoteError::NoSignatures);
    refused(EXAMPLE.trim_end(), &NoteError::Unfinished);
    refused(&format!("text\n\n\n{LINE}\n"), &NoteError::NoSignatures);
    refused(&format!("text\n\n{LINE}x\n"), &NoteError::SignatureMalformed { line: 2 });
    for character in ['\r', '\t', '\0', '\u{1b}'] {
        let control = NoteError::ControlCharacter;
        refused(&format!("te{character}xt\n\n{LINE}"), &control);
        refused(&format!("text\n\n{}", LINE.replace('\n', &format!("{character}\n"))), &control);
    }
    refused(&EXAMPLE.replace('\n', "\r\n"), &NoteError::ControlCharacter);
}

#[test]
fn seventeen_signatures_are_read_and_too_many_are_not() {
    let note = |number: usize| Note::parse(&format!("text\n\n{}", LINE.repeat(number)));
    assert_eq!(note(17).unwrap().signatures().len(), 17);
    assert_eq!(note(SIGNATURES_MAX).unwrap().signatures().len(), SIGNATURES_MAX);
    assert_eq!(note(SIGNATURES_MAX + 1), Err(NoteError::TooManySignatures));
}

#[test]
fn sixteen_of_the_largest_foreseen_signatures_are_read_and_nothing_without_end() {
    let large = |number| Signature { bytes: vec![number; 5_000], ..other(number) };
    let mut note = Note::new("text\n", large(0)).unwrap();
    for number in 1..16 {
        note = note.with(large(number)).unwrap();
    }
    assert_eq!(Note::parse(&note.to_string()).unwrap().signatures().len(), 16);
    refused(&format!("{}\n\n{LINE}", "a".repeat(NOTE_BYTES_MAX)), &NoteError::TooLong);
    let endless = Signature { bytes: vec![0; NOTE_BYTES_MAX], ..other(99) };
    assert_eq!(note.with(endless), Err(NoteError::TooLong));
}

#[test]
fn a_key_that_signs_again_replaces_its_line() {
    let note = Note::new("text\n", other(1)).unwrap().with(other(2)).unwrap();
    let again = Signature { bytes: vec![9; 64], ..other(1) };
    let note = note.with(again.clone()).unwrap();
    assert_eq!(note.signatures(), [other(2), again]);
}

#[test]
fn a_note_is_not_made_of_what_could_not_be_read_back() {
    let unfit = Signature { name: "a b".to_owned(), ..other(1) };
    assert_eq!(Note::new("text\n", unfit), Err(NoteError::SignatureMalformed { line: 1 }));
    let empty = Signature { bytes: Vec::new(), ..other(1) };
    assert!(Note::new("text\n", empty).is_err());
    assert_eq!(Note::new("text", other(1)), Err(NoteError::Unfinished));
    assert_eq!(Note::new("te\rxt\n", other(1)), Err(NoteError::ControlCharacter));
}

#[test]
fn lines_of_kinds_that_nobody_here_checks_are_left_alone() {
    let cosigner = SignerKey::new("w.example", KeyKind::Cosigner, [3; 32]).unwrap();
    let text = "log.example\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    let post_quantum = Signature { bytes: vec![6; 8 + 2_420], ..other(6) };
    let note = Note::new(text, cosign(&cosigner, text, 5).unwrap()).unwrap();
    let note = note.with(post_quantum).unwrap();
    let note = Note::parse(&note.to_string()).unwrap();
    assert_eq!(note.verified_by(cosigner.verifier()), Ok(Some(Verified { timestamp: Some(5) })));
    assert_eq!(note.signatures().len(), 2);
}

proptest! {
    #[test]
    fn a_signed_text_is_read_back_and_holds(lines in prop::collection::vec("[^\\x00-\\x1f]{0,20}", 1..5), seed: [u8; 32]) {
        let text = lines.join("\n") + "\n";
        let key = SignerKey::new("log.example/é", KeyKind::Log, seed).unwrap();
        let note = Note::new(&text, key.sign(&text).unwrap()).unwrap();
        let again = Note::parse(&note.to_string()).unwrap();
        prop_assert_eq!(&again, &note);
        prop_assert_eq!(again.text(), text);
        prop_assert_eq!(again.verified_by(key.verifier()), Ok(Some(Verified { timestamp: None })));
    }

    #[test]
    fn what_is_read_is_written_the_same(text in "(a|\n|\u{2014} |\u{2014} a AAAAAAE=\n| ){0,12}") {
        if let Ok(note) = Note::parse(&text) {
            prop_assert_eq!(note.to_string(), text);
        }
    }
}
