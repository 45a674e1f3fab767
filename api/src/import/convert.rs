//! Rows of cells into events, by the rules of a mapping: translates codes and dates, leaves out
//! what is empty, and says which column is wrong. Whether the facts are possible is not asked here.

use std::collections::HashSet;

use domain::describe::Shape;
use domain::stream::StreamKind;
use serde_json::{Map, Value};

use super::fault::{FileFault, RowError, RowFault};
use super::mapping::{CellRule, DatePart, EventRule, Mapping, Place, shown};
use super::target;
use crate::fields::{FieldError, Problem};
use crate::template::Cell;

/// What the columns of a file of rejects, which are not the source's, begin with.
pub const REJECTED: &str = "rejected.";
/// The column that says which turn an event of the row had.
pub const TURNS: &str = "rejected.turns";

/// An event that a row yields, as a line of a file has it.
#[derive(Clone)]
pub struct Drafted {
    /// Which of the mapping's events it is.
    pub rule: usize,
    /// Its members.
    pub members: Map<String, Value>,
    /// Whether rows that say the same again mean the same event.
    pub once: bool,
}

/// What is wrong with a row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NotARow {
    /// How it is written.
    Written(RowError),
    /// A field, and the column that it came from.
    Field(FieldError, Option<String>),
}

/// What a row says.
#[derive(Clone, Default)]
pub struct Converted {
    /// Its events.
    pub drafted: Vec<Drafted>,
    /// What a file of rejects says about their turns.
    pub turns: String,
}

/// The rules of a mapping, bound to the columns of a file.
pub struct Converter {
    rules: Vec<Bound>,
    empty: HashSet<String>,
    turns: Option<usize>,
}

struct Bound {
    rule: EventRule,
    columns: Vec<Option<usize>>,
    conditions: Vec<usize>,
}

impl Converter {
    /// Binds a mapping to a header that stands on a line.
    ///
    /// # Errors
    /// The header names a column twice, or not one that is needed.
    pub fn bind(mapping: &Mapping, (header, line): (&[String], u64)) -> Result<Self, FileFault> {
        let mut seen = HashSet::new();
        for name in header.iter().filter(|name| !name.is_empty()) {
            if !seen.insert(name.as_str()) {
                return Err(FileFault::ColumnTwice { column: shown(name) });
            }
        }
        let own: Vec<String> = header
            .iter()
            .map(|name| if name.starts_with(REJECTED) { String::new() } else { name.clone() })
            .collect();
        let place = |name: &str| {
            let missing = || FileFault::ColumnMissing { column: shown(name) };
            own.iter().position(|known| known == name).ok_or_else(missing)
        };
        let rules = mapping.events.rules(&own, line)?;
        if !rules
            .iter()
            .flat_map(|rule| &rule.cells)
            .any(|cell| cell.column.as_ref().is_some_and(|column| own.contains(column)))
        {
            return Err(FileFault::HeaderMissing { line });
        }
        let bound = rules.into_iter().map(|rule| {
            let column = |cell: &CellRule| cell.column.as_deref().map(place).transpose();
            let columns = rule.cells.iter().map(column).collect::<Result<_, _>>()?;
            let condition = rule.when.iter().map(|when| place(&when.column));
            let conditions = condition.collect::<Result<_, _>>()?;
            Ok(Bound { rule, columns, conditions })
        });
        Ok(Self {
            rules: bound.collect::<Result<_, FileFault>>()?,
            empty: mapping.empty.iter().map(|text| text.trim().to_lowercase()).collect(),
            turns: header.iter().position(|name| name == TURNS),
        })
    }

    /// The rule of one of its events.
    pub fn rule(&self, index: usize) -> Option<&EventRule> {
        self.rules.get(index).map(|bound| &bound.rule)
    }

    /// What a row says.
    ///
    /// # Errors
    /// The first cell that is wrong.
    pub fn row(&self, cells: &[String]) -> Result<Converted, NotARow> {
        let mut drafted = Vec::new();
        for (index, bound) in self.rules.iter().enumerate() {
            if self.yields(bound, cells) {
                let members = self.event(bound, cells)?;
                drafted.push(Drafted { rule: index, members, once: bound.rule.once });
            }
        }
        let turns = self.turns.and_then(|at| cells.get(at)).cloned().unwrap_or_default();
        Ok(Converted { drafted, turns })
    }

    fn yields(&self, bound: &Bound, cells: &[String]) -> bool {
        bound.rule.when.iter().zip(&bound.conditions).all(|(when, at)| {
            let cell = self.cell(cells, *at).to_lowercase();
            match (when.is.as_slice(), when.is_empty) {
                ([], is_empty) => cell.is_empty() == is_empty,
                (texts, _) => texts.contains(&cell),
            }
        })
    }

    fn cell<'a>(&self, cells: &'a [String], at: usize) -> &'a str {
        let cell = cells.get(at).map_or("", |cell| cell.trim());
        let means_nothing = !self.empty.is_empty() && self.empty.contains(&cell.to_lowercase());
        if means_nothing { "" } else { cell }
    }

    fn event(&self, bound: &Bound, cells: &[String]) -> Result<Map<String, Value>, NotARow> {
        let rule = &bound.rule;
        let mut members = Map::new();
        let (mut data, mut personal) = (Map::new(), Map::new());
        let mut begun: Vec<(bool, &[target::Step])> = Vec::new();
        for (cell, at) in rule.cells.iter().zip(&bound.columns) {
            let found = at.map_or("", |at| self.cell(cells, at));
            let found = if found.is_empty() { cell.otherwise.as_deref() } else { Some(found) };
            let Some(text) = found else {
                if matches!(cell.place, Place::Context("stream")) {
                    return Err(wrong(cell, RowFault::NoName));
                }
                continue;
            };
            match &cell.place {
                Place::Context("stream") => {
                    let stream = Value::String(stream(rule.kind, text, rule.of.stream.is_none()));
                    members.insert("stream".to_owned(), stream);
                }
                Place::Context(name) => {
                    let text = translated(cell, text)?;
                    let text = if *name == "occurred_on" { dated(cell, &text)? } else { text };
                    members.insert((*name).to_owned(), Value::String(text));
                }
                Place::Payload(target) => {
                    if let Some(item) = target.item() {
                        let own = (target.personal, item);
                        if at.is_none() && !begun.contains(&own) {
                            continue;
                        }
                        begun.push(own);
                    }
                    let side = if target.personal { &mut personal } else { &mut data };
                    target.put(side, value(cell, target.cell, text)?);
                }
            }
        }
        members.insert("type".to_owned(), Value::String(rule.of.name.to_owned()));
        let (mut data, mut personal) = (Value::Object(data), Value::Object(personal));
        target::close_gaps(&mut data);
        target::close_gaps(&mut personal);
        members.insert("data".to_owned(), data);
        if personal.as_object().is_some_and(|personal| !personal.is_empty()) {
            members.insert("personal".to_owned(), personal);
        }
        Ok(members)
    }
}

/// A name as lines have it: with the kind of its stream before it.
fn stream(kind: StreamKind, text: &str, any_kind: bool) -> String {
    let said = text.split_once('/').and_then(|(said, _)| StreamKind::from_code(said));
    let said = said.is_some_and(|said| any_kind || said == kind);
    if said { text.to_owned() } else { format!("{}/{text}", kind.code()) }
}

fn wrong(cell: &CellRule, fault: RowFault) -> NotARow {
    NotARow::Written(RowError { fault, column: cell.column.clone() })
}

fn field(cell: &CellRule, problem: Problem) -> NotARow {
    NotARow::Field(FieldError::new(&cell.name, problem), cell.column.clone())
}

/// A code in the registry's words.
fn translated(cell: &CellRule, text: &str) -> Result<String, NotARow> {
    let Some(codes) = &cell.codes else { return Ok(text.to_owned()) };
    let ours = codes.get(&text.to_lowercase());
    // A constant is in the registry's words already.
    let constant = cell.otherwise.as_deref() == Some(text);
    match ours {
        Some(ours) => Ok(ours.clone()),
        None if constant => Ok(text.to_owned()),
        None => Err(wrong(cell, RowFault::CodeUntranslated)),
    }
}

/// A date in the registry's form.
fn dated(cell: &CellRule, text: &str) -> Result<String, NotARow> {
    let iso = cell.dates.iso(text).map_err(|fault| wrong(cell, fault))?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match cell.part {
        None => Ok(iso),
        Some(DatePart::Year) => {
            let year = iso.get(..4).filter(|year| digits(year));
            year.map(str::to_owned).ok_or_else(|| wrong(cell, RowFault::NotADate))
        }
        Some(DatePart::Month) => {
            let month = iso.get(..7).filter(|month| month.get(..4).is_some_and(digits));
            month.map(str::to_owned).ok_or_else(|| wrong(cell, RowFault::NotADate))
        }
    }
}

fn value(cell: &CellRule, how: Cell, text: &str) -> Result<Value, NotARow> {
    match how {
        Cell::Amount => Ok(Value::String(amount(cell, text)?)),
        Cell::Currency => Ok(Value::String(translated(cell, text)?)),
        Cell::Value(shape) => plain(cell, shape, text),
        Cell::Values(shape) => text
            .split(cell.split)
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| plain(cell, shape, part))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        Cell::Json(_) => {
            let parsed = crate::json::parse(text.as_bytes());
            parsed.map_err(|_not| field(cell, Problem::NotAValue("a value in JSON")))
        }
    }
}

fn plain(cell: &CellRule, shape: Shape, text: &str) -> Result<Value, NotARow> {
    let text = translated(cell, text)?;
    match shape {
        Shape::Flag => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(field(cell, Problem::WrongType("true or false"))),
        },
        Shape::Integer { .. } => {
            let text = if cell.part.is_some() { dated(cell, &text)? } else { amount(cell, &text)? };
            let number = text.parse::<i64>().map(Value::from);
            number.map_err(|_not| field(cell, Problem::WrongType("a whole number")))
        }
        Shape::Decimal { .. } => Ok(Value::String(amount(cell, &text)?)),
        Shape::Day | Shape::Month | Shape::Occurrence => Ok(Value::String(dated(cell, &text)?)),
        Shape::Money
        | Shape::Code { .. }
        | Shape::Choice { .. }
        | Shape::Reference { .. }
        | Shape::Id
        | Shape::Label
        | Shape::Text { .. }
        | Shape::Digest
        | Shape::List { .. }
        | Shape::Record { .. }
        | Shape::Replacement => Ok(Value::String(text)),
    }
}

/// An amount with a point before its decimals and nothing between its digits.
fn amount(cell: &CellRule, text: &str) -> Result<String, NotARow> {
    if !cell.comma {
        return Ok(text.to_owned());
    }
    let spaces = [' ', '\u{a0}', '\u{202f}'];
    let (whole, decimals) = match text.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (text, None),
    };
    let whole: String = whole.chars().filter(|letter| !spaces.contains(letter)).collect();
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let grouped = groups.clone().all(|group| group.len() == 3);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = first.strip_prefix('-').unwrap_or(first);
    let sound = grouped && digits(first) && groups.all(digits) && decimals.is_none_or(digits);
    if !sound {
        return Err(wrong(cell, RowFault::NotAnAmount));
    }
    let whole = whole.replace('.', "");
    Ok(decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}")))
}

#[cfg(test)]
mod tests;
