//! What a report answers: the moment it speaks of, a row of totals, a row a group, and what a
//! reader must know to use the figures.

use domain::codes::Currency;
use domain::context::Timestamp;
use domain::date::{Day, Occurrence};
use domain::indicators::kaplan_meier::Step;
use domain::money::Money;
use domain::rational::Rational;
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::Dimension;
use crate::figure::Figure;

/// The code of a group that holds everything, as SDMX writes it.
pub const TOTAL: &str = "_T";
/// The code of a trait in which the members of a group differ: it does not apply to the group.
pub const MIXED: &str = "_Z";
/// The code of a group whose value is not known, as SDMX writes it.
pub const UNKNOWN: &str = "_U";

/// A report's figures at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The report.
    pub report: &'static str,
    /// The size of the log: every entry before this position was known.
    pub position: u64,
    /// When the last of those entries was recorded.
    #[serde(serialize_with = "as_instant")]
    pub as_known: Timestamp,
    /// The last day that was looked at.
    pub on: Day,
    /// How it is broken down.
    pub by: Vec<Dimension>,
    /// Which rows were looked at.
    #[serde(serialize_with = "as_map")]
    pub filters: Vec<(Dimension, String)>,
    /// The parameters in force, asked for or usual.
    #[serde(serialize_with = "as_map")]
    pub parameters: Vec<(&'static str, String)>,
    /// What is counted.
    pub unit_of_count: UnitOfCount,
    /// The totals first, then the groups in the order of their codes.
    pub rows: Vec<Row>,
    /// The list behind the figures, where one was asked for or the report is one.
    pub details: Vec<Detail>,
    /// What the figures do not say by themselves.
    pub notes: Vec<Note>,
}

/// One line of the list behind the figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Detail {
    /// Its cells, by name.
    #[serde(serialize_with = "as_map")]
    pub cells: Vec<(&'static str, Value)>,
}

impl Detail {
    /// The same, with a cell more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.cells.push((name, value));
        self
    }

    /// The same, with a text more where there is one.
    #[must_use]
    pub fn text(self, name: &'static str, text: Option<impl ToString>) -> Self {
        match text {
            Some(text) => self.with(name, Value::Text(text.to_string())),
            None => self,
        }
    }

    /// The same, with a date more where there is one.
    #[must_use]
    pub fn date(self, name: &'static str, date: Option<impl Into<Occurrence>>) -> Self {
        match date {
            Some(date) => self.with(name, Value::Date(date.into())),
            None => self,
        }
    }

    /// The same, with a number more where there is one.
    #[must_use]
    pub fn number(self, name: &'static str, number: Option<impl Into<Rational>>) -> Self {
        match number {
            Some(number) => self.with(name, Value::Number(number.into())),
            None => self,
        }
    }

    /// A cell by its name.
    pub fn cell(&self, name: &str) -> Option<&Value> {
        self.cells.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// What a report counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitOfCount {
    /// Persons.
    Persons,
    /// Migration cycles.
    Cycles,
    /// Placements: a cycle may have several.
    Placements,
    /// Complaints.
    Complaints,
    /// Contracts.
    Contracts,
    /// Check-ins.
    CheckIns,
    /// Entries of the log.
    Entries,
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which group: a code for every dimension, [`TOTAL`] in the row of totals.
    #[serde(serialize_with = "as_map")]
    pub group: Vec<(&'static str, String)>,
    /// The figures, by the names of the report's columns. What is undefined is absent, never 0.
    #[serde(serialize_with = "as_map")]
    pub values: Vec<(&'static str, Value)>,
    /// How many units of count the figures rest on.
    pub n: u64,
    /// How many more there are, about which too little is known.
    pub missing: u64,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// How many.
    Count(u64),
    /// How many of how many; not reduced.
    Share {
        /// The numerator.
        part: u64,
        /// The denominator.
        whole: u64,
    },
    /// An exact number in the unit of its column.
    Number(Rational),
    /// Amounts, one a currency.
    Amounts(Vec<Money>),
    /// A code, a label, an id.
    Text(String),
    /// A date as precisely as it is known.
    Date(Occurrence),
    /// Yes or no.
    Flag(bool),
    /// A survival curve.
    Curve(Vec<Step>),
}

/// What a reader must know beside the figures.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Note {
    /// Amounts that no recorded rate converts: left out of every converted figure.
    AmountsWithoutRate {
        /// How many amounts.
        count: u64,
        /// Their sum.
        sum: Money,
        /// The currency into which they could not be converted.
        into: Currency,
    },
    /// A figure compares different groups of people: do not read it as a change.
    BiasedByAttrition {
        /// The column.
        column: &'static str,
    },
    /// Two series that must never be mixed stand side by side.
    SeriesNotComparable {
        /// The first column's prefix.
        official: &'static str,
        /// The second column's prefix.
        variant: &'static str,
    },
    /// The groups overlap: shares add up to more than the whole.
    GroupsOverlap {
        /// The dimension.
        dimension: Dimension,
    },
    /// The figure says what our people met with, and is not the official indicator.
    ProgrammeVariant {
        /// The official indicator.
        of: &'static str,
    },
    /// Nothing was ever recorded under the id that was asked for, as far as was known then.
    NothingKnown,
}

impl Value {
    /// A share of counts.
    pub fn share(part: usize, whole: usize) -> Self {
        Self::Share { part: count(part), whole: count(whole) }
    }

    /// A count.
    pub fn count(how_many: usize) -> Self {
        Self::Count(count(how_many))
    }

    /// The figure in one cell: `2/3` stays two thirds, amounts stand side by side.
    pub fn text(&self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Share { part, whole } => share_text(*part, *whole).unwrap_or_default(),
            Self::Number(exact) => Figure::from(*exact).text(),
            Self::Amounts(sums) => join(sums.iter().map(ToString::to_string)),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Curve(steps) => {
                join(steps.iter().map(|step| format!("{}:{}", step.day, step.survival.to_text(4))))
            }
        }
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

/// A length as a count; the registry never holds more than fits.
pub fn count(how_many: usize) -> u64 {
    u64::try_from(how_many).unwrap_or(u64::MAX)
}

/// Undefined where there is nothing to divide by.
fn share_text(part: u64, whole: u64) -> Option<String> {
    Rational::new(part.into(), whole.into()).map(|share| Figure::from(share).text())
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => count.serialize(to),
            Self::Share { part, whole } => {
                let share = Rational::new((*part).into(), (*whole).into());
                let mut shown = to.serialize_struct("Share", 4)?;
                shown.serialize_field("part", part)?;
                shown.serialize_field("whole", whole)?;
                shown.serialize_field("value", &share.map(|share| Figure::from(share).text()))?;
                shown.serialize_field("percent", &share.map(|share| share.to_percent(2)))?;
                shown.end()
            }
            Self::Number(exact) => Figure::from(*exact).serialize(to),
            Self::Amounts(sums) => sums.serialize(to),
            Self::Text(text) => text.serialize(to),
            Self::Date(date) => date.serialize(to),
            Self::Flag(flag) => flag.serialize(to),
            Self::Curve(steps) => to.collect_seq(steps.iter().map(|step| ShownStep {
                day: step.day,
                at_risk: step.at_risk,
                ended: step.ended,
                survival: Figure::from(step.survival),
            })),
        }
    }
}

#[derive(Serialize)]
struct ShownStep {
    day: u32,
    at_risk: u32,
    ended: u32,
    survival: Figure,
}

impl Row {
    /// A figure of the row by its name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

impl Answer {
    /// The row of totals.
    pub fn total(&self) -> Option<&Row> {
        self.rows.first()
    }

    /// The row of a group, named by its codes in the order of the dimensions.
    pub fn group(&self, codes: &[&str]) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.group.iter().map(|(_, code)| code.as_str()).eq(codes.iter().copied()))
    }
}

fn as_map<S: Serializer, K: Serialize, V: Serialize>(
    pairs: &[(K, V)],
    to: S,
) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

/// RFC 3339 in UTC.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn as_instant<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&instant(*at))
}

/// An instant as people write it, to the second.
pub fn instant(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let epoch = Day::new(1970, 1, 1).ok();
    let day = epoch.map(|epoch| epoch.plus_days(i32::try_from(days).unwrap_or_default()));
    day.map_or_else(String::new, |day| {
        let second = u32::try_from(second).unwrap_or_default();
        Occurrence::Instant { day, second, offset_minutes: 0 }.to_string()
    })
}
