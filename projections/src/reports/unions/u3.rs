//! U3: whether complaints were decided in time, and how long those take that are not yet.

use domain::indicators::kaplan_meier::{End, Spell, curve, median_days};
use domain::indicators::percentile::{median, percentile};
use domain::rational::Rational;
use domain::stream::StreamKind;

use super::u2::course;
use crate::complaints::ComplaintRow;
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{COMPLAINT, complaints, of_complaint};
use crate::reports::{
    Audience, Column, Computed, Parameter, ParameterShape, Query, Report, Sources, UnitOfCount,
    Value,
};
use crate::tables::Tables;

/// Decision in time.
pub(in crate::reports) static U3: Report = Report {
    code: "U3",
    audience: Audience::Unions,
    title: "report.U3",
    formula: "complaints decided within the limit / complaints decided; median and 90th percentile \
              of days from filing to the first and to the final decision, open ones left out; age \
              of open ones; Kaplan-Meier curve of days to the first decision, in which open and \
              withdrawn ones are censored",
    source: "definition of this registry; the usual limit follows the two weeks of the settlement \
             procedure of the SLBFE of Sri Lanka",
    unit_of_count: UnitOfCount::Complaints,
    columns: &[
        Column { name: "decided", unit: "complaints", doc: "Complaints with a first decision." },
        Column {
            name: "in_time",
            unit: "share of complaints decided",
            doc: "First decisions within the limit.",
        },
        Column { name: "median_days_first", unit: "days", doc: "Median to the first decision." },
        Column {
            name: "p90_days_first",
            unit: "days",
            doc: "90th percentile to the first decision.",
        },
        Column { name: "median_days_final", unit: "days", doc: "Median to the final decision." },
        Column {
            name: "p90_days_final",
            unit: "days",
            doc: "90th percentile to the final decision.",
        },
        Column { name: "undecided", unit: "complaints", doc: "Neither decided nor withdrawn." },
        Column { name: "median_days_open", unit: "days", doc: "Median age of these." },
        Column {
            name: "survival_median_days",
            unit: "days",
            doc: "Days by which half are decided, undecided ones taken into account.",
        },
        Column {
            name: "survival",
            unit: "share not decided by day",
            doc: "Kaplan-Meier curve: day, at risk, decided on it, share not yet decided.",
        },
    ],
    dimensions: COMPLAINT,
    usual_by: &[],
    parameters: &[Parameter {
        name: "limit_days",
        doc: "Days within which a complaint is to be decided.",
        shape: ParameterShape::Number { usual: 14 },
    }],
    reads: &[StreamKind::Complaint, StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let tables = sources.tables;
    let limit = i32::try_from(query.number("limit_days")).unwrap_or(i32::MAX);
    let items = complaints(tables).map(|row| of_complaint(tables, row)).collect();
    let items = select(items, query);
    let rows = tabulate(&items, query, |members| measure(members, (tables, limit)));
    Computed { rows, ..Computed::default() }
}

fn measure(members: &[&Item<'_, ComplaintRow>], (tables, limit): (&Tables, i32)) -> Measures {
    let rows = || members.iter().map(|item| item.row);
    let numbers = |days: &mut dyn Iterator<Item = i32>| -> Vec<Rational> {
        days.map(Rational::from).collect()
    };
    let decided = rows().filter(|row| row.decided_on.is_some()).count();
    let first = numbers(&mut rows().filter_map(|row| row.days_to_decision));
    let last = numbers(&mut rows().filter_map(|row| row.days_to_final_decision));
    let in_time =
        rows().filter(|row| row.days_to_decision.is_some_and(|days| days <= limit)).count();
    let open = || rows().filter(|row| row.open && row.decided_on.is_none());
    let ages = numbers(&mut open().filter_map(|row| row.days_open));
    let spells: Vec<_> = rows().filter_map(|row| spell(tables, row)).collect();
    let curve = curve(&spells);
    let number = |value: Option<Rational>| value.map(Value::Number);
    Measures::of(members.len())
        .missing(members.len() - spells.len())
        .with("decided", Value::count(decided))
        .with_some("in_time", (decided > 0).then(|| Value::share(in_time, decided)))
        .with_some("median_days_first", number(median(&first)))
        .with_some("p90_days_first", number(percentile(&first, 90)))
        .with_some("median_days_final", number(median(&last)))
        .with_some("p90_days_final", number(percentile(&last, 90)))
        .with("undecided", Value::count(open().count()))
        .with_some("median_days_open", number(median(&ages)))
        .with_some("survival_median_days", median_days(&curve).map(|day| Value::Count(day.into())))
        .with("survival", Value::Curve(curve))
}

/// For how long a complaint was watched; none where its dates are too imprecise.
fn spell(tables: &Tables, row: &ComplaintRow) -> Option<Spell> {
    let filed = row.filed_on?.first_day();
    if row.decided_on.is_some() {
        let days = u32::try_from(row.days_to_decision?).ok()?;
        return Some(Spell { days, end: End::Ended });
    }
    let withdrawn = course(tables, row)?.withdrawn.map(|(on, _)| on.first_day());
    let days = withdrawn.unwrap_or(tables.as_of()).days_since(filed);
    Some(Spell { days: u32::try_from(days).ok()?, end: End::Censored })
}
