//! What is answered, without a word of HTTP: the routes and the command line ask the same
//! functions, so that they can never say different things.
//!
//! Everything here blocks.

pub mod asked;
pub mod audit;
pub mod cursor;
pub mod lists;
pub mod log;
pub mod models;
pub mod registers;
pub mod report;
pub mod search;
pub mod story;
pub mod stream;
pub mod submitted;

use serde::Serialize;
use serde_json::Value;

use crate::error::{Fault, Problem};
use crate::record::RecordError;

/// A row as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn value(of: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(of).map_err(Problem::internal)
}

impl From<store::ReadError> for Problem {
    fn from(error: store::ReadError) -> Self {
        Self::coded(&error)
    }
}

impl From<projections::runner::AskError> for Problem {
    fn from(error: projections::runner::AskError) -> Self {
        Self::coded(&error)
    }
}

impl From<projections::tables::Stopped> for Problem {
    fn from(error: projections::tables::Stopped) -> Self {
        Self::new(Fault::ModelStopped).detail(error.to_string())
    }
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        let problem = match &error {
            RecordError::Field { wrong, .. } => Self::field_error(wrong),
            RecordError::Declined { declined, .. } => Self::coded(declined),
            RecordError::OtherKind { .. }
            | RecordError::History
            | RecordError::Nothing
            | RecordError::Append(_)
            | RecordError::Read(_) => Self::coded(&error),
        };
        match error.event() {
            Some(index) => problem.index(index),
            None => problem,
        }
    }
}
