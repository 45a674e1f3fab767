//! A proof to take along: a place in a log, the hashes that lead from there to the root, and the
//! checkpoint that the log and its witnesses signed. The tree says whether the path leads there.

use std::fmt;
use std::str::FromStr;

use super::error::NoteError;
use super::signed::{NOTE_BYTES_MAX, Note};
use super::text::{Lines, decimal, from_base64, path, to_base64};

/// The most bytes of a proof: a note, a path, and as much again for what opens an entry.
pub const PROOF_BYTES_MAX: usize = 3 * NOTE_BYTES_MAX;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// What a `.tlog-proof` file holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proof {
    /// What the reader may need besides; nothing proves it.
    pub extra: Option<Vec<u8>>,
    /// The entry's place, from 0.
    pub index: u64,
    /// Hashes from the leaf's sibling to the root's child.
    pub path: Vec<[u8; 32]>,
    /// The checkpoint with its signatures, none of them checked.
    pub note: Note,
}

impl FromStr for Proof {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        if text.len() > PROOF_BYTES_MAX {
            return Err(NoteError::ProofTooLong);
        }
        let mut lines = Lines::new(text);
        let head = head(&mut lines);
        let (extra, index, path) =
            head.ok_or(NoteError::ProofMalformed { line: lines.number() })?;
        let note = Note::parse(lines.rest())?;
        note.checkpoint()?;
        Ok(Self { extra, index, path, note })
    }
}

type Head = (Option<Vec<u8>>, u64, Vec<[u8; 32]>);

fn head(lines: &mut Lines<'_>) -> Option<Head> {
    lines.next_line().filter(|line| *line == FIRST_LINE)?;
    let mut line = lines.next_line()?;
    let mut extra = None;
    if let Some(bytes) = line.strip_prefix("extra ") {
        extra = Some(from_base64(bytes)?);
        line = lines.next_line()?;
    }
    let index = decimal(line.strip_prefix("index ")?)?;
    Some((extra, index, path(lines)?))
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", to_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", to_base64(hash)))?;
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests;
