//! W5: whether domestic workers are asked how they are when they should be.

use domain::date::Occurrence;
use domain::stream::StreamKind;

use crate::protection::{CheckInRow, LATE, ON_TIME, PENDING};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::JOURNEY;
use crate::reports::{
    Audience, Column, Computed, Detail, Query, Report, Sources, UnitOfCount, Value,
};

/// Check-ins of domestic workers.
pub(in crate::reports) static W5: Report = Report {
    code: "W5",
    audience: Audience::Protection,
    title: "report.W5",
    formula: "check-ins done at most 7 days from the day on which they were due / check-ins due, \
              of domestic workers (ISCO 9111, 5311, 5162, 5322 in households); done later is shown \
              apart. Those that may still be done in time are counted as missing",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::CheckIns,
    columns: &[
        Column { name: "on_time", unit: "share of check-ins due", doc: "Done in time." },
        Column { name: "late", unit: "check-ins", doc: "Done, but later." },
        Column { name: "missed", unit: "check-ins", doc: "Not done." },
    ],
    dimensions: JOURNEY,
    usual_by: &[],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

/// The list is the calendar: worker, due day, result.
fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let rows = sources.tables.migrants.values().flat_map(|view| &view.watch);
    let domestic: Vec<_> = rows.filter(|row| row.is_domestic).collect();
    let items = domestic.iter().flat_map(|row| {
        row.check_ins.iter().map(|check_in| {
            Item::new(check_in, *row.facets, Some(Occurrence::Day(check_in.due_on)))
        })
    });
    let items = select(items.collect(), query);
    let calendar = domestic.iter().filter(|_| query.details).flat_map(|row| {
        row.check_ins.iter().map(|check_in| {
            Detail::default()
                .text("migrant", Some(row.migrant))
                .date("due_on", Some(check_in.due_on))
                .text("result", Some(check_in.result))
                .date("done_on", check_in.done_on)
        })
    });
    Computed {
        rows: tabulate(&items, query, measure),
        details: calendar.collect(),
        ..Computed::default()
    }
}

fn measure(members: &[&Item<'_, CheckInRow>]) -> Measures {
    let with = |result: &str| members.iter().filter(|item| item.row.result == result).count();
    let (on_time, late, pending) = (with(ON_TIME), with(LATE), with(PENDING));
    let due = members.len() - pending;
    Measures::of(due)
        .missing(pending)
        .with("on_time", Value::share(on_time, due))
        .with("late", Value::count(late))
        .with("missed", Value::count(due - on_time - late))
}
