//! The reports: each declares what it asks, by which formula, in which unit and by what it can be
//! broken down, and computes an answer from the tables of one moment.
//!
//! Formulas are the domain's; a report chooses the rows and counts. Masking and suppression of
//! small cells come after.

use domain::stream::StreamKind;
use serde::Serialize;

use crate::tables::{Stopped, Tables};

pub mod answer;
pub mod group;
mod query;

pub use answer::{Answer, Note, Row, TOTAL, UNKNOWN, UnitOfCount, Value, instant};
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
    /// What its reader may choose.
    pub parameters: &'static [Parameter],
    /// The kinds of streams whose rows it reads.
    pub reads: &'static [StreamKind],
    pub(crate) compute: fn(&Sources<'_>, &Query) -> Computed,
}

/// What reports are computed from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The rows of one moment.
    pub tables: &'a Tables,
    /// The entries of one record.
    pub records: &'a dyn Records,
}

/// Who can show the entries of one record: for histories, which no table holds.
pub trait Records {
    /// A worker's entries as known at the moment of the tables, in the order in which they
    /// happened; none when nothing was recorded.
    fn lines(&self, of: domain::id::MigrantId, tables: &Tables) -> Vec<Line>;
}

/// One entry of a record, in codes only.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Line {
    /// Its place in the log.
    pub position: u64,
    /// The event's name on the wire.
    pub event: &'static str,
}

/// The rows and notes of an answer.
#[derive(Debug, Default)]
pub(crate) struct Computed {
    pub(crate) rows: Vec<Row>,
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
        let Computed { rows, mut notes } = (self.compute)(sources, query);
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
            notes,
        })
    }
}

/// Every report, by audience and number.
pub fn all() -> &'static [&'static Report] {
    &[]
}

/// The report of a code.
pub fn find(code: &str) -> Option<&'static Report> {
    all().iter().copied().find(|report| report.code.eq_ignore_ascii_case(code))
}
