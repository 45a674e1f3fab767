//! A text and the signatures below it. Says whether a key signed, not whether to trust the key.

use std::fmt;

use super::checkpoint::Checkpoint;
use super::cosignature;
use super::error::NoteError;
use super::key::{KeyKind, VerifierKey, check_text};
use super::signature::Signature;
use super::text::has_control;

/// The most bytes of a note: sixteen of the largest signatures that are foreseen, and a text.
pub const NOTE_BYTES_MAX: usize = 128 * 1024;

/// The most signatures of a note.
pub const SIGNATURES_MAX: usize = 64;

/// A text and its signatures, none of them checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature that holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verified {
    /// When a cosigner saw the checkpoint, in seconds since 1970; a log's signature has no time.
    pub timestamp: Option<u64>,
}

impl Note {
    /// A text and its first signature.
    ///
    /// # Errors
    /// The text or the signature could not be read back.
    pub fn new(text: &str, signature: Signature) -> Result<Self, NoteError> {
        check_text(text)?;
        Self { text: text.to_owned(), signatures: Vec::new() }.with(signature)
    }

    /// Reads a note; the last blank line ends its text.
    ///
    /// # Errors
    /// The text is no note, or one that is too large.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong);
        }
        if has_control(note) {
            return Err(NoteError::ControlCharacter);
        }
        let end = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, rest) = note.split_at_checked(end + 1).ok_or(NoteError::NoSignatures)?;
        let signatures = rest.strip_prefix('\n').ok_or(NoteError::NoSignatures)?;
        Ok(Self { text: text.to_owned(), signatures: Signature::parse_lines(signatures)? })
    }

    /// What was signed, with the newline that ends it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every signature, also those of unknown keys.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The text, read as a checkpoint.
    ///
    /// # Errors
    /// It is none.
    pub fn checkpoint(&self) -> Result<Checkpoint, NoteError> {
        Checkpoint::parse(&self.text)
    }

    /// This note with one more signature, in the place of what the same key signed before.
    ///
    /// # Errors
    /// The signature could not be read back, or the note would be too large.
    pub fn with(mut self, signature: Signature) -> Result<Self, NoteError> {
        let again: Signature = signature.to_string().parse()?;
        let same = |one: &Signature| one.name == again.name && one.id == again.id;
        self.signatures.retain(|one| !same(one));
        self.signatures.push(again);
        if self.signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        if self.to_string().len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong);
        }
        Ok(self)
    }

    /// Whether this key signed: nothing if no line names it. Of several lines of one key all must
    /// hold, and the earliest time is the one that proves most.
    ///
    /// # Errors
    /// A line names the key and its signature does not hold: the note is not to be believed.
    pub fn verified_by(&self, key: &VerifierKey) -> Result<Option<Verified>, NoteError> {
        let mut found: Option<Verified> = None;
        for line in &self.signatures {
            if line.name != key.name() || line.id != key.id() {
                continue;
            }
            let timestamp = match key.kind() {
                KeyKind::Log => key.holds(self.text.as_bytes(), &line.bytes).then_some(None),
                KeyKind::Cosigner => cosignature::time(key, &self.text, &line.bytes).map(Some),
            };
            let wrong = || NoteError::SignatureWrong { name: line.name.clone() };
            let timestamp = timestamp.ok_or_else(wrong)?;
            let earlier = found.is_none_or(|before| timestamp < before.timestamp);
            if earlier {
                found = Some(Verified { timestamp });
            }
        }
        Ok(found)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

#[cfg(test)]
mod tests;
