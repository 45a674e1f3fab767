//! The rows of a file, whatever its form, each with what it was as it stood: for the rejects.

use std::io;

use serde_json::{Map, Value};

use super::ImportError;
use super::fault::RowError;
use super::text::Encoding;

/// The first line of a table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Header {
    /// On which line it stands.
    pub line: u64,
    /// The columns.
    pub columns: Vec<String>,
    /// Its bytes as they stood; nothing for a spreadsheet.
    pub raw: Vec<u8>,
    /// What separates cells.
    pub separator: u8,
    /// How letters are written.
    pub encoding: Encoding,
}

/// A row as it stood in the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Original {
    /// The bytes of a row of a table, or of a line of JSON.
    Raw(Vec<u8>),
    /// Cells that have to be written anew: of a spreadsheet, or of a row with a stray mark.
    Cells(Vec<String>),
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// On which line it begins.
    pub line: u64,
    /// As it stood.
    pub original: Original,
    /// What it says, as far as its form goes.
    pub said: Result<Said, RowError>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// Its cells, one for each column.
    Cells(Vec<String>),
    /// The members of a line of JSON.
    Members(Map<String, Value>),
}

/// A file, row by row.
pub trait Rows {
    /// The header; none for JSON Lines.
    fn header(&self) -> Option<&Header>;

    /// The next row; none at the end.
    ///
    /// # Errors
    /// The file cannot be read.
    fn next(&mut self) -> Result<Option<Found>, ImportError>;

    /// Bytes read so far.
    fn read(&self) -> u64;
}

impl From<RowError> for ImportError {
    fn from(wrong: RowError) -> Self {
        Self::File(io::Error::other(wrong.fault))
    }
}
