//! Placements (RM1): one row a cycle, as ministries read it.

use domain::id::{AgencyId, CycleId, EmployerId};

/// A cycle as ministries read it.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleRow {
    /// The cycle.
    pub cycle: CycleId,
    /// The agency that placed her, if one did.
    pub agency: Option<AgencyId>,
    /// The employer with whom she was placed.
    pub employer: Option<EmployerId>,
}
