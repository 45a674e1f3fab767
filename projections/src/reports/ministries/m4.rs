//! M4: what workers pay to be recruited, in months of their first earnings (SDG 10.7.1).
//!
//! The official scope and the programme variant stand side by side and are never mixed; neither
//! is the official statistic, which comes from household surveys.

use domain::indicators::recruitment_cost_ratio::{Distribution, distribution};
use domain::stream::StreamKind;

use crate::placements::{COMMON_CURRENCY, CycleRow};
use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::{JOURNEY, deployments};
use crate::reports::{
    Audience, Column, Computed, Detail, Note, Query, Report, Sources, UnitOfCount, Value,
};

macro_rules! series {
    ($($name:literal, $unit:literal, $doc:literal;)+) => {
        &[
            $(Column {
                name: concat!("official_", $name),
                unit: $unit,
                doc: concat!("Official scope of SDG 10.7.1. ", $doc),
            },)+
            $(Column {
                name: concat!("variant_", $name),
                unit: $unit,
                doc: concat!("Programme variant, every deployment. ", $doc),
            },)+
        ]
    };
}

/// Recruitment cost in months of earnings.
pub(in crate::reports) static M4: Report = Report {
    code: "M4",
    audience: Audience::Ministries,
    title: "report.M4",
    formula: "ratio of a worker = recruitment costs she paid, each converted at the rate of its \
              day, less refunds / cash paid for the first full month of her first job; mean of \
              ratios, median, P75 (linear interpolation), sum of costs / sum of earnings, share \
              without cost among those with a ratio. Workers without earnings are left out and \
              counted as missing. Official scope: employee, stay of 12 months or more, departed \
              within the three years before the day asked",
    source: "metadata of SDG indicator 10.7.1, as far as a registry can follow them",
    unit_of_count: UnitOfCount::Cycles,
    columns: series! {
        "n", "cycles", "Deployments with a ratio, those without cost among them.";
        "without_earnings", "cycles", "Deployments left out: nothing earned or recorded.";
        "mean", "months of earnings", "Mean of the ratios.";
        "median", "months of earnings", "Median of the ratios.";
        "p75", "months of earnings", "Third quartile of the ratios.";
        "ratio_of_totals", "months of earnings", "All costs over all earnings.";
        "zero_cost", "share of n", "Those who paid nothing.";
    },
    dimensions: JOURNEY,
    usual_by: &[],
    parameters: &[],
    reads: &[StreamKind::Migrant],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let items = select(deployments(sources.tables), query);
    let rows = tabulate(&items, query, measure);
    let mut notes = vec![
        Note::ProgrammeVariant { of: "SDG 10.7.1" },
        Note::SeriesNotComparable { official: "official_", variant: "variant_" },
    ];
    notes.extend(without_rate(&items));
    let details = items.iter().filter(|_| query.details).map(detail).collect();
    Computed { rows, details, notes }
}

fn measure(members: &[&Item<'_, CycleRow>]) -> Measures {
    let of = |rows: &mut dyn Iterator<Item = &CycleRow>| {
        let observations: Vec<_> = rows.filter_map(|row| row.recruitment.observation()).collect();
        distribution(&observations)
    };
    let all = || members.iter().map(|item| item.row);
    let official = of(&mut all().filter(|row| row.recruitment.in_official_scope));
    let variant = of(&mut all());
    let missing = members.len() - variant.observed;
    let measures = Measures::of(variant.observed).missing(missing);
    let measures = with(measures, OFFICIAL, &official);
    with(measures, VARIANT, &variant)
}

/// The names of a series' columns, in the order in which they are declared.
type Names = [&'static str; 7];

const OFFICIAL: Names = [
    "official_n",
    "official_without_earnings",
    "official_mean",
    "official_median",
    "official_p75",
    "official_ratio_of_totals",
    "official_zero_cost",
];
const VARIANT: Names = [
    "variant_n",
    "variant_without_earnings",
    "variant_mean",
    "variant_median",
    "variant_p75",
    "variant_ratio_of_totals",
    "variant_zero_cost",
];

fn with(measures: Measures, names: Names, found: &Distribution) -> Measures {
    let [n, without_earnings, mean, median, p75, totals, zero_cost] = names;
    let share = (found.observed > 0).then(|| Value::share(found.without_cost, found.observed));
    measures
        .with(n, Value::count(found.observed))
        .with(without_earnings, Value::count(found.without_earnings))
        .with_some(mean, found.mean.map(Value::Number))
        .with_some(median, found.median.map(Value::Number))
        .with_some(p75, found.third_quartile.map(Value::Number))
        .with_some(totals, found.ratio_of_totals.map(Value::Number))
        .with_some(zero_cost, share)
}

/// Amounts that could not be converted, by currency.
fn without_rate(items: &[Item<'_, CycleRow>]) -> Vec<Note> {
    let amounts = items.iter().flat_map(|item| item.row.recruitment.unconverted.iter().copied());
    crate::reports::items::without_rate(amounts, COMMON_CURRENCY)
}

fn detail(item: &Item<'_, CycleRow>) -> Detail {
    let cost = &item.row.recruitment;
    Detail::default()
        .text("migrant", Some(item.row.migrant))
        .text("cycle", Some(&item.row.cycle))
        .number("gross_cost", cost.gross.as_ref())
        .number("net_cost", cost.net.as_ref())
        .number("first_earnings", cost.first_earnings.as_ref())
        .number("ratio", cost.ratio.as_ref())
        .with("in_official_scope", Value::Flag(cost.in_official_scope))
}
