//! Files into the log, row by row: import (recorded now) and simulation (recorded when the file
//! says). A bad row is told with its line, its code and its sentence; good rows go in.
//!
//! ```text
//! bytes --lines--> records --table, json_lines, sheet--> rows --convert (mapping)--> drafted events
//!   --Turns--> rows with ids --Import--> the log          (or, to a server, --Remote--> requests)
//! ```
//! A row is recorded whole or not at all. Its ids are made from what it says, so reading a file
//! again adds nothing; nothing else is needed for that.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use domain::context::Role;
use domain::decider::Coded as _;

use crate::fields::FieldError;
use crate::input::Actor;
use crate::language::Language;
use crate::names::Brought;
use crate::record::RecordError;

pub mod convert;
pub mod dates;
pub mod fault;
pub mod feed;
pub mod findings;
pub mod json_lines;
pub mod lines;
pub mod mapping;
pub mod newcomers;
pub mod records;
pub mod rows;
pub mod sentence;
pub mod sheet;
pub mod table;
mod taking;
pub mod target;
pub mod text;
pub mod turns;
pub mod unpacking;

pub use fault::{FileFault, RowError, RowFault};
pub use feed::Taker;
use feed::Told;
use newcomers::Newcomers;
use rows::Original;
pub use taking::Import;

/// When rows count as recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Recorded {
    /// At this moment, in milliseconds; a file that says otherwise is refused row by row.
    Now(i64),
    /// When the row says; a row that does not say is refused.
    AsTold,
}

/// A row that was refused.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Rejected {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The permanent code.
    pub code: Cow<'static, str>,
    /// Which of the row's events, where it was one.
    pub event: Option<usize>,
    /// The field, where it was one.
    pub field: Option<String>,
    /// What is wrong.
    pub sentence: String,
}

impl Rejected {
    /// A row of which a field is wrong.
    pub fn field((line, event): (u64, usize), wrong: &FieldError, language: Language) -> Self {
        Self {
            line,
            code: wrong.code().into(),
            event: Some(event),
            field: Some(wrong.path.clone()),
            sentence: sentence::of_field(wrong, language),
        }
    }
}

/// How far a file has come.
#[derive(Clone, Debug, Default, Eq, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Events recorded.
    pub recorded: u64,
    /// Rows that had been recorded before.
    pub known: u64,
    /// Rows that yield no event.
    pub passed: u64,
    /// Rows refused.
    pub refused: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Events recorded, by type.
    pub types: BTreeMap<String, u64>,
}

/// Why a file could not be read to its end. What was recorded before stays recorded.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    File(#[from] io::Error),
    /// The log does not take anything any more.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It is no file of rows, or not one with these columns.
    #[error(transparent)]
    Fault(#[from] FileFault),
    /// The server answers with an error.
    #[error("{message}")]
    Server {
        /// Its code, where it gave one.
        code: Option<String>,
        /// What it said.
        message: String,
    },
}

/// What an import tells while it runs.
pub trait Listener {
    /// A row was refused.
    fn refused(&mut self, row: Rejected);
    /// So far it has come.
    fn progress(&mut self, progress: &Progress);
    /// A row as it stands in the file, before it is handed over.
    fn found(&mut self, _line: u64, _original: Original, _told: Told) {}
    /// Every row that was handed over has ended: nothing is on its way.
    fn settled(&mut self, _progress: &Progress) {}
    /// Whether it cannot go on listening, so that the import had better end.
    fn has_failed(&self) -> bool {
        false
    }
}

/// What a file brought along, for the next part of it.
#[derive(Default)]
pub struct Known {
    /// Its names.
    pub brought: Brought,
    /// The people whom it registered.
    pub newcomers: Newcomers,
}

/// The actor of rows that name nobody.
pub fn nobody() -> Actor {
    Actor { user: None, role: Role::Registrar, organisation: None, country: None }
}

#[cfg(test)]
mod tests;
