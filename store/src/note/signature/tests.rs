//! Lines of signatures, one by one and together.

use super::Signature;
use crate::note::{NoteError, SIGNATURES_MAX};

const LINE: &str = "\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=";

#[test]
fn a_line_comes_back() {
    let signature: Signature = LINE.parse().unwrap();
    assert_eq!(signature.name, "example.com/foo");
    assert_eq!(signature.id, [0x53, 0x0d, 0x90, 0x3a]);
    assert_eq!(signature.bytes.len(), 64);
    assert_eq!(signature.to_string(), LINE);
}

#[test]
fn a_line_of_another_form_is_refused() {
    let lines = [
        "",
        "\u{2014} ",
        "\u{2014} a",
        "\u{2014} a ",
        "\u{2014} a AAAA",
        "\u{2014} a AAAAAA==",
        "\u{2014} a AAAAAAE",
        "\u{2014} a AAAAAAF=",
        "\u{2014} a AAAAAAE=\r",
        "\u{2014} a AAAAAAE= ",
        "\u{2014} a  AAAAAAE=",
        "\u{2014}  AAAAAAE=",
        "\u{2014} a+b AAAAAAE=",
        "\u{2014} a\u{a0}b AAAAAAE=",
        "\u{2014}a AAAAAAE=",
        "- a AAAAAAE=",
        "-- a AAAAAAE=",
        "\u{2013} a AAAAAAE=",
        " \u{2014} a AAAAAAE=",
    ];
    for line in lines {
        let refused = line.parse::<Signature>();
        assert_eq!(refused, Err(NoteError::SignatureMalformed { line: 1 }), "{line:?}");
    }
    assert_eq!("\u{2014} a AAAAAAE=".parse::<Signature>().unwrap().bytes, [1]);
}

#[test]
fn lines_are_counted_and_each_ends() {
    let line = format!("{LINE}\n");
    let lines = |number: usize| Signature::parse_lines(&line.repeat(number));
    assert_eq!(lines(0), Err(NoteError::NoSignatures));
    for number in [1, 17, SIGNATURES_MAX] {
        assert_eq!(lines(number).unwrap().len(), number);
    }
    assert_eq!(lines(SIGNATURES_MAX + 1), Err(NoteError::TooManySignatures));
    assert_eq!(Signature::parse_lines(&format!("{line}{LINE}")), Err(NoteError::Unfinished));
    let blank = Signature::parse_lines(&format!("{line}\n{line}"));
    assert_eq!(blank, Err(NoteError::SignatureMalformed { line: 2 }));
}
