//! Complaints (RM2): the board with its deadlines, one view a complaint.

use domain::aggregate::{Aggregate, Standing};
use domain::complaint::{Complaint, Event, State};
use domain::id::{ComplaintId, MigrantId};
use domain::stream::StreamKind;

use crate::derive::{Derive, Lookup, Record};
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

impl Derive for ComplaintView {
    const KIND: StreamKind = StreamKind::Complaint;
    type Event = Event;

    fn derive(record: &Record<'_, Event>, _lookup: &Lookup<'_>) -> Self {
        let mut state = State::default();
        for fact in record.facts {
            Complaint::evolve(&mut state, fact);
        }
        Self {
            id: record.stream.into(),
            standing: Complaint::standing(&state),
            last_position: record.last_position(),
            complainants: state.filed.map(|filing| filing.complainants).unwrap_or_default(),
            findings: Vec::new(),
        }
    }
}
