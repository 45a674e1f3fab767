//! Proofs to take along: read, written, and what is none.

use proptest::prelude::*;

use super::{PROOF_BYTES_MAX, Proof};
use crate::note::{KeyKind, Note, NoteError, SignerKey};

fn note() -> Note {
    let text = "log.example\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n";
    let key = SignerKey::new("log.example", KeyKind::Log, [1; 32]).unwrap();
    Note::new(text, key.sign(text).unwrap()).unwrap()
}

#[track_caller]
fn refused(head: &str, line: usize) {
    let text = format!("{head}{}", note());
    assert_eq!(text.parse::<Proof>(), Err(NoteError::ProofMalformed { line }), "{head:?}");
}

#[test]
fn a_proof_is_read_and_written_back() {
    let text = format!(
        "c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n\
        gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n\
        B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\n{}",
        note()
    );
    let proof: Proof = text.parse().unwrap();
    assert_eq!(proof.extra.as_deref(), Some(b"age".as_slice()));
    assert_eq!((proof.index, proof.path.len()), (73_894, 2));
    assert_eq!(proof.note, note());
    assert_eq!(proof.to_string(), text);
}

#[test]
fn what_is_no_proof_is_refused_with_its_line() {
    let first = "c2sp.org/tlog-proof@v1\n";
    let hash = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
    refused("", 1);
    refused("c2sp.org/tlog-proof@v2\nindex 0\n\n", 1);
    refused("c2sp.org/tlog-proof@v1 \nindex 0\n\n", 1);
    refused("c2sp.org/tlog-proof@v1\r\nindex 0\n\n", 1);
    refused(first, 2);
    for line in ["index", "index ", "index 01", "index -1", "index  1", "Index 1", "index 1 "] {
        refused(&format!("{first}{line}\n\n"), 2);
    }
    refused(&format!("{first}index 9223372036854775808\n\n"), 2);
    for line in ["extra", "extra YWd", "extra YWdl ", "extra Y!=="] {
        refused(&format!("{first}{line}\nindex 0\n\n"), 2);
    }
    refused(&format!("{first}extra YWdl\nextra YWdl\nindex 0\n\n"), 3);
    refused(&format!("{first}index 0\nextra YWdl\n\n"), 3);
    refused(&format!("{first}index 0\n"), 3);
    refused(&format!("{first}index 0\n{}\n", hash.repeat(64)), 66);
}

#[test]
fn a_proof_ends_in_a_signed_checkpoint() {
    let head = "c2sp.org/tlog-proof@v1\nindex 0\n\n";
    assert_eq!(head.parse::<Proof>(), Err(NoteError::NoSignatures));
    let no_checkpoint = format!("{head}text\n\n\u{2014} a AAAAAAE=\n");
    let refused = no_checkpoint.parse::<Proof>();
    assert_eq!(refused, Err(NoteError::CheckpointMalformed { line: 2 }));
    let cut = format!("{head}{}", note());
    assert_eq!(cut.trim_end().parse::<Proof>(), Err(NoteError::Unfinished));
    let endless = "a".repeat(PROOF_BYTES_MAX + 1);
    assert_eq!(endless.parse::<Proof>(), Err(NoteError::ProofTooLong));
}

proptest! {
    #[test]
    fn a_proof_comes_back(
        extra in prop::option::of(prop::collection::vec(any::<u8>(), 0..40)),
        index in 0..1_u64 << 63,
        path in prop::collection::vec(any::<[u8; 32]>(), 0..64),
    ) {
        let proof = Proof { extra, index, path, note: note() };
        prop_assert_eq!(proof.to_string().parse(), Ok(proof));
    }
}
