//! Protection (RM3): one row a cycle, as the protection service watches over it; for its eyes
//! only. What its own cases hold stands in opaque entries and is never among these rows (I12).

use std::sync::Arc;

use domain::codes::Currency;
use domain::date::Day;
use domain::id::{ComplaintId, CycleId, MigrantId};
use domain::indicators::check_ins::{CheckInResult, DueCheckIn, check_ins};
use domain::indicators::contact::{contacts, days_since_contact, last_contact};
use domain::indicators::documents::retentions;
use domain::migrant::abroad::protection::{AssistanceProvided, AssistanceType, DocumentHolder};
use domain::migrant::registration::DocumentType;
use domain::migrant::state::Contact;
use domain::migrant::{Event, abroad};
use serde::Serialize;

use crate::complaints::{ComplaintView, ReferralRow};
use crate::dossier::{Chapter, Dossier};
use crate::facets::{self, Facets};
use crate::figure::Figure;

#[cfg(test)]
mod tests;

/// A cycle on the work list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WatchRow {
    /// The worker, by her pseudonymous id.
    pub migrant: MigrantId,
    /// The cycle.
    pub cycle: CycleId,
    /// By what it is broken down.
    #[serde(serialize_with = "facets::shared")]
    pub facets: Arc<Facets>,
    /// How far the cycle has come.
    pub stage: Option<&'static str>,
    /// Whether she is abroad at the end of the day asked.
    pub is_abroad: bool,
    /// Whether she does domestic work.
    pub is_domestic: bool,
    /// Whether she can be reached; none while she is at home.
    pub contact: Option<&'static str>,
    /// The last sign of life abroad.
    pub last_contact_on: Option<Day>,
    /// Days since then, while she is abroad.
    pub days_since_contact: Option<i32>,
    /// The next day on which somebody should ask how she is.
    pub next_check_in_on: Option<Day>,
    /// The check-ins that fell due, the earliest first.
    pub check_ins: Box<[CheckInRow]>,
    /// Documents that were in other hands.
    pub documents: Box<[DocumentRow]>,
    /// How many of them are still.
    pub documents_held: usize,
    /// What is owed to her, contract by contract.
    pub arrears: Box<[ArrearsRow]>,
    /// Complaints of hers with which something is left to do.
    pub open_complaints: Box<[ComplaintId]>,
    /// Referrals of her complaints that wait for somebody.
    pub open_referrals: Box<[ReferralRow]>,
    /// The ILO's indicators of forced labour that her complaints show, by their numbers.
    pub forced_labour_indicators: Box<[u8]>,
    /// Nights in a shelter or safe house.
    pub shelter_nights: u32,
    /// The soft rules that are broken on the day asked, each once.
    pub flags: Box<[&'static str]>,
}

/// A check-in that was due.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct CheckInRow {
    /// The day on which it was due.
    pub due_on: Day,
    /// What became of it: `ON_TIME`, `LATE`, `MISSED` or `PENDING`.
    pub result: &'static str,
    /// The day on which it was done.
    pub done_on: Option<Day>,
}

/// A document that was in other hands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct DocumentRow {
    /// Which document.
    pub document: DocumentType,
    /// In whose hands.
    pub holder: DocumentHolder,
    /// Since when.
    pub from: Day,
    /// The day on which it was given back.
    pub returned_on: Option<Day>,
    /// Days without it, up to the day asked.
    pub days: i32,
}

/// What is owed under one contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArrearsRow {
    /// The currency of the wage.
    pub currency: Currency,
    /// How much, in its major unit.
    pub outstanding: Figure,
}

pub(crate) fn row(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> WatchRow {
    let Chapter { cycle, course, facets, .. } = chapter;
    let on = dossier.on;
    let in_state = dossier.state.cycle(&cycle.cycle);
    let contacts = contacts(cycle, course, &dossier.complaints);
    let last = last_contact(&contacts, on).filter(|_| course.arrived.is_some());
    let documents: Vec<_> = retentions(cycle);
    let last_complaint = dossier.complaints.iter().map(|one| one.filed_on).max();
    let own = |complaint: &&&Arc<ComplaintView>| {
        complaint.row.cycle.as_ref().is_none_or(|named| *named == cycle.cycle)
    };
    let complaints: Vec<_> = dossier.complaint_views.iter().filter(own).collect();
    let mut indicators: Vec<u8> = complaints
        .iter()
        .flat_map(|view| view.row.forced_labour_indicators.iter().copied())
        .collect();
    indicators.sort_unstable();
    indicators.dedup();
    WatchRow {
        migrant: dossier.id,
        cycle: cycle.cycle.clone(),
        facets: Arc::clone(facets),
        stage: dossier.stage(chapter),
        is_abroad: course.is_abroad_on(on),
        is_domestic: chapter.is_domestic(),
        contact: in_state.and_then(|cycle| cycle.contact_on(on, last_complaint)).map(contact_code),
        last_contact_on: last.map(|contact| contact.on),
        days_since_contact: days_since_contact(&contacts, course, on),
        next_check_in_on: next_check_in(dossier, chapter),
        check_ins: check_ins(cycle, course, on).into_iter().map(CheckInRow::from).collect(),
        documents_held: documents.iter().filter(|one| one.is_open_on(on)).count(),
        documents: documents
            .iter()
            .map(|one| DocumentRow {
                document: one.document,
                holder: one.holder,
                from: one.from,
                returned_on: one.returned.map(|(day, _)| day),
                days: one.days(on),
            })
            .collect(),
        arrears: dossier
            .ledgers
            .iter()
            .filter(|ledger| ledger.cycle.as_ref() == Some(&cycle.cycle))
            .map(|ledger| ArrearsRow {
                currency: ledger.currency,
                outstanding: Figure::from(ledger.outstanding_on(on)),
            })
            .collect(),
        open_complaints: complaints
            .iter()
            .filter(|view| view.row.open)
            .map(|view| view.id)
            .collect(),
        open_referrals: complaints
            .iter()
            .flat_map(|view| view.row.referrals.iter().filter(|referral| referral.is_open()))
            .cloned()
            .collect(),
        forced_labour_indicators: indicators.into(),
        shelter_nights: shelter_nights(chapter),
        flags: flags(dossier, chapter),
    }
}

/// The rules that are broken on the day asked, each once.
fn flags(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> Box<[&'static str]> {
    let own = dossier.findings.iter().filter(|finding| {
        finding.cycle.as_ref() == Some(&chapter.cycle.cycle) && finding.is_open_on(dossier.on)
    });
    let mut codes: Vec<_> = own.map(|finding| finding.rule.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into()
}

/// When somebody should next ask how she is.
fn next_check_in(dossier: &Dossier<'_>, chapter: &Chapter<'_>) -> Option<Day> {
    let on = dossier.on;
    let cycle = dossier.state.cycle(&chapter.cycle.cycle)?;
    let is_over = chapter.course.left_or_died_on().is_some_and(|end| end <= on);
    // A month ahead there is one at the latest.
    let ahead = cycle.check_ins_due(on.plus_months(1));
    ahead.into_iter().find(|due| *due > on).filter(|_| !is_over)
}

/// Nights in a shelter: as counted, else from the first night to the day of leaving.
fn shelter_nights(chapter: &Chapter<'_>) -> u32 {
    let provided = chapter.cycle.facts.iter().filter_map(|fact| assistance(fact.event));
    let shelter = [AssistanceType::Shelter, AssistanceType::SafeHouse];
    let sheltered = provided.filter(|said| said.kinds.iter().any(|kind| shelter.contains(kind)));
    sheltered
        .map(|said| {
            let counted = said.nights.map(u32::from);
            let from_to = said.from.zip(said.to).map(|(from, to)| to.days_since(from));
            counted.or_else(|| u32::try_from(from_to?).ok()).unwrap_or(0)
        })
        .sum()
}

fn assistance(event: &Event) -> Option<&AssistanceProvided> {
    if let Event::Protection(abroad::protection::Event::AssistanceProvided(said)) = event {
        Some(said)
    } else {
        None
    }
}

fn contact_code(contact: Contact) -> &'static str {
    match contact {
        Contact::InContact => "IN_CONTACT",
        Contact::Overdue => "OVERDUE",
        Contact::Lost => "LOST",
    }
}

impl From<DueCheckIn> for CheckInRow {
    fn from(check_in: DueCheckIn) -> Self {
        let (result, done_on) = match check_in.result {
            CheckInResult::OnTime(day, _) => (ON_TIME, Some(day)),
            CheckInResult::Late(day, _) => (LATE, Some(day)),
            CheckInResult::Missed => ("MISSED", None),
            CheckInResult::Pending => (PENDING, None),
        };
        Self { due_on: check_in.on, result, done_on }
    }
}

/// Done within a week of its day.
pub const ON_TIME: &str = "ON_TIME";
/// Done later.
pub const LATE: &str = "LATE";
/// Not done, and there is still time.
pub const PENDING: &str = "PENDING";
