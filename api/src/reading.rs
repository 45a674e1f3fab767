//! What is answered, without a word of HTTP: the routes and the command line ask the same
//! functions, so that they can never say different things.
//!
//! Everything here blocks.

pub mod asked;
pub mod audit;
pub mod cursor;
pub mod log;
pub mod models;
pub mod registers;
pub mod search;
pub mod story;
pub mod stream;
pub mod submitted;

use domain::decider::Class;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Fault, Problem};

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

impl From<crate::record::RecordError> for Problem {
    fn from(error: crate::record::RecordError) -> Self {
        use domain::decider::Coded as _;
        let mut problem = Self::coded(&error);
        if let Some(index) = error.event() {
            problem = problem.index(index);
        }
        if let Some(field) = error.field() {
            problem = problem.field(field);
        }
        debug_assert!(error.class() != Class::Unavailable || problem.status().is_server_error());
        problem
    }
}
