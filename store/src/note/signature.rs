//! One line of signature: who, with which key, and the bytes. Whether they hold is asked of a note.

use std::fmt;
use std::str::FromStr;

use super::error::NoteError;
use super::signed::SIGNATURES_MAX;
use super::text::{Lines, from_base64, is_name, to_base64};

/// A signature line of any kind, also of those that nobody here can check.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: [u8; 4],
    /// What follows the id: for a cosignature, its time and the signature.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Lines of signatures, one at least, each with its newline: the end of a note, and what a
    /// witness answers.
    ///
    /// # Errors
    /// There is none, there are too many, or one of them is no signature.
    pub fn parse_lines(text: &str) -> Result<Vec<Self>, NoteError> {
        let mut lines = Lines::new(text);
        let mut signatures = Vec::new();
        while !lines.rest().is_empty() {
            let line = lines.next_line().ok_or(NoteError::Unfinished)?;
            if signatures.len() == SIGNATURES_MAX {
                return Err(NoteError::TooManySignatures);
            }
            let signature = read(line);
            signatures
                .push(signature.ok_or(NoteError::SignatureMalformed { line: lines.number() })?);
        }
        if signatures.is_empty() { Err(NoteError::NoSignatures) } else { Ok(signatures) }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.id.as_slice(), &self.bytes].concat();
        write!(f, "\u{2014} {} {}", self.name, to_base64(&bytes))
    }
}

impl FromStr for Signature {
    type Err = NoteError;

    /// One line without its newline.
    fn from_str(line: &str) -> Result<Self, NoteError> {
        read(line).ok_or(NoteError::SignatureMalformed { line: 1 })
    }
}

fn read(line: &str) -> Option<Signature> {
    let (name, bytes) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = from_base64(bytes)?;
    let (id, bytes) = bytes.split_first_chunk()?;
    let whole = is_name(name) && !bytes.is_empty();
    whole.then(|| Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
}

#[cfg(test)]
mod tests;
