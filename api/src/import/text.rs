//! Bytes into text: UTF-8 unless somebody says Windows-1252. Nothing is guessed.

use encoding_rs::WINDOWS_1252;

use super::fault::{FileFault, RowFault};

/// How a file's letters are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows-1252: what Western European Windows writes.
    Windows1252,
}

impl Encoding {
    /// The encoding of a name.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "windows-1252" | "cp1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// The text of these bytes. A control character is told, line ends and tabs are none here.
    ///
    /// # Errors
    /// They are not of this encoding, or hold what no cell holds.
    pub fn text(self, bytes: &[u8]) -> Result<String, RowFault> {
        let text = match self {
            Self::Utf8 => std::str::from_utf8(bytes).map_err(|_not| RowFault::NotUtf8)?.to_owned(),
            Self::Windows1252 => {
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
                text.into_owned()
            }
        };
        checked(text)
    }

    /// A text in bytes; a letter that the encoding lacks becomes `?`.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Windows1252 => {
                let mut bytes = Vec::with_capacity(text.len());
                for letter in text.chars() {
                    let mut space = [0; 4];
                    let (one, _, missing) = WINDOWS_1252.encode(letter.encode_utf8(&mut space));
                    bytes.extend_from_slice(if missing { b"?" } else { &one });
                }
                bytes
            }
        }
    }
}

/// The text, with line ends of one kind.
///
/// # Errors
/// It holds what no cell holds.
pub fn checked(text: String) -> Result<String, RowFault> {
    if text.contains('\0') {
        return Err(RowFault::Nul);
    }
    let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if text.contains(control) {
        return Err(RowFault::Control);
    }
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

/// What the first bytes of a file say against reading it as text.
///
/// # Errors
/// It is compressed, in UTF-16, or an old spreadsheet.
pub fn refuse_other_forms(head: &[u8]) -> Result<(), FileFault> {
    const FORMS: [(&[u8], &str); 5] = [
        (b"\x1f\x8b", "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
    ];
    if let Some((_, form)) = FORMS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(FileFault::Compressed { form });
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(FileFault::Utf16);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(FileFault::OldSpreadsheet);
    }
    Ok(())
}

/// Refuses a file whose beginning shows on two lines that it is not UTF-8; of one such line the
/// row is told.
///
/// # Errors
/// So it does.
pub fn refuse_other_encodings(head: &[u8]) -> Result<(), FileFault> {
    let whole = head.split_inclusive(|byte| *byte == b'\n');
    // The last line of what was read so far may be cut in the middle of a letter.
    let whole = whole.filter(|line| line.ends_with(b"\n"));
    let mut wrong =
        (1..).zip(whole).filter(|(_, line)| std::str::from_utf8(line).is_err()).map(|(at, _)| at);
    match (wrong.next(), wrong.next()) {
        (Some(line), Some(_)) => Err(FileFault::EncodingNotSaid { line }),
        (Some(_) | None, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_has_accents_and_the_euro_and_utf_8_is_strict() {
        let text = Encoding::Windows1252.text(b"A\xefssatou, 5 \x80");
        assert_eq!(text.as_deref(), Ok("Aïssatou, 5 €"));
        assert_eq!(Encoding::Utf8.text(b"A\xefssatou"), Err(RowFault::NotUtf8));
        assert_eq!(Encoding::Utf8.text("عائشة".as_bytes()).as_deref(), Ok("عائشة"));
        assert_eq!(Encoding::Windows1252.bytes("Aïssatou, 5 €"), b"A\xefssatou, 5 \x80");
        assert_eq!(Encoding::Windows1252.bytes("ŋ"), b"?");
    }

    #[test]
    fn control_characters_are_told_from_line_ends() {
        assert_eq!(Encoding::Utf8.text(b"a\0b"), Err(RowFault::Nul));
        assert_eq!(Encoding::Utf8.text(b"a\x07b"), Err(RowFault::Control));
        // What Windows-1252 leaves undefined is a control character in Unicode.
        assert_eq!(Encoding::Windows1252.text(b"a\x81b"), Err(RowFault::Control));
        assert_eq!(Encoding::Utf8.text(b"a\r\nb\tc").as_deref(), Ok("a\nb\tc"));
    }

    #[test]
    fn other_forms_of_files_are_named() {
        let form = |head: &[u8]| refuse_other_forms(head).err();
        assert_eq!(form(b"\x1f\x8b\x08"), Some(FileFault::Compressed { form: "gzip" }));
        assert_eq!(form(b"\xff\xfea\0"), Some(FileFault::Utf16));
        assert_eq!(form(b"\xd0\xcf\x11\xe0\xa1"), Some(FileFault::OldSpreadsheet));
        assert_eq!(form(b"stream;occurred_on"), None);
    }

    #[test]
    fn two_lines_of_another_encoding_refuse_the_file_and_one_does_not() {
        assert_eq!(refuse_other_encodings(b"a\nb\xe9\nc\n"), Ok(()));
        let two = refuse_other_encodings(b"a\nb\xe9\nc\xe8\n");
        assert_eq!(two, Err(FileFault::EncodingNotSaid { line: 2 }));
    }
}
