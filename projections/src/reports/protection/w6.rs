//! W6: whose passport or other documents are in other hands.

use domain::stream::StreamKind;

use crate::protection::WatchRow;
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{JOURNEY, people_abroad};
use crate::reports::{
    Audience, Column, Computed, Detail, Query, Report, Sources, UnitOfCount, Value,
};

/// Documents held by others.
pub(in crate::reports) static W6: Report = Report {
    code: "W6",
    audience: Audience::Protection,
    title: "report.W6",
    formula: "workers abroad one of whose documents is in other hands on the day asked / workers \
              abroad on that day",
    source: "definition of this registry, after ILO convention C189, article 9",
    unit_of_count: UnitOfCount::Persons,
    columns: &[Column {
        name: "documents_held",
        unit: "share of persons abroad",
        doc: "Workers abroad without a document of theirs.",
    }],
    dimensions: JOURNEY,
    usual_by: &[],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let items = select(people_abroad(sources.tables), query);
    let is_without = |item: &&&Item<'_, WatchRow>| item.row.documents_held > 0;
    let rows = tabulate(&items, query, |members| {
        let without = members.iter().filter(is_without).count();
        Measures::of(members.len()).with("documents_held", Value::share(without, members.len()))
    });
    let listed = items.iter().filter(|_| query.details).map(|item| item.row);
    let details = listed.flat_map(|row| {
        row.documents.iter().filter(|document| document.returned_on.is_none()).map(|document| {
            Detail::default()
                .text("migrant", Some(row.migrant))
                .text("cycle", Some(&row.cycle))
                .text("document", Some(document.document))
                .text("holder", Some(document.holder))
                .date("from", Some(document.from))
                .number("days", Some(document.days))
        })
    });
    Computed { rows, details: details.collect(), ..Computed::default() }
}
