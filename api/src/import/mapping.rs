//! What the columns of a file mean. Either they are those of `tukki template`, or a mapping file
//! says it: somebody else's columns and codes, constants, several events from one row.

use std::collections::{BTreeMap, HashMap};

use domain::describe::{EventType, Shape};
use domain::stream::StreamKind;

use super::dates::Order;
use super::fault::FileFault;
use super::target::{self, Target};
use super::text::Encoding;
use crate::template::{self, SEPARATOR};

pub mod file;
pub mod starter;

pub use file::MappingError;

/// How a file is written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Dialect {
    /// Its encoding; UTF-8 when nobody says.
    pub encoding: Option<Encoding>,
    /// What separates cells; found in the header when nobody says.
    pub separator: Option<u8>,
    /// Which sheet of a spreadsheet.
    pub sheet: Option<String>,
    /// On which line the header stands, from 1.
    pub header_line: Option<u64>,
}

/// What becomes of a row that registers somebody who probably is registered already.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OnDuplicate {
    /// It is rejected, with the records that it may be about.
    #[default]
    Reject,
    /// A new record is made; a finding may say later that the two are alike.
    Create,
}

/// What a file means.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Which register the names come from.
    pub source: Option<String>,
    /// How the file is written.
    pub dialect: Dialect,
    /// Texts that mean that a cell is empty.
    pub empty: Vec<String>,
    /// What becomes of probable duplicates.
    pub on_duplicate: OnDuplicate,
    /// The events that a row may yield, in their order.
    pub events: Events,
}

/// The events of a row.
#[derive(Clone, Debug)]
pub enum Events {
    /// One of this type, from the columns of its template.
    Template(&'static EventType, Order),
    /// Those that a mapping file names.
    Mapped(Vec<EventRule>),
}

/// An event that a row may yield.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// Its type.
    pub of: &'static EventType,
    /// The kind of stream it is recorded on.
    pub kind: StreamKind,
    /// Whether rows that say the same again mean the same event.
    pub once: bool,
    /// What must be so for a row to yield it.
    pub when: Vec<Condition>,
    /// Where its parts come from.
    pub cells: Vec<CellRule>,
}

/// A condition on one column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// Which column.
    pub column: String,
    /// One of these texts; any text when there are none.
    pub is: Vec<String>,
    /// Whether the condition is that the cell is empty.
    pub is_empty: bool,
}

/// Where a part of an event comes from.
#[derive(Clone, Debug)]
pub struct CellRule {
    /// What the part is called: as in a template.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// The column; none for a constant.
    pub column: Option<String>,
    /// What stands for an empty cell, or the constant.
    pub otherwise: Option<String>,
    /// What the file's codes mean, in small letters.
    pub codes: Option<HashMap<String, String>>,
    /// In which order dates are written.
    pub dates: Order,
    /// Which part of a date is meant.
    pub part: Option<DatePart>,
    /// Whether amounts have a comma before their decimals.
    pub comma: bool,
    /// What separates several values.
    pub split: char,
}

/// Where a cell goes.
#[derive(Clone, Debug)]
pub enum Place {
    /// To the event's own keys: `stream`, `occurred_on`, `event_id`, `cycle`, `note`.
    Context(&'static str),
    /// Into its payload.
    Payload(Target),
}

/// A part of a date.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DatePart {
    /// 2024 of 2024-03-10.
    Year,
    /// 2024-03 of 2024-03-10.
    Month,
}

impl Mapping {
    /// A table of one event type with the columns of its template.
    pub fn template(of: &'static EventType, (dialect, dates): (Dialect, Order)) -> Self {
        Self {
            source: None,
            dialect,
            empty: Vec::new(),
            on_duplicate: OnDuplicate::Reject,
            events: Events::Template(of, dates),
        }
    }
}

impl Events {
    /// The rules for a file with this header.
    ///
    /// # Errors
    /// The event type has no such column, or the header names none that it has.
    pub fn rules(&self, header: &[String], line: u64) -> Result<Vec<EventRule>, FileFault> {
        let (of, dates) = match self {
            Self::Mapped(rules) => return Ok(rules.clone()),
            Self::Template(of, dates) => (*of, *dates),
        };
        let known = |name: &String| place(of, name).is_some();
        let columns = header.iter().filter(|name| !name.is_empty());
        if !columns.clone().any(known) {
            // A single word that is no column is more likely a wrong one than a row of data.
            return Err(match columns.clone().next() {
                Some(only) if columns.count() == 1 => {
                    FileFault::ColumnUnknown { column: shown(only) }
                }
                Some(_) | None => FileFault::HeaderMissing { line },
            });
        }
        let cells = columns.map(|name| {
            let unknown = || FileFault::ColumnUnknown { column: shown(name) };
            let place = place(of, name).ok_or_else(unknown)?;
            Ok(CellRule { dates, ..CellRule::of_column(name, place) })
        });
        let cells = cells.collect::<Result<_, _>>()?;
        let kind = of.stream.unwrap_or(StreamKind::Migrant);
        Ok(vec![EventRule { of, kind, once: false, when: Vec::new(), cells }])
    }
}

/// Where the cells of a template's column go; none when the type has no such column.
fn place(of: &EventType, name: &str) -> Option<Place> {
    let context = template::context_columns(of).into_iter().find(|known| *known == name);
    let payload = || target::find(of, name).map(Place::Payload);
    context.map(Place::Context).or_else(payload)
}

/// A name from a file, for an error: its beginning, without what would garble a terminal.
pub fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(64).collect()
}

impl CellRule {
    /// A column as it stands.
    pub fn of_column(name: &str, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            place,
            column: Some(name.to_owned()),
            otherwise: None,
            codes: None,
            dates: Order::Iso,
            part: None,
            comma: false,
            split: SEPARATOR,
        }
    }

    /// The shape of the values that its cells have.
    pub fn shape(&self) -> Option<Shape> {
        match &self.place {
            Place::Context("occurred_on") => Some(Shape::Occurrence),
            Place::Context(_) => None,
            Place::Payload(target) => match target.cell {
                template::Cell::Value(shape)
                | template::Cell::Values(shape)
                | template::Cell::Json(shape) => Some(shape),
                template::Cell::Amount | template::Cell::Currency => None,
            },
        }
    }
}

impl EventRule {
    /// The column that a part of the event came from; the part's own name where none did.
    pub fn column_of(&self, path: &str) -> String {
        let exact = self.cells.iter().find(|cell| cell.name == path);
        let within = |cell: &&CellRule| {
            let below = |long: &str, short: &str| {
                long.strip_prefix(short).is_some_and(|rest| rest.starts_with('.'))
            };
            below(path, &cell.name) || below(&cell.name, path)
        };
        let cell = exact.or_else(|| self.cells.iter().find(within));
        cell.and_then(|cell| cell.column.clone()).unwrap_or_else(|| path.to_owned())
    }
}

/// Tables of codes by name.
pub type CodeTables = BTreeMap<String, BTreeMap<String, String>>;

#[cfg(test)]
mod tests;
