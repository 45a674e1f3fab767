//! M7: placements by agencies that were not licensed on the day of the placement.
//!
//! A licence that is suspended retroactively changes the answer for the past; the answer as known
//! before stays what it was.

use domain::stream::StreamKind;

use crate::facets::Facets;
use crate::placements::{CycleRow, PlacementRow};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::cycles;
use crate::reports::{
    Audience, Column, Computed, Detail, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

const VALID: &str = "VALID";

/// Placements without a valid licence.
pub(in crate::reports) static M7: Report = Report {
    code: "M7",
    audience: Audience::Ministries,
    title: "report.M7",
    formula: "placements by an agency whose licence was not valid on the day of the placement / \
              placements by agencies",
    source: "definition of this registry, after ILO convention C181; finding F03",
    unit_of_count: UnitOfCount::Placements,
    columns: &[Column {
        name: "not_licensed",
        unit: "share of placements by agencies",
        doc: "Placements on a day on which the agency's licence was not valid.",
    }],
    dimensions: &[
        Dimension::Licence,
        Dimension::Agency,
        Dimension::Sex,
        Dimension::AgeGroup,
        Dimension::Corridor,
        Dimension::Origin,
        Dimension::Destination,
        Dimension::Sector,
        Dimension::Activity,
        Dimension::Occupation,
        Dimension::OccupationGroup,
        Dimension::Employer,
        Dimension::Programme,
        Dimension::Year,
        Dimension::Month,
    ],
    usual_by: &[Dimension::Agency, Dimension::Licence],
    parameters: &[],
    reads: &[StreamKind::Migrant, StreamKind::Agency],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let placed: Vec<_> = cycles(sources.tables)
        .flat_map(|row| row.placements.iter().map(move |placement| (row, placement)))
        .filter(|(_, placement)| placement.agency.is_some())
        .collect();
    let items = select(placed.iter().map(item).collect(), query);
    let rows = tabulate(&items, query, |members| {
        let not_licensed = members.iter().filter(|item| !is_licensed(item)).count();
        Measures::of(members.len()).with("not_licensed", Value::share(not_licensed, members.len()))
    });
    let listed = items.iter().filter(|item| query.details && !is_licensed(item));
    Computed { rows, details: listed.map(detail).collect(), ..Computed::default() }
}

type Placed<'a> = (&'a CycleRow, &'a PlacementRow);

/// A cycle may hold several placements: the agency and employer are those of this one.
fn item<'a, 'b>(placed: &'b Placed<'a>) -> Item<'b, Placed<'a>> {
    let (row, placement) = placed;
    let facets = Facets {
        agency: placement.agency,
        employer: placement.employer.or(row.facets.employer),
        ..*row.facets
    };
    Item::new(placed, facets, Some(placement.on)).coded(Dimension::Licence, placement.licence)
}

fn is_licensed(item: &Item<'_, Placed<'_>>) -> bool {
    item.row.1.licence == Some(VALID)
}

fn detail(item: &Item<'_, Placed<'_>>) -> Detail {
    let (row, placement) = item.row;
    Detail::default()
        .text("migrant", Some(row.migrant))
        .text("cycle", Some(&row.cycle))
        .text("agency", placement.agency)
        .text("employer", placement.employer)
        .date("placed_on", Some(placement.on))
        .text("licence", placement.licence)
}
