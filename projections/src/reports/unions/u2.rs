//! U2: whether complaints were acknowledged in time.

use domain::date::{Day, Occurrence};
use domain::indicators::complaints::{Course, Deadlines};
use domain::indicators::percentile::median;
use domain::rational::Rational;
use domain::stream::StreamKind;

use crate::complaints::ComplaintRow;
use crate::figure::Figure;
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{COMPLAINT, complaints, of_complaint};
use crate::reports::{
    Audience, Column, Computed, Detail, Parameter, ParameterShape, Query, Report, Sources,
    UnitOfCount, Value,
};
use crate::tables::Tables;

/// Acknowledgement in time.
pub(in crate::reports) static U2: Report = Report {
    code: "U2",
    audience: Audience::Unions,
    title: "report.U2",
    formula: "complaints acknowledged within the limit / complaints filed; median time from filing \
              to acknowledgement. Where only days are known, 48 hours are 2 days. Complaints that \
              still may be acknowledged in time are counted as missing",
    source: "definition of this registry; the usual limit follows the 48 hours within which an \
             agency reports to the SLBFE of Sri Lanka",
    unit_of_count: UnitOfCount::Complaints,
    columns: &[
        Column { name: "filed", unit: "complaints", doc: "Complaints filed." },
        Column { name: "acknowledged", unit: "complaints", doc: "Of these, acknowledged." },
        Column {
            name: "in_time",
            unit: "share of complaints filed",
            doc: "Complaints acknowledged within the limit.",
        },
        Column { name: "overdue", unit: "complaints", doc: "Not acknowledged, and too late." },
        Column {
            name: "median_days",
            unit: "days",
            doc: "Median days from filing to acknowledgement.",
        },
        Column {
            name: "median_hours",
            unit: "hours",
            doc: "Median hours, over those of which both times of day are known.",
        },
    ],
    dimensions: COMPLAINT,
    usual_by: &[],
    parameters: &[Parameter {
        name: "limit_days",
        doc: "Days within which a complaint is to be acknowledged.",
        shape: ParameterShape::Number { usual: 2 },
    }],
    reads: &[StreamKind::Complaint, StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let tables = sources.tables;
    let limit = u16::try_from(query.number("limit_days")).unwrap_or(u16::MAX);
    let deadlines = Deadlines { acknowledge_days: Some(limit), decide_days: None };
    let items = complaints(tables).map(|row| of_complaint(tables, row)).collect();
    let items = select(items, query);
    let on = tables.as_of();
    let in_time = |item: &Item<'_, ComplaintRow>| {
        course(tables, item.row).and_then(|course| course.acknowledged_in_time(deadlines, on))
    };
    let rows = tabulate(&items, query, |members| measure(members, &in_time));
    let is_overdue = |item: &&Item<'_, ComplaintRow>| {
        item.row.acknowledged_on.is_none() && in_time(item) == Some(false)
    };
    let listed = items.iter().filter(|item| query.details && is_overdue(item));
    let details = listed.map(|item| detail(item.row, on)).collect();
    Computed { rows, details, ..Computed::default() }
}

fn measure(
    members: &[&Item<'_, ComplaintRow>],
    in_time: &dyn Fn(&Item<'_, ComplaintRow>) -> Option<bool>,
) -> Measures {
    let rows = || members.iter().map(|item| item.row);
    let acknowledged = rows().filter(|row| row.acknowledged_on.is_some()).count();
    let verdicts: Vec<_> = members.iter().map(|item| (item.row, in_time(item))).collect();
    let done = verdicts.iter().filter(|(_, verdict)| *verdict == Some(true)).count();
    let overdue = verdicts
        .iter()
        .filter(|(row, verdict)| row.acknowledged_on.is_none() && *verdict == Some(false));
    let days: Vec<_> =
        rows().filter_map(|row| row.days_to_acknowledgement).map(Rational::from).collect();
    let hours: Vec<_> =
        rows().filter_map(|row| row.hours_to_acknowledgement.as_ref()).map(Figure::exact).collect();
    let undecided = verdicts.iter().filter(|(_, verdict)| verdict.is_none()).count();
    Measures::of(members.len())
        .missing(undecided)
        .with("filed", Value::count(members.len()))
        .with("acknowledged", Value::count(acknowledged))
        .with("in_time", Value::share(done, members.len()))
        .with("overdue", Value::count(overdue.count()))
        .with_some("median_days", median(&days).map(Value::Number))
        .with_some("median_hours", median(&hours).map(Value::Number))
}

/// The course of a complaint's handling.
pub(super) fn course<'a>(tables: &'a Tables, row: &ComplaintRow) -> Option<&'a Course> {
    tables.complaints.get(row.complaint).map(|view| &view.course)
}

fn detail(row: &ComplaintRow, on: Day) -> Detail {
    let days_open = |filed: Occurrence| on.days_since(filed.first_day());
    Detail::default()
        .text("complaint", Some(row.complaint))
        .text("employer", row.employer)
        .text("agency", row.agency)
        .date("filed_on", row.filed_on)
        .date("acknowledge_by", row.acknowledge_by)
        .number("days_since_filing", row.filed_on.map(days_open))
}
