//! The rows that reports count, as items with the event by which each is dated.

use std::collections::BTreeMap;

use domain::codes::Currency;
use domain::date::Occurrence;
use domain::id::MigrantId;
use domain::migrant::return_home::ReturnKind;
use domain::money::Money;

use super::group::Item;
use super::{Dimension, MIXED, Note};
use crate::complaints::ComplaintRow;
use crate::facets::Facets;
use crate::placements::CycleRow;
use crate::programme::{CohortRow, sums};
use crate::protection::WatchRow;
use crate::tables::Tables;

/// What can be said of a person and her journey.
pub(super) const JOURNEY: &[Dimension] = &[
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
    Dimension::Programme,
    Dimension::Year,
    Dimension::Month,
];

/// Every cycle, as ministries read it.
pub(super) fn cycles(tables: &Tables) -> impl Iterator<Item = &CycleRow> {
    tables.migrants.values().flat_map(|view| &view.cycles)
}

/// Every departure with papers, dated by it: what a deployment is.
pub(super) fn deployments(tables: &Tables) -> Vec<Item<'_, CycleRow>> {
    let regular = cycles(tables).filter(|row| row.departed_regularly == Some(true));
    regular.map(|row| Item::new(row, *row.facets, row.departed_on)).collect()
}

/// Every person abroad on the day asked, as the protection service reads her, dated by that day.
pub(super) fn people_abroad(tables: &Tables) -> Vec<Item<'_, WatchRow>> {
    let views = tables.migrants.values();
    let rows = views.filter_map(|view| view.watch.iter().find(|row| row.is_abroad));
    let on = Some(Occurrence::Day(tables.as_of()));
    rows.map(|row| Item::new(row, *row.facets, on)).collect()
}

/// Every cycle that came to a return, dated by it.
pub(super) fn returns(tables: &Tables) -> Vec<Item<'_, CohortRow>> {
    let rows = tables.migrants.values().flat_map(|view| &view.cohort);
    rows.filter(|row| row.returned_on.is_some())
        .map(|row| {
            Item::new(row, *row.facets, row.returned_on)
                .coded(Dimension::ReturnKind, row.return_kind.map(ReturnKind::code))
        })
        .collect()
}

/// What complaints can be broken down by.
pub(super) const COMPLAINT: &[Dimension] = &[
    Dimension::Category,
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
    Dimension::Programme,
    Dimension::Year,
    Dimension::Month,
];

/// A filed complaint, dated by its filing, with the traits of one of its complainants.
pub(super) fn of_complainant<'a>(
    tables: &Tables,
    row: &'a ComplaintRow,
    index: usize,
) -> Item<'a, ComplaintRow> {
    let complainant = row.complainants.get(index).and_then(|one| one.migrant);
    let facets = complainant.map_or_else(Facets::default, |migrant| traits(tables, row, migrant));
    let facets = Facets {
        employer: row.employer.or(facets.employer),
        agency: row.agency.or(facets.agency),
        ..facets
    };
    let item = Item { subject: complainant, ..Item::new(row, facets, row.filed_on) };
    row.categories
        .iter()
        .fold(item, |item, category| item.coded(Dimension::Category, Some(category)))
}

/// A filed complaint with the traits that all its complainants share; where they differ in one,
/// it does not apply to the complaint.
pub(super) fn of_complaint<'a>(tables: &Tables, row: &'a ComplaintRow) -> Item<'a, ComplaintRow> {
    let own = of_complainant(tables, row, 0);
    let others: Vec<_> =
        (1..row.complainants.len()).map(|index| of_complainant(tables, row, index)).collect();
    let differs = |dimension: Dimension| {
        let code = |item: &Item<'_, ComplaintRow>| item.facets.code(dimension, item.anchor);
        others.iter().any(|other| code(other) != code(&own))
    };
    let mixed: Vec<_> = COMPLAINT.iter().copied().filter(|one| differs(*one)).collect();
    mixed.into_iter().fold(own, |item, dimension| item.coded(dimension, Some(MIXED)))
}

/// Every filed complaint.
pub(super) fn complaints(tables: &Tables) -> impl Iterator<Item = &ComplaintRow> {
    let rows = tables.complaints.values().map(|view| &view.row);
    rows.filter(|row| row.filed_on.is_some())
}

/// The traits of a complainant, in the cycle that the complaint names, else in her last one.
fn traits(tables: &Tables, row: &ComplaintRow, migrant: MigrantId) -> Facets {
    let Some(view) = tables.migrants.get(migrant) else { return Facets::default() };
    let named = view.cycles.iter().find(|cycle| Some(&cycle.cycle) == row.cycle.as_ref());
    named.or(view.cycles.last()).map_or_else(Facets::default, |cycle| *cycle.facets)
}

/// Notes of amounts that no rate converts, one a currency.
pub(super) fn without_rate(amounts: impl Iterator<Item = Money>, into: Currency) -> Vec<Note> {
    let mut by_currency: BTreeMap<Currency, Vec<Money>> = BTreeMap::new();
    for amount in amounts {
        by_currency.entry(amount.currency()).or_default().push(amount);
    }
    let note = |amounts: Vec<Money>| {
        let count = super::answer::count(amounts.len());
        let sum = sums(amounts.into_iter()).first().copied()?;
        Some(Note::AmountsWithoutRate { count, sum, into })
    };
    by_currency.into_values().filter_map(note).collect()
}
