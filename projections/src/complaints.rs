//! Complaints (RM2): the board with its deadlines, one view a complaint.

use domain::aggregate::Standing;
use domain::id::{ComplaintId, MigrantId};

use crate::findings::Finding;

/// A complaint as unions read it.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintView {
    /// The complaint.
    pub id: ComplaintId,
    /// How it stands for facts on other streams.
    pub standing: Standing,
    /// The position of the last entry that the view is made from.
    pub last_position: u64,
    /// The complainants who are workers of the registry; anonymous ones are not among them.
    pub complainants: Vec<MigrantId>,
    /// The soft rules that its handling breaks.
    pub findings: Vec<Finding>,
}
