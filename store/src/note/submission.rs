//! What a log sends to a witness: its newest checkpoint, and the proof that it goes on the one
//! which the witness cosigned last. Body only; requests and answers are left to the program.

use std::fmt;
use std::str::FromStr;

use super::error::NoteError;
use super::signed::{NOTE_BYTES_MAX, Note};
use super::text::{Lines, PATH_HASHES_MAX, decimal, path, to_base64};

/// The most bytes of a body: the old size, as many hashes as there may be, and a note.
pub const SUBMISSION_BYTES_MAX: usize = 64 + PATH_HASHES_MAX * 45 + NOTE_BYTES_MAX;

/// The body of a request `add-checkpoint`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AddCheckpoint {
    /// The size that the witness cosigned last, 0 if it never did.
    pub old: u64,
    /// The consistency proof from that size to the checkpoint's.
    pub path: Vec<[u8; 32]>,
    /// The checkpoint with its signatures, none of them checked.
    pub note: Note,
}

impl FromStr for AddCheckpoint {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut lines = Lines::new(text);
        let head = head(&mut lines);
        let (old, path) = head.ok_or(NoteError::SubmissionMalformed { line: lines.number() })?;
        let note = Note::parse(lines.rest())?;
        note.checkpoint()?;
        Ok(Self { old, path, note })
    }
}

fn head(lines: &mut Lines<'_>) -> Option<(u64, Vec<[u8; 32]>)> {
    let old = decimal(lines.next_line()?.strip_prefix("old ")?)?;
    Some((old, path(lines)?))
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", to_base64(hash)))?;
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests;
