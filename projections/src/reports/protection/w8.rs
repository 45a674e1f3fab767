//! W8: of whom nobody has heard for long.

use domain::stream::StreamKind;

use crate::protection::WatchRow;
use crate::reports::group::{Measures, select, tabulate};
use crate::reports::items::{JOURNEY, people_abroad};
use crate::reports::{
    Audience, Column, Computed, Detail, Parameter, ParameterShape, Query, Report, Sources,
    UnitOfCount, Value,
};

/// Loss of contact.
pub(in crate::reports) static W8: Report = Report {
    code: "W8",
    audience: Audience::Protection,
    title: "report.W8",
    formula: "workers abroad whose last contact (arrival, check-in, re-established contact, \
              complaint) lies at least so many days back / workers abroad on the day asked",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Persons,
    columns: &[
        Column {
            name: "without_contact",
            unit: "share of persons abroad",
            doc: "Workers abroad of whom nobody has heard for so long.",
        },
        Column {
            name: "declared_lost",
            unit: "persons",
            doc: "Workers abroad with whom contact was declared lost.",
        },
    ],
    dimensions: JOURNEY,
    usual_by: &[],
    parameters: &[Parameter {
        name: "limit_days",
        doc: "Days since the last contact.",
        shape: ParameterShape::Number { usual: 60 },
    }],
    reads: &[StreamKind::Migrant, StreamKind::Complaint],
    compute,
};

/// The list ages those without contact, the longest silence first.
fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let limit = i32::try_from(query.number("limit_days")).unwrap_or(i32::MAX);
    let is_silent = |row: &WatchRow| row.days_since_contact.is_some_and(|days| days >= limit);
    let items = select(people_abroad(sources.tables), query);
    let rows = tabulate(&items, query, |members| {
        let silent = members.iter().filter(|item| is_silent(item.row)).count();
        let lost = members.iter().filter(|item| item.row.contact == Some("LOST")).count();
        let unknown = members.iter().filter(|item| item.row.days_since_contact.is_none()).count();
        Measures::of(members.len())
            .missing(unknown)
            .with("without_contact", Value::share(silent, members.len()))
            .with("declared_lost", Value::count(lost))
    });
    let mut silent: Vec<_> =
        items.iter().map(|item| item.row).filter(|row| query.details && is_silent(row)).collect();
    silent.sort_by_key(|row| (row.last_contact_on, row.migrant));
    Computed { rows, details: silent.into_iter().map(detail).collect(), ..Computed::default() }
}

fn detail(row: &WatchRow) -> Detail {
    Detail::default()
        .text("migrant", Some(row.migrant))
        .text("cycle", Some(&row.cycle))
        .text("destination", row.facets.destination)
        .date("last_contact_on", row.last_contact_on)
        .number("days_since_contact", row.days_since_contact)
        .text("contact", row.contact)
}
