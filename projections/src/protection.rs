//! Protection (RM3): one row a cycle, as the protection service watches over it.

use domain::id::CycleId;

/// A cycle on the work list.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchRow {
    /// The cycle.
    pub cycle: CycleId,
}
