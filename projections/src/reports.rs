//! The reports: each declares what it asks, by which formula, in which unit and by what it can be
//! broken down, and computes an answer from the tables of one moment.
//!
//! Formulas are the domain's; a report chooses the rows and counts. Masking and suppression of
//! small cells come after.

use domain::stream::StreamKind;
use serde::Serialize;

use crate::histories::Histories;
use crate::tables::{Stopped, Tables};

pub mod answer;
pub mod group;
mod query;

mod items;

mod evaluators;
mod ministries;
mod protection;
mod unions;

pub use answer::{
    Answer, Detail, MIXED, Note, Row, TOTAL, UNKNOWN, UnitOfCount, Value, count, instant,
};
pub use query::{BadQuery, Dimension, Parameter, ParameterShape, Query};

/// Who asks the question that a report answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Ministries that audit placement histories.
    Ministries,
    /// Unions that check complaints on working conditions.
    Unions,
    /// Services that protect women migrant workers.
    Protection,
    /// Evaluators of programmes.
    Evaluators,
}

/// A figure that a report gives for every group.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Column {
    /// Its name in answers.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it means, in English.
    pub doc: &'static str,
}

/// A report.
#[derive(Debug)]
pub struct Report {
    /// Its permanent code: `M1`.
    pub code: &'static str,
    /// Who asks.
    pub audience: Audience,
    /// The key of its title in the label files.
    pub title: &'static str,
    /// How the figures are computed, in words.
    pub formula: &'static str,
    /// Where the formula comes from.
    pub source: &'static str,
    /// What is counted.
    pub unit_of_count: UnitOfCount,
    /// The figures.
    pub columns: &'static [Column],
    /// By what it can be broken down or narrowed.
    pub dimensions: &'static [Dimension],
    /// By what it is broken down when nothing is asked.
    pub usual_by: &'static [Dimension],
    /// What its reader may choose.
    pub parameters: &'static [Parameter],
    /// The kinds of streams whose rows it reads.
    pub reads: &'static [StreamKind],
    pub(crate) compute: fn(&Sources<'_>, &Query) -> Computed,
}

/// What reports are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The rows of one moment.
    pub tables: &'a Tables,
    /// The entries themselves, for the history of one record.
    pub histories: &'a Histories,
}

/// The rows, list and notes of an answer.
#[derive(Debug, Default)]
pub(crate) struct Computed {
    pub(crate) rows: Vec<Row>,
    pub(crate) details: Vec<Detail>,
    pub(crate) notes: Vec<Note>,
}

impl Report {
    /// Computes the answer to a query.
    ///
    /// # Errors
    /// A read model that it needs stopped before the moment asked.
    pub fn answer(&self, sources: &Sources<'_>, query: &Query) -> Result<Answer, Stopped> {
        let tables = sources.tables;
        tables.readable(self.reads)?;
        let Computed { rows, details, mut notes } = (self.compute)(sources, query);
        let overlapping = query.by.iter().filter(|dimension| !dimension.partitions());
        notes.extend(overlapping.map(|dimension| Note::GroupsOverlap { dimension: *dimension }));
        Ok(Answer {
            report: self.code,
            position: tables.size(),
            as_known: tables.moment.known_until,
            on: tables.as_of(),
            by: query.by.clone(),
            filters: query.filters.clone(),
            parameters: query.parameters(self),
            unit_of_count: self.unit_of_count,
            rows,
            details,
            notes,
        })
    }
}

static ALL: [&Report; 17] = [
    &ministries::M1,
    &ministries::M2,
    &ministries::M4,
    &ministries::M7,
    &ministries::M9,
    &ministries::M11,
    &unions::U1,
    &unions::U2,
    &unions::U3,
    &unions::U6,
    &protection::W1,
    &protection::W5,
    &protection::W6,
    &protection::W8,
    &evaluators::P1,
    &evaluators::P3,
    &evaluators::P4,
];

/// Every report, by audience and number.
pub fn all() -> &'static [&'static Report] {
    &ALL
}

/// The report of a code.
pub fn find(code: &str) -> Option<&'static Report> {
    all().iter().copied().find(|report| report.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests;
