//! P1: how many came how far, from registration to a living a year after the return.

use domain::stream::StreamKind;

use crate::programme::{CohortRow, YES};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::JOURNEY;
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Funnel.
pub(in crate::reports) static P1: Report = Report {
    code: "P1",
    audience: Audience::Evaluators,
    title: "report.P1",
    formula: "cycles that reached each step; plans / returned; training completed after the return \
              / plans. The year is that in which the cycle was opened",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[
        Column { name: "registered", unit: "cycles", doc: "Cycles of registered workers." },
        Column { name: "oriented", unit: "cycles", doc: "Oriented, or spared it, in time." },
        Column { name: "departed", unit: "cycles", doc: "Left, with or without papers." },
        Column { name: "returned", unit: "cycles", doc: "Came home." },
        Column { name: "plan", unit: "share of returned", doc: "Agreed on a plan." },
        Column {
            name: "training_completed",
            unit: "share of plans",
            doc: "Completed a course after the return.",
        },
        Column { name: "livelihood", unit: "cycles", doc: "Started a job or an enterprise." },
        Column {
            name: "after_year",
            unit: "cycles",
            doc: "Known to earn a living a year after the return.",
        },
    ],
    dimensions: JOURNEY,
    usual_by: &[Dimension::Programme],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let rows = sources.tables.migrants.values().flat_map(|view| &view.cohort);
    let items = rows.map(|row| Item::new(row, *row.facets, row.opened_on)).collect();
    let items = select(items, query);
    Computed { rows: tabulate(&items, query, measure), ..Computed::default() }
}

fn measure(members: &[&Item<'_, CohortRow>]) -> Measures {
    let count = |reached: &dyn Fn(&CohortRow) -> bool| {
        members.iter().filter(|item| reached(item.row)).count()
    };
    let returned = count(&|row| row.returned_on.is_some());
    let plans = count(&|row| row.plan_on.is_some());
    let trained = count(&|row| row.plan_on.is_some() && row.training_completed_on.is_some());
    Measures::of(members.len())
        .with("registered", Value::count(count(&|row| row.registered_on.is_some())))
        .with("oriented", Value::count(count(&|row| row.oriented_on.is_some())))
        .with("departed", Value::count(count(&|row| row.departed_on.is_some())))
        .with("returned", Value::count(returned))
        .with("plan", Value::share(plans, returned))
        .with("training_completed", Value::share(trained, plans))
        .with("livelihood", Value::count(count(&|row| row.livelihood_on.is_some())))
        .with("after_year", Value::count(count(&|row| row.after_year == Some(YES))))
}
