//! What a log says about itself: its name, its size and its root. Whether one checkpoint goes on
//! another is asked of the tree.

use std::fmt;

use super::error::NoteError;
use super::key::check_text;
use super::text::{Lines, decimal, hash, to_base64};

/// The text of a log's note.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checkpoint {
    /// Which log: one line, not empty, by rule the name of the log's key.
    pub origin: String,
    /// How many entries, fewer than 2^63.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: [u8; 32],
    /// Further lines, none empty. Nobody audits them; this program writes none.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// Reads a note's text.
    ///
    /// # Errors
    /// A line is not what a checkpoint has there.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        check_text(text)?;
        let mut lines = Lines::new(text);
        let read = read(&mut lines);
        read.ok_or(NoteError::CheckpointMalformed { line: lines.number() })
    }
}

fn read(lines: &mut Lines<'_>) -> Option<Checkpoint> {
    let origin = filled(lines)?;
    let size = decimal(lines.next_line()?)?;
    let root = hash(lines.next_line()?)?;
    let mut extensions = Vec::new();
    while !lines.rest().is_empty() {
        extensions.push(filled(lines)?);
    }
    Some(Checkpoint { origin, size, root, extensions })
}

fn filled(lines: &mut Lines<'_>) -> Option<String> {
    lines.next_line().filter(|line| !line.is_empty()).map(str::to_owned)
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, to_base64(&self.root))?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests;
