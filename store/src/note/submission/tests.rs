//! Submissions to a witness: read, written, and what is none.

use proptest::prelude::*;

use super::{AddCheckpoint, SUBMISSION_BYTES_MAX};
use crate::note::{KeyKind, NOTE_BYTES_MAX, Note, NoteError, Signature, SignerKey};

const HASH: &str = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
const TEXT: &str = "log.example\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn note() -> Note {
    let key = SignerKey::new("log.example", KeyKind::Log, [1; 32]).unwrap();
    Note::new(TEXT, key.sign(TEXT).unwrap()).unwrap()
}

#[track_caller]
fn refused(head: &str, line: usize) {
    let refused = format!("{head}{}", note()).parse::<AddCheckpoint>();
    assert_eq!(refused, Err(NoteError::SubmissionMalformed { line }), "{head:?}");
}

#[test]
fn a_submission_is_read_and_written_back() {
    for (old, hashes) in [(0, 0), (20_852_014, 4), (1, 63)] {
        let text = format!("old {old}\n{}\n{}", HASH.repeat(hashes), note());
        let body: AddCheckpoint = text.parse().unwrap();
        assert_eq!((body.old, body.path.len()), (old, hashes));
        assert_eq!(body.to_string(), text);
    }
}

#[test]
fn what_is_no_submission_is_refused_with_its_line() {
    refused("", 1);
    for line in ["old", "old ", "old 01", "old +1", "old  1", "new 1", "old 1 ", "old 1\r"] {
        refused(&format!("{line}\n\n"), 1);
    }
    refused("old 9223372036854775808\n\n", 1);
    refused("old 1\n", 2);
    refused(&format!("old 1\n{}\n", HASH.repeat(64)), 65);
    refused(&format!("old 1\n{}\n", HASH.replace("w=", "x=")), 2);
    refused(&format!("old 1\n{}\n", HASH.replace('\n', "\r\n")), 2);
}

#[test]
fn a_submission_ends_in_a_signed_checkpoint() {
    assert_eq!("old 0\n\n".parse::<AddCheckpoint>(), Err(NoteError::NoSignatures));
    assert_eq!(format!("old 0\n\n{TEXT}").parse::<AddCheckpoint>(), Err(NoteError::NoSignatures));
    let two = format!("old 0\n\n\n{}", note());
    assert_eq!(two.parse::<AddCheckpoint>(), Err(NoteError::CheckpointMalformed { line: 1 }));
}

#[test]
fn the_largest_submission_fits_what_is_read_of_a_body() {
    let bytes = vec![0; (NOTE_BYTES_MAX - TEXT.len() - 20) / 4 * 3];
    let line = Signature { name: "a".to_owned(), id: [0; 4], bytes };
    let note = Note::new(TEXT, line).unwrap();
    let body = AddCheckpoint { old: (1 << 63) - 1, path: vec![[1; 32]; 63], note };
    let text = body.to_string();
    assert!(text.len() <= SUBMISSION_BYTES_MAX && text.len() > SUBMISSION_BYTES_MAX - 100);
    assert_eq!(text.parse(), Ok(body));
}

proptest! {
    #[test]
    fn a_submission_comes_back(
        old in 0..1_u64 << 63,
        path in prop::collection::vec(any::<[u8; 32]>(), 0..64),
    ) {
        let body = AddCheckpoint { old, path, note: note() };
        prop_assert_eq!(body.to_string().parse(), Ok(body));
    }
}
