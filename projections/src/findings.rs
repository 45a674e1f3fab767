//! Findings: the soft rules that records break, with what people did about each.
//!
//! Which rule is broken is the domain's to say. A finding that nobody acknowledged has no stream,
//! so its state is looked up where it is listed, not where it is derived.

use domain::complaint::{self, Complaint};
use domain::date::{Day, Occurrence};
use domain::finding::{FindingEnd, State};
use domain::findings::{Accounts, Anchor, Surroundings, Worker, conflict, sla_breach};
use domain::id::{AgencyId, CycleId, EmployerId, EventId, FindingId, StreamId};
use domain::indicators::awards::Award;
use domain::indicators::complaints::{ComplaintOfHers, Deadlines};
use domain::migrant;
use domain::stream::StreamKind;
use serde::Serialize;

use crate::derive::{Lookup, Record};
use crate::tables::Tables;

pub use crate::registers::FindingState;

pub use domain::findings::Finding;

/// A finding as auditors and officers read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingRow {
    /// Its id, stable over rebuilds.
    pub finding: FindingId,
    /// The rule: `F01`.
    pub rule: &'static str,
    /// The rule's name: `ILLEGAL_FEE`.
    pub name: &'static str,
    /// How grave it is by now.
    pub severity: &'static str,
    /// What kind of stream it is found on.
    pub kind: StreamKind,
    /// The stream that it is found on.
    pub stream: StreamId,
    /// What makes it this finding.
    pub anchor: Anchor,
    /// The first day on which the rule was broken.
    pub since: Day,
    /// The first day on which it no longer was; none while it still is.
    pub until: Option<Day>,
    /// The entries that show it.
    pub evidence: Vec<EventId>,
    /// The cycle concerned.
    pub cycle: Option<CycleId>,
    /// The agency concerned.
    pub agency: Option<AgencyId>,
    /// The employer concerned.
    pub employer: Option<EmployerId>,
    /// What people did about it: OPEN, ACKNOWLEDGED or CLOSED.
    pub state: &'static str,
    /// Since when it is in that state; none while it is open.
    pub state_since: Option<Occurrence>,
    /// Why it was closed.
    pub end: Option<FindingEnd>,
}

/// Every finding on migrants and complaints, the gravest first, then the oldest.
pub fn list(tables: &Tables) -> Vec<FindingRow> {
    let of_workers = tables.migrants.values().flat_map(|view| &view.findings);
    let of_complaints = tables.complaints.values().flat_map(|view| &view.findings);
    let mut findings: Vec<Finding> = of_workers.chain(of_complaints).cloned().collect();
    domain::findings::sort(&mut findings);
    findings.into_iter().map(|finding| row(tables, finding)).collect()
}

/// The findings on one stream.
pub fn of_stream(tables: &Tables, stream: StreamId) -> Vec<FindingRow> {
    let worker = tables.migrants.get(stream.into());
    let complaint = tables.complaints.get(stream.into());
    let of_worker = worker.iter().flat_map(|view| &view.findings);
    let own = of_worker.chain(complaint.into_iter().flat_map(|view| &view.findings));
    own.map(|finding| row(tables, finding.clone())).collect()
}

fn row(tables: &Tables, finding: Finding) -> FindingRow {
    let id = finding.id();
    let state = tables.finding_states.get(id).map_or(State::Open, |known| known.state);
    let (code, state_since, end) = match state {
        State::Open => ("OPEN", None, None),
        State::Acknowledged { since } => ("ACKNOWLEDGED", Some(since), None),
        State::Closed { on, reason } => ("CLOSED", Some(on), Some(reason)),
    };
    FindingRow {
        finding: id,
        rule: finding.rule.code(),
        name: finding.rule.name(),
        severity: finding.severity.code(),
        kind: finding.kind,
        stream: finding.stream,
        anchor: finding.anchor,
        since: finding.since,
        until: finding.until,
        evidence: finding.evidence,
        cycle: finding.cycle,
        agency: finding.agency,
        employer: finding.employer,
        state: code,
        state_since,
        end,
    }
}

/// The soft rules that a worker's record breaks. `complaints` is what complaints say of her.
pub(crate) fn of_worker(
    record: &Record<'_, migrant::Event>,
    (accounts, awards, complaints): (&Accounts<'_>, &[Award], &[ComplaintOfHers]),
    lookup: &Lookup<'_>,
) -> Vec<Finding> {
    let others = lookup.others(record.facts);
    let licence = |agency: AgencyId| lookup.agency(agency).map(|known| &known.state.licence);
    let around = Surroundings {
        rates: &lookup.registry().rates,
        complaints,
        awards,
        licence: &licence,
        others: &others,
    };
    let read = (record.facts, accounts);
    Worker::new(record.stream.into(), read, around, lookup.as_of()).findings()
}

/// The soft rules that the handling of a complaint breaks.
pub(crate) fn of_complaint(
    record: &Record<'_, complaint::Event>,
    (deadlines, lookup): (Deadlines, &Lookup<'_>),
) -> Vec<Finding> {
    let limits = (deadlines, lookup.as_of());
    let mut findings = sla_breach::findings(record.stream.into(), record.facts, limits);
    let others = lookup.others(record.facts);
    findings.extend(conflict::findings::<Complaint>(record.stream, record.facts, &others));
    domain::findings::sort(&mut findings);
    findings
}
