//! M11: who is abroad on the day asked.

use domain::date::Occurrence;
use domain::stream::StreamKind;

use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Stock abroad.
pub(in crate::reports) static M11: Report = Report {
    code: "M11",
    audience: Audience::Ministries,
    title: "report.M11",
    formula: "persons who have arrived, not returned, and live at the end of the day asked",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Persons,
    columns: &[Column { name: "stock", unit: "persons", doc: "Persons abroad on the day." }],
    dimensions: &[
        Dimension::Destination,
        Dimension::LegalStatus,
        Dimension::Sex,
        Dimension::AgeGroup,
        Dimension::Corridor,
        Dimension::Origin,
        Dimension::Sector,
        Dimension::Activity,
        Dimension::Occupation,
        Dimension::OccupationGroup,
        Dimension::Agency,
        Dimension::Employer,
        Dimension::Programme,
    ],
    usual_by: &[Dimension::Destination, Dimension::LegalStatus],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

/// A person counts once, in the first of her cycles that is abroad.
fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let views = sources.tables.migrants.values();
    let abroad = views.filter_map(|view| view.cycles.iter().find(|row| row.is_abroad));
    let on = Some(Occurrence::Day(sources.tables.as_of()));
    let item = |row| {
        let row: &crate::placements::CycleRow = row;
        Item::new(row, *row.facets, on).coded(Dimension::LegalStatus, row.legal_status)
    };
    let items = select(abroad.map(item).collect(), query);
    let rows = tabulate(&items, query, |members| {
        Measures::of(members.len()).with("stock", Value::count(members.len()))
    });
    Computed { rows, ..Computed::default() }
}
