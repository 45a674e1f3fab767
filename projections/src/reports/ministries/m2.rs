//! M2: whether contracts were verified before departure.

use domain::stream::StreamKind;

use crate::reports::group::{Measures, select, tabulate};
use crate::reports::items::{JOURNEY, deployments};
use crate::reports::{
    Audience, Column, Computed, Detail, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Contracts verified before departure.
pub(in crate::reports) static M2: Report = Report {
    code: "M2",
    audience: Audience::Ministries,
    title: "report.M2",
    formula: "deployments with a contract verified on or before the day of departure / deployments",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[Column {
        name: "verified",
        unit: "share of deployments",
        doc: "Deployments with a contract verified in time.",
    }],
    dimensions: JOURNEY,
    usual_by: &[Dimension::Agency],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

/// The list names the deployments without a verified contract.
fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let items = select(deployments(sources.tables), query);
    let rows = tabulate(&items, query, |members| {
        let verified = members.iter().filter(|item| item.row.verified_on.is_some()).count();
        Measures::of(members.len()).with("verified", Value::share(verified, members.len()))
    });
    let unverified = items.iter().filter(|item| query.details && item.row.verified_on.is_none());
    let details = unverified.map(|item| {
        Detail::default()
            .text("migrant", Some(item.row.migrant))
            .text("cycle", Some(&item.row.cycle))
            .text("agency", item.row.agency)
            .text("employer", item.row.employer)
            .date("departed_on", item.row.departed_on)
    });
    Computed { rows, details: details.collect(), ..Computed::default() }
}
