//! What each figure of the registry means: one formula, one file, all of them exact.
//!
//! A formula is a pure function of effective facts and of a day that is asked about; which facts
//! are effective, and as known when, is settled by [`crate::history`] before. Rounding, masking
//! and small-cell suppression come after, where a figure is shown.

pub mod age;
pub mod duration;
pub mod fx;
pub mod kaplan_meier;
pub mod percentile;
