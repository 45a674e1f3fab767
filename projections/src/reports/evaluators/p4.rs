//! P4: who earns a living a year after the return, with bounds for those of whom nobody knows.

use domain::stream::StreamKind;

use crate::programme::{CohortRow, NO, NOT_YET, YES};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::returns;
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

/// Employment after a year.
pub(in crate::reports) static P4: Report = Report {
    code: "P4",
    audience: Audience::Evaluators,
    title: "report.P4",
    formula: "employed or operating on day 365 after the return, known where a check, a survey or \
              an employment event lies within 45 days of it: yes / known; lower bound yes / all; \
              upper bound (yes + unknown) / all. Returns of less than a year ago are missing",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: &[
        Column { name: "yes", unit: "cycles", doc: "Known to earn a living." },
        Column { name: "no", unit: "cycles", doc: "Known not to." },
        Column { name: "unknown", unit: "cycles", doc: "Nobody looked." },
        Column { name: "of_known", unit: "share of known", doc: "Yes over known." },
        Column { name: "lower_bound", unit: "share of all", doc: "Unknown counted as no." },
        Column { name: "upper_bound", unit: "share of all", doc: "Unknown counted as yes." },
    ],
    dimensions: &[
        Dimension::Programme,
        Dimension::ReturnKind,
        Dimension::Sex,
        Dimension::AgeGroup,
        Dimension::Corridor,
        Dimension::Origin,
        Dimension::Destination,
        Dimension::Sector,
        Dimension::Activity,
        Dimension::Occupation,
        Dimension::OccupationGroup,
        Dimension::Agency,
        Dimension::Employer,
        Dimension::Year,
        Dimension::Month,
    ],
    usual_by: &[],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let items = select(returns(sources.tables), query);
    Computed { rows: tabulate(&items, query, measure), ..Computed::default() }
}

fn measure(members: &[&Item<'_, CohortRow>]) -> Measures {
    let with =
        |status: &str| members.iter().filter(|item| item.row.after_year == Some(status)).count();
    let (yes, no, not_yet) = (with(YES), with(NO), with(NOT_YET));
    let all = members.len() - not_yet;
    let (known, unknown) = (yes + no, all - yes - no);
    let share = |part: usize, whole: usize| (whole > 0).then(|| Value::share(part, whole));
    Measures::of(all)
        .missing(not_yet)
        .with("yes", Value::count(yes))
        .with("no", Value::count(no))
        .with("unknown", Value::count(unknown))
        .with_some("of_known", share(yes, known))
        .with_some("lower_bound", share(yes, all))
        .with_some("upper_bound", share(yes + unknown, all))
}
