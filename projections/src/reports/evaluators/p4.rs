//! P4: who earns a living a year and half a year after the return, with bounds for those of whom nobody knows.

use domain::stream::StreamKind;

use crate::programme::{CohortRow, NO, NOT_YET, YES};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::returns;
use crate::reports::{
    Audience, Column, Computed, Dimension, Query, Report, Sources, UnitOfCount, Value,
};

macro_rules! horizons {
    ($($name:literal, $unit:literal, $doc:literal;)+) => {
        &[
            $(Column { name: $name, unit: $unit, doc: concat!("After a year. ", $doc) },)+
            $(Column {
                name: concat!("half_year_", $name),
                unit: $unit,
                doc: concat!("After half a year. ", $doc),
            },)+
        ]
    };
}

/// Employment after a year.
pub(in crate::reports) static P4: Report = Report {
    code: "P4",
    audience: Audience::Evaluators,
    title: "report.P4",
    formula: "employed or operating on day 365 (and on day 182) after the return, known where a check, a survey or \
              an employment event lies within 45 days of it: yes / known; lower bound yes / all; \
              upper bound (yes + unknown) / all. Returns of less than a year ago are missing",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Cycles,
    columns: horizons! {
        "yes", "cycles", "Known to earn a living.";
        "no", "cycles", "Known not to.";
        "unknown", "cycles", "Nobody looked.";
        "of_known", "share of known", "Yes over known.";
        "lower_bound", "share of all", "Unknown counted as no.";
        "upper_bound", "share of all", "Unknown counted as yes.";
    },
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

/// The names of a horizon's columns, in the order in which they are declared.
type Names = [&'static str; 6];

const YEAR: Names = ["yes", "no", "unknown", "of_known", "lower_bound", "upper_bound"];
const HALF_YEAR: Names = [
    "half_year_yes",
    "half_year_no",
    "half_year_unknown",
    "half_year_of_known",
    "half_year_lower_bound",
    "half_year_upper_bound",
];

/// The unit counts are those of the year.
fn measure(members: &[&Item<'_, CohortRow>]) -> Measures {
    let year: Vec<_> = members.iter().filter_map(|item| item.row.after_year).collect();
    let half_year: Vec<_> = members.iter().filter_map(|item| item.row.after_half_year).collect();
    let not_yet = year.iter().filter(|status| **status == NOT_YET).count();
    let measures = Measures::of(year.len() - not_yet).missing(members.len() + not_yet - year.len());
    with(with(measures, YEAR, &year), HALF_YEAR, &half_year)
}

fn with(measures: Measures, names: Names, statuses: &[&str]) -> Measures {
    let of = |status: &str| statuses.iter().filter(|one| **one == status).count();
    let (yes, no) = (of(YES), of(NO));
    let all = statuses.len() - of(NOT_YET);
    let (known, unknown) = (yes + no, all - yes - no);
    let share = |part: usize, whole: usize| (whole > 0).then(|| Value::share(part, whole));
    let [yes_name, no_name, unknown_name, of_known, lower_bound, upper_bound] = names;
    measures
        .with(yes_name, Value::count(yes))
        .with(no_name, Value::count(no))
        .with(unknown_name, Value::count(unknown))
        .with_some(of_known, share(yes, known))
        .with_some(lower_bound, share(yes, all))
        .with_some(upper_bound, share(yes + unknown, all))
}
