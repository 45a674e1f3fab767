//! U6: which wages are outstanding, by employer, with the payslip grid behind them.

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::Currency;
use domain::date::Occurrence;
use domain::money::Money;
use domain::rational::Rational;
use domain::stream::StreamKind;

use crate::reports::group::{Item, Measures, select, tabulate};
use crate::reports::items::without_rate;
use crate::reports::{
    Audience, Column, Computed, Detail, Dimension, Note, Query, Report, Sources, UnitOfCount, Value,
};
use crate::wages::WageRow;

/// Outstanding wages.
pub(in crate::reports) static U6: Report = Report {
    code: "U6",
    audience: Audience::Unions,
    title: "report.U6",
    formula: "for each contract, over the months that anybody recorded and that are due: what is \
              due by the best protected version of the contract (verified before signed before \
              told; a substituted one never lowers it) or as recorded, whichever is larger, less \
              what was paid, settled or awarded as wages; never below zero. Months that nobody \
              recorded are missing, not owed",
    source: "definition of this registry",
    unit_of_count: UnitOfCount::Contracts,
    columns: &[
        Column { name: "outstanding", unit: "amounts by currency", doc: "What is owed." },
        Column { name: "owed_contracts", unit: "contracts", doc: "Contracts with wages owed." },
        Column { name: "owed_workers", unit: "persons", doc: "Workers to whom wages are owed." },
        Column { name: "months", unit: "months", doc: "Recorded months that are due." },
        Column { name: "unpaid_months", unit: "months", doc: "Of these, not paid in full." },
    ],
    dimensions: &[
        Dimension::Employer,
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
        Dimension::Programme,
    ],
    usual_by: &[Dimension::Employer],
    parameters: &[],
    reads: &[StreamKind::Migrant, StreamKind::Complaint],
    compute,
};

fn compute(sources: &Sources<'_>, query: &Query) -> Computed {
    let on = Some(Occurrence::Day(sources.tables.as_of()));
    let rows = sources.tables.migrants.values().flat_map(|view| &view.wages);
    let items = rows.map(|row| Item::new(row, *row.facets, on)).collect();
    let items = select(items, query);
    let listed = items.iter().filter(|_| query.details);
    Computed {
        rows: tabulate(&items, query, measure),
        details: listed.flat_map(|item| grid(item.row)).collect(),
        notes: notes(&items),
    }
}

fn measure(members: &[&Item<'_, WageRow>]) -> Measures {
    let rows = || members.iter().map(|item| item.row);
    let owed = || rows().filter(|row| row.outstanding.exact() > Rational::ZERO);
    let workers: BTreeSet<_> = owed().map(|row| row.migrant).collect();
    let months = || rows().flat_map(|row| &row.months);
    let unpaid = months().filter(|month| month.balance.exact() > Rational::ZERO).count();
    let incomplete = rows().filter(|row| !row.unconverted.is_empty()).count();
    Measures::of(members.len())
        .missing(incomplete)
        .with("outstanding", Value::Amounts(totals(owed())))
        .with("owed_contracts", Value::count(owed().count()))
        .with("owed_workers", Value::count(workers.len()))
        .with("months", Value::count(months().count()))
        .with("unpaid_months", Value::count(unpaid))
}

/// Sums by currency, exact before they are rounded to its minor unit.
fn totals<'a>(rows: impl Iterator<Item = &'a WageRow>) -> Vec<Money> {
    let mut by_currency: BTreeMap<Currency, Rational> = BTreeMap::new();
    for row in rows {
        let sum = by_currency.entry(row.currency).or_insert(Rational::ZERO);
        let owed = row.outstanding.exact();
        *sum = sum.checked_add(owed.rounded(Rational::SUMMED_PLACES)).unwrap_or(*sum);
    }
    let money = |(currency, sum): (Currency, Rational)| {
        Money::new(sum.to_minor(currency.exponent())?.min(Money::MINOR_MAX), currency).ok()
    };
    by_currency.into_iter().filter_map(money).collect()
}

fn notes(items: &[Item<'_, WageRow>]) -> Vec<Note> {
    let mut by_target: BTreeMap<Currency, Vec<Money>> = BTreeMap::new();
    for row in items.iter().map(|item| item.row) {
        by_target.entry(row.currency).or_default().extend(&row.unconverted);
    }
    by_target
        .into_iter()
        .flat_map(|(into, amounts)| without_rate(amounts.into_iter(), into))
        .collect()
}

/// The payslip grid of one contract.
fn grid(row: &WageRow) -> impl Iterator<Item = Detail> {
    row.months.iter().map(|month| {
        Detail::default()
            .text("migrant", Some(row.migrant))
            .text("employer", row.employer)
            .text("contract", row.contract.as_ref())
            .text("month", Some(month.month))
            .text("currency", Some(row.currency))
            .number("due", Some(&month.due))
            .date("due_on", Some(month.due_on))
            .number("paid", Some(&month.paid))
            .date("paid_on", month.paid_on)
            .number("balance", Some(&month.balance))
            .with("days_late", Value::Count(u64::try_from(month.days_late).unwrap_or(0)))
    })
}
