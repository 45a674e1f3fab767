//! Checkpoints: read, written, and what is none.

use proptest::prelude::*;

use super::Checkpoint;
use crate::note::NoteError;

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

#[track_caller]
fn refused(text: &str, line: usize) {
    assert_eq!(Checkpoint::parse(text), Err(NoteError::CheckpointMalformed { line }), "{text:?}");
}

#[test]
fn the_specifications_example_is_read_and_written_back() {
    let text = format!("example.com/behind-the-sofa\n20852163\n{ROOT}\n");
    let checkpoint = Checkpoint::parse(&text).unwrap();
    assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.root[..2], [0x0a, 0xc5]);
    assert!(checkpoint.extensions.is_empty());
    assert_eq!(checkpoint.to_string(), text);
}

#[test]
fn an_origin_may_be_any_line_and_further_lines_are_kept() {
    let text = format!("Go SumDB tree + more\n0\n{ROOT}\nfirst\n second \n");
    let checkpoint = Checkpoint::parse(&text).unwrap();
    assert_eq!(checkpoint.extensions, ["first", " second "]);
    assert_eq!(checkpoint.to_string(), text);
}

#[test]
fn what_is_no_checkpoint_is_refused_with_its_line() {
    refused("\n", 1);
    refused("a\n", 2);
    refused("a\n1\n", 3);
    refused(&format!("\n1\n{ROOT}\n"), 1);
    for size in ["", "01", "00", "+1", "-1", " 1", "1 ", "x", "9223372036854775808"] {
        refused(&format!("a\n{size}\n{ROOT}\n"), 2);
    }
    for root in ["", "AAAA", &ROOT[..43], &format!("{ROOT} "), &ROOT.replace("2I=", "2J=")] {
        refused(&format!("a\n1\n{root}\n"), 3);
    }
    refused(&format!("a\n1\n{ROOT}\n\n"), 4);
    refused(&format!("a\n1\n{ROOT}\nb\n\nc\n"), 5);
}

#[test]
fn a_checkpoint_ends_its_lines_and_holds_no_control_character() {
    assert_eq!(Checkpoint::parse(""), Err(NoteError::Unfinished));
    assert_eq!(Checkpoint::parse(&format!("a\n1\n{ROOT}")), Err(NoteError::Unfinished));
    let text = format!("a\r\n1\r\n{ROOT}\r\n");
    assert_eq!(Checkpoint::parse(&text), Err(NoteError::ControlCharacter));
}

proptest! {
    #[test]
    fn a_checkpoint_comes_back(
        origin in "[^\\x00-\\x1f]{1,40}",
        size in 0..1_u64 << 63,
        root: [u8; 32],
        extensions in prop::collection::vec("[^\\x00-\\x1f]{1,20}", 0..3),
    ) {
        let checkpoint = Checkpoint { origin, size, root, extensions };
        prop_assert_eq!(Checkpoint::parse(&checkpoint.to_string()), Ok(checkpoint));
    }
}
