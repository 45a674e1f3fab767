//! The columns of a table in which each row is one event of a type: what `template` prints and
//! what an import of CSV reads.
//!
//! Plain fields have one column of their name; money has two (`wage.amount`, `wage.currency`);
//! a record has a column for each of its fields; a list of plain values stands in one column,
//! separated by `|`; a list of records stands in one column as JSON. Personal fields carry the
//! prefix `personal.`.

use domain::describe::{EventType, Field, Shape};
use domain::stream::StreamKind;

/// The columns that every table has, before those of its type.
pub const CONTEXT: [&str; 5] = ["stream", "occurred_on", "event_id", "cycle", "note"];

/// What separates several values in one cell.
pub const SEPARATOR: char = '|';

/// One column of a type's own.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands in the header.
    pub name: String,
    /// Whether its value belongs to the personal payload.
    pub personal: bool,
    /// The way through records to the field.
    pub path: Vec<&'static str>,
    /// How a cell is read.
    pub cell: Cell,
    /// Whether each row must fill it, as far as the column alone can say.
    pub required: bool,
    /// What the catalogue says about it.
    pub doc: &'static str,
}

/// How a cell is read.
#[derive(Clone, Copy, Debug)]
pub enum Cell {
    /// As one value of this shape.
    Value(Shape),
    /// As the amount of money whose currency stands in the next column.
    Amount,
    /// As the currency of the amount in the column before.
    Currency,
    /// As several values of this shape, separated.
    Values(Shape),
    /// As JSON of this shape.
    Json(Shape),
}

/// The columns of a type, without those that every table has.
pub fn columns(of: &EventType) -> Vec<Column> {
    let mut columns = Vec::new();
    let facts = Side { personal: false, path: Vec::new(), required: true };
    let personal = Side { personal: true, path: Vec::new(), required: true };
    for field in of.facts {
        facts.push(field, &mut columns);
    }
    for field in of.personal {
        personal.push(field, &mut columns);
    }
    columns
}

/// The columns of [`CONTEXT`] that a type's table has: those that make sense for its stream and
/// that no fact of its own is named like.
pub fn context_columns(of: &EventType) -> Vec<&'static str> {
    let in_cycles = of.stream.is_none_or(|kind| kind == StreamKind::Migrant);
    CONTEXT
        .into_iter()
        .filter(|name| *name != "cycle" || in_cycles)
        .filter(|name| of.facts.iter().all(|fact| fact.name != *name))
        .collect()
}

/// The header of a type's table, as RFC 4180 writes it.
pub fn header(of: &EventType) -> String {
    let mut names: Vec<String> = context_columns(of).into_iter().map(str::to_owned).collect();
    names.extend(columns(of).into_iter().map(|column| column.name));
    names.join(",")
}

#[derive(Clone)]
struct Side {
    personal: bool,
    path: Vec<&'static str>,
    required: bool,
}

impl Side {
    fn push(&self, field: &Field, columns: &mut Vec<Column>) {
        let mut path = self.path.clone();
        path.push(field.name);
        let required = self.required && field.required;
        let column = |suffix: &str, cell: Cell| Column {
            name: format!(
                "{}{}{suffix}",
                if self.personal { "personal." } else { "" },
                path.join(".")
            ),
            personal: self.personal,
            path: path.clone(),
            cell,
            required,
            doc: field.doc,
        };
        match form(field.shape) {
            Form::Money => {
                columns.push(column(".amount", Cell::Amount));
                columns.push(column(".currency", Cell::Currency));
            }
            Form::Record(fields) => {
                let inner = Self { personal: self.personal, path: path.clone(), required };
                for field in fields {
                    inner.push(field, columns);
                }
            }
            Form::Plain | Form::List(_) | Form::Replacement => {
                columns.extend(cell_of(field.shape).map(|cell| column("", cell)));
            }
        }
    }
}

/// What a shape is made of, as far as cells are concerned.
pub(crate) enum Form {
    /// Of nothing else: one value.
    Plain,
    /// Of an amount and a currency.
    Money,
    /// Of fields.
    Record(&'static [Field]),
    /// Of items of this shape.
    List(&'static Shape),
    /// Of the payload of another event.
    Replacement,
}

/// What a shape is made of.
pub(crate) fn form(shape: Shape) -> Form {
    match shape {
        Shape::Money => Form::Money,
        Shape::Record { fields } => Form::Record(fields),
        Shape::List { item } => Form::List(item),
        Shape::Replacement => Form::Replacement,
        Shape::Flag
        | Shape::Integer { .. }
        | Shape::Decimal { .. }
        | Shape::Day
        | Shape::Month
        | Shape::Occurrence
        | Shape::Code { .. }
        | Shape::Choice { .. }
        | Shape::Reference { .. }
        | Shape::Id
        | Shape::Label
        | Shape::Text { .. }
        | Shape::Digest => Form::Plain,
    }
}

/// How a cell of a field of this shape is read; none where it takes several columns.
pub fn cell_of(shape: Shape) -> Option<Cell> {
    match form(shape) {
        Form::Money | Form::Record(_) => None,
        Form::List(item) if may_share_a_cell(*item) => Some(Cell::Values(*item)),
        Form::List(_) | Form::Replacement => Some(Cell::Json(shape)),
        Form::Plain => Some(Cell::Value(shape)),
    }
}

/// Whether values of this shape can stand in one cell: a text may hold what separates them.
fn may_share_a_cell(item: Shape) -> bool {
    matches!(form(item), Form::Plain) && !matches!(item, Shape::Text { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_has_its_lists_in_one_cell_and_its_payload_as_json() {
        let of = crate::catalogue::find("correction_recorded").unwrap();
        assert_eq!(
            header(of),
            "stream,occurred_on,event_id,cycle,note,target,reason,changed,happened_on,replacement,\
             personal.file_reference,personal.replacement"
        );
        let columns = columns(of);
        assert!(columns.iter().any(|column| matches!(column.cell, Cell::Values(_))));
        assert!(columns.iter().any(|column| column.name == "target" && column.required));
    }

    #[test]
    fn no_type_has_two_columns_of_one_name() {
        for of in crate::catalogue::types() {
            let header = header(of);
            let mut names: Vec<&str> = header.split(',').collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{}", of.name);
        }
    }
}
