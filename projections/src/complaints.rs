//! Complaints (RM2): the board with its deadlines, one view a complaint.
//!
//! How long a step took and whether it was in time is the domain's to say; who complains is known
//! by id only.

use domain::aggregate::{Aggregate, Standing};
use domain::complaint::{self, Complaint, payload};
use domain::id::{ComplaintId, MigrantId};
use domain::indicators::awards::{Award, awards};
use domain::indicators::complaints::{ComplaintFact, ComplaintOfHers, Course, Deadlines, course};
use domain::stream::StreamKind;

use self::row::Frame;
use crate::derive::{Derive, Lookup, Record};
use crate::findings::Finding;

mod row;

pub use row::{ComplainantRow, ComplaintRow, ReferralRow};

#[cfg(test)]
mod tests;

/// A complaint as unions read it, and what it means for the records of its complainants.
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
    /// The row of the board.
    pub row: ComplaintRow,
    /// The course of its handling.
    pub course: Course,
    /// What the record of each complainant needs to know.
    pub of_hers: Vec<(MigrantId, ComplaintOfHers)>,
    /// What was paid to each complainant.
    pub awards: Vec<(MigrantId, Award)>,
    /// The soft rules that its handling breaks.
    pub findings: Vec<Finding>,
}

impl Derive for ComplaintView {
    const KIND: StreamKind = StreamKind::Complaint;
    type Event = complaint::Event;

    fn derive(record: &Record<'_, Self::Event>, lookup: &Lookup<'_>) -> Self {
        let id = ComplaintId::from(record.stream);
        let mut state = complaint::State::default();
        for fact in record.facts {
            Complaint::evolve(&mut state, fact);
        }
        let course = course(record.facts);
        let complainants =
            state.filed.as_ref().map_or_else(Vec::new, |filed| filed.complainants.clone());
        let deadlines = deadlines(&course, record.facts, lookup);
        let findings = crate::findings::of_complaint(record, (deadlines, lookup));
        let codes = findings.iter().map(|finding| finding.rule.code()).collect();
        let frame = Frame { id, deadlines, on: lookup.as_of() };
        let mut row = frame.row(&course, &state);
        row.read(record.facts);
        row.findings = codes;
        Self {
            id,
            standing: Complaint::standing(&state),
            last_position: record.last_position(),
            row,
            of_hers: complainants
                .iter()
                .filter_map(|who| Some((*who, ComplaintOfHers::of(id, record.facts, *who)?)))
                .collect(),
            awards: complainants
                .iter()
                .flat_map(|who| awards(record.facts, *who).into_iter().map(|award| (*who, award)))
                .collect(),
            complainants,
            course,
            findings,
        }
    }
}

/// The deadlines in force where the respondent is, on the day of filing.
fn deadlines(course: &Course, facts: &[ComplaintFact<'_>], lookup: &Lookup<'_>) -> Deadlines {
    let filing = facts.iter().find_map(|fact| match fact.event {
        complaint::Event::Own(payload::Event::ComplaintFiled(said)) => Some(said),
        complaint::Event::Own(_) | complaint::Event::Amendment(_) => None,
    });
    let of_employer = |id| Some(lookup.employer(id)?.state.registered?.country);
    let of_agency = |id| Some(lookup.agency(id)?.state.registered?.country);
    let country = filing
        .and_then(|said| said.employer)
        .and_then(of_employer)
        .or_else(|| filing.and_then(|said| said.agency).and_then(of_agency));
    let day = course.filed.map_or(lookup.as_of(), |(on, _)| on.first_day());
    Deadlines::in_force(country, day)
}
