//! Programme (RM4): one row a cycle, as evaluators follow it through a cohort.

use domain::id::CycleId;

/// A cycle within its cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortRow {
    /// The cycle.
    pub cycle: CycleId,
}
