//! Breaking rows down by dimensions: the totals first, then one row a combination of codes that
//! occurs; what is not known is a group of its own.

use std::collections::BTreeMap;

use domain::date::Occurrence;
use domain::id::MigrantId;

use super::answer::{Row, TOTAL, UNKNOWN, Value};
use super::{Dimension, Query};
use crate::facets::Facets;

/// A row of a read model, as a report counts it.
#[derive(Clone, Debug)]
pub struct Item<'a, T: ?Sized> {
    /// The row.
    pub row: &'a T,
    /// The person, where an item stands for one and that is counted.
    pub subject: Option<MigrantId>,
    /// Its traits.
    pub facets: Facets,
    /// When the event happened that the report counts by.
    pub anchor: Option<Occurrence>,
    /// Codes of its own, in dimensions that are no traits or instead of a trait; several where
    /// groups overlap.
    pub codes: Vec<(Dimension, String)>,
}

/// The figures of one group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    /// The figures by the names of the report's columns.
    pub values: Vec<(&'static str, Value)>,
    /// How many units of count they rest on.
    pub n: u64,
    /// How many more there are, about which too little is known.
    pub missing: u64,
}

impl Measures {
    /// Figures that rest on so many units of count, with nothing missing.
    pub fn of(n: usize) -> Self {
        Self { values: Vec::new(), n: super::answer::count(n), missing: 0 }
    }

    /// The same, with a figure more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }

    /// The same, with a figure more where it is defined.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The same, with so many missing.
    #[must_use]
    pub fn missing(mut self, missing: usize) -> Self {
        self.missing = super::answer::count(missing);
        self
    }
}

impl<'a, T: ?Sized> Item<'a, T> {
    /// A row that is counted by the date of an event.
    pub fn new(row: &'a T, facets: Facets, anchor: Option<Occurrence>) -> Self {
        Self { row, subject: None, facets, anchor, codes: Vec::new() }
    }

    /// The same, with a code of a dimension that is no trait; not known where there is none.
    #[must_use]
    pub fn coded(mut self, dimension: Dimension, code: Option<impl ToString>) -> Self {
        if let Some(code) = code {
            self.codes.push((dimension, code.to_string()));
        }
        self
    }

    /// Its codes in a dimension; at least one. Codes of its own come before its traits.
    fn codes_in(&self, dimension: Dimension) -> Vec<String> {
        let own = self.codes.iter().filter(|(of, _)| *of == dimension);
        let codes: Vec<String> = own.map(|(_, code)| code.clone()).collect();
        if !codes.is_empty() {
            return codes;
        }
        let trait_code = self.facets.code(dimension, self.anchor);
        vec![trait_code.unwrap_or_else(|| UNKNOWN.to_owned())]
    }
}

/// The items that a query looks at.
pub fn select<'a, T: ?Sized>(mut items: Vec<Item<'a, T>>, query: &Query) -> Vec<Item<'a, T>> {
    items.retain(|item| {
        query.filters.iter().all(|(dimension, code)| item.codes_in(*dimension).contains(code))
    });
    items
}

/// Measures all items, then every group of them.
pub fn tabulate<'a, T: ?Sized>(
    items: &'a [Item<'a, T>],
    query: &Query,
    measure: impl Fn(&[&'a Item<'a, T>]) -> Measures,
) -> Vec<Row> {
    let row = |codes: Vec<String>, members: &[&'a Item<'a, T>]| {
        let Measures { values, n, missing } = measure(members);
        let names = query.by.iter().map(|dimension| dimension.code());
        Row { group: names.zip(codes).collect(), values, n, missing }
    };
    let all: Vec<_> = items.iter().collect();
    let mut rows = vec![row(vec![TOTAL.to_owned(); query.by.len()], &all)];
    if query.by.is_empty() {
        return rows;
    }
    let mut groups: BTreeMap<Vec<String>, Vec<&Item<'a, T>>> = BTreeMap::new();
    for item in items {
        for codes in combinations(item, &query.by) {
            groups.entry(codes).or_default().push(item);
        }
    }
    rows.extend(groups.into_iter().map(|(codes, members)| row(codes, &members)));
    rows
}

fn combinations<T: ?Sized>(item: &Item<'_, T>, by: &[Dimension]) -> Vec<Vec<String>> {
    by.iter().fold(vec![Vec::new()], |begun, dimension| {
        let codes = item.codes_in(*dimension);
        let longer = begun.iter().flat_map(|start: &Vec<String>| {
            codes.iter().map(move |code| {
                let mut codes = start.clone();
                codes.push(code.clone());
                codes
            })
        });
        longer.collect()
    })
}

#[cfg(test)]
mod tests;
