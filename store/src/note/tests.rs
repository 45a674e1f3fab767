//! What other programs wrote, read here; what is written here, read by other programs.

use proptest::prelude::*;
use signed_note::{StandardVerifier, VerifierList};

use super::{Checkpoint, KeyKind, Note, Policy, SignerKey, Verified, VerifierKey};

/// A checkpoint of a certificate log of 2026, cosigned by four witnesses. Its first line of
/// signature is of a type that is not checked here.
const WITNESSED: &str = "\
arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

\u{2014} arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
\u{2014} arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
\u{2014} transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
\u{2014} witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
\u{2014} remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
\u{2014} witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
";

/// The keys of that log and these witnesses, and one of a witness that did not cosign.
const POLICY: &str = "\
log arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f
witness garden transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM
witness smartit witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO
witness remora remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2
witness mole witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv
witness rgdd rgdd.se/poc-witness+db03732e+BCjJKlo6BU0xfIb8LutqerIFTWIXEA0L5n3tW3QyPFgG
group most 4 garden smartit remora mole rgdd
quorum most
";

#[test]
fn a_witnessed_checkpoint_of_a_log_in_use_is_believed() {
    let note = Note::parse(WITNESSED).unwrap();
    assert_eq!(note.to_string(), WITNESSED);
    let judged = POLICY.parse::<Policy>().unwrap().judge(&note).unwrap();
    assert_eq!(judged.checkpoint.size, 1_432_088_532);
    let cosigned =
        ["garden", "smartit", "remora", "mole"].map(|name| (name.to_owned(), 0x6a12_2120));
    assert_eq!(judged.cosigned, cosigned);
    assert!(judged.quorum);
    let stricter = POLICY.replace("most 4", "most all").parse::<Policy>().unwrap();
    assert!(!stricter.judge(&note).unwrap().quorum);
}

#[test]
fn a_witnessed_checkpoint_of_another_size_is_not() {
    let note = Note::parse(&WITNESSED.replace("1432088532", "1432088533")).unwrap();
    assert!(POLICY.parse::<Policy>().unwrap().judge(&note).is_err());
}

#[test]
fn a_note_with_two_signers_of_another_program_holds() {
    let note = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n\
        \u{2014} EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    let note = Note::parse(note).unwrap();
    for key in [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    ] {
        let key: VerifierKey = key.parse().unwrap();
        assert_eq!(note.verified_by(&key), Ok(Some(Verified { timestamp: None })));
    }
}

/// Text of a checkpoint, sometimes with something in it that does not belong there.
fn checkpoint_texts() -> impl Strategy<Value = String> {
    let origin = prop_oneof!["[a-z./]{1,12}", Just(String::new()), Just("a b+".to_owned())];
    let size = prop_oneof!["[0-9]{1,19}", "0[0-9]{1,2}", "[+-][0-9]", Just("1 ".to_owned())];
    let root = prop_oneof![
        4 => any::<[u8; 32]>().prop_map(|hash| super::text::to_base64(&hash)),
        1 => "[A-Za-z0-9+/=]{40,46}",
    ];
    let extension = prop_oneof![3 => Just(String::new()), 1 => Just("more\n".to_owned())];
    (origin, size, root, extension)
        .prop_map(|(origin, size, root, more)| format!("{origin}\n{size}\n{root}\n{more}"))
}

proptest! {
    #[test]
    fn another_program_believes_what_is_signed_here(seed: [u8; 32], lines in prop::collection::vec("[a-zé ]{0,12}", 1..4)) {
        let text = lines.join("\n") + "\n";
        let key = SignerKey::new("log.example/é", KeyKind::Log, seed).unwrap();
        let note = Note::new(&text, key.sign(&text).unwrap()).unwrap().to_string();
        let theirs = signed_note::Note::from_bytes(note.as_bytes()).unwrap();
        let verifier = StandardVerifier::new(&key.verifier().to_string()).unwrap();
        let (verified, _) = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
        prop_assert_eq!(verified.len(), 1);
        prop_assert_eq!(theirs.text(), text.as_bytes());
        prop_assert_eq!(theirs.to_bytes(), note.as_bytes());
    }

    #[test]
    fn another_program_reads_every_note_that_is_read_here(note in "(a|\n|\u{2014} |\u{2014} a AAAAAAE=\n|\u{2014} a\u{a0} AAAAAAE=\n|\r| ){0,10}") {
        let ours = Note::parse(&note);
        let theirs = signed_note::Note::from_bytes(note.as_bytes());
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}", note);
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.text().as_bytes(), theirs.text());
        }
    }

    #[test]
    fn another_program_reads_every_checkpoint_that_is_read_here(text in checkpoint_texts()) {
        if let Ok(ours) = Checkpoint::parse(&text) {
            let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).unwrap();
            prop_assert_eq!((theirs.origin(), theirs.size()), (ours.origin.as_str(), ours.size));
            prop_assert_eq!(theirs.hash().0, ours.root);
            prop_assert_eq!(theirs.to_bytes(), ours.to_string().into_bytes());
        }
    }
}
