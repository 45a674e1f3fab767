//! The mapping file, as people write it: TOML.

use std::collections::{BTreeMap, HashMap};

use domain::describe::EventType;
use domain::stream::StreamKind;
use serde::Deserialize;
use toml::Value;

use super::{
    CellRule, CodeTables, Condition, DatePart, Dialect, EventRule, Events, Mapping, OnDuplicate,
    Place,
};
use crate::catalogue;
use crate::import::dates::Order;
use crate::import::target;
use crate::import::text::Encoding;
use crate::template;

/// Why a mapping file says nothing.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is not TOML, or has a key that a mapping has not.
    #[error("the mapping: {0}")]
    Toml(#[from] toml::de::Error),
    /// What it says makes no sense.
    #[error("the mapping, {place}: {problem}")]
    Wrong {
        /// Where.
        place: String,
        /// What is wrong.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    source: Option<String>,
    encoding: Option<String>,
    separator: Option<String>,
    sheet: Option<String>,
    header_line: Option<u64>,
    dates: Option<String>,
    decimal: Option<String>,
    #[serde(default)]
    empty: Vec<String>,
    on_probable_duplicate: Option<String>,
    #[serde(default)]
    codes: CodeTables,
    #[serde(default)]
    event: Vec<EventFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    #[serde(rename = "type")]
    type_name: String,
    stream: Value,
    occurred_on: Value,
    cycle: Option<Value>,
    note: Option<Value>,
    event_id: Option<Value>,
    #[serde(default)]
    once: bool,
    when: Option<Value>,
    #[serde(default)]
    fields: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CellFile {
    column: Option<String>,
    value: Option<Value>,
    default: Option<Value>,
    codes: Option<Value>,
    dates: Option<String>,
    decimal: Option<String>,
    part: Option<String>,
    split: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionFile {
    column: String,
    is: Option<Vec<String>>,
    filled: Option<bool>,
}

/// What holds for every column that does not say otherwise.
struct Usual<'a> {
    dates: Order,
    comma: bool,
    codes: &'a CodeTables,
}

fn wrong(place: impl Into<String>, problem: impl Into<String>) -> MappingError {
    MappingError::Wrong { place: place.into(), problem: problem.into() }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// The first thing in it that makes no sense, and where.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let file: MappingFile = toml::from_str(text)?;
        if file.event.is_empty() {
            return Err(wrong("[[event]]", "a row must yield at least one event"));
        }
        let usual = Usual {
            dates: order(file.dates.as_deref(), "dates")?.unwrap_or_default(),
            comma: comma(file.decimal.as_deref(), "decimal")?.unwrap_or(false),
            codes: &file.codes,
        };
        let events = file.event.into_iter().map(|event| rule(event, &usual));
        let on_duplicate = match file.on_probable_duplicate.as_deref() {
            None | Some("reject") => OnDuplicate::Reject,
            Some("create") => OnDuplicate::Create,
            Some(_) => return Err(wrong("on_probable_duplicate", "expected reject or create")),
        };
        let encoding = file.encoding.as_deref().map(|name| {
            let known = Encoding::named(name);
            known.ok_or_else(|| wrong("encoding", "expected utf-8 or windows-1252"))
        });
        let separator = file.separator.as_deref().map(|text| {
            separator(text).ok_or_else(|| wrong("separator", "expected one of ; , \\t"))
        });
        Ok(Self {
            source: file.source,
            dialect: Dialect {
                encoding: encoding.transpose()?,
                separator: separator.transpose()?,
                sheet: file.sheet,
                header_line: file.header_line.filter(|line| *line > 0),
            },
            empty: file.empty,
            on_duplicate,
            events: Events::Mapped(events.collect::<Result<_, _>>()?),
        })
    }
}

/// The separator that a text names.
pub fn separator(text: &str) -> Option<u8> {
    match text {
        ";" => Some(b';'),
        "," => Some(b','),
        "\t" | "\\t" | "tab" => Some(b'\t'),
        _ => None,
    }
}

fn rule(event: EventFile, usual: &Usual<'_>) -> Result<EventRule, MappingError> {
    let place = event.type_name;
    let unknown = || wrong(&place, "there is no event type of this name");
    let of = catalogue::find(&place).ok_or_else(unknown)?;
    let context: Vec<(&'static str, Option<Value>)> = vec![
        ("stream", Some(event.stream)),
        ("occurred_on", Some(event.occurred_on)),
        ("cycle", event.cycle),
        ("note", event.note),
        ("event_id", event.event_id),
    ];
    let mut cells = Vec::new();
    for (name, said) in context {
        let Some(said) = said else { continue };
        cells.push(cell((of, name), Place::Context(name), (said, usual))?);
    }
    for (name, said) in event.fields {
        let unknown = || wrong(format!("{place}.{name}"), "the event type has no such field");
        let target = target::find(of, &name).ok_or_else(unknown)?;
        cells.push(cell((of, &name), Place::Payload(target), (said, usual))?);
    }
    missing(of, &cells)?;
    // Constants come last: in a list they only complete what columns began.
    cells.sort_by_key(|cell| cell.column.is_none());
    let when = event.when.map(|said| conditions(said, of)).transpose()?.unwrap_or_default();
    let kind = of.stream.unwrap_or(StreamKind::Migrant);
    Ok(EventRule { of, kind, once: event.once, when, cells })
}

/// A field that every row would lack is told before the first.
fn missing(of: &EventType, cells: &[CellRule]) -> Result<(), MappingError> {
    for column in template::columns(of).iter().filter(|column| column.required) {
        let within = |cell: &CellRule| {
            cell.name == column.name || cell.name.starts_with(&format!("{}.", column.name))
        };
        if !cells.iter().any(within) {
            let place = format!("{}.{}", of.name, column.name);
            return Err(wrong(place, "this field is required, and nothing is said about it"));
        }
    }
    Ok(())
}

fn cell(
    (of, name): (&EventType, &str),
    place: Place,
    (said, usual): (Value, &Usual<'_>),
) -> Result<CellRule, MappingError> {
    let at = format!("{}.{name}", of.name);
    let mut rule =
        CellRule { dates: usual.dates, comma: usual.comma, ..CellRule::of_column(name, place) };
    let said: CellFile = match said {
        Value::String(column) => {
            rule.column = Some(column);
            return Ok(rule);
        }
        said @ Value::Table(_) => said.try_into().map_err(|error| wrong(&at, message(&error)))?,
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => return Err(wrong(&at, "expected a column or { … }")),
    };
    (rule.column, rule.otherwise) = match (said.column, said.value, said.default) {
        (Some(column), None, default) => {
            (Some(column), default.map(|value| constant(&value, &at)).transpose()?)
        }
        (None, Some(value), None) => (None, Some(constant(&value, &at)?)),
        (None, None, _) => return Err(wrong(&at, "expected column or value")),
        (Some(_) | None, Some(_), _) => {
            return Err(wrong(&at, "column and value, or value and default, exclude each other"));
        }
    };
    rule.codes = said.codes.map(|said| codes(said, (usual.codes, &at))).transpose()?;
    rule.dates = order(said.dates.as_deref(), &at)?.unwrap_or(rule.dates);
    rule.comma = comma(said.decimal.as_deref(), &at)?.unwrap_or(rule.comma);
    rule.part = match said.part.as_deref() {
        None => None,
        Some("year") => Some(DatePart::Year),
        Some("month") => Some(DatePart::Month),
        Some(_) => return Err(wrong(&at, "part is year or month")),
    };
    if let Some(split) = said.split {
        let mut letters = split.chars();
        rule.split = match (letters.next(), letters.next()) {
            (Some(letter), None) => letter,
            (_, _) => return Err(wrong(&at, "split is one character")),
        };
    }
    Ok(rule)
}

fn message(error: &toml::de::Error) -> String {
    error.message().to_owned()
}

fn constant(value: &Value, at: &str) -> Result<String, MappingError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Boolean(flag) => Ok(flag.to_string()),
        Value::Datetime(date) => Ok(date.to_string()),
        Value::Float(_) | Value::Array(_) | Value::Table(_) => {
            Err(wrong(at, "a constant is a text, a whole number, a date, true or false"))
        }
    }
}

fn codes(
    said: Value,
    (tables, at): (&CodeTables, &str),
) -> Result<HashMap<String, String>, MappingError> {
    let table: BTreeMap<String, String> = match said {
        Value::String(name) => {
            let unknown = || wrong(at, format!("there is no [codes.{name}]"));
            tables.get(&name).cloned().ok_or_else(unknown)?
        }
        said @ (Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_)) => said.try_into().map_err(|error| wrong(at, message(&error)))?,
    };
    let mut codes = HashMap::new();
    for (theirs, ours) in table {
        let before = codes.insert(theirs.trim().to_lowercase(), ours.clone());
        if before.is_some_and(|before| before != ours) {
            return Err(wrong(at, format!("the code {theirs:?} means two things")));
        }
    }
    Ok(codes)
}

fn conditions(said: Value, of: &EventType) -> Result<Vec<Condition>, MappingError> {
    let at = format!("{}.when", of.name);
    let several = match said {
        Value::Array(several) => several,
        one @ (Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Table(_)) => vec![one],
    };
    let read = several.into_iter().map(|said| {
        let said: ConditionFile = said.try_into().map_err(|error| wrong(&at, message(&error)))?;
        match (said.is, said.filled) {
            (Some(is), None) if !is.is_empty() => {
                let is = is.iter().map(|text| text.trim().to_lowercase()).collect();
                Ok(Condition { column: said.column, is, is_empty: false })
            }
            (None, filled) => {
                let is_empty = !filled.unwrap_or(true);
                Ok(Condition { column: said.column, is: Vec::new(), is_empty })
            }
            (Some(_), _) => Err(wrong(&at, "expected is = [\"…\"] or filled = true")),
        }
    });
    read.collect()
}

fn order(name: Option<&str>, at: &str) -> Result<Option<Order>, MappingError> {
    let known = |name| Order::named(name).ok_or_else(|| wrong(at, ORDERS));
    name.map(known).transpose()
}

const ORDERS: &str = "dates are iso, day-first or month-first";

fn comma(sign: Option<&str>, at: &str) -> Result<Option<bool>, MappingError> {
    match sign {
        None => Ok(None),
        Some(",") => Ok(Some(true)),
        Some(".") => Ok(Some(false)),
        Some(_) => Err(wrong(at, "decimal is \",\" or \".\"")),
    }
}
