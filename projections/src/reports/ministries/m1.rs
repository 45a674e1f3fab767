//! M1: how many workers left, where to, in which sector.

use std::collections::BTreeSet;

use domain::stream::StreamKind;

use crate::placements::CycleRow;
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{JOURNEY, cycles};
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Deployments.
pub(in crate::reports) static M1: Report = Report {
    code: "M1",
    audience: Audience::Ministries,
    title: "report.M1",
    formula: "deployments = cycles with a departure with papers; persons = distinct workers among \
              them; irregular departures are shown apart and are no deployments",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[
        Column { name: "deployments", unit: "cycles", doc: "Departures with papers." },
        Column { name: "persons", unit: "persons", doc: "Distinct workers among them." },
        Column { name: "irregular", unit: "cycles", doc: "Departures without papers." },
    ],
    dimensions: JOURNEY,
    usual_by: &[Dimension::Month],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let departed = cycles(sources.tables).filter(|row| row.departed_on.is_some());
    let items = departed.map(|row| Item::new(row, *row.facets, row.departed_on)).collect();
    let items = select(items, query);
    Computed { rows: tabulate(&items, query, measure), ..Computed::default() }
}

fn measure(members: &[&Item<'_, CycleRow>]) -> Measures {
    let is_regular = |item: &&&Item<'_, CycleRow>| item.row.departed_regularly == Some(true);
    let deployments = members.iter().filter(is_regular).count();
    let persons: BTreeSet<_> =
        members.iter().filter(is_regular).map(|item| item.row.migrant).collect();
    Measures::of(deployments)
        .with("deployments", Value::count(deployments))
        .with("persons", Value::count(persons.len()))
        .with("irregular", Value::count(members.len() - deployments))
}
