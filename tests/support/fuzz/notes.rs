//! What others sign and send as text: notes, policies, proofs, submissions to a witness.

use store::fuzzing::{self, Tried};
use store::note::{
    AddCheckpoint, Checkpoint, KeyKind, Note, NoteError, Policy, Proof, SignerKey, cosign,
};

/// Words that their readers know.
pub(super) const WORDS: &[&str] = &[
    "\u{2014} ",
    "\n\n",
    "\n",
    "log.example",
    "log ",
    "witness ",
    "group ",
    "quorum ",
    "none",
    "all",
    "any",
    "w1",
    "old ",
    "index ",
    "extra ",
    "c2sp.org/tlog-proof@v1\n",
    "9223372036854775807",
    "9223372036854775808",
    "+",
];

fn log() -> SignerKey {
    SignerKey::new("log.example", KeyKind::Log, [1; 32]).unwrap()
}

fn witness() -> SignerKey {
    SignerKey::new("w1.example", KeyKind::Cosigner, [2; 32]).unwrap()
}

fn signed() -> Note {
    let (origin, root) = ("log.example".to_owned(), [9; 32]);
    let text = Checkpoint { origin, size: 70_000, root, extensions: Vec::new() }.to_string();
    let note = Note::new(&text, log().sign(&text).unwrap()).unwrap();
    note.with(cosign(&witness(), &text, 1_700_000_000).unwrap()).unwrap()
}

fn text_policy() -> String {
    let (log, witness) = (log().verifier().to_string(), witness().verifier().to_string());
    format!("# whom to believe\nlog {log}\nwitness w1 {witness} u\ngroup g 1 w1\nquorum g\n")
}

fn kept(bytes: &[u8], try_it: fn(&str) -> Tried) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_ne!(try_it(text), Tried::Changed, "what was read is not what was written");
    }
}

/// No note but the one that the log signed is believed, however little is changed.
pub(super) fn note(bytes: &[u8]) {
    kept(bytes, fuzzing::note);
    let note = std::str::from_utf8(bytes).ok().and_then(|text| Note::parse(text).ok());
    let Some(note) = note else { return };
    let policy: Policy = text_policy().parse().unwrap();
    if let Ok(judged) = policy.judge(&note) {
        assert_eq!(note.text(), signed().text(), "a forged checkpoint is believed");
        assert_eq!(judged.quorum, !judged.cosigned.is_empty());
    }
}

/// A policy that is read judges, and a fault of one that is not names a line that it has.
pub(super) fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<Policy>() {
        Ok(policy) => match policy.judge(&signed()) {
            Ok(judged) => assert!(judged.cosigned.len() <= policy.witnesses().len()),
            Err(error) => assert!(matches!(
                error,
                NoteError::OriginUnknown { .. } | NoteError::LogSignatureMissing { .. }
            )),
        },
        Err(NoteError::PolicyMalformed { line, .. }) => {
            assert!((1..=text.split('\n').count()).contains(&line), "line {line}");
        }
        Err(error) => panic!("no fault of a line: {error}"),
    }
}

pub(super) fn proof(bytes: &[u8]) {
    kept(bytes, fuzzing::proof);
}

pub(super) fn submission(bytes: &[u8]) {
    kept(bytes, fuzzing::submission);
}

pub(super) fn notes() -> Vec<Vec<u8>> {
    let post_quantum = format!("{}\u{2014} w2.example AAAABgAAAAAAAAAA\n", signed());
    [signed().to_string(), post_quantum].map(String::into_bytes).to_vec()
}

pub(super) fn policies() -> Vec<Vec<u8>> {
    vec![text_policy().into_bytes(), b"quorum none\n".to_vec()]
}

pub(super) fn proofs() -> Vec<Vec<u8>> {
    let proof = |extra, path: &[_]| Proof { extra, index: 7, path: path.to_vec(), note: signed() };
    [proof(Some(vec![1, 2, 3]), &[[3; 32], [4; 32]]), proof(None, &[])]
        .map(|proof| proof.to_string().into_bytes())
        .to_vec()
}

pub(super) fn submissions() -> Vec<Vec<u8>> {
    let body = |old, path: &[_]| AddCheckpoint { old, path: path.to_vec(), note: signed() };
    [body(0, &[]), body(69_999, &[[5; 32]])].map(|body| body.to_string().into_bytes()).to_vec()
}
