//! Cosignatures: what they are made over, and at which times.

use super::cosign;
use crate::note::text::NUMBER_MAX;
use crate::note::{KeyKind, Note, NoteError, Signature, SignerKey, Verified};

const TEXT: &str = "log.example\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn witness() -> SignerKey {
    SignerKey::new("witness.example/w1", KeyKind::Cosigner, [5; 32]).unwrap()
}

fn seen(text: &str, signature: Signature) -> Result<Option<Verified>, NoteError> {
    Note::new(text, signature).unwrap().verified_by(witness().verifier())
}

#[test]
fn a_cosignature_is_the_time_and_a_signature_over_both() {
    let signature = cosign(&witness(), TEXT, 1_679_315_147).unwrap();
    assert_eq!(signature.id, witness().verifier().id());
    let (time, bytes) = signature.bytes.split_at(8);
    assert_eq!(time, 1_679_315_147_u64.to_be_bytes());
    let message = format!("cosignature/v1\ntime 1679315147\n{TEXT}");
    assert!(witness().verifier().holds(message.as_bytes(), bytes));
    let found = seen(TEXT, signature).unwrap();
    assert_eq!(found, Some(Verified { timestamp: Some(1_679_315_147) }));
}

#[test]
fn a_cosignature_of_another_time_or_text_does_not_hold() {
    let wrong = Err(NoteError::SignatureWrong { name: "witness.example/w1".to_owned() });
    let signature = cosign(&witness(), TEXT, 1_679_315_147).unwrap();
    let mut later = signature.clone();
    later.bytes[7] ^= 1;
    assert_eq!(seen(TEXT, later), wrong);
    let mut short = signature.clone();
    short.bytes.truncate(7);
    assert_eq!(seen(TEXT, short), wrong);
    assert_eq!(seen(&format!("{TEXT}more\n"), signature), wrong);
}

#[test]
fn further_lines_are_cosigned_too() {
    let text = format!("{TEXT}more\n");
    let signature = cosign(&witness(), &text, 7).unwrap();
    assert_eq!(seen(&text, signature).unwrap(), Some(Verified { timestamp: Some(7) }));
}

#[test]
fn a_time_that_no_clock_shows_is_refused_from_both_sides() {
    for seconds in [0, NUMBER_MAX + 1, u64::MAX] {
        assert_eq!(cosign(&witness(), TEXT, seconds), Err(NoteError::TimeUnfit { seconds }));
        let message = super::message(TEXT, seconds);
        let signed = witness().sign_bytes(message.as_bytes());
        let line = witness().line([seconds.to_be_bytes().as_slice(), &signed].concat());
        assert!(seen(TEXT, line).is_err(), "{seconds}");
    }
    for seconds in [1, NUMBER_MAX] {
        let line = cosign(&witness(), TEXT, seconds).unwrap();
        assert_eq!(seen(TEXT, line).unwrap(), Some(Verified { timestamp: Some(seconds) }));
    }
}

#[test]
fn only_a_cosigner_cosigns_and_only_checkpoints() {
    let log = SignerKey::new("log.example", KeyKind::Log, [5; 32]).unwrap();
    let unfit = NoteError::KeyKindUnfit { name: "log.example".to_owned() };
    assert_eq!(cosign(&log, TEXT, 1), Err(unfit));
    let malformed = NoteError::CheckpointMalformed { line: 2 };
    assert_eq!(cosign(&witness(), "any text\n", 1), Err(malformed));
}

#[test]
fn of_several_times_of_one_witness_the_earliest_counts() {
    for (first, second) in [(5, 9), (9, 5)] {
        let lines = [first, second].map(|time| cosign(&witness(), TEXT, time).unwrap());
        let note = Note::parse(&format!("{TEXT}\n{}\n{}\n", lines[0], lines[1])).unwrap();
        let found = note.verified_by(witness().verifier()).unwrap();
        assert_eq!(found, Some(Verified { timestamp: Some(5) }));
    }
}
