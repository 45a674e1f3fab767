//! U1: what the complaints are about.

use std::collections::BTreeSet;

use domain::stream::StreamKind;

use crate::complaints::ComplaintRow;
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{COMPLAINT, complaints, of_complainant};
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value, count,
};

/// Complaints by category.
pub(in crate::reports) static U1: Report = Report {
    code: "U1",
    audience: Audience::Unions,
    title: "report.U1",
    formula: "complaints filed, and their complainants; a complaint with several categories counts \
              in each of them, so shares add up to more than the whole. A collective complaint \
              counts in the group of each of its complainants",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Complaints,
    columns: &[
        Column { name: "complaints", unit: "complaints", doc: "Complaints filed." },
        Column {
            name: "share_of_complaints",
            unit: "share of complaints",
            doc: "Complaints of the group over all complaints that were looked at.",
        },
        Column {
            name: "complainants",
            unit: "complainants",
            doc: "Those who complain; one who complains twice counts twice.",
        },
        Column {
            name: "persons",
            unit: "persons",
            doc: "Distinct workers of the registry among them.",
        },
    ],
    dimensions: COMPLAINT,
    usual_by: &[Dimension::Category],
    parameters: &[],
    reads: &[StreamKind::Complaint, StreamKind::Migrant],
    compute,
};

/// One item a complainant, so that every breakdown by traits of persons counts each of them.
fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let tables = sources.tables;
    let items = complaints(tables)
        .flat_map(|row| (0..row.complainants.len().max(1)).map(move |index| (row, index)))
        .map(|(row, index)| of_complainant(tables, row, index));
    let items = select(items.collect(), query);
    let all = distinct(&items.iter().collect::<Vec<_>>());
    let rows = tabulate(&items, query, |members| {
        let complaints = distinct(members);
        let persons: BTreeSet<_> = members.iter().filter_map(|item| item.subject).collect();
        let unnamed = members.iter().filter(|item| item.subject.is_none()).count();
        Measures::of(complaints)
            .missing(unnamed)
            .with("complaints", Value::count(complaints))
            .with("share_of_complaints", Value::share(complaints, all))
            .with("complainants", Value::Count(count(members.len())))
            .with("persons", Value::count(persons.len()))
    });
    Computed { rows, ..Computed::default() }
}

fn distinct(members: &[&Item<'_, ComplaintRow>]) -> usize {
    let complaints: BTreeSet<_> = members.iter().map(|item| item.row.complaint).collect();
    complaints.len()
}
