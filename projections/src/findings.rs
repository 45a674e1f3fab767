//! Findings: the soft rules that a record breaks.

use domain::id::{CycleId, FindingId};

/// A numbered breach of a soft rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its id, stable over rebuilds.
    pub id: FindingId,
    /// The rule: `F01`.
    pub rule: &'static str,
    /// The cycle that it concerns.
    pub cycle: Option<CycleId>,
}
