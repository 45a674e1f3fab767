//! Where a cell goes: a field of an event type, by the name that `tukki template` gives it.
//!
//! A list of records may be filled from columns of their own: `personal.documents.0.number` is the
//! number of the first document.

use domain::describe::{EventType, Field, Shape};
use serde_json::{Map, Value};

use crate::template::{self, Cell, Form};

/// A step on the way through a payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Into the field of this name.
    Field(&'static str),
    /// To the item at this place of a list.
    Item(usize),
}

/// A field of an event type.
#[derive(Clone, Debug)]
pub struct Target {
    /// Whether it belongs to the personal payload.
    pub personal: bool,
    /// The way to it.
    pub way: Vec<Step>,
    /// How a cell is read.
    pub cell: Cell,
}

/// Items that a list may be filled with from columns.
const ITEMS_MAX: usize = 16;

/// The field of a name; none when the type has no such field.
pub fn find(of: &EventType, name: &str) -> Option<Target> {
    let (personal, rest) = match name.strip_prefix("personal.") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let mut way = Vec::new();
    let fields = if personal { of.personal } else { of.facts };
    let (first, rest) = match rest.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (rest, None),
    };
    let field = fields.iter().find(|field| field.name == first)?;
    way.push(Step::Field(field.name));
    let cell = walk(field.shape, rest, &mut way)?;
    Some(Target { personal, way, cell })
}

fn walk(shape: Shape, rest: Option<&str>, way: &mut Vec<Step>) -> Option<Cell> {
    let Some(rest) = rest else { return template::cell_of(shape) };
    let (next, after) = match rest.split_once('.') {
        Some((next, after)) => (next, Some(after)),
        None => (rest, None),
    };
    match template::form(shape) {
        Form::Record(fields) => {
            let field: &Field = fields.iter().find(|field| field.name == next)?;
            way.push(Step::Field(field.name));
            walk(field.shape, after, way)
        }
        Form::List(item) => {
            let index = next.parse().ok().filter(|index| *index < ITEMS_MAX)?;
            way.push(Step::Item(index));
            walk(*item, after, way)
        }
        Form::Money => {
            let (step, cell) = match next {
                "amount" => ("amount", Cell::Amount),
                "currency" => ("currency", Cell::Currency),
                _ => return None,
            };
            way.push(Step::Field(step));
            after.is_none().then_some(cell)
        }
        Form::Plain | Form::Replacement => None,
    }
}

impl Target {
    /// The way to the list item that it stands in, if it stands in one: without anything else in
    /// it, a constant makes no item.
    pub fn item(&self) -> Option<&[Step]> {
        let last = self.way.iter().rposition(|step| matches!(step, Step::Item(_)))?;
        self.way.get(..=last)
    }

    /// Puts a value at the end of the way.
    pub fn put(&self, side: &mut Map<String, Value>, value: Value) {
        let mut at = Spot::Members(side);
        let Some((last, way)) = self.way.split_last() else { return };
        let follows = self.way.iter().skip(1);
        for (step, next) in way.iter().zip(follows) {
            let empty = match next {
                Step::Field(_) => Value::Object(Map::new()),
                Step::Item(_) => Value::Array(Vec::new()),
            };
            let Some(spot) = at.into(*step, empty) else { return };
            at = spot;
        }
        at.set(*last, value);
    }
}

/// Removes the items that nothing was put into: columns of a list may be filled with gaps.
pub fn close_gaps(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(close_gaps);
        }
        Value::Object(members) => members.values_mut().for_each(close_gaps),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A place in a payload that is being filled.
enum Spot<'a> {
    Members(&'a mut Map<String, Value>),
    Items(&'a mut Vec<Value>),
}

impl Spot<'_> {
    fn into(self, step: Step, empty: Value) -> Option<Self> {
        let entry = match (self, step) {
            (Self::Members(members), Step::Field(name)) => {
                members.entry(name).or_insert_with(|| Value::Null)
            }
            (Self::Items(items), Step::Item(index)) => {
                if items.len() <= index {
                    items.resize(index + 1, Value::Null);
                }
                items.get_mut(index)?
            }
            (Self::Members(_), Step::Item(_)) | (Self::Items(_), Step::Field(_)) => return None,
        };
        if entry.is_null() {
            *entry = empty;
        }
        match entry {
            Value::Object(members) => Some(Self::Members(members)),
            Value::Array(items) => Some(Self::Items(items)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
    }

    fn set(self, step: Step, value: Value) {
        match (self, step) {
            (Self::Members(members), Step::Field(name)) => {
                members.insert(name.to_owned(), value);
            }
            (Self::Items(items), Step::Item(index)) => {
                if items.len() <= index {
                    items.resize(index + 1, Value::Null);
                }
                if let Some(item) = items.get_mut(index) {
                    *item = value;
                }
            }
            (Self::Members(_), Step::Item(_)) | (Self::Items(_), Step::Field(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_column_of_every_template_is_found_and_nothing_else() {
        for of in crate::catalogue::types() {
            for column in template::columns(of) {
                let target = find(of, &column.name).unwrap_or_else(|| panic!("{}", column.name));
                assert_eq!(target.personal, column.personal);
            }
            assert!(find(of, "no_such_field").is_none() && find(of, "").is_none());
        }
    }

    #[test]
    fn items_of_lists_are_filled_from_columns_of_their_own() {
        let of = crate::catalogue::find("migrant_registered").unwrap();
        let mut side = Map::new();
        for (name, value) in [("1.number", "A1"), ("1.kind", "PASSPORT"), ("3.number", "B2")] {
            let target = find(of, &format!("personal.documents.{name}")).unwrap();
            assert_eq!(target.item().map(<[_]>::len), Some(2));
            target.put(&mut side, json!(value));
        }
        let mut side = Value::Object(side);
        close_gaps(&mut side);
        let documents = json!([{"number": "A1", "kind": "PASSPORT"}, {"number": "B2"}]);
        assert_eq!(side["documents"], documents);
        assert!(find(of, "personal.documents.99.number").is_none());
        assert!(find(of, "personal.documents.0").is_none());
    }
}
