//! Policies: what each line may say, and what they make of notes.

use super::{Judged, Policy, PolicyFault};
use crate::note::{KeyKind, Note, NoteError, Signature, SignerKey, cosign};

const TEXT: &str = "log.example\n9\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn log() -> SignerKey {
    SignerKey::new("log.example", KeyKind::Log, [1; 32]).unwrap()
}

/// Witness number 1, 2, ...
fn witness(number: u8) -> SignerKey {
    SignerKey::new(&format!("w{number}.example"), KeyKind::Cosigner, [100 + number; 32]).unwrap()
}

/// A log, witnesses w1 to w6, and then these lines, of which the first is the eighth.
fn policy(lines: &str) -> Result<Policy, NoteError> {
    let witnesses = (1..=6).map(|n| format!("witness w{n} {}\n", witness(n).verifier()));
    let witnesses = witnesses.collect::<Vec<_>>().concat();
    format!("log {}\n{witnesses}{lines}", log().verifier()).parse()
}

fn note(cosigners: &[u8]) -> Note {
    let note = Note::new(TEXT, log().sign(TEXT).unwrap()).unwrap();
    cosigners.iter().fold(note, |note, number| {
        note.with(cosign(&witness(*number), TEXT, 1_000 + u64::from(*number)).unwrap()).unwrap()
    })
}

#[track_caller]
fn quorum(lines: &str, cosigners: &[u8]) -> bool {
    let Judged { checkpoint, cosigned, quorum } =
        policy(lines).unwrap().judge(&note(cosigners)).unwrap();
    assert_eq!(checkpoint.size, 9);
    let expected: Vec<_> =
        cosigners.iter().map(|n| (format!("w{n}"), 1_000 + u64::from(*n))).collect();
    assert_eq!(cosigned, expected);
    quorum
}

#[track_caller]
fn fault(lines: &str, line: usize) -> PolicyFault {
    match policy(lines) {
        Err(NoteError::PolicyMalformed { line: named, fault }) => {
            assert_eq!(named, line, "{lines:?}: {fault}");
            fault
        }
        other => panic!("{lines:?}: {other:?}"),
    }
}

fn named(name: &str) -> String {
    name.to_owned()
}

#[test]
fn two_groups_below_a_third_decide_together() {
    let lines = "group X 2 w1 w2 w3\ngroup Y any w4 w5 w6\ngroup X-and-Y all X Y\nquorum X-and-Y\n";
    for (cosigners, enough) in [
        (&[][..], false),
        (&[1, 2], false),
        (&[1, 2, 3], false),
        (&[1, 4], false),
        (&[4, 5, 6], false),
        (&[1, 2, 4], true),
        (&[2, 3, 6], true),
        (&[1, 2, 3, 4, 5, 6], true),
    ] {
        assert_eq!(quorum(lines, cosigners), enough, "{cosigners:?}");
    }
}

#[test]
fn a_quorum_may_be_one_witness_or_nobody() {
    assert!(quorum("quorum none\n", &[]));
    assert!(quorum("quorum w2\n", &[2]));
    assert!(!quorum("quorum w2\n", &[1, 3]));
    assert!(quorum("group g 1 w1 w2\nquorum g\n", &[2]));
    assert!(!quorum("group g all w1 w2\nquorum g\n", &[2]));
}

#[test]
fn blanks_comments_and_urls_are_read() {
    let key = witness(9);
    let line = format!("\t witness  é/9\t{}  https://w9.example/ \t", key.verifier());
    let policy = policy(&format!("# quorum w1\n \t\n   #\n{line}\nquorum é/9\n")).unwrap();
    let last = policy.witnesses().last().unwrap();
    assert_eq!((last.name.as_str(), &last.key), ("é/9", key.verifier()));
    assert_eq!(last.url.as_deref(), Some("https://w9.example/"));
    assert_eq!(policy.witnesses().len(), 7);
    assert_eq!(policy.logs().len(), 1);
    assert_eq!(policy.logs()[0].url, None);
}

#[test]
fn lines_after_the_quorum_are_read_too() {
    let other = SignerKey::new("other.example", KeyKind::Log, [2; 32]).unwrap();
    let policy = policy(&format!("quorum w1\nlog {} u\n", other.verifier())).unwrap();
    assert_eq!(policy.logs()[1].url.as_deref(), Some("u"));
}

#[test]
fn a_line_of_another_form_is_refused() {
    assert_eq!(fault("quorum none", 8), PolicyFault::Unfinished);
    assert_eq!(fault("quorum none\nquorum w1", 9), PolicyFault::Unfinished);
    for character in ['\r', '\0', '\u{b}', '\u{7f}'] {
        let lines = format!("# a comment{character}\nquorum none\n");
        assert_eq!(fault(&lines, 8), PolicyFault::ControlCharacter);
    }
    for line in ["Quorum none", "quorum\u{a0}none", "threshold 2", "\u{feff}quorum none"] {
        assert_eq!(fault(&format!("\n{line}\n"), 9), PolicyFault::WordUnknown);
    }
    let key = witness(9).verifier().to_string();
    for line in [
        "log",
        "witness w9",
        "group g",
        "group g all",
        "quorum",
        "quorum w1 w2",
        "quorum none # nobody",
        &format!("log {} a b", SignerKey::new("l", KeyKind::Log, [3; 32]).unwrap().verifier()),
        &format!("witness w9 {key} a b"),
    ] {
        assert_eq!(fault(&format!("{line}\n"), 8), PolicyFault::WordCount, "{line}");
    }
}

#[test]
fn there_is_exactly_one_quorum() {
    assert_eq!(fault("", 7), PolicyFault::QuorumMissing);
    let empty = NoteError::PolicyMalformed { line: 1, fault: PolicyFault::QuorumMissing };
    assert_eq!("".parse::<Policy>(), Err(empty));
    assert_eq!(fault("quorum w1\nquorum w1\n", 9), PolicyFault::QuorumTwice);
    assert_eq!(fault("quorum none\nquorum w1\n", 9), PolicyFault::QuorumTwice);
}

#[test]
fn a_line_names_only_what_stands_before_it() {
    let unknown = |name| PolicyFault::NameUnknown { name: named(name) };
    assert_eq!(fault("quorum g\ngroup g any w1\n", 8), unknown("g"));
    assert_eq!(fault("group g any g\nquorum g\n", 8), unknown("g"));
    assert_eq!(fault("group g any h\ngroup h any g\nquorum g\n", 8), unknown("h"));
    assert_eq!(fault("group g any none\nquorum g\n", 8), unknown("none"));
    assert_eq!(fault("quorum W1\n", 8), unknown("W1"));
}

#[test]
fn a_name_is_given_once_and_none_is_nobody() {
    let taken = |name| PolicyFault::NameTaken { name: named(name) };
    let key = witness(9).verifier().to_string();
    assert_eq!(fault(&format!("witness w1 {key}\n"), 8), taken("w1"));
    assert_eq!(fault("group w1 any w2\n", 8), taken("w1"));
    assert_eq!(fault("group g any w1\ngroup g any w2\n", 9), taken("g"));
    assert_eq!(fault(&format!("witness none {key}\n"), 8), PolicyFault::NameReserved);
    assert_eq!(fault("group none any w1\n", 8), PolicyFault::NameReserved);
}

#[test]
fn nobody_votes_twice() {
    let twice = |name| PolicyFault::MemberTwice { name: named(name) };
    assert_eq!(fault("group g 2 w1 w1\n", 8), twice("w1"));
    assert_eq!(fault("group g any w1\ngroup h any w2 w1\n", 9), twice("w1"));
}

#[test]
fn a_threshold_that_cannot_be_met_or_asks_nothing_is_refused() {
    for asked in ["0", "3", "-1", "+1", "01", "2.0", "most", "18446744073709551617"] {
        let lines = format!("group g {asked} w1 w2\nquorum g\n");
        assert_eq!(fault(&lines, 8), PolicyFault::ThresholdUnfit, "{asked}");
    }
}

#[test]
fn a_key_stands_once_and_is_of_its_kind() {
    let renamed = |number: u8, kind| SignerKey::new("renamed", kind, [number; 32]).unwrap();
    let twice = PolicyFault::KeyTwice { name: named("renamed") };
    let line = format!("witness w9 {}\n", renamed(101, KeyKind::Cosigner).verifier());
    assert_eq!(fault(&line, 8), twice);
    let line = format!("log {}\n", renamed(1, KeyKind::Log).verifier());
    assert_eq!(fault(&line, 8), twice);

    let unfit = PolicyFault::Key(Box::new(NoteError::KeyKindUnfit { name: named("renamed") }));
    let line = format!("witness w9 {}\n", renamed(9, KeyKind::Log).verifier());
    assert_eq!(fault(&line, 8), unfit);
    let line = format!("log {}\n", renamed(9, KeyKind::Cosigner).verifier());
    assert_eq!(fault(&line, 8), unfit);

    let malformed = PolicyFault::Key(Box::new(NoteError::KeyMalformed));
    assert_eq!(fault("log example.com/foo\n", 8), malformed);
    assert_eq!(fault("witness w9 https://w9.example/\n", 8), malformed);
}

#[test]
fn more_logs_witnesses_and_groups_than_the_specification_asks_for_are_read() {
    let key = |kind, n: u8| SignerKey::new("k", kind, [n; 32]).unwrap().verifier().to_string();
    let mut text = "group g0 any v0\n".to_owned();
    for n in 0..40 {
        let group =
            if n == 0 { String::new() } else { format!("group g{n} all g{} v{n}\n", n - 1) };
        let (log, cosigner) = (key(KeyKind::Log, n), key(KeyKind::Cosigner, n));
        text = format!("log {log}\nwitness v{n} {cosigner}\n{text}{group}");
    }
    text += "quorum g39\n";
    let policy: Policy = text.parse().unwrap();
    assert_eq!((policy.logs().len(), policy.witnesses().len()), (40, 40));
}

#[test]
fn a_log_that_the_policy_does_not_believe_is_refused() {
    let policy = policy("quorum none\n").unwrap();
    let text = TEXT.replace("log.example", "other.example");
    let other = SignerKey::new("other.example", KeyKind::Log, [1; 32]).unwrap();
    let foreign = Note::new(&text, other.sign(&text).unwrap()).unwrap();
    let origin = named("other.example");
    assert_eq!(policy.judge(&foreign), Err(NoteError::OriginUnknown { origin }));
    let believed: Policy = "quorum none\n".parse().unwrap();
    let origin = named("log.example");
    assert_eq!(believed.judge(&note(&[])), Err(NoteError::OriginUnknown { origin }));
}

#[test]
fn the_log_itself_must_have_signed() {
    let policy = policy("quorum w1\n").unwrap();
    let origin = named("log.example");
    let missing = Err(NoteError::LogSignatureMissing { origin });
    let unsigned = Note::new(TEXT, cosign(&witness(1), TEXT, 5).unwrap()).unwrap();
    assert_eq!(policy.judge(&unsigned), missing);
    let stranger = SignerKey::new("log.example", KeyKind::Log, [3; 32]).unwrap();
    let forged = unsigned.with(stranger.sign(TEXT).unwrap()).unwrap();
    assert_eq!(policy.judge(&forged), missing);
}

#[test]
fn a_log_that_signs_under_the_origin_of_another_is_not_enough() {
    let other = SignerKey::new("other.example", KeyKind::Log, [2; 32]).unwrap();
    let policy = policy(&format!("quorum none\nlog {}\n", other.verifier())).unwrap();
    let note = Note::new(TEXT, other.sign(TEXT).unwrap()).unwrap();
    let origin = named("log.example");
    assert_eq!(policy.judge(&note), Err(NoteError::LogSignatureMissing { origin }));
}

#[test]
fn either_key_of_a_log_that_changes_its_key_is_enough() {
    let next = SignerKey::new("log.example", KeyKind::Log, [2; 32]).unwrap();
    let policy = policy(&format!("quorum none\nlog {}\n", next.verifier())).unwrap();
    let renewed = Note::new(TEXT, next.sign(TEXT).unwrap()).unwrap();
    assert!(policy.judge(&renewed).unwrap().quorum);
    assert!(policy.judge(&note(&[])).unwrap().quorum);
}

#[test]
fn a_wrong_signature_of_any_known_key_spoils_the_note() {
    let policy = policy("group g any w1 w2\nquorum g\n").unwrap();
    for mut line in [log().sign(TEXT).unwrap(), cosign(&witness(2), TEXT, 7).unwrap()] {
        line.bytes[20] ^= 1;
        let name = line.name.clone();
        let spoiled = note(&[1]).with(line).unwrap();
        assert_eq!(policy.judge(&spoiled), Err(NoteError::SignatureWrong { name }));
    }
    let unknown = Signature { name: named("w2.example"), id: [0; 4], bytes: vec![0; 72] };
    assert!(policy.judge(&note(&[1]).with(unknown).unwrap()).unwrap().quorum);
}
