//! What each figure of the registry means: one formula, one file, all of them exact.
//!
//! A formula is a pure function of effective facts and of a day that is asked about; which facts
//! are effective, and as known when, is settled by [`crate::history`] before. Facts that lie after
//! that day must have been left out ([`said::until`]). Rounding, masking and small-cell
//! suppression come after, where a figure is shown.

pub mod said;
#[cfg(test)]
pub(crate) mod story;

pub mod age;
pub mod duration;
pub mod fx;
pub mod kaplan_meier;
pub mod percentile;

pub mod milestones;
pub mod preparation;

pub mod employment;
pub mod first_earnings;
pub mod recruitment_cost;
pub mod recruitment_cost_ratio;

pub mod arrears;
pub mod awards;
pub mod contracts;

pub mod check_ins;
pub mod complaints;
pub mod contact;
pub mod detention;
pub mod documents;
pub mod legal_status;
pub mod stay;

pub mod livelihood;
pub mod reintegration_score;
pub mod remittances;

#[cfg(test)]
mod tests;
