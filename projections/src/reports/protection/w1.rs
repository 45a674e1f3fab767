//! W1: the share of women among those who leave, and in which jobs.

use domain::migrant::registration::Sex;
use domain::stream::StreamKind;

use crate::reports::group::{Measures, select, tabulate};
use crate::reports::items::{JOURNEY, deployments};
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Women among deployments.
pub(in crate::reports) static W1: Report = Report {
    code: "W1",
    audience: Audience::Protection,
    title: "report.W1",
    formula: "deployments of women / deployments; those whose sex is not known are counted in the \
              denominator and as missing",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[Column {
        name: "women",
        unit: "share of deployments",
        doc: "Deployments of women.",
    }],
    dimensions: JOURNEY,
    usual_by: &[Dimension::OccupationGroup],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let items = select(deployments(sources.tables), query);
    let rows = tabulate(&items, query, |members| {
        let of = |sex: Option<&str>| members.iter().filter(|item| item.facets.sex == sex).count();
        let women = of(Some(Sex::Female.code()));
        Measures::of(members.len())
            .missing(of(None))
            .with("women", Value::share(women, members.len()))
    });
    Computed { rows, ..Computed::default() }
}
